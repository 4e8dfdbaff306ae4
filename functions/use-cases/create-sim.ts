import type { NewSim } from '../contracts/http/sims.ts';
import type { Result } from '../domain/result.ts';
import { stockSim } from '../domain/sim/decide.ts';
import { type Sim, simAggregate } from '../domain/sim/sim.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { simClaims, takenSim } from './sim-claims.ts';
import { createOne } from './write-one.ts';

/** Takes a SIM into the stock; its keys are sealed. */
export async function createSim(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  wish: NewSim,
  context: Context,
): Promise<Result<Stored<Sim>>> {
  const { ki, opc, ...details } = wish;
  const created = await createOne(store, simAggregate, ids.next('sim'), stockSim(details), context, {
    claims: simClaims(details, ki),
    secrets: { ki, opc },
  });
  return created.ok ? created : takenSim(created.refusal);
}
