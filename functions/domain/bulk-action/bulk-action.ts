import type {
  BulkActionState,
  BulkActionWish,
  BulkFailure,
  BulkOrder,
  BulkSubject,
  SurveyedPrice,
  TargetNode,
  ToldCounts,
} from '../../contracts/bulk-action.ts';
import type { ServicePlan } from '../../contracts/catalog.ts';
import type { BulkActionAdvanced } from '../../contracts/events/bulk-action-advanced.ts';
import type { BulkActionCancelled } from '../../contracts/events/bulk-action-cancelled.ts';
import type { BulkActionCompleted } from '../../contracts/events/bulk-action-completed.ts';
import type { BulkActionContinued } from '../../contracts/events/bulk-action-continued.ts';
import type { BulkActionFailed } from '../../contracts/events/bulk-action-failed.ts';
import type { BulkActionPaused } from '../../contracts/events/bulk-action-paused.ts';
import type { BulkActionRequested } from '../../contracts/events/bulk-action-requested.ts';
import type { BulkActionResumed } from '../../contracts/events/bulk-action-resumed.ts';
import type { BulkActionRetried } from '../../contracts/events/bulk-action-retried.ts';
import type { BulkActionStarted } from '../../contracts/events/bulk-action-started.ts';
import type { BulkActionSurveyed } from '../../contracts/events/bulk-action-surveyed.ts';
import type { BulkActionTakenOver } from '../../contracts/events/bulk-action-taken-over.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { type Counts, countedBy, summed } from '../counts.ts';
import { takenOver } from './taken-over.ts';

export type BulkActionEvent =
  | BulkActionRequested
  | BulkActionTakenOver
  | BulkActionSurveyed
  | BulkActionStarted
  | BulkActionAdvanced
  | BulkActionPaused
  | BulkActionResumed
  | BulkActionRetried
  | BulkActionContinued
  | BulkActionCancelled
  | BulkActionCompleted
  | BulkActionFailed;

/** Failures that the bulk action itself shows; its history has them all. */
export const failuresShown = 200;

/** Points in time by which the rate is told. */
const marksKept = 20;

/** For whom it is, and what it means. */
export interface Survey {
  readonly found: number;
  readonly leftOut: Counts;
  /** Of services: whether a session is open, and whether it goes on. */
  readonly sessions: { readonly none: number; readonly kept: number; readonly cut: number };
  readonly prices: readonly SurveyedPrice[];
  /** Of a message: who is told by which way. */
  readonly email: number;
  readonly sms: number;
}

/** How far a pass over the list is: '' at its beginning, null at its end. */
type Place = string | null;

/** The same done with many, one after the other. */
export interface BulkAction {
  readonly state: BulkActionState;
  readonly wish: BulkActionWish;
  /** The plan version that services get, where they get one. */
  readonly target?: ServicePlan | undefined;
  /** The node to which they move, where they move. */
  readonly toNode?: TargetNode | undefined;
  /** In whose history its list and its results begin, where an earlier release began it. */
  readonly from?: BulkActionTakenOver['data']['from'];
  /** Counts the beginning, the start, each resumption, retry and continuation: one execution each. */
  readonly run: number;
  /** Counts the beginning and each retry of what failed. */
  readonly pass: number;
  readonly survey: Survey;
  readonly cursor: Place;
  readonly surveyed: boolean;
  readonly underWay: readonly BulkOrder[];
  readonly done: number;
  /** In this pass, and of all passes those with whom it is not to be done any more. */
  readonly failed: number;
  readonly leftOut: Counts;
  readonly failures: readonly BulkFailure[];
  readonly failureCodes: Counts;
  readonly sessionsCut: number;
  readonly ratesChanged: number;
  readonly told: ToldCounts;
  readonly silentSites: readonly string[];
  readonly notBefore?: Instant;
  /** How many had come to their end by when, the youngest last. */
  readonly marks: readonly { readonly at: Instant; readonly ended: number }[];
  readonly requestedAt: Instant;
  readonly endedAt?: Instant;
  readonly reason?: string;
}

/** Where a bulk action may go; `paused` and `failed` go back to where they were. */
export const bulkActionTransitions: Readonly<Record<BulkActionState, readonly BulkActionState[]>> = {
  surveying: ['surveyed', 'running', 'paused', 'cancelled', 'completed', 'failed'],
  surveyed: ['running', 'cancelled'],
  running: ['paused', 'cancelled', 'completed', 'failed'],
  paused: ['surveying', 'running', 'cancelled'],
  failed: ['surveying', 'running', 'cancelled'],
  cancelled: ['running'],
  completed: ['running'],
};

/** The bulk action's state as the fold of its events. */
export const bulkActionAggregate: Aggregate<BulkAction, BulkActionEvent> = {
  type: 'bulk-action',
  evolve(state, event, at) {
    if (event.type === 'bulk-action.requested') return begun(event.data, at);
    if (event.type === 'bulk-action.taken-over') return takenOver(event.data);
    if (state === undefined) throw new Error(`${event.type} on a bulk action that does not exist`);
    switch (event.type) {
      case 'bulk-action.surveyed':
        return surveyed(state, event.data);
      case 'bulk-action.started':
      case 'bulk-action.resumed':
        return goingOn(state, event.data.run);
      case 'bulk-action.advanced':
        return advanced(state, event.data, at);
      case 'bulk-action.paused':
        return { ...state, state: 'paused' };
      case 'bulk-action.continued':
        return { ...state, run: event.data.run };
      case 'bulk-action.retried': {
        const { run, pass } = event.data;
        return { ...goingOn(state, run), pass, cursor: '', failed: 0, failures: [], failureCodes: {} };
      }
      case 'bulk-action.cancelled':
        return { ...state, state: 'cancelled', endedAt: at };
      case 'bulk-action.completed':
        return { ...state, state: 'completed', endedAt: at };
      case 'bulk-action.failed':
        return { ...state, state: 'failed', reason: event.data.reason };
    }
  },
};

