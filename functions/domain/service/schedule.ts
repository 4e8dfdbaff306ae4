import type { ServicePlan } from '../../contracts/catalog.ts';
import type { Day } from '../../contracts/scalars.ts';
import type { ScheduledAction, ScheduledCommand } from '../../contracts/scheduled-action.ts';
import { done, type Result, refuse } from '../result.ts';
import { runningOrder, type Service, type ServiceEvent } from './service.ts';
import { orderableIn } from './transitions.ts';

/** A service that was stored before actions could wait has none. */
export function pendingOf(service: Pick<Service, 'pending'>): readonly ScheduledAction[] {
  return service.pending ?? [];
}

/**
 * Lets an order wait for a day. Of each kind one waits at a time: a second one would be decided on a service that
 * nobody can see yet.
 */
export function scheduleAction(
  service: Service,
  action: ScheduledAction,
  today: Day,
): Result<readonly ServiceEvent[]> {
  const { kind } = action.command;
  if (action.on <= today) {
    return refuse(
      'service.schedule-in-the-past',
      `${action.on} has begun already; name a later day, or order it with "now".`,
      '/when/on',
    );
  }
  if (service.state !== 'active' && service.state !== 'suspended') {
    return refuse(
      'service.not-active',
      `This service is ${service.state}, so that nothing can wait for a later day; activate it first.`,
    );
  }
  if (kind === 'change' && Object.keys(action.command.change).length === 0) {
    return refuse('service.change-empty', 'Name at least one thing that is to change.');
  }
  const waiting = pendingOf(service).find(
    ({ command, origin }) => command.kind === kind && origin !== 'price-change',
  );
  if (waiting !== undefined) {
    return refuse(
      'service.action-pending',
      `A ${kind} waits for ${waiting.on} already; cancel ${waiting.actionId} first.`,
    );
  }
  return done([{ type: 'service.action-scheduled', data: { action } }]);
}

/**
 * Announces that the service moves to a later version of its plan. It waits for the version's day whatever the service's
 * state; another plan on the service, or cancelling it, keeps it from happening.
 */
export function announceVersion(
  service: Service,
  plan: ServicePlan,
  on: Day,
  actionId: string,
): readonly ServiceEvent[] {
  if (service.state === 'terminating' || service.state === 'terminated') return [];
  if (service.plan.planId !== plan.planId || service.plan.terms.version >= plan.terms.version) return [];
  const known = pendingOf(service).some(
    ({ command }) => command.kind === 'change' && isVersion(command.change.plan, plan),
  );
  if (known) return [];
  const command = { kind: 'change' as const, change: { plan } };
  return [
    { type: 'service.action-scheduled', data: { action: { actionId, on, command, origin: 'price-change' } } },
  ];
}

function isVersion(plan: ServicePlan | undefined, other: ServicePlan): boolean {
  return plan?.planId === other.planId && plan.terms.version === other.terms.version;
}

/**
 * Forgets a waiting order. Its day has not come, so nothing of it happened. With `asked`, only what was asked for is
 * there to be forgotten: not what the provider announced, nor the planned end of a suspension.
 */
export function cancelAction(
  service: Service,
  actionId: string,
  only: 'any' | 'asked' = 'any',
): Result<readonly ServiceEvent[]> {
  return pendingOf(service).some(
    (action) => action.actionId === actionId && (only === 'any' || action.origin === 'request'),
  )
    ? done([{ type: 'service.action-cancelled', data: { actionId } }])
    : refuse('service.action-unknown', `Nothing waits on this service under ${actionId}.`);
}

/** The order that a waiting action places. */
export function dueAction(service: Service, today: Day): ScheduledAction | undefined {
  return pendingOf(service).find(({ on, command }) => on <= today && isStartable(service, command));
}

/**
 * Whether an action whose day has come can start now. While another order runs, or while the service is suspended and a
 * change needs it active, it goes on waiting.
 */
function isStartable(service: Service, { kind }: ScheduledCommand): boolean {
  return runningOrder(service) === undefined && orderableIn[kind].includes(service.state);
}

/**
 * Whether the day's charges wait: a waiting order of that day or an earlier one is about to start, or is on its way
 * through the network. What ends it tells billing.
 */
export function isTurning(service: Service, on: Day): boolean {
  return runningOrder(service)?.actionId !== undefined || dueAction(service, on) !== undefined;
}
