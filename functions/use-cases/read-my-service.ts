import type { VacationRule } from '../contracts/billing-profile.ts';
import type { Day, Instant } from '../contracts/scalars.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { octetsPerGigabyte } from '../domain/policy/access-policy.ts';
import { done, type Result } from '../domain/result.ts';
import type { Service } from '../domain/service/service.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { spanBegin, spanEnd } from '../domain/usage/local-borders.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { vacationRuleOf } from './pause-service.ts';
import { readService } from './read-services.ts';
import { readUsage } from './read-usage.ts';

/** What of a quota is used in the span that counts now. */
export interface QuotaUsed {
  readonly from: Day;
  readonly renewsOn: Day;
  readonly octets: number;
  /** Up to its first step, with what was carried into the span or bought for it. */
  readonly includedOctets: number;
}

export interface MyService {
  readonly service: Stored<Service>;
  readonly onlineSince?: Instant;
  readonly used?: QuotaUsed;
  /** Within which bounds it can be paused today. */
  readonly pause?: VacationRule;
}

/** A service with whether it is online, and what of its quota is used as of now. */
export async function readMyService(
  ports: Pick<Ports, 'store' | 'sessions' | 'siteHealth' | 'usage'>,
  serviceId: string,
  context: Context,
): Promise<Result<MyService>> {
  const read = await readService(ports, serviceId);
  if (!read.ok) return read;
  const { service, session } = read.value;
  const subscriber = await ports.store.load(subscriberAggregate, service.state.subscriberId);
  const today = localDay(context.now, subscriber?.state.details.timeZone ?? 'UTC');
  const [used, pause] = await Promise.all([
    quotaUsed(ports, service, context),
    vacationRuleOf(ports.store, serviceId, today),
  ]);
  return done({
    service,
    ...(session === undefined || session.endedAt !== undefined ? {} : { onlineSince: session.startedAt }),
    ...(used === undefined ? {} : { used }),
    ...(pause === undefined ? {} : { pause }),
  });
}

async function quotaUsed(
  ports: Pick<Ports, 'store' | 'usage'>,
  { id, state }: Stored<Service>,
  context: Context,
): Promise<QuotaUsed | undefined> {
  const { quota } = state.plan.terms;
  const first = quota?.steps[0];
  if (quota === undefined || first === undefined) return undefined;
  const today = await readUsage(ports, id, { by: quota.per }, context);
  if (!today.ok) throw new Error(`the usage of ${id} cannot be read: ${today.refusal.message}`);
  const from = spanBegin(localDay(context.now, today.value.timeZone), quota.per);
  const span = today.value.spans.find((one) => one.from === from);
  const bought = (state.topUps ?? [])
    .filter((topUp) => topUp.from === from)
    .reduce((sum, { gigabytes }) => sum + Math.round(gigabytes * octetsPerGigabyte), 0);
  const carried = state.quotaUse?.from === from ? (state.quotaUse.carriedOctets ?? 0) : 0;
  return {
    from,
    renewsOn: spanEnd(from, quota.per),
    octets: (span?.uploadOctets ?? 0) + (span?.downloadOctets ?? 0),
    includedOctets: Math.round(first.gigabytes * octetsPerGigabyte) + bought + carried,
  };
}
