import * as z from 'zod';
import { contractTerm, extraPrice, planVersion, setupFee } from './catalog.ts';
import { quote } from './lead.ts';
import { topUpOfferWire } from './quota.ts';
import { id, moneyWire } from './scalars.ts';
import { usagePricesWire } from './usage-price.ts';

export const setupFeeWire = setupFee.extend({ price: moneyWire }).meta({ id: 'SetupFee' });

const [, restPercent] = contractTerm.shape.earlyTermination.options;
export const contractTermWire = contractTerm
  .extend({ earlyTermination: z.union([z.strictObject({ fee: moneyWire }), restPercent]) })
  .meta({ id: 'ContractTerm' });

/** A plan version on the wire: as inside, with the price in decimals. */
export const planVersionWire = planVersion
  .extend({
    price: moneyWire,
    setupFee: setupFeeWire.optional(),
    contract: contractTermWire.optional(),
    topUps: z.array(topUpOfferWire).max(10).optional(),
    usagePrices: usagePricesWire.optional(),
  })
  .meta({ id: 'PlanVersion' });
export type PlanVersionWire = z.infer<typeof planVersionWire>;

/** The price of an add-on or of equipment on the wire. */
export const extraPriceWire = extraPrice.extend({ price: moneyWire }).meta({ id: 'ExtraPrice' });
export type ExtraPriceWire = z.infer<typeof extraPriceWire>;

/** An offer on the wire. */
export const quoteWire = quote
  .extend({
    terms: planVersionWire,
    addOns: z.array(z.strictObject({ addOnId: id, name: z.string(), price: extraPriceWire })),
  })
  .meta({ id: 'Quote' });
export type QuoteWire = z.infer<typeof quoteWire>;
