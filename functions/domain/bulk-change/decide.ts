import type { BulkChangeWish } from '../../contracts/bulk-change.ts';
import type { BulkChangeAdvanced } from '../../contracts/events/bulk-change-advanced.ts';
import type { BulkChangeSurveyed } from '../../contracts/events/bulk-change-surveyed.ts';
import type { Instant } from '../../contracts/scalars.ts';
import { done, type Result, refuse } from '../result.ts';
import type { BulkChange, BulkChangeEvent } from './bulk-change.ts';

/** What services get. */
type Targets = Pick<BulkChange, 'target' | 'toNode'>;

/** Begins with the survey. */
export function requestBulkChange(
  wish: BulkChangeWish,
  { target, toNode }: Targets,
): readonly BulkChangeEvent[] {
  const targets = {
    ...(target === undefined ? {} : { target }),
    ...(toNode === undefined ? {} : { toNode }),
  };
  return [{ type: 'bulk-change.requested', data: { ...wish, ...targets } }];
}

/** By what services may be meant. */
const meansBy: readonly (keyof BulkChangeWish)[] = [
  'planId',
  'siteId',
  'nodeId',
  'serviceState',
  'technology',
  'network',
  'tag',
  'serviceIds',
  'subscriberIds',
];

/** What each action is told beside who is meant. */
const toldOf: Readonly<Record<BulkChangeWish['action'], readonly (keyof BulkChangeWish)[]>> = {
  plan: ['toPlanId', 'toVersion', 'fromVersions'],
  'network-profile': ['toVersion', 'fromVersions'],
  suspend: ['suspension'],
  resume: [],
  move: ['move'],
};

/** The plan version that services are to get, unless the wish is none that can be carried out. */
export function targetOf(
  wish: BulkChangeWish,
): Result<{ readonly planId: string; readonly version: number } | undefined> {
  const { action, planId, toPlanId = planId, toVersion, suspension } = wish;
  if (meansBy.every((name) => wish[name] === undefined)) {
    return refuse(
      'bulk-change.nobody-meant',
      'Say which services are meant: by plan, site, node, state, technology, network or tag, or one by one.',
    );
  }
  if (action === 'network-profile' && planId !== undefined && toPlanId !== planId) {
    return refuse(
      'bulk-change.network-profile-of-another-plan',
      'Services keep their plan in a change of the network profile; leave toPlanId out, or choose the action plan.',
      '/toPlanId',
    );
  }
  const stray = Object.values(toldOf)
    .flat()
    .find((name) => wish[name] !== undefined && !toldOf[action].includes(name));
  if (stray !== undefined) {
    return refuse(
      'bulk-change.not-for-action',
      `The action ${action} takes no ${stray}; leave it out.`,
      `/${stray}`,
    );
  }
  if (action === 'suspend' && suspension === undefined) {
    return refuse(
      'bulk-change.suspension-missing',
      'Say for what reason services are suspended.',
      '/suspension',
    );
  }
  if (action === 'move' && wish.move === undefined) {
    return refuse('bulk-change.move-missing', 'Say to which node the services move.', '/move');
  }
  if (action === 'suspend' || action === 'resume' || action === 'move') return done(undefined);
  if (toPlanId === undefined || toVersion === undefined) {
    return refuse(
      'bulk-change.target-missing',
      'Name the plan and the version that services get.',
      toVersion === undefined ? '/toVersion' : action === 'plan' ? '/toPlanId' : '/planId',
    );
  }
  return done({ planId: toPlanId, version: toVersion });
}

/** Takes in a part of the survey; a dry run is over with the last one, and so is a change that touches nobody. */
export function noteSurvey(bulk: BulkChange, found: BulkChangeSurveyed['data']): readonly BulkChangeEvent[] {
  if (bulk.state !== 'surveying') return [];
  const touched = bulk.survey.services + found.services.length;
  const isOver = found.cursor === null && (bulk.wish.dryRun || touched === 0);
  return [
    { type: 'bulk-change.surveyed', data: found },
    ...(isOver ? [{ type: 'bulk-change.completed' as const, data: {} }] : []),
  ];
}

/** Takes in what happened to services. It is over when everybody was ordered and every order has ended. */
export function noteAdvance(bulk: BulkChange, made: BulkChangeAdvanced['data']): readonly BulkChangeEvent[] {
  const { ordered, done: succeeded, failed, leftOut, cursor } = made;
  const isNews =
    ordered.length + succeeded.length + failed.length + Object.keys(leftOut).length > 0 ||
    cursor !== bulk.cursor;
  const left = bulk.underWay.length + ordered.length - withOrder(bulk, made);
  const isOver = bulk.state === 'running' && cursor === null && left === 0;
  return [
    ...(isNews ? [{ type: 'bulk-change.advanced' as const, data: made }] : []),
    ...(isOver ? [{ type: 'bulk-change.completed' as const, data: {} }] : []),
  ];
}

