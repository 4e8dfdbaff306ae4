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

interface CouponWish {
  readonly coupon: string;
  readonly from: When;
}

/** Redeems a coupon for a service that was sold without it. */
export async function redeemCoupon(
  ports: Pick<Ports, 'store' | 'ids'>,
  serviceId: string,
  wish: CouponWish,
  context: Context,
): Promise<Result<Stored<Service>>> {
  const redeemed = await decideRedemption(ports, serviceId, wish, context);
  if (!redeemed.ok) return redeemed;
  return changeOne(ports.store, serviceAggregate, serviceId, context, async ({ state }) => {
    const decided = await redeemed.value(state);
    if (!decided.ok) return decided;
    const { events, change, claims } = decided.value;
    return done({ events, extras: { claims }, others: [change] });
  });
}

/** The decision of a redemption with its day, for what the service then is. Nothing is taken yet. */
export async function decideRedemption(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  serviceId: string,
  { coupon: code, from }: CouponWish,
  context: Context,
) {
  const [begins, today] = await Promise.all([
    dayWanted(store, serviceId, from, context),
    todayOf(store, serviceId, context),
  ]);
  if (!begins.ok) return begins;
  if (!today.ok) return today;
  return done(async (service: Service) => {
    const { subscriberId, plan } = service;
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
    const decided = grantDiscount(service, dated, today.value);
    return decided.ok ? done({ events: decided.value, change, claims }) : decided;
  });
}
