import type { PricedDiscount } from '../../contracts/billing-ledger.ts';
import type { BillingPeriod } from '../../contracts/catalog.ts';
import type { ServiceDiscount } from '../../contracts/discount.ts';
import { type DayNumber, dayNumber, never } from './days.ts';
import { type Anchor, endOfPeriodFrom, isAnchorDay, nextAnchorDay } from './periods.ts';
import { percentage } from './proration.ts';

/** A discount on a service and the day from which it counts. */
export interface HeldDiscount {
  readonly discount: ServiceDiscount;
  readonly from: DayNumber;
  readonly event: string;
}

/** Something that recurs, with its price for a full period. The plan comes first. */
export interface Priced {
  readonly slotId: string;
  readonly price: number;
  readonly period: BillingPeriod;
}

/** A price after discounts. */
export interface Discounted {
  readonly price: number;
  /** Those that changed it, in their order, with what each left. */
  readonly discounts: readonly PricedDiscount[];
  readonly events: readonly string[];
}

/** In the order in which they are taken off. */
export function inRank(discounts: readonly HeldDiscount[]): readonly HeldDiscount[] {
  return discounts.length < 2 ? discounts : discounts.toSorted((a, b) => a.discount.rank - b.discount.rank);
}

export function appliesTo({ discount }: HeldDiscount, slotId: string): boolean {
  const { appliesTo: scope } = discount;
  return scope === 'service' || (scope === 'plan' ? slotId === 'plan' : scope.itemId === slotId);
}

/**
 * The day on which a discount that began on `start` ends for something of that period length. Periods are counted on the
 * anchor days in force at its start, a part at the beginning as one, so that nothing that happens later moves its end.
 */
export function endOfDiscount(
  { discount: { lasts } }: HeldDiscount,
  start: DayNumber,
  period: BillingPeriod,
  anchor: Anchor,
): DayNumber {
  if (lasts === 'forever') return never;
  if ('untilOn' in lasts) return dayNumber(lasts.untilOn);
  let end = start;
  for (let i = 0; i < lasts.periods; i++) {
    end = isAnchorDay(end, period, anchor)
      ? endOfPeriodFrom(end, period, anchor)
      : nextAnchorDay(end, period, anchor);
  }
  return end;
}

/**
 * Prices after discounts, which come in their order; each takes from what the former left, never below zero. An amount on
 * the whole service comes off the plan first and then off what is charged for the same length, in the order of items.
 */
export function discountedPrices(
  items: readonly Priced[],
  discounts: readonly { readonly held: HeldDiscount; holds(slotId: string): boolean }[],
): ReadonlyMap<string, Discounted> {
  const prices = new Map<string, { price: number; discounts: PricedDiscount[]; events: string[] }>(
    items.map(({ slotId, price }) => [slotId, { price, discounts: [], events: [] }]),
  );
  for (const { held, holds } of discounts) {
    const { discountId, name, off, appliesTo: scope } = held.discount;
    let left = 'amount' in off ? off.amount.minor : 0;
    for (const { slotId, period } of items) {
      const current = prices.get(slotId);
      if (current === undefined || !appliesTo(held, slotId) || !holds(slotId)) continue;
      if ('amount' in off && scope === 'service' && period !== items[0]?.period) continue;
      const taken = 'percent' in off ? percentage(current.price, off.percent) : Math.min(left, current.price);
      left -= taken;
      if (taken === 0) continue;
      current.price -= taken;
      current.discounts.push({ discountId, name, price: current.price });
      current.events.push(held.event);
    }
  }
  return prices;
}
