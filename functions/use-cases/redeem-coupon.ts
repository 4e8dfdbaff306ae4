import { done, type Result, refuse } from '../domain/result.ts';
import { grantDiscount } from '../domain/service/billing-facts.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { takeCoupon } from './coupon-claims.ts';
import { dayWanted, todayOf, type When } from './schedule-action.ts';
import { changeOne } from './write-one.ts';

/** Redeems a coupon for a service that was sold without it. */
export async function redeemCoupon(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  serviceId: string,
  { coupon: code, from }: { readonly coupon: string; readonly from: When },
  context: Context,
): Promise<Result<Stored<Service>>> {
  const [begins, today] = await Promise.all([
    dayWanted(store, serviceId, from, context),
    todayOf(store, serviceId, context),
  ]);
  if (!begins.ok) return begins;
  if (!today.ok) return today;
  return changeOne(store, serviceAggregate, serviceId, context, async ({ state }) => {
    const { subscriberId, plan } = state;
    const redemption = { serviceId, subscriberId, planId: plan.planId, on: today.value };
    const taken = await takeCoupon({ store, ids }, code, redemption, context);
    if (!taken.ok) return taken;
    const { discount, change, claims } = taken.value;
    if (discount === undefined) {
      return refuse(
        'coupon.gives-nothing',
        `${code} waives the set-up fee with the sale and gives nothing afterwards.`,
        '/coupon',
      );
    }
    const dated = begins.value === undefined ? discount : { ...discount, from: begins.value };
    const decided = grantDiscount(state, dated, today.value);
    return decided.ok ? done({ events: decided.value, extras: { claims }, others: [change] }) : decided;
  });
}
