import type { SurveyedPrice } from '../../contracts/bulk-action.ts';
import { prorate } from '../money.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';

type Billing = Subscriber['billingProfile'] | undefined;

/** Rates have at most three decimals that count. */
const hundredPercent = 100_000n;

/** What of the price is charged meanwhile. A reason without a rule goes on being charged. */
export function whileSuspended(
  price: SurveyedPrice['price'],
  billing: Billing,
  reason: keyof NonNullable<Billing>['suspension'] | undefined,
): SurveyedPrice['price'] {
  const rule = (reason === undefined ? undefined : billing?.suspension[reason]) ?? 'continue';
  const percent = rule === 'stop' ? 0 : rule === 'continue' ? 100 : rule;
  return { ...price, minor: prorate(price.minor, BigInt(Math.round(percent * 1000)), hundredPercent) };
}
