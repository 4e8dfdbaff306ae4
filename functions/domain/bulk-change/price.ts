import type { SurveyedPrice } from '../../contracts/bulk-change.ts';
import { prorate } from '../money.ts';
import type { Service } from '../service/service.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import type { BulkChange } from './bulk-change.ts';

type Billing = Subscriber['billingProfile'] | undefined;

/** What the service's plan costs now, and what it will cost, before discounts and taxes. */
export function priceFor(
  service: Service,
  { wish, target }: Pick<BulkChange, 'wish' | 'target'>,
  billing: Billing,
): SurveyedPrice {
  const { version: fromVersion, price, period } = service.plan.terms;
  const kept = { fromVersion, price, period, newPrice: price, newPeriod: period, services: 1 };
  switch (wish.action) {
    case 'plan':
      if (target === undefined) throw new Error('a change to a plan without its target');
      return { ...kept, newPrice: target.terms.price, newPeriod: target.terms.period };
    case 'network-profile':
    case 'move':
      return kept;
    case 'suspend':
      return { ...kept, newPrice: whileSuspended(price, billing, wish.suspension?.reason) };
    case 'resume': {
      const reason = service.state === 'suspended' ? service.suspension.reason : undefined;
      return { ...kept, price: whileSuspended(price, billing, reason) };
    }
  }
}

/** Rates have at most three decimals that count. */
const hundredPercent = 100_000n;

/** A reason without a rule goes on being charged. */
function whileSuspended(
  price: SurveyedPrice['price'],
  billing: Billing,
  reason: keyof NonNullable<Billing>['suspension'] | undefined,
): SurveyedPrice['price'] {
  const rule = (reason === undefined ? undefined : billing?.suspension[reason]) ?? 'continue';
  const percent = rule === 'stop' ? 0 : rule === 'continue' ? 100 : rule;
  return { ...price, minor: prorate(price.minor, BigInt(Math.round(percent * 1000)), hundredPercent) };
}

/** All prices together, by rhythm and currency; each service by what it pays in its own rhythm. */
export function recurringOf(prices: readonly SurveyedPrice[]) {
  const sums = new Map<
    string,
    { period: SurveyedPrice['period']; currency: string; before: number; after: number }
  >();
  const sumOf = (period: SurveyedPrice['period'], currency: string) => {
    const key = `${period} ${currency}`;
    const sum = sums.get(key) ?? { period, currency, before: 0, after: 0 };
    sums.set(key, sum);
    return sum;
  };
  for (const { price, period, newPrice, newPeriod, services } of prices) {
    sumOf(period, price.currency).before += price.minor * services;
    sumOf(newPeriod, newPrice.currency).after += newPrice.minor * services;
  }
  return [...sums.values()].map(({ period, currency, before, after }) => ({
    period,
    before: { minor: before, currency },
    after: { minor: after, currency },
  }));
}
