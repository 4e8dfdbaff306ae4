import type { ServiceDiscount } from '../contracts/discount.ts';
import type { DiscountOffWire } from '../contracts/discount-wire.ts';
import { done, type Result } from '../domain/result.ts';
import { grantDiscount as decide } from '../domain/service/billing-facts.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service, ServiceEvent } from '../domain/service/service.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { discountOff } from './discount-off.ts';
import { dayWanted, todayOf, type When } from './schedule-action.ts';
import { changeOne } from './write-one.ts';

export interface DiscountWish extends Pick<ServiceDiscount, 'name' | 'appliesTo' | 'lasts' | 'rank'> {
  readonly off: DiscountOffWire;
  readonly from: When;
}

/** Grants a discount on what recurs on a service, from today, the next period or a day on. */
export async function grantDiscount(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  serviceId: string,
  wish: DiscountWish,
  context: Context,
): Promise<Result<Stored<Service>>> {
  const granted = await decideDiscount({ store, ids }, serviceId, wish, context);
  if (!granted.ok) return granted;
  return changeOne(store, serviceAggregate, serviceId, context, ({ state }) => {
    const decided = granted.value(state);
    return decided.ok ? done({ events: decided.value }) : decided;
  });
}

/** The decision of a discount with its day, for what the service then is. */
export async function decideDiscount(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  serviceId: string,
  { off: written, from, ...wish }: DiscountWish,
  context: Context,
): Promise<Result<(service: Service) => Result<readonly ServiceEvent[]>>> {
  const off = discountOff(written);
  if (!off.ok) return off;
  const [begins, today] = await Promise.all([
    dayWanted(store, serviceId, from, context),
    todayOf(store, serviceId, context),
  ]);
  if (!begins.ok) return begins;
  if (!today.ok) return today;
  const discount: ServiceDiscount = {
    ...wish,
    discountId: ids.next('dis'),
    off: off.value,
    ...(begins.value === undefined ? {} : { from: begins.value }),
  };
  return done((service) => decide(service, discount, today.value));
}
