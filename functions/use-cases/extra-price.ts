import type { ExtraPrice } from '../contracts/catalog.ts';
import type { MoneyWire } from '../contracts/scalars.ts';
import { parseMoney } from '../domain/money.ts';
import { done, type Result } from '../domain/result.ts';

/** The price of an add-on or of equipment as it is written on the wire. */
export interface ExtraPriceWish extends Omit<ExtraPrice, 'price'> {
  readonly price: MoneyWire;
}

/** Reads a written price. */
export function extraPriceOf(wish: ExtraPriceWish): Result<ExtraPrice> {
  const { price: wire, period, charge, trialDays, accounting, onTermination } = wish;
  const price = parseMoney(wire, '/price/amount');
  if (!price.ok) return price;
  return done({ price: price.value, period, charge, trialDays, accounting, onTermination });
}

export type ExtraPriceChange = { readonly [K in keyof ExtraPriceWish]?: ExtraPriceWish[K] | undefined };

/** A price with some parts anew. */
export function changedExtraPrice(former: ExtraPrice, wish: ExtraPriceChange): Result<ExtraPrice> {
  const price = wish.price === undefined ? done(former.price) : parseMoney(wish.price, '/price/amount');
  if (!price.ok) return price;
  return done({
    price: price.value,
    period: wish.period ?? former.period,
    charge: wish.charge ?? former.charge,
    trialDays: wish.trialDays ?? former.trialDays,
    accounting: wish.accounting ?? former.accounting,
    onTermination: wish.onTermination ?? former.onTermination,
  });
}
