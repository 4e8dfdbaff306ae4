import { fold } from '../domain/aggregate.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { changeSimNumber, moveSim, type SimMove } from '../domain/sim/decide.ts';
import { type Sim, type SimEvent, simAggregate } from '../domain/sim/sim.ts';
import { isInService } from '../domain/sim/transitions.ts';
import type { ChangeExtras } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { loadReferenced } from './load.ts';
import { simNumberClaim, takenSim } from './sim-claims.ts';
import { changeOne, type Decision } from './write-one.ts';

export interface SimChange {
  readonly msisdn?: string | null | undefined;
  readonly status?: 'assigned' | 'stock' | 'retired' | undefined;
  readonly serviceId?: string | undefined;
  readonly reason?: string | undefined;
}

/**
 * What staff may do to a SIM. On which a service lives is moved by its service's orders: taking it away by hand would
 * leave a subscriber on the network whom nobody bills.
 */
export async function changeSim(
  { store }: Pick<Ports, 'store'>,
  id: string,
  wish: SimChange,
  context: Context,
): Promise<Result<Stored<Sim>>> {
  const move = moveOf(wish);
  if (!move.ok) return move;
  const to = move.value;
  const service =
    to?.to === 'assigned'
      ? await loadReferenced(store, serviceAggregate, to.serviceId, '/serviceId')
      : undefined;
  if (service !== undefined && !service.ok) return service;
  const access = service?.value.state.access;
  const changed = await changeOne(store, simAggregate, id, context, ({ state }) => {
    if (access !== undefined && !(access.technology === 'lte' && access.imsi === state.details.imsi)) {
      return refuse(
        'sim.imsi-differs',
        `That service is not on LTE with IMSI ${state.details.imsi}; give it this IMSI, or take another SIM.`,
        '/serviceId',
      );
    }
    return decide(state, wish.msisdn, to, context);
  });
  return changed.ok ? changed : takenSim(changed.refusal);
}

function moveOf({ status, serviceId, reason }: SimChange): Result<SimMove | undefined> {
  switch (status) {
    case undefined:
      return done(undefined);
    case 'assigned':
      return serviceId === undefined
        ? refuse('sim.service-missing', 'Say for which service: give `serviceId`.', '/serviceId')
        : done({ to: 'assigned', serviceId });
    case 'retired':
      return done({ to: 'retired', reason });
    default:
      return done({ to: status });
  }
}

function decide(
  sim: Sim,
  msisdn: string | null | undefined,
  move: SimMove | undefined,
  context: Context,
): Result<Decision<SimEvent>> {
  if (move !== undefined && move.to !== sim.status && isInService(sim.status)) {
    return refuse(
      'sim.in-service',
      `Service ${sim.serviceId ?? ''} lives on this SIM; terminate the service, or give it another SIM, first.`,
      '/status',
    );
  }
  const numbered = msisdn === undefined ? done([]) : changeSimNumber(sim, msisdn);
  if (!numbered.ok) return numbered;
  const then = fold(simAggregate, sim, numbered.value, context.now) ?? sim;
  const moved = move === undefined ? done([]) : moveSim(then, move);
  if (!moved.ok) return moved;
  const events: readonly SimEvent[] = [...numbered.value, ...moved.value];
  const after = fold(simAggregate, sim, events, context.now) ?? sim;
  return done({ events, extras: extrasOf(sim, after) });
}

/** The number is claimed and given free; a SIM that is retired has no keys any more. */
function extrasOf(before: Sim, after: Sim): ChangeExtras {
  const [former, next] = [before.details.msisdn, after.details.msisdn];
  const ends = before.status !== 'retired' && after.status === 'retired';
  return {
    ...(next === undefined || next === former ? {} : { claims: [simNumberClaim(next)] }),
    ...(former === undefined || next === former ? {} : { releases: [simNumberClaim(former)] }),
    ...(ends ? { secrets: { ki: null, opc: null } } : {}),
  };
}