function begun({ target, toNode, ...wish }: BulkActionRequested['data'], at: Instant): BulkAction {
  return {
    state: 'surveying',
    wish,
    ...(target === undefined ? {} : { target }),
    ...(toNode === undefined ? {} : { toNode }),
    run: 1,
    pass: 1,
    survey: { found: 0, leftOut: {}, sessions: { none: 0, kept: 0, cut: 0 }, prices: [], email: 0, sms: 0 },
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
    told: { email: 0, sms: 0, waiting: 0 },
    silentSites: [],
    marks: [],
    requestedAt: at,
  };
}

function surveyed(
  bulk: BulkAction,
  { found, prices, leftOut, cursor }: BulkActionSurveyed['data'],
): BulkAction {
  const { survey } = bulk;
  const sessions = { ...survey.sessions };
  const ways = { email: survey.email, sms: survey.sms };
  for (const one of found) {
    if ('session' in one) sessions[one.session]++;
    else for (const channel of one.channels) ways[channel]++;
  }
  const next = {
    ...bulk,
    survey: {
      found: survey.found + found.length,
      leftOut: summed(survey.leftOut, leftOut),
      sessions,
      prices: merged(survey.prices, prices),
      ...ways,
    },
  };
  if (cursor !== null) return { ...next, cursor };
  // Behind the survey those whom it found are gone through.
  const state = bulk.wish.starts === 'at-once' ? 'running' : 'surveyed';
  return { ...next, surveyed: true, cursor: '', state };
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

function advanced(bulk: BulkAction, data: BulkActionAdvanced['data'], at: Instant): BulkAction {
  const { done, failed, leftOut, silentSites, cursor, notBefore } = data;
  const { notBefore: _, ...rest } = bulk;
  const sum = (of: (one: (typeof done)[number]) => number | undefined) =>
    done.reduce((all, one) => all + (of(one) ?? 0), 0);
  const next: BulkAction = {
    ...rest,
    cursor,
    underWay: stillUnderWay(bulk, data),
    done: bulk.done + done.length,
    failed: bulk.failed + failed.length,
    leftOut: summed(bulk.leftOut, countedBy(leftOut.map(({ code }) => code))),
    failures: [...bulk.failures, ...failed].slice(0, failuresShown),
    failureCodes: summed(bulk.failureCodes, countedBy(failed.map(({ code }) => code))),
    sessionsCut: bulk.sessionsCut + sum((one) => one.sessionsCut),
    ratesChanged: bulk.ratesChanged + sum((one) => one.ratesChanged),
    told: {
      email: bulk.told.email + sum(({ told }) => told?.email),
      sms: bulk.told.sms + sum(({ told }) => told?.sms),
      waiting: bulk.told.waiting + sum(({ told }) => told?.waiting),
    },
    silentSites: [...new Set([...bulk.silentSites, ...silentSites])],
    ...(notBefore === undefined ? {} : { notBefore }),
  };
  return { ...next, marks: [...bulk.marks, { at, ended: endedOf(next) }].slice(-marksKept) };
}

/** Orders that have not ended, with those that were given. */
export function stillUnderWay(
  { underWay }: Pick<BulkAction, 'underWay'>,
  { ordered, done, failed }: Pick<BulkActionAdvanced['data'], 'ordered' | 'done' | 'failed'>,
): readonly BulkOrder[] {
  const ended = new Set([...done, ...failed].map(({ serviceId }: BulkSubject) => serviceId));
  return [...underWay, ...ordered].filter(({ serviceId }) => !ended.has(serviceId));
}

/** A run begins: sites that were silent are asked anew, and the rate is counted from here. */
function goingOn(bulk: BulkAction, run: number): BulkAction {
  const { endedAt: _, reason: __, notBefore: ___, ...rest } = bulk;
  return { ...rest, run, state: bulk.surveyed ? 'running' : 'surveying', silentSites: [], marks: [] };
}

/** Those who came to their end in this pass, whatever it was. */
function endedOf({ done, failed, leftOut }: BulkAction): number {
  return done + failed + Object.values(leftOut).reduce((sum, count) => sum + count, 0);
}

/** With how many it is still to be done. */
export function toDoOf(bulk: BulkAction): number {
  if (bulk.surveyed && bulk.cursor === null) return 0;
  return Math.max(0, bulk.survey.found - endedOf(bulk) - bulk.underWay.length);
}

/** How many a minute over the last while; undefined while nothing can be told. */
export function ratePerMinuteOf({ marks }: BulkAction): number | undefined {
  const [first] = marks;
  const last = marks.at(-1);
  if (first === undefined || last === undefined || last.at <= first.at) return undefined;
  const minutes = (Date.parse(last.at) - Date.parse(first.at)) / 60_000;
  return (last.ended - first.ended) / minutes;
}
