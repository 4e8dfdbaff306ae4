import { type AccessBinding, type SimKeys, simKeys } from '../contracts/access.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { moveSim, type SimMove } from '../domain/sim/decide.ts';
import { type Sim, simAggregate } from '../domain/sim/sim.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Change, Store, Stored } from '../ports/store.ts';
import type { Bound } from './bind-access.ts';
import { simImsiClaim } from './sim-claims.ts';

/** The keys of the stock's SIM with this IMSI; a SIM need not be of the stock. */
export async function stockKeys(store: Store, imsi: string): Promise<SimKeys | undefined> {
  const id = await store.holder(simImsiClaim(imsi));
  if (id === undefined) return undefined;
  const [ki, opc] = await Promise.all([store.secret('sim', id, 'ki'), store.secret('sim', id, 'opc')]);
  return ki === undefined || opc === undefined ? undefined : simKeys.parse({ ki, opc });
}

/** Takes the SIM of a binding out of the stock for the service, and its number along, if it is of the stock. */
export async function takeSim(
  store: Store,
  serviceId: string,
  access: AccessBinding,
  held: AccessBinding | undefined,
  context: Context,
): Promise<Result<Bound>> {
  if (access.technology !== 'lte') return done({ access, changes: [] });
  const sim = await simOf(store, access.imsi);
  if (sim === undefined) return done({ access, changes: [] });
  const { msisdn } = sim.state.details;
  const { core } = access;
  const numbered =
    core === undefined || core.msisdn !== undefined || msisdn === undefined
      ? access
      : { ...access, core: { ...core, msisdn } };
  if (isSameSim(access, held)) return done({ access: numbered, changes: [] });
  const moved = moveSim(sim.state, { to: 'assigned', serviceId });
  if (!moved.ok) return refuse(moved.refusal.code, moved.refusal.message, '/access/imsi');
  return done({
    access: numbered,
    changes: moved.value.length === 0 ? [] : [change(simAggregate, sim.id, sim, moved.value, context.now)],
  });
}

/** Puts the SIM of a binding back into the stock, unless `stays`, the binding that remains, has the same one. */
export async function giveSimBack(
  store: Store,
  serviceId: string,
  goes: AccessBinding,
  stays: AccessBinding | undefined,
  context: Context,
): Promise<readonly Change[]> {
  return isSameSim(goes, stays) ? [] : followService(store, serviceId, goes, { to: 'stock' }, context);
}

/** Lets the service's SIM go where the service went; one that is not its own, or cannot follow, stays where it is. */
export async function followService(
  store: Store,
  serviceId: string,
  access: AccessBinding,
  move: SimMove,
  context: Context,
): Promise<readonly Change[]> {
  if (access.technology !== 'lte') return [];
  const sim = await simOf(store, access.imsi);
  if (sim === undefined || sim.state.serviceId !== serviceId) return [];
  const moved = moveSim(sim.state, move);
  if (!moved.ok || moved.value.length === 0) return [];
  return [change(simAggregate, sim.id, sim, moved.value, context.now)];
}

async function simOf(store: Store, imsi: string): Promise<Stored<Sim> | undefined> {
  const id = await store.holder(simImsiClaim(imsi));
  return id === undefined ? undefined : store.load(simAggregate, id);
}

/** Whether two bindings are of one SIM. */
export function isSameSim(a: AccessBinding, b: AccessBinding | undefined): boolean {
  return a.technology === 'lte' && b?.technology === 'lte' && a.imsi === b.imsi;
}
