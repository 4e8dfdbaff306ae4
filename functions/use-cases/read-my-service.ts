import type { Day, Instant } from '../contracts/scalars.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { octetsPerGigabyte } from '../domain/policy/access-policy.ts';
import { done, type Result } from '../domain/result.ts';
import type { Service } from '../domain/service/service.ts';
import { toppedUpOctets } from '../domain/service/top-ups.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { usedOfQuota } from './apply-quota.ts';
import { type PauseOffer, pauseOfferOf } from './pause-service.ts';
import { readService } from './read-services.ts';

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
  readonly pause?: PauseOffer;
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
  const timeZone = subscriber?.state.details.timeZone ?? 'UTC';
  const today = localDay(context.now, timeZone);
  const [used, pause] = await Promise.all([
    quotaUsed(ports, service, timeZone, context),
    pauseOfferOf(ports.store, serviceId, today),
  ]);
  return done({
    service,
    ...(session === undefined || session.endedAt !== undefined ? {} : { onlineSince: session.startedAt }),
    ...(used === undefined ? {} : { used }),
    ...(pause === undefined ? {} : { pause }),
  });
}

/** As the network judges it: all who share the quota, in the hours that count. */
async function quotaUsed(
  ports: Pick<Ports, 'store' | 'usage'>,
  service: Stored<Service>,
  timeZone: string,
  context: Context,
): Promise<QuotaUsed | undefined> {
  const { plan, topUps } = service.state;
  const first = plan.terms.quota?.steps[0];
  const used = await usedOfQuota(ports, service, timeZone, context);
  if (used === undefined || first === undefined) return undefined;
  const { from, renewsOn, octets, carriedOctets = 0, boughtOctets = 0 } = used.usedBy(service.id);
  const included = Math.round(first.gigabytes * octetsPerGigabyte);
  return {
    from,
    renewsOn,
    octets,
    includedOctets: included + toppedUpOctets(topUps, from) + boughtOctets + carriedOctets,
  };
}
