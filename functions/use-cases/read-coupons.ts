import { type Coupon, couponAggregate } from '../domain/catalog/coupon.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored } from '../ports/store.ts';
import { loadKnown } from './load.ts';

export async function listCoupons(
  { store }: Pick<Ports, 'store'>,
  page: Page,
): Promise<Result<Paged<Stored<Coupon>>>> {
  return done(await store.list(couponAggregate, { by: 'type' }, page));
}

export function readCoupon({ store }: Pick<Ports, 'store'>, id: string): Promise<Result<Stored<Coupon>>> {
  return loadKnown(store, couponAggregate, id);
}
