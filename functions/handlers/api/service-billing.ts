import * as contract from '../../contracts/http/service-billing.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { endDiscount } from '../../use-cases/end-discount.ts';
import { explainCharge } from '../../use-cases/explain-charge.ts';
import { foreseeCharges } from '../../use-cases/foresee-charges.ts';
import { grantDiscount } from '../../use-cases/grant-discount.ts';
import { payOffItem } from '../../use-cases/pay-off-item.ts';
import { recordServiceOutage } from '../../use-cases/record-outage.ts';
import { redeemCoupon } from '../../use-cases/redeem-coupon.ts';
import { setCostCentre } from '../../use-cases/set-cost-centre.ts';
import { showService } from '../../use-cases/show-service.ts';
import { versioned } from './versioned.ts';
import { whenOf } from './when.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.grantDiscount,
    ({ params, body: { from, ...wish }, context }, ports) =>
      grantDiscount(ports, params.id, { ...wish, from: whenOf(from) }, context),
    versioned(showService),
  ),
  bind(
    contract.endDiscount,
    ({ params, context }, ports) => endDiscount(ports, params.id, params.discountId, context),
    versioned(showService),
  ),
  bind(
    contract.redeemCoupon,
    ({ params, body: { coupon, from }, context }, ports) =>
      redeemCoupon(ports, params.id, { coupon, from: whenOf(from) }, context),
    versioned(showService),
  ),
  bind(
    contract.payOffItem,
    ({ params: { id, itemId }, body: { rest }, context }, ports) =>
      payOffItem(ports, id, { itemId, rest }, context),
    versioned(showService),
  ),
  bind(
    contract.recordServiceOutage,
    ({ params, body, context }, ports) => recordServiceOutage(ports, params.id, body, context),
    versioned(showService),
  ),
  bind(
    contract.foreseeCharges,
    ({ params, body, context }, ports) =>
      foreseeCharges(ports, params.id, 'from' in body ? { ...body, from: whenOf(body.from) } : body, context),
    (foreseen) => ({ body: foreseen }),
  ),
  bind(
    contract.setCostCentre,
    ({ params, body, context }, ports) => setCostCentre(ports, params.id, body.costCentre, context),
    versioned(showService),
  ),
  bind(
    contract.explainCharge,
    ({ params, query, context }, ports) => explainCharge(ports, params.id, query.on, context),
    (explanation) => ({ body: explanation }),
  ),
];
