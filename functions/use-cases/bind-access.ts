import type { AccessBinding, AccessWish } from '../contracts/access.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Change, Store } from '../ports/store.ts';
import { giveAddressesBack, takeAddresses } from './pool-addresses.ts';
import { giveSimBack, takeSim } from './service-sims.ts';

/** A binding with what it takes from pools and stock, and their side of it for the same transaction. */
export interface Bound {
  readonly access: AccessBinding;
  readonly changes: readonly Change[];
}

/** Takes for a binding what pools and stock have for it. `held` is the binding that the service has already. */
export async function bindAccess(
  store: Store,
  serviceId: string,
  access: AccessWish,
  held: AccessBinding | undefined,
  context: Context,
): Promise<Result<Bound>> {
  const addressed = await takeAddresses(store, serviceId, access, held, context);
  if (!addressed.ok) return addressed;
  const withSim = await takeSim(store, serviceId, addressed.value.access, held, context);
  if (!withSim.ok) return withSim;
  return done({
    access: withSim.value.access,
    changes: [...addressed.value.changes, ...withSim.value.changes],
  });
}

/** Gives back what `goes` took and `stays`, the binding that remains, does not need. */
export async function releaseAccess(
  store: Store,
  serviceId: string,
  goes: AccessBinding,
  stays: AccessBinding | undefined,
  context: Context,
): Promise<readonly Change[]> {
  const [addresses, sims] = await Promise.all([
    giveAddressesBack(store, serviceId, goes, stays, context),
    giveSimBack(store, serviceId, goes, stays, context),
  ]);
  return [...addresses, ...sims];
}
