import { done, type Result } from '../domain/result.ts';
import { withChange } from '../domain/service/change.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { orderOnService } from '../domain/service/order-on-service.ts';
import type { Service, ServiceCommand } from '../domain/service/service.ts';
import { requestOrder } from '../domain/service-order/decide.ts';
import { serviceOrderAggregate } from '../domain/service-order/service-order.ts';
import { type ChangeExtras, change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { nextPasswordSecret, passwordSecret } from './access-password.ts';
import { loadKnown, refuseStale } from './load.ts';
import { withRetry } from './retry.ts';
import { claimsBeyond, claimsOf } from './service-claims.ts';

export interface Ordered {
  readonly orderId: string;
  /** A password that was made for a change of access. */
  readonly password?: string;
}

/** A password that a change of access brings along. */
export interface NewPassword {
  readonly value: string;
  readonly made: boolean;
}

/**
 * Takes an order on a service: the order and the service's side of it in one transaction, from which on it ends in
 * success or in failure with a reason, whatever breaks. A termination with nothing on the network has succeeded at once.
 */
export function orderService(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  serviceId: string,
  command: ServiceCommand,
  context: Context,
  password?: NewPassword,
): Promise<Result<Ordered>> {
  return withRetry(context, async () => {
    const loaded = await loadKnown(store, serviceAggregate, serviceId);
    if (!loaded.ok) return loaded;
    const stale = refuseStale(context, loaded.value);
    if (stale !== undefined) return stale;
    const service = loaded.value.state;
    const orderId = ids.next('ord');
    const decided = orderOnService(service, orderId, command, context.now);
    if (!decided.ok) return decided;
    const ends = decided.value.some(({ type }) => type === 'service.terminated');
    const extras = ends ? releaseAll(service) : holdMore(service, command, password);
    const changed = change(serviceAggregate, serviceId, loaded.value, decided.value, context.now, extras);
    const wish = {
      serviceId,
      subscriberId: service.subscriberId,
      siteId: service.access.siteId,
      kind: command.kind,
      requestedBy: context.actor,
    };
    const order = change(serviceOrderAggregate, orderId, undefined, requestOrder(wish, !ends), context.now);
    const answer = { orderId, ...(password?.made ? { password: password.value } : {}) };
    const committed = await store.commit([changed, order], context, answer);
    return committed.ok ? done(answer) : committed;
  });
}

/** What a service holds and keeps secret is free again once it is terminated. */
export function releaseAll(service: Service): ChangeExtras {
  return {
    releases: claimsOf(service),
    secrets: 'username' in service.access ? { [passwordSecret]: null } : {},
  };
}

/** A change holds the new values beside the old ones until it is decided which of them stay. */
function holdMore(
  service: Service,
  command: ServiceCommand,
  password: NewPassword | undefined,
): ChangeExtras {
  if (command.kind !== 'change') return {};
  return {
    claims: claimsBeyond(claimsOf(withChange(service, command.change)), claimsOf(service)),
    secrets: password === undefined ? {} : { [nextPasswordSecret]: password.value },
  };
}
