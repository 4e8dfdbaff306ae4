import type { SurveyedPrice } from '../../contracts/bulk-action.ts';
import type { Service } from '../service/service.ts';
import type { Subscriber } from '../subscriber/subscriber.ts';
import type { Wanted } from './action.ts';
import { serviceActionOf } from './actions/index.ts';

/** What the service's plan costs now, and what it will cost, before discounts and taxes. */
export function priceFor(
  service: Service,
  wanted: Wanted,
  payer: Subscriber['billingProfile'] | undefined,
): SurveyedPrice {
  const { version: fromVersion, price, period } = service.plan.terms;
  const kept = { fromVersion, price, period, newPrice: price, newPeriod: period, services: 1 };
  return { ...kept, ...serviceActionOf(wanted.wish).priceFor?.(service, wanted, payer) };
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
