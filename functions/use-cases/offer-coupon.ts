import { type Coupon, couponAggregate, offerCoupon as decide } from '../domain/catalog/coupon.ts';
import type { OfferStatus } from '../domain/catalog/plan.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changeOne } from './write-one.ts';

/** Takes a coupon back, or puts it out again. */
export function offerCoupon(
  { store }: Pick<Ports, 'store'>,
  id: string,
  status: OfferStatus,
  context: Context,
): Promise<Result<Stored<Coupon>>> {
  return changeOne(store, couponAggregate, id, context, ({ state }) =>
    done({ events: decide(state, status) }),
  );
}