/** How many of those under way have ended. */
function withOrder(
  bulk: BulkChange,
  { ordered, done: succeeded, failed }: BulkChangeAdvanced['data'],
): number {
  const underWay = new Set([...bulk.underWay, ...ordered].map(({ serviceId }) => serviceId));
  return [...succeeded, ...failed].filter(({ serviceId }) => underWay.has(serviceId)).length;
}

/** Carries out what a dry run has found. It is no news of a change that is carried out already. */
export function startBulkChange(bulk: BulkChange): Result<readonly BulkChangeEvent[]> {
  const { state, wish, survey, run } = bulk;
  if (!wish.dryRun) return done([]);
  if (state !== 'completed') {
    return refuse(
      'bulk-change.not-surveyed',
      `This survey is ${state}; start the change when everybody was looked at.`,
    );
  }
  if (survey.services === 0)
    return refuse('bulk-change.nobody-touched', 'The survey found nobody to be changed; ask for another.');
  return done([{ type: 'bulk-change.started', data: { run: run + 1 } }]);
}

export function pauseBulkChange(bulk: BulkChange): Result<readonly BulkChangeEvent[]> {
  if (bulk.state === 'paused') return done([]);
  if (bulk.state !== 'surveying' && bulk.state !== 'running') return over(bulk);
  return done([{ type: 'bulk-change.paused', data: {} }]);
}

export function resumeBulkChange(bulk: BulkChange): Result<readonly BulkChangeEvent[]> {
  if (bulk.state === 'surveying' || bulk.state === 'running') return done([]);
  if (bulk.state !== 'paused' && bulk.state !== 'failed') return over(bulk);
  return done([{ type: 'bulk-change.resumed', data: { run: bulk.run + 1 } }]);
}

/** Goes on in another execution. */
export function continueBulkChange({ run }: BulkChange): readonly BulkChangeEvent[] {
  return [{ type: 'bulk-change.continued', data: { run: run + 1 } }];
}

export function cancelBulkChange(bulk: BulkChange): Result<readonly BulkChangeEvent[]> {
  if (bulk.state === 'cancelled') return done([]);
  if (bulk.state === 'completed') return over(bulk);
  return done([{ type: 'bulk-change.cancelled', data: {} }]);
}

/** Orders anew who failed. Only behind its end, so that nobody is ordered twice in one pass. */
export function retryBulkChange(bulk: BulkChange): Result<readonly BulkChangeEvent[]> {
  if ((bulk.state !== 'completed' && bulk.state !== 'cancelled') || bulk.underWay.length > 0) {
    return refuse(
      'bulk-change.not-ended',
      `This bulk change is ${bulk.state} with ${bulk.underWay.length} orders under way; retry what failed when it has ended.`,
    );
  }
  if (bulk.failed === 0)
    return refuse('bulk-change.nothing-failed', 'No service failed, so there is nothing to retry.');
  return done([{ type: 'bulk-change.retried', data: { run: bulk.run + 1, pass: bulk.pass + 1 } }]);
}

/** The platform cannot go on; nobody is kept waiting for what will not come. */
export function failBulkChange(bulk: BulkChange, reason: string): readonly BulkChangeEvent[] {
  return bulk.state === 'surveying' || bulk.state === 'running'
    ? [{ type: 'bulk-change.failed', data: { reason } }]
    : [];
}

function over({ state }: BulkChange): Result<never> {
  return refuse('bulk-change.ended', `This bulk change is ${state}; ask for a new one.`);
}

/** Orders that may be under way at the same time: enough to keep sites busy, few enough to be told in one event. */
export const mostUnderWay = 100;

/** With a pace, orders are begun in portions of this many seconds. */
const portionSeconds = 5;

/** How many services may be ordered now. */
export function roomOf({ wish, underWay, notBefore, state }: BulkChange, now: Instant): number {
  if (state !== 'running') return 0;
  const free = mostUnderWay - underWay.length;
  if (wish.pacePerMinute === undefined) return free;
  if (notBefore !== undefined && now < notBefore) return 0;
  return Math.min(free, Math.max(1, Math.floor((wish.pacePerMinute * portionSeconds) / 60)));
}

/** When the next may be ordered, after so many at once. */
export function notBeforeAfter(
  { wish: { pacePerMinute } }: BulkChange,
  ordered: number,
  now: Instant,
): Instant | undefined {
  if (pacePerMinute === undefined || ordered === 0) return undefined;
  return new Date(Date.parse(now) + Math.ceil((ordered * 60_000) / pacePerMinute)).toISOString();
}
