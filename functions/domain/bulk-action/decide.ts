import type { BulkActionWish, BulkScope } from '../../contracts/bulk-action.ts';
import type { BulkActionAdvanced } from '../../contracts/events/bulk-action-advanced.ts';
import type { BulkActionSurveyed } from '../../contracts/events/bulk-action-surveyed.ts';
import type { Instant } from '../../contracts/scalars.ts';
import { done, type Result, refuse } from '../result.ts';
import { actionOf, actions } from './actions/index.ts';
import { type BulkAction, type BulkActionEvent, stillUnderWay } from './bulk-action.ts';

/** What services get. */
type Targets = Pick<BulkAction, 'target' | 'toNode'>;

/** Begins with the survey. */
export function requestBulkAction(
  wish: BulkActionWish,
  { target, toNode }: Targets,
): readonly BulkActionEvent[] {
  const targets = {
    ...(target === undefined ? {} : { target }),
    ...(toNode === undefined ? {} : { toNode }),
  };
  return [{ type: 'bulk-action.requested', data: { ...wish, ...targets } }];
}

/** By what services or subscribers may be meant, each by its name so that none is forgotten. Versions alone are those of no plan. */
const meansBy: Readonly<Record<Exclude<keyof BulkScope, 'fromVersions'>, true>> = {
  planId: true,
  siteId: true,
  nodeId: true,
  technology: true,
  network: true,
  tag: true,
  serviceState: true,
  serviceIds: true,
  subscriberIds: true,
  status: true,
};
const scopes = Object.keys(meansBy) as readonly (keyof typeof meansBy)[];

/** What some action is told and others are not. */
const takenBySome = new Set(Object.values(actions).flatMap(({ takes }) => takes));

/** Refuses what cannot be carried out as it is told. */
export function refuseWish(wish: BulkActionWish): Result<never> | undefined {
  const { action } = wish;
  const isNobody = (name: keyof BulkScope) => wish[name] === undefined || isEmpty(wish[name]);
  if (scopes.every(isNobody)) {
    return refuse(
      'bulk-action.nobody-meant',
      'Say who is meant: by plan, site, node, state, technology, network or tag, or one by one.',
    );
  }
  const { takes, refuse: refuseIncomplete } = actionOf(wish);
  const stray = [...takenBySome].find((name) => wish[name] !== undefined && !takes.includes(name));
  if (stray !== undefined) {
    return refuse(
      'bulk-action.not-for-action',
      `The action ${action} takes no ${stray}; leave it out.`,
      `/${stray}`,
    );
  }
  return refuseIncomplete?.(wish);
}

const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0;

/** Takes in a part of the survey; it is over with the last one when nobody was found. */
export function noteSurvey(bulk: BulkAction, found: BulkActionSurveyed['data']): readonly BulkActionEvent[] {
  if (bulk.state !== 'surveying') return [];
  const isOver = found.cursor === null && bulk.survey.found + found.found.length === 0;
  return [
    { type: 'bulk-action.surveyed', data: found },
    ...(isOver ? [{ type: 'bulk-action.completed' as const, data: {} }] : []),
  ];
}

/** Takes in what came of it. It is over when the list is at its end and every order has ended. */
export function noteAdvance(bulk: BulkAction, made: BulkActionAdvanced['data']): readonly BulkActionEvent[] {
  const { ordered, done: succeeded, failed, leftOut, cursor } = made;
  const isNews =
    ordered.length + succeeded.length + failed.length + leftOut.length > 0 || cursor !== bulk.cursor;
  const isOver = bulk.state === 'running' && cursor === null && stillUnderWay(bulk, made).length === 0;
  return [
    ...(isNews ? [{ type: 'bulk-action.advanced' as const, data: made }] : []),
    ...(isOver ? [{ type: 'bulk-action.completed' as const, data: {} }] : []),
  ];
}

