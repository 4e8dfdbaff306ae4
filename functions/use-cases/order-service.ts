import type { AccessWish } from '../contracts/access.ts';
import type { ServiceChange } from '../contracts/service-change.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { withChange } from '../domain/service/change.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { orderOnService } from '../domain/service/order-on-service.ts';
import type { Service, ServiceCommand, ServiceEvent } from '../domain/service/service.ts';
import { requestOrder } from '../domain/service-order/decide.ts';
import { serviceOrderAggregate } from '../domain/service-order/service-order.ts';
import { type ChangeExtras, change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Change, Claim, Store } from '../ports/store.ts';
import { type AccessSecrets, forgottenSecrets, nextSecrets } from './access-secrets.ts';
import { bindAccess, releaseAccess } from './bind-access.ts';
import { loadKnown, refuseStale } from './load.ts';
import { withRetry } from './retry.ts';
import { claimsBeyond, claimsOf } from './service-claims.ts';

export interface Ordered {
  readonly orderId: string;
  /** A password that was made for a change of access. */
  readonly password?: string;
}

/** An order as somebody asks for it: what a new binding leaves out, pools have to give. */
export type OrderWish =
  | Exclude<ServiceCommand, { kind: 'change' }>
  | {
      readonly kind: 'change';
      readonly change: Omit<ServiceChange, 'access'> & { readonly access?: AccessWish | undefined };
    };

/** Secrets that a change of access brings along. */
export interface NewSecrets {
  readonly values: AccessSecrets;
  /** Whether the password was made for it, so that somebody has to be told. */
  readonly made: boolean;
}

/** The order is one of many: it comes behind those of people, and its claim keeps it from being given twice. */
export interface BulkPart {
  readonly bulkActionId: string;
  readonly claim: Claim;
}

/**
 * Takes an order on a service: the order and the service's side of it in one transaction, from which on it ends in
 * success or in failure with a reason, whatever breaks. A termination with nothing on the network has succeeded at once.
 */
export function orderService(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  serviceId: string,
  wanted: OrderWish,
  context: Context,
  {
    secrets = { values: {}, made: false },
    actionId,
    part,
  }: {
    readonly secrets?: NewSecrets;
    /** The waiting action that places the order: it waits no longer once the order is taken. */
    readonly actionId?: string;
    /** The bulk action that places it. */
    readonly part?: BulkPart;
  } = {},
): Promise<Result<Ordered>> {
  return withRetry(context, async () => {
    const loaded = await loadKnown(store, serviceAggregate, serviceId);
    if (!loaded.ok) return loaded;
    const stale = refuseStale(context, loaded.value);
    if (stale !== undefined) return stale;
    const service = loaded.value.state;
    const orderId = ids.next('ord');
    const taken = await boundCommand(store, serviceId, service, wanted, context);
    if (!taken.ok) return taken;
    const { command, changes } = taken.value;
    const decided = orderOnService(service, orderId, command, context.now);
    if (!decided.ok) return decided;
    const events: ServiceEvent[] = [...decided.value];
    if (actionId !== undefined) {
      events.push({ type: 'service.action-started', data: { actionId, orderId } });
    }
    const ends = decided.value.some(({ type }) => type === 'service.terminated');
    const extras = ends ? releaseAll(service) : holdMore(service, command, secrets.values);
    const returned = ends ? await releaseAccess(store, serviceId, service, undefined, context) : [];
    const changed = change(serviceAggregate, serviceId, loaded.value, events, context.now, extras);
    const wish = {
      serviceId,
      subscriberId: service.subscriberId,
      siteId: service.access.siteId,
      kind: command.kind,
      requestedBy: context.actor,
      ...(part === undefined ? {} : { bulkActionId: part.bulkActionId }),
    };
    const requested = requestOrder(wish, !ends);
    const order = change(serviceOrderAggregate, orderId, undefined, requested, context.now, {
      claims: part === undefined ? [] : [part.claim],
    });
    const { password } = secrets.values;
    const answer = { orderId, ...(secrets.made && password !== undefined ? { password } : {}) };
    const committed = await store.commit([changed, order, ...changes, ...returned], context, answer);
    return committed.ok ? done(answer) : committed;
  });
}

/** A change of access with what it takes from pools and stock, and their side of it. */
export async function boundCommand(
  store: Store,
  serviceId: string,
  service: Service,
  command: OrderWish,
  context: Context,
): Promise<Result<{ readonly command: ServiceCommand; readonly changes: readonly Change[] }>> {
  if (command.kind !== 'change') return done({ command, changes: [] });
  const { access: wish, ...rest } = command.change;
  if (wish === undefined) return done({ command: { kind: 'change', change: rest }, changes: [] });
  const taken = await bindAccess(store, serviceId, wish, service, context);
  if (!taken.ok) return taken;
  const { access, changes } = taken.value;
  return done({ command: { kind: 'change', change: { ...rest, access } }, changes });
}

/**
 * What a service holds and keeps secret is free again once it is terminated; what it has of pools and stock is given back
 * beside it, by `releaseAccess`.
 */
export function releaseAll(service: Service): ChangeExtras {
  return { releases: claimsOf(service), secrets: forgottenSecrets(service.access) };
}

/** A change holds the new values beside the old ones until it is decided which of them stay. */
function holdMore(service: Service, command: ServiceCommand, secrets: AccessSecrets): ChangeExtras {
  if (command.kind !== 'change') return {};
  return { claims: claimedAnew(service, command.change), secrets: nextSecrets(secrets) };
}

function claimedAnew(service: Service, wanted: ServiceChange): readonly Claim[] {
  return claimsBeyond(claimsOf(withChange(service, wanted)), claimsOf(service));
}

/** Refuses a change for which somebody else has what must be its alone, as the order itself would be. */
export async function refuseTaken(
  store: Store,
  serviceId: string,
  service: Service,
  wanted: ServiceChange,
): Promise<Result<never> | undefined> {
  const claims = claimedAnew(service, wanted);
  const holders = await store.holders(claims);
  const taken = claims.find((_, i) => holders[i] !== undefined && holders[i].holder !== serviceId);
  return taken === undefined
    ? undefined
    : refuse(
        'store.claim-taken',
        `The ${taken.kind} ${taken.value} is in use; choose another.`,
        taken.pointer,
      );
}
