import type { DunningHold, TakenStep } from '../../contracts/dunning.ts';
import type { DunningClosed } from '../../contracts/events/dunning-closed.ts';
import type { DunningHeld } from '../../contracts/events/dunning-held.ts';
import type { DunningHoldLifted } from '../../contracts/events/dunning-hold-lifted.ts';
import type { DunningOpened } from '../../contracts/events/dunning-opened.ts';
import type { DunningServicesRestored } from '../../contracts/events/dunning-services-restored.ts';
import type { DunningStepTaken } from '../../contracts/events/dunning-step-taken.ts';
import type { Day } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';

export type DunningEvent =
  | DunningOpened
  | DunningClosed
  | DunningStepTaken
  | DunningHeld
  | DunningHoldLifted
  | DunningServicesRestored;

/** How far a subscriber who has not paid was taken. */
export interface Dunning {
  readonly subscriberId: string;
  /** Since when something is open; left out while nothing is. */
  readonly openSince?: Day;
  readonly taken: readonly TakenStep[];
  readonly hold?: DunningHold;
  /** Services suspended by a step and not restored yet. */
  readonly cut: readonly string[];
}

/** There is one per subscriber, so its id follows from the subscriber's. */
export function dunningIdOf(subscriberId: string): string {
  return `dun_${subscriberId.slice(subscriberId.indexOf('_') + 1)}`;
}

export const dunningAggregate: Aggregate<Dunning, DunningEvent> = {
  type: 'dunning',
  evolve(state, { type, data }) {
    const { subscriberId } = data;
    const dunning: Dunning = state ?? { subscriberId, taken: [], cut: [] };
    switch (type) {
      case 'dunning.opened':
        return { ...dunning, openSince: data.on };
      case 'dunning.closed': {
        const { openSince: _, ...rest } = dunning;
        return { ...rest, taken: [] };
      }
      case 'dunning.step-taken': {
        const { subscriberId: _, owed: __, serviceIds, ...step } = data;
        return {
          ...dunning,
          taken: [...dunning.taken, step],
          cut: [...new Set([...dunning.cut, ...serviceIds])],
        };
      }
      case 'dunning.held': {
        const { until, reason } = data;
        return { ...dunning, hold: { until, reason } };
      }
      case 'dunning.hold-lifted': {
        const { hold: _, ...rest } = dunning;
        return rest;
      }
      case 'dunning.services-restored':
        return { ...dunning, cut: dunning.cut.filter((id) => !data.serviceIds.includes(id)) };
    }
  },
  // Watched while something is open, or is not yet restored.
  links: ({ subscriberId, openSince, cut }) => {
    const dueOn = openSince ?? (cut.length > 0 ? '0001-01-01' : undefined);
    return { owner: subscriberId, ...(dueOn === undefined ? {} : { dueOn }) };
  },
};
