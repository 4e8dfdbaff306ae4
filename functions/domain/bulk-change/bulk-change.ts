import type {
  BulkChangeFailure,
  BulkChangeOrder,
  BulkChangeState,
  BulkChangeWish,
  SurveyedPrice,
  TargetNode,
} from '../../contracts/bulk-change.ts';
import type { ServicePlan } from '../../contracts/catalog.ts';
import type { BulkChangeAdvanced } from '../../contracts/events/bulk-change-advanced.ts';
import type { BulkChangeCancelled } from '../../contracts/events/bulk-change-cancelled.ts';
import type { BulkChangeCompleted } from '../../contracts/events/bulk-change-completed.ts';
import type { BulkChangeContinued } from '../../contracts/events/bulk-change-continued.ts';
import type { BulkChangeFailed } from '../../contracts/events/bulk-change-failed.ts';
import type { BulkChangePaused } from '../../contracts/events/bulk-change-paused.ts';
import type { BulkChangeRequested } from '../../contracts/events/bulk-change-requested.ts';
import type { BulkChangeResumed } from '../../contracts/events/bulk-change-resumed.ts';
import type { BulkChangeRetried } from '../../contracts/events/bulk-change-retried.ts';
import type { BulkChangeStarted } from '../../contracts/events/bulk-change-started.ts';
import type { BulkChangeSurveyed } from '../../contracts/events/bulk-change-surveyed.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { type Counts, countedBy, summed } from '../counts.ts';

export type BulkChangeEvent =
  | BulkChangeRequested
  | BulkChangeSurveyed
  | BulkChangeStarted
  | BulkChangeAdvanced
  | BulkChangePaused
  | BulkChangeResumed
  | BulkChangeRetried
  | BulkChangeContinued
  | BulkChangeCancelled
  | BulkChangeCompleted
  | BulkChangeFailed;

/** Failures that the bulk change itself shows; its history has them all. */
export const failuresShown = 200;

/** Points in time by which the rate is told. */
const marksKept = 20;

/** Who is touched, and what it means. */
export interface Survey {
  readonly services: number;
  readonly sessions: { readonly none: number; readonly kept: number; readonly cut: number };
  readonly prices: readonly SurveyedPrice[];
  readonly leftOut: Counts;
}

/** How far a pass over the services is: '' at its beginning, null at its end. */
type Place = string | null;

/** Many services of which the same is ordered, one order each. */
export interface BulkChange {
  readonly state: BulkChangeState;
  readonly wish: BulkChangeWish;
  /** The plan version that services get, where they get one. */
  readonly target?: ServicePlan | undefined;
  /** The node to which they move, where they move. */
  readonly toNode?: TargetNode | undefined;
  /** Counts the beginning, each resumption, retry and continuation: one execution each. */
  readonly run: number;
  /** Counts the beginning and each retry of what failed. */
  readonly pass: number;
  readonly survey: Survey;
  readonly cursor: Place;
  readonly surveyed: boolean;
  readonly underWay: readonly BulkChangeOrder[];
  readonly done: number;
  /** In this pass, and of all passes those that are not to be changed any more. */
  readonly failed: number;
  readonly leftOut: Counts;
  readonly failures: readonly BulkChangeFailure[];
  readonly failureCodes: Counts;
  readonly sessionsCut: number;
  readonly ratesChanged: number;
  readonly silentSites: readonly string[];
  readonly notBefore?: Instant;
  /** How many had come to their end by when, the youngest last. */
  readonly marks: readonly { readonly at: Instant; readonly ended: number }[];
  readonly requestedAt: Instant;
  readonly endedAt?: Instant;
  readonly reason?: string;
}

/** Where a bulk change may go; `paused` and `failed` go back to where they were. */
export const bulkChangeTransitions: Readonly<Record<BulkChangeState, readonly BulkChangeState[]>> = {
  surveying: ['running', 'paused', 'cancelled', 'completed', 'failed'],
  running: ['paused', 'cancelled', 'completed', 'failed'],
  paused: ['surveying', 'running', 'cancelled'],
  failed: ['surveying', 'running', 'cancelled'],
  cancelled: ['running'],
  completed: ['running'],
};

/** The bulk change's state as the fold of its events. */
export const bulkChangeAggregate: Aggregate<BulkChange, BulkChangeEvent> = {
  type: 'bulk-change',
  evolve(state, event, at) {
    if (event.type === 'bulk-change.requested') return begun(event.data, at);
    if (state === undefined) throw new Error(`${event.type} on a bulk change that does not exist`);
    switch (event.type) {
      case 'bulk-change.surveyed':
        return surveyed(state, event.data);
      case 'bulk-change.started':
        return goingOn({ ...state, wish: { ...state.wish, dryRun: false } }, event.data.run);
      case 'bulk-change.advanced':
        return advanced(state, event.data, at);
      case 'bulk-change.paused':
        return { ...state, state: 'paused' };
      case 'bulk-change.continued':
        return { ...state, run: event.data.run };
      case 'bulk-change.resumed':
        return goingOn(state, event.data.run);
      case 'bulk-change.retried': {
        const { run, pass } = event.data;
        return { ...goingOn(state, run), pass, cursor: '', failed: 0, failures: [], failureCodes: {} };
      }
      case 'bulk-change.cancelled':
        return { ...state, state: 'cancelled', endedAt: at };
      case 'bulk-change.completed':
        return { ...state, state: 'completed', endedAt: at };
      case 'bulk-change.failed':
        return { ...state, state: 'failed', reason: event.data.reason };
    }
  },
};

