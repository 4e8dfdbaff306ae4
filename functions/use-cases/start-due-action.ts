import type { Day } from '../contracts/scalars.ts';
import type { ScheduledCommand } from '../contracts/scheduled-action.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { dueAction, pendingOf } from '../domain/service/schedule.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Ordered } from './order-service.ts';
import { orderService } from './order-service.ts';
import { todayOf } from './schedule-action.ts';
import { changeOne } from './write-one.ts';

/**
 * Places the order whose day has begun for the subscriber. Asked again it finds nothing: the action and its order change
 * hands in one transaction. An order that is refused for good, such as the removal of what is gone, is noted and waits no
 * longer; one that a rival was in the way of is left for the next round.
 */
export async function startDueAction(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  serviceId: string,
  context: Context,
): Promise<Ordered | undefined> {
  const today = await todayOf(store, serviceId, context);
  if (!today.ok) throw new Error(`the service ${serviceId} with a waiting order is gone`);
  const service = await store.load(serviceAggregate, serviceId);
  const action = service === undefined ? undefined : dueAction(service.state, today.value);
  if (action === undefined) return undefined;
  const { actionId, command } = action;
  const ordered =
    refuseOver(command, today.value) ??
    (await orderService({ store, ids }, serviceId, command, context, { actionId }));
  if (ordered.ok) return ordered.value;
  if (ordered.refusal.code === 'store.version-conflict') return undefined;
  const reason = ordered.refusal.message;
  const noted = await changeOne(store, serviceAggregate, serviceId, context, ({ state }) =>
    done({
      events:
        pendingOf(state).some((waiting) => waiting.actionId === actionId) &&
        dueAction(state, today.value)?.actionId === actionId
          ? [{ type: 'service.action-failed' as const, data: { actionId, reason } }]
          : [],
    }),
  );
  if (!noted.ok) throw new Error(`the refusal of ${actionId} cannot be noted: ${noted.refusal.message}`);
  return undefined;
}

/** A pause that waited until its end has come, behind a suspension for something else, begins no more. */
function refuseOver(command: ScheduledCommand, today: Day): Result<Ordered> | undefined {
  return command.kind === 'suspend' && command.until !== undefined && command.until <= today
    ? refuse(
        'service.until-not-after',
        `The suspension was to end on ${command.until}, before it could begin.`,
      )
    : undefined;
}
