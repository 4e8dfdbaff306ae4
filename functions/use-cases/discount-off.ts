import type { DiscountOff, ServiceDiscount } from '../contracts/discount.ts';
import type { DiscountOffWire, ServiceDiscountWire } from '../contracts/discount-wire.ts';
import { formatMoney, parseMoney } from '../domain/money.ts';
import { done, type Result } from '../domain/result.ts';

/** Reads what a discount takes off as it is written on the wire. */
export function discountOff(wish: DiscountOffWire): Result<DiscountOff> {
  if ('percent' in wish) return done(wish);
  const amount = parseMoney(wish.amount, '/off/amount/amount');
  return amount.ok ? done({ amount: amount.value }) : amount;
}

export function showDiscountOff(off: DiscountOff): DiscountOffWire {
  return 'percent' in off ? off : { amount: formatMoney(off.amount) };
}

/** A discount of a service as the API shows it. */
export function showDiscount(discount: ServiceDiscount): ServiceDiscountWire {
  return { ...discount, off: showDiscountOff(discount.off) };
}
