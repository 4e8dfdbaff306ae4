import type { SimView } from '../contracts/http/sims.ts';
import type { Sim } from '../domain/sim/sim.ts';
import type { Stored } from '../ports/store.ts';

/** A SIM as the API shows it. */
export function showSim({ id, state, updatedAt }: Stored<Sim>): SimView {
  const { details, ...rest } = state;
  return { id, ...details, ...rest, updatedAt };
}