/** Begins with those whom the survey found. It is no news of what has begun already. */
export function startBulkAction({
  state,
  surveyed,
  survey,
  run,
}: BulkAction): Result<readonly BulkActionEvent[]> {
  if (state === 'surveyed') return done([{ type: 'bulk-action.started', data: { run: run + 1 } }]);
  if (state === 'completed' && survey.found === 0) {
    return refuse('bulk-action.nobody-found', 'The survey found nobody; ask for another.');
  }
  if (surveyed && state !== 'cancelled') return done([]);
  return refuse(
    'bulk-action.not-surveyed',
    `This bulk action is ${state}; it can be started when everybody was looked at.`,
  );
}

export function pauseBulkAction(bulk: BulkAction): Result<readonly BulkActionEvent[]> {
  if (bulk.state === 'paused') return done([]);
  if (bulk.state !== 'surveying' && bulk.state !== 'running') return over(bulk);
  return done([{ type: 'bulk-action.paused', data: {} }]);
}

export function resumeBulkAction(bulk: BulkAction): Result<readonly BulkActionEvent[]> {
  if (bulk.state === 'surveying' || bulk.state === 'running') return done([]);
  if (bulk.state !== 'paused' && bulk.state !== 'failed') return over(bulk);
  return done([{ type: 'bulk-action.resumed', data: { run: bulk.run + 1 } }]);
}

/** Goes on in another execution. */
export function continueBulkAction({ run }: BulkAction): readonly BulkActionEvent[] {
  return [{ type: 'bulk-action.continued', data: { run: run + 1 } }];
}

export function cancelBulkAction(bulk: BulkAction): Result<readonly BulkActionEvent[]> {
  if (bulk.state === 'cancelled') return done([]);
  if (bulk.state === 'completed') return over(bulk);
  return done([{ type: 'bulk-action.cancelled', data: {} }]);
}

/** Tries anew with whom it failed. Only behind its end, so that nothing is done twice in one pass. */
export function retryBulkAction(bulk: BulkAction): Result<readonly BulkActionEvent[]> {
  if ((bulk.state !== 'completed' && bulk.state !== 'cancelled') || bulk.underWay.length > 0) {
    return refuse(
      'bulk-action.not-ended',
      `This bulk action is ${bulk.state} with ${bulk.underWay.length} orders under way; retry what failed when it has ended.`,
    );
  }
  if (bulk.failed === 0)
    return refuse('bulk-action.nothing-failed', 'Nothing failed, so there is nothing to retry.');
  return done([{ type: 'bulk-action.retried', data: { run: bulk.run + 1, pass: bulk.pass + 1 } }]);
}

/** The platform cannot go on; nobody is kept waiting for what will not come. */
export function failBulkAction(bulk: BulkAction, reason: string): readonly BulkActionEvent[] {
  return bulk.state === 'surveying' || bulk.state === 'running'
    ? [{ type: 'bulk-action.failed', data: { reason } }]
    : [];
}

function over({ state }: BulkAction): Result<never> {
  return refuse('bulk-action.ended', `This bulk action is ${state}; ask for a new one.`);
}

/** Orders that may be under way at the same time: enough to keep sites busy, few enough to be told in one event. */
export const mostUnderWay = 100;

/** With a pace, portions of this many seconds are begun. */
const portionSeconds = 5;

/** With how many it may be begun now. */
export function roomOf({ wish, underWay, notBefore, state }: BulkAction, now: Instant): number {
  if (state !== 'running') return 0;
  const free = mostUnderWay - underWay.length;
  if (wish.pacePerMinute === undefined) return free;
  if (notBefore !== undefined && now < notBefore) return 0;
  return Math.min(free, Math.max(1, Math.floor((wish.pacePerMinute * portionSeconds) / 60)));
}

/** When it may go on, after so many at once. */
export function notBeforeAfter(
  { wish: { pacePerMinute } }: BulkAction,
  begun: number,
  now: Instant,
): Instant | undefined {
  if (pacePerMinute === undefined || begun === 0) return undefined;
  return new Date(Date.parse(now) + Math.ceil((begun * 60_000) / pacePerMinute)).toISOString();
}
