import type { SimDetails, SimStatus } from '../../contracts/sim.ts';
import { done, type Result, refuse } from '../result.ts';
import type { Sim, SimEvent } from './sim.ts';
import { simTransitions } from './transitions.ts';

/** A wish to move a SIM on. */
export type SimMove =
  | { readonly to: 'assigned'; readonly serviceId: string }
  | { readonly to: 'activated' | 'suspended' | 'stock' }
  | { readonly to: 'retired'; readonly reason?: string | undefined };

/** Takes a SIM into the stock. */
export function stockSim(details: SimDetails): readonly SimEvent[] {
  return [{ type: 'sim.stocked', data: details }];
}

/** Gives the SIM another number; `null` takes it away. */
export function changeSimNumber(sim: Sim, msisdn: string | null): Result<readonly SimEvent[]> {
  if ((sim.details.msisdn ?? null) === msisdn) return done([]);
  if (sim.status === 'retired') return refuse('sim.retired', retired(sim));
  return done([{ type: 'sim.number-changed', data: { msisdn } }]);
}

/** Moves the SIM on. A move to where it already is does nothing; another service must wait until it is given back. */
export function moveSim(sim: Sim, move: SimMove): Result<readonly SimEvent[]> {
  if (sim.status === 'retired' && move.to !== 'retired')
    return refuse('sim.retired', retired(sim), '/status');
  if (move.to === 'assigned' && sim.serviceId !== undefined && sim.serviceId !== move.serviceId) {
    return refuse(
      'sim.assigned-elsewhere',
      `This SIM belongs to service ${sim.serviceId}; release it there or take another.`,
      '/serviceId',
    );
  }
  if (sim.status === move.to) return done([]);
  if (!simTransitions[sim.status].includes(move.to)) return refuse(...notAllowed(sim.status, move.to));
  switch (move.to) {
    case 'assigned':
      return done([{ type: 'sim.assigned', data: { serviceId: move.serviceId } }]);
    case 'activated':
      return done([{ type: sim.status === 'suspended' ? 'sim.resumed' : 'sim.activated', data: {} }]);
    case 'suspended':
      return done([{ type: 'sim.suspended', data: {} }]);
    case 'stock':
      return done([{ type: 'sim.released', data: {} }]);
    case 'retired':
      return done([{ type: 'sim.retired', data: move.reason === undefined ? {} : { reason: move.reason } }]);
  }
}

function notAllowed(from: SimStatus, to: SimStatus): [string, string, string] {
  const next = simTransitions[from].join(' or ');
  return [
    'sim.transition-not-allowed',
    `A SIM that is ${from} cannot become ${to}; from here it can become ${next}.`,
    '/status',
  ];
}

function retired({ details }: Sim): string {
  return `The SIM with ICCID ${details.iccid} is retired; take another.`;
}