function begun({ target, toNode, ...wish }: BulkChangeRequested['data'], at: Instant): BulkChange {
  return {
    state: 'surveying',
    wish,
    target,
    ...(toNode === undefined ? {} : { toNode }),
    run: 1,
    pass: 1,
    survey: { services: 0, sessions: { none: 0, kept: 0, cut: 0 }, prices: [], leftOut: {} },
    surveyed: false,
    cursor: '',
    underWay: [],
    done: 0,
    failed: 0,
    leftOut: {},
    failures: [],
    failureCodes: {},
    sessionsCut: 0,
    ratesChanged: 0,
    silentSites: [],
    marks: [],
    requestedAt: at,
  };
}

function surveyed(
  bulk: BulkChange,
  { services, prices, leftOut, cursor }: BulkChangeSurveyed['data'],
): BulkChange {
  const { survey } = bulk;
  const sessions = { ...survey.sessions };
  for (const { session } of services) sessions[session]++;
  const next = {
    ...bulk,
    survey: {
      services: survey.services + services.length,
      sessions,
      prices: merged(survey.prices, prices),
      leftOut: summed(survey.leftOut, leftOut),
    },
  };
  // Behind the survey those whom it found are gone through, to change them.
  return cursor === null
    ? { ...next, surveyed: true, cursor: '', state: bulk.state === 'surveying' ? 'running' : bulk.state }
    : { ...next, cursor };
}

/** Services that pay the same now and afterwards, counted together. */
export function merged(known: readonly SurveyedPrice[], more: readonly SurveyedPrice[]): SurveyedPrice[] {
  const all = new Map<string, SurveyedPrice>();
  for (const one of [...known, ...more]) {
    const { fromVersion, price, period, newPrice, newPeriod, services } = one;
    const key = [fromVersion, price.minor, price.currency, period, newPrice.minor, newPeriod].join(' ');
    all.set(key, { ...one, services: services + (all.get(key)?.services ?? 0) });
  }
  return [...all.values()];
}

function advanced(bulk: BulkChange, data: BulkChangeAdvanced['data'], at: Instant): BulkChange {
  const { ordered, done, failed, leftOut, silentSites, cursor, notBefore } = data;
  const ended = new Set([...done, ...failed].map(({ serviceId }) => serviceId));
  const underWay = [...bulk.underWay, ...ordered].filter(({ serviceId }) => !ended.has(serviceId));
  const { notBefore: _, ...rest } = bulk;
  const next: BulkChange = {
    ...rest,
    cursor,
    underWay,
    done: bulk.done + done.length,
    failed: bulk.failed + failed.length,
    leftOut: summed(bulk.leftOut, leftOut),
    failures: [...bulk.failures, ...failed].slice(0, failuresShown),
    failureCodes: summed(bulk.failureCodes, countedBy(failed.map(({ code }) => code))),
    sessionsCut: bulk.sessionsCut + done.reduce((sum, one) => sum + one.sessionsCut, 0),
    ratesChanged: bulk.ratesChanged + done.reduce((sum, one) => sum + one.ratesChanged, 0),
    silentSites: [...new Set([...bulk.silentSites, ...silentSites])],
    ...(notBefore === undefined ? {} : { notBefore }),
  };
  return { ...next, marks: [...bulk.marks, { at, ended: endedOf(next) }].slice(-marksKept) };
}

/** A run begins: sites that were silent are asked anew, and the rate is counted from here. */
function goingOn(bulk: BulkChange, run: number): BulkChange {
  const { endedAt: _, reason: __, notBefore: ___, ...rest } = bulk;
  return { ...rest, run, state: bulk.surveyed ? 'running' : 'surveying', silentSites: [], marks: [] };
}

/** Services that came to their end in this pass, whatever it was. */
function endedOf({ done, failed, leftOut }: BulkChange): number {
  return done + failed + Object.values(leftOut).reduce((sum, count) => sum + count, 0);
}

/** Services that are still to be ordered. */
export function toDoOf(bulk: BulkChange): number {
  if (bulk.wish.dryRun || (bulk.surveyed && bulk.cursor === null)) return 0;
  return Math.max(0, bulk.survey.services - endedOf(bulk) - bulk.underWay.length);
}

/** Services a minute over the last while; undefined while nothing can be told. */
export function ratePerMinuteOf({ marks }: BulkChange): number | undefined {
  const [first] = marks;
  const last = marks.at(-1);
  if (first === undefined || last === undefined || last.at <= first.at) return undefined;
  const minutes = (Date.parse(last.at) - Date.parse(first.at)) / 60_000;
  return (last.ended - first.ended) / minutes;
}
