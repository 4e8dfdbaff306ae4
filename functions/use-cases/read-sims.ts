import type { SimStatus } from '../contracts/sim.ts';
import { done, type Result } from '../domain/result.ts';
import { type Sim, simAggregate } from '../domain/sim/sim.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged, Stored } from '../ports/store.ts';
import { listFitting } from './list-fitting.ts';
import { loadKnown } from './load.ts';
import { simImsiClaim } from './sim-claims.ts';

/** Reads one SIM. */
export function readSim({ store }: Pick<Ports, 'store'>, id: string): Promise<Result<Stored<Sim>>> {
  return loadKnown(store, simAggregate, id);
}

/** Lists SIMs; of a service or with an IMSI there is one at most. */
export async function listSims(
  { store }: Pick<Ports, 'store'>,
  query: Page & {
    readonly status?: SimStatus | undefined;
    readonly serviceId?: string | undefined;
    readonly imsi?: string | undefined;
  },
): Promise<Result<Paged<Stored<Sim>>>> {
  const { status, serviceId, imsi, ...page } = query;
  const fits = (state: Sim) =>
    (status === undefined || state.status === status) &&
    (serviceId === undefined || state.serviceId === serviceId);
  if (imsi !== undefined) {
    const id = await store.holder(simImsiClaim(imsi));
    const sim = id === undefined ? undefined : await store.load(simAggregate, id);
    return done({ items: sim === undefined ? [] : [sim].filter(({ state }) => fits(state)) });
  }
  const where =
    serviceId === undefined ? ({ by: 'type' } as const) : ({ by: 'owner', owner: serviceId } as const);
  return done(await listFitting(store, simAggregate, where, page, fits));
}
