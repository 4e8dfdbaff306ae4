import * as z from 'zod';
import { extraPrice, planVersion } from './catalog.ts';
import { quote } from './lead.ts';
import { id, moneyWire } from './scalars.ts';

/** A plan version on the wire: as inside, with the price in decimals. */
export const planVersionWire = planVersion.extend({ price: moneyWire }).meta({ id: 'PlanVersion' });
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
