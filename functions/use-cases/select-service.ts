import type { AccessRequest } from '../contracts/access.ts';
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
import type { Stored } from '../ports/store.ts';
import { passwordSecret } from './access-password.ts';
import { withoutPassword } from './access-request.ts';
import { loadKnown, loadReferenced } from './load.ts';
import { claimsOf } from './service-claims.ts';
import { type ExtrasWish, serviceExtras } from './service-extras.ts';
import { storedBy } from './write-one.ts';

export interface ServiceWish extends ExtrasWish {
  readonly planId: string;
  readonly address?: Address | undefined;
  readonly access: AccessRequest;
}

/** `password` is the one that was made because none was given. */
export interface SelectedService {
  readonly service: Stored<Service>;
  readonly password?: string;
}

/** Sells a service to a subscriber; the plan's terms and all prices are copied as they stand on the subscriber's day. */
export async function selectService(
  ports: Pick<Ports, 'store' | 'ids' | 'passwords'>,
  subscriberId: string,
  wish: ServiceWish,
  context: Context,
): Promise<Result<SelectedService>> {
  const { store, ids } = ports;
  const { access, password, made } = withoutPassword(wish.access, ports.passwords);
  const [subscriber, plan, site] = await Promise.all([
    loadKnown(store, subscriberAggregate, subscriberId),
    loadReferenced(store, planAggregate, wish.planId, '/planId'),
    loadReferenced(store, siteAggregate, access.siteId, '/access/siteId'),
  ]);
  if (!subscriber.ok) return subscriber;
  if (!plan.ok) return plan;
  if (!site.ok) return site;
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
  const decided = decide(subscriber.value.state, {
    subscriberId,
    plan: sold.value,
    extras: extras.value,
    address: wish.address ?? details.addresses.service,
    access,
  });
  if (!decided.ok) return decided;
  const selected = change(serviceAggregate, ids.next('svc'), undefined, decided.value, context.now, {
    claims: claimsOf({ access, extras: extras.value }),
    secrets: password === undefined ? {} : { [passwordSecret]: password },
  });
  const answer = {
    service: storedBy(selected, context),
    ...(made && password !== undefined ? { password } : {}),
  };
  const committed = await store.commit([selected], context, answer);
  return committed.ok ? done(answer) : committed;
}
