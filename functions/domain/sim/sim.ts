import type { SimActivated } from '../../contracts/events/sim-activated.ts';
import type { SimAssigned } from '../../contracts/events/sim-assigned.ts';
import type { SimNumberChanged } from '../../contracts/events/sim-number-changed.ts';
import type { SimReleased } from '../../contracts/events/sim-released.ts';
import type { SimResumed } from '../../contracts/events/sim-resumed.ts';
import type { SimRetired } from '../../contracts/events/sim-retired.ts';
import type { SimStocked } from '../../contracts/events/sim-stocked.ts';
import type { SimSuspended } from '../../contracts/events/sim-suspended.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { SimDetails, SimStatus } from '../../contracts/sim.ts';
import type { Aggregate } from '../aggregate.ts';
import { withChanges } from '../details.ts';

export type SimEvent =
  | SimStocked
  | SimNumberChanged
  | SimAssigned
  | SimActivated
  | SimSuspended
  | SimResumed
  | SimReleased
  | SimRetired;

/** A SIM. `serviceId` is there exactly while it is assigned, activated or suspended. */
export interface Sim {
  readonly status: SimStatus;
  readonly details: SimDetails;
  readonly serviceId?: string;
  readonly retiredReason?: string;
  readonly createdAt: Instant;
}

function existing(state: Sim | undefined, event: SimEvent): Sim {
  if (state === undefined) throw new Error(`${event.type} on a SIM that does not exist`);
  return state;
}

function withoutService({ serviceId: _, ...rest }: Sim): Sim {
  return rest;
}

/** The SIM's state as the fold of its events. It is found at its service as long as it has one. */
export const simAggregate: Aggregate<Sim, SimEvent> = {
  type: 'sim',
  evolve(state, event, at) {
    if (event.type === 'sim.stocked') return { status: 'stock', details: event.data, createdAt: at };
    const sim = existing(state, event);
    switch (event.type) {
      case 'sim.number-changed':
        return { ...sim, details: withChanges(sim.details, event.data) };
      case 'sim.assigned':
        return { ...sim, status: 'assigned', serviceId: event.data.serviceId };
      case 'sim.activated':
      case 'sim.resumed':
        return { ...sim, status: 'activated' };
      case 'sim.suspended':
        return { ...sim, status: 'suspended' };
      case 'sim.released':
        return { ...withoutService(sim), status: 'stock' };
      case 'sim.retired': {
        const { reason } = event.data;
        return {
          ...withoutService(sim),
          status: 'retired',
          details: withChanges<SimDetails>(sim.details, { msisdn: null }),
          ...(reason === undefined ? {} : { retiredReason: reason }),
        };
      }
    }
  },
  links: ({ serviceId }) => (serviceId === undefined ? {} : { owner: serviceId }),
};
