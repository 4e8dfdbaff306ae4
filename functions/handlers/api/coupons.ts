import * as contract from '../../contracts/http/coupons.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { createCoupon } from '../../use-cases/create-coupon.ts';
import { offerCoupon } from '../../use-cases/offer-coupon.ts';
import { listCoupons, readCoupon } from '../../use-cases/read-coupons.ts';
import { showCoupon } from '../../use-cases/show-coupon.ts';
import { versioned } from './versioned.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.createCoupon,
    ({ body, context }, ports) => createCoupon(ports, body, context),
    versioned(showCoupon),
  ),
  bind(
    contract.listCoupons,
    ({ query }, ports) => listCoupons(ports, query),
    (page) => ({ body: { ...page, items: page.items.map(showCoupon) } }),
  ),
  bind(contract.getCoupon, ({ params }, ports) => readCoupon(ports, params.id), versioned(showCoupon)),
  bind(
    contract.retireCoupon,
    ({ params, context }, ports) => offerCoupon(ports, params.id, 'retired', context),
    versioned(showCoupon),
  ),
  bind(
    contract.reinstateCoupon,
    ({ params, context }, ports) => offerCoupon(ports, params.id, 'offered', context),
    versioned(showCoupon),
  ),
];
