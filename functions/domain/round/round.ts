import type { RoundAdvanced } from '../../contracts/events/round-advanced.ts';
import type { RoundCancelled } from '../../contracts/events/round-cancelled.ts';
import type { RoundCompleted } from '../../contracts/events/round-completed.ts';
import type { RoundContinued } from '../../contracts/events/round-continued.ts';
import type { RoundFailed } from '../../contracts/events/round-failed.ts';
import type { RoundPaused } from '../../contracts/events/round-paused.ts';
import type { RoundRequested } from '../../contracts/events/round-requested.ts';
import type { RoundResumed } from '../../contracts/events/round-resumed.ts';
import type { RoundStarted } from '../../contracts/events/round-started.ts';
import type { RoundSurveyed } from '../../contracts/events/round-surveyed.ts';
import type { RoundFailure, RoundState, RoundWish, ToldCounts } from '../../contracts/round.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { type Counts, countedBy, summed } from '../counts.ts';

export type RoundEvent =
  | RoundRequested
  | RoundSurveyed
  | RoundStarted
  | RoundAdvanced
  | RoundPaused
  | RoundResumed
  | RoundContinued
  | RoundCancelled
  | RoundCompleted
  | RoundFailed;

/** Failures that the round itself shows; its history has them all. */
const failuresShown = 200;

/** One thing that is done for many subscribers, one after the other. */
export interface Round {
  readonly state: RoundState;
  readonly wish: RoundWish;
  /** Counts the beginning, the start, each resumption and continuation: one execution each. */
  readonly run: number;
  readonly survey: {
    readonly subscribers: number;
    readonly email: number;
    readonly sms: number;
    readonly leftOut: Counts;
  };
  readonly surveyed: boolean;
  /** How far it is: '' at its beginning, null at its end. */
  readonly cursor: string | null;
  readonly done: number;
  readonly told: ToldCounts;
  readonly failed: number;
  readonly failures: readonly RoundFailure[];
  readonly failureCodes: Counts;
  readonly leftOut: Counts;
  readonly requestedAt: Instant;
  readonly endedAt?: Instant;
  readonly reason?: string;
}

/** The round's state as the fold of its events. */
export const roundAggregate: Aggregate<Round, RoundEvent> = {
  type: 'round',
  evolve(state, event, at) {
    if (event.type === 'round.requested') return begun(event.data, at);
    if (state === undefined) throw new Error(`${event.type} on a round that does not exist`);
    switch (event.type) {
      case 'round.surveyed':
        return surveyed(state, event.data);
      case 'round.started':
        return { ...state, run: event.data.run, state: 'running' };
      case 'round.advanced':
        return advanced(state, event.data);
      case 'round.paused':
        return { ...state, state: 'paused' };
      case 'round.continued':
        return { ...state, run: event.data.run };
      case 'round.resumed': {
        const { reason: _, ...rest } = state;
        return { ...rest, run: event.data.run, state: state.surveyed ? 'running' : 'surveying' };
      }
      case 'round.cancelled':
        return { ...state, state: 'cancelled', endedAt: at };
      case 'round.completed':
        return { ...state, state: 'completed', endedAt: at };
      case 'round.failed':
        return { ...state, state: 'failed', reason: event.data.reason };
    }
  },
};

function begun(wish: RoundWish, at: Instant): Round {
  return {
    state: 'surveying',
    wish,
    run: 1,
    survey: { subscribers: 0, email: 0, sms: 0, leftOut: {} },
    surveyed: false,
    cursor: '',
    done: 0,
    told: { email: 0, sms: 0, waiting: 0 },
    failed: 0,
    failures: [],
    failureCodes: {},
    leftOut: {},
    requestedAt: at,
  };
}

function surveyed(round: Round, { found, leftOut, cursor }: RoundSurveyed['data']): Round {
  const { survey } = round;
  const by = (channel: 'email' | 'sms') => found.filter(({ channels }) => channels.includes(channel)).length;
  const next = {
    ...round,
    survey: {
      subscribers: survey.subscribers + found.length,
      email: survey.email + by('email'),
      sms: survey.sms + by('sms'),
      leftOut: summed(survey.leftOut, leftOut),
    },
  };
  if (cursor !== null) return { ...next, cursor };
  const state = round.state === 'surveying' ? 'surveyed' : round.state;
  return { ...next, surveyed: true, cursor: '', state };
}

function advanced(round: Round, data: RoundAdvanced['data']): Round {
  const { told } = round;
  return {
    ...round,
    cursor: data.cursor,
    done: round.done + data.done,
    told: {
      email: told.email + data.told.email,
      sms: told.sms + data.told.sms,
      waiting: told.waiting + data.told.waiting,
    },
    failed: round.failed + data.failed.length,
    failures: [...round.failures, ...data.failed].slice(0, failuresShown),
    failureCodes: summed(round.failureCodes, countedBy(data.failed.map(({ code }) => code))),
    leftOut: summed(round.leftOut, data.leftOut),
  };
}

/** For how many it is still to be done. */
export function toDoOf({ surveyed, cursor, survey, done, failed, leftOut }: Round): number {
  if (surveyed && cursor === null) return 0;
  const gone = Object.values(leftOut).reduce((sum, count) => sum + count, 0);
  return Math.max(0, survey.subscribers - done - failed - gone);
}
