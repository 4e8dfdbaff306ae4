import type { SuspensionReason } from '../contracts/billing-profile.ts';
import type { Day } from '../contracts/scalars.ts';
import { type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { type Ordered, orderService } from './order-service.ts';
import { dayWanted, type Scheduled, scheduleAction, todayOf, type When } from './schedule-action.ts';

export interface SuspensionWish {
  readonly reason: SuspensionReason;
  readonly note?: string | undefined;
  readonly until?: Day | undefined;
  readonly when: Exclude<When, 'end-of-period'>;
}

/** Orders a suspension, perhaps for a later day and with the day on which the service is resumed by itself. */
export async function suspendService(
  ports: Pick<Ports, 'store' | 'ids'>,
  serviceId: string,
  { reason, note, until, when }: SuspensionWish,
  context: Context,
): Promise<Result<Ordered | Scheduled>> {
  const [on, today] = await Promise.all([
    dayWanted(ports.store, serviceId, when, context),
    todayOf(ports.store, serviceId, context),
  ]);
  if (!on.ok) return on;
  if (!today.ok) return today;
  const from = on.value ?? today.value;
  const unending = refuseEnd(until, from);
  if (unending !== undefined) return unending;
  const command = {
    kind: 'suspend' as const,
    reason,
    ...(note === undefined ? {} : { note }),
    ...(until === undefined ? {} : { until }),
  };
  return on.value === undefined
    ? orderService(ports, serviceId, command, context)
    : scheduleAction(ports, serviceId, command, on.value, context);
}

/** A suspension ends after the day on which it begins. */
export function refuseEnd(until: Day | undefined, from: Day): Result<never> | undefined {
  return until === undefined || until > from
    ? undefined
    : refuse(
        'service.until-not-after',
        `A suspension from ${from} cannot end on ${until}; name a later day.`,
        '/until',
      );
}
