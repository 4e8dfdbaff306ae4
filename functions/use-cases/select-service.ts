import type { AccessRequest } from '../contracts/access.ts';
import type { PlanVersion } from '../contracts/catalog.ts';
import type { Address } from '../contracts/scalars.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { planAggregate } from '../domain/catalog/plan.ts';
import { servicePlanOf } from '../domain/catalog/sale.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { done, type Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { selectService as decide } from '../domain/service/select-service.ts';
import type { Service } from '../domain/service/service.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { refuseNodes } from './access-nodes-of.ts';
import { refuseKeyless, withoutSecrets } from './access-request.ts';
import { newSecrets } from './access-secrets.ts';
import type { Asking } from './ask-site.ts';
import { bindAccess } from './bind-access.ts';
import { takeCoupon } from './coupon-claims.ts';
import { everyOne } from './every-one.ts';
import { fillPort } from './fill-port.ts';
import { loadKnown, loadReferenced } from './load.ts';
import { withRetry } from './retry.ts';
import { claimsOf } from './service-claims.ts';
import { type ExtrasWish, serviceExtras } from './service-extras.ts';
import { stockKeys } from './service-sims.ts';
import { storedBy } from './write-one.ts';

export interface ServiceWish extends ExtrasWish {
  readonly planId: string;
  readonly address?: Address | undefined;
  readonly access: AccessRequest;
  /** The code of a coupon to be redeemed with the sale. */
  readonly coupon?: string | undefined;
  /** Why the plan's set-up fee is not charged. */
  readonly waiveSetupFee?: string | undefined;
  readonly costCentre?: string | undefined;
}

/** `password` is the one that was made because none was given. */
export interface SelectedService {
  readonly service: Stored<Service>;
  readonly password?: string;
}

/** Sells a service to a subscriber; the plan's terms and all prices are copied as they stand on the subscriber's day. */
export async function selectService(
  ports: Pick<Ports, 'store' | 'ids' | 'passwords'> & Asking,
  subscriberId: string,
  wish: ServiceWish,
  context: Context,
): Promise<Result<SelectedService>> {
  const { store, ids } = ports;
  const { access, made, ...given } = withoutSecrets(wish.access, ports.passwords);
  const [subscriber, plan, site] = await Promise.all([
    loadKnown(store, subscriberAggregate, subscriberId),
    loadReferenced(store, planAggregate, wish.planId, '/planId'),
    loadReferenced(store, siteAggregate, access.siteId, '/access/siteId'),
  ]);
  if (!subscriber.ok) return subscriber;
  if (!plan.ok) return plan;
  if (!site.ok) return site;
  const keys =
    given.secrets.keys ?? (access.technology === 'lte' ? await stockKeys(store, access.imsi) : undefined);
  const secrets = { ...given.secrets, ...(keys === undefined ? {} : { keys }) };
  const unfit = (await refuseNodes(store, access)) ?? refuseKeyless(access, secrets.keys !== undefined);
  if (unfit !== undefined) return unfit;
  const { details } = subscriber.value.state;
  const sale = {
    on: localDay(context.now, details.timeZone),
    currency: details.currency,
    technology: access.technology,
  };
  const sold = servicePlanOf(wish.planId, plan.value.state, sale);
  if (!sold.ok) return sold;
  const extras = await serviceExtras(ports, wish, sale);
  if (!extras.ok) return extras;
  const waiver = wish.waiveSetupFee ?? (await waiverFor(store, subscriberId, sold.value.terms));
  const id = ids.next('svc');
  const placed = await fillPort(ports, access, context);
  return withRetry(context, async () => {
    const bound = await bindAccess(store, id, placed, undefined, context);
    if (!bound.ok) return bound;
    const redemption = { serviceId: id, subscriberId, planId: wish.planId, on: sale.on };
    const redeemed =
      wish.coupon === undefined ? undefined : await takeCoupon(ports, wish.coupon, redemption, context);
    if (redeemed?.ok === false) return redeemed;
    const coupon = redeemed?.value;
    const { discount } = coupon ?? {};
    const decided = decide(subscriber.value.state, {
      subscriberId,
      today: sale.on,
      discounts: discount === undefined ? [] : [discount],
      setupFeeWaived: waiver ?? (coupon?.coupon.waivesSetupFee ? `Coupon ${wish.coupon}` : undefined),
      costCentre: wish.costCentre,
      plan: sold.value,
      extras: extras.value,
      address: wish.address ?? details.addresses.service,
      access: bound.value.access,
    });
    if (!decided.ok) return decided;
    const selected = change(serviceAggregate, id, undefined, decided.value, context.now, {
      claims: [...claimsOf({ access: bound.value.access, extras: extras.value }), ...(coupon?.claims ?? [])],
      secrets: newSecrets(secrets),
    });
    const answer = {
      service: storedBy(selected, context),
      ...(made && secrets.password !== undefined ? { password: secrets.password } : {}),
    };
    const committed = await store.commit(
      [selected, ...bound.value.changes, ...(coupon === undefined ? [] : [coupon.change])],
      context,
      answer,
    );
    return committed.ok ? done(answer) : committed;
  });
}

/** A set-up fee that only new subscribers pay is waived for who has an active service. */
async function waiverFor(
  store: Store,
  subscriberId: string,
  { setupFee }: PlanVersion,
): Promise<string | undefined> {
  if (setupFee?.waivedFor !== 'existing-subscribers') return undefined;
  const services = await everyOne(store, serviceAggregate, { by: 'owner', owner: subscriberId });
  return services.some(({ state }) => state.state === 'active' || state.state === 'suspended')
    ? 'Another service is active already'
    : undefined;
}
