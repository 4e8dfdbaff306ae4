import { addressPoolDetails } from '../contracts/address-pool.ts';
import {
  type AddressPool,
  addressPoolAggregate,
  changeAddressPool as decide,
  heldBeyond,
} from '../domain/network/address-pool.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { refusePoolInUse } from './read-address-pools.ts';
import { changePoolsOfSite, poolsAt } from './site-pools.ts';
import { changeOne } from './write-one.ts';

/** Renames a pool, or gives it more or less to give out; what services hold stays in it. */
export function changeAddressPool(
  { store }: Pick<Ports, 'store'>,
  id: string,
  wish: Readonly<Record<string, unknown>>,
  context: Context,
): Promise<Result<Stored<AddressPool>>> {
  return changeOne(store, addressPoolAggregate, id, context, async ({ state }) => {
    if (state.removedAt !== undefined) return refuse('address-pool.unknown', `The pool ${id} was removed.`);
    const given = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
    const parsed = addressPoolDetails.safeParse({ ...state.details, ...given });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return refuse(
        'address-pool.details-unfit',
        `A pool of the kind ${state.details.kind} cannot be so: ${issue?.path.join('/') ?? ''} ${issue?.message ?? ''}`,
        `/${issue?.path.join('/') ?? ''}`,
      );
    }
    const site = await changePoolsOfSite(store, state.details, { poolId: id, present: true }, context);
    if (!site.ok) return site;
    const others = (await poolsAt(store, state.details.siteId)).filter((other) => other.id !== id);
    const decided = decide(
      state,
      parsed.data,
      others.map((other) => other.state),
    );
    if (!decided.ok) return decided;
    const beyond = heldBeyond(state, parsed.data);
    if (beyond !== undefined) return refusePoolInUse(store, state, beyond);
    return done({ events: decided.value, others: [site.value] });
  });
}
