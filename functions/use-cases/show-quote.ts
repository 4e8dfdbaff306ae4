import type { QuoteWire } from '../contracts/catalog-wire.ts';
import type { Quote } from '../contracts/lead.ts';
import { showExtraPrice, showPlanVersion } from './show-catalog.ts';

/** An offer as the API shows it. */
export function showQuote(quote: Quote): QuoteWire {
  return {
    ...quote,
    terms: showPlanVersion(quote.terms),
    addOns: quote.addOns.map((addOn) => ({ ...addOn, price: showExtraPrice(addOn.price) })),
  };
}
