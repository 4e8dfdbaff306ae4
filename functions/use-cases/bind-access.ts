import type { AccessBinding, AccessWish } from '../contracts/access.ts';
import type { NumberConflict } from '../contracts/network-state.ts';
import { addressesBeyond, serviceAddresses } from '../domain/network/binding-addresses.ts';
import { done, type Result } from '../domain/result.ts';
import type { Service } from '../domain/service/service.ts';
import type { Context } from '../ports/context.ts';
import type { Change, Store } from '../ports/store.ts';
import { moveAddresses, takeAddresses } from './pool-addresses.ts';
import { giveSimBack, takeSim } from './service-sims.ts';

/** A binding with what it takes from pools and stock, and their side of it for the same transaction. */
export interface Bound {
  readonly access: AccessBinding;
  readonly changes: readonly Change[];
}

/** Takes for a binding what pools and stock have for it. `held` is what the service has already. */
export async function bindAccess(
  store: Store,
  serviceId: string,
  access: AccessWish,
  held: Holder | undefined,
  context: Context,
): Promise<Result<Bound>> {
  const addressed = await takeAddresses(store, serviceId, access, held, context);
  if (!addressed.ok) return addressed;
  const withSim = await takeSim(store, serviceId, addressed.value.access, held?.access, context);
  if (!withSim.ok) return withSim;
  return done({
    access: withSim.value.access,
    changes: [...addressed.value.changes, ...withSim.value.changes],
  });
}

/** What a service has for itself alone. */
export type Holder = Pick<Service, 'access' | 'line'>;

/** Gives back what `goes` took and `stays`, what remains of the service, does not need. */
export async function releaseAccess(
  store: Store,
  serviceId: string,
  goes: Holder,
  stays: Holder | undefined,
  context: Context,
  conflicts: readonly NumberConflict[] = [],
): Promise<readonly Change[]> {
  const gone = addressesBeyond(serviceAddresses(goes), stays === undefined ? [] : serviceAddresses(stays));
  const withheld = gone.filter(({ kind, scope, value }) =>
    conflicts.some((one) => one.kind === kind && one.nodeId === scope && one.value === value),
  );
  const [addresses, sims] = await Promise.all([
    moveAddresses(store, goes.access.siteId, serviceId, { goes: gone, withheld }, context),
    giveSimBack(store, serviceId, goes.access, stays?.access, context),
  ]);
  return [...addresses, ...sims];
}
