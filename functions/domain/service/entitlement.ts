import type { AccessOverride } from '../../contracts/access-override.ts';
import type { Quota, QuotaUse } from '../../contracts/quota.ts';
import type { Day, Instant } from '../../contracts/scalars.ts';
import { isSame } from '../details.ts';
import { contentOf, deliveredContent, nextRevision } from '../network/desired-state.ts';
import { type AccessPolicy, octetsPerGigabyte } from '../policy/access-policy.ts';
import { done, type Result, refuse } from '../result.ts';
import { runningOrder, type Service, type ServiceEvent } from './service.ts';

/** What changes an active service's entitlement without an order: its usage, the calendar, and overrides of staff. */

interface Mark {
  readonly gigabytes: number;
  readonly percent: 80 | 100;
  readonly octets: number;
}

function marksOf({ steps }: Quota): readonly Mark[] {
  return steps.flatMap(({ gigabytes }) =>
    ([80, 100] as const).map((percent) => ({
      gigabytes,
      percent,
      octets: Math.ceil((gigabytes * octetsPerGigabyte * percent) / 100),
    })),
  );
}

/** Takes in how much of the quota is used. Each mark is told once in its span; what comes late of an earlier span tells nothing. */
export function countQuota({ plan, quotaUse }: Service, use: QuotaUse): readonly ServiceEvent[] {
  const { quota } = plan.terms;
  if (quota === undefined || (quotaUse !== undefined && use.from < quotaUse.from)) return [];
  const known = quotaUse?.from === use.from && quotaUse.renewsOn === use.renewsOn;
  const former = known ? quotaUse.octets : 0;
  const marks = marksOf(quota)
    .filter(({ octets }) => octets > former && octets <= use.octets)
    .map(({ gigabytes, percent }) => ({ gigabytes, percent }));
  if (marks.length > 0) return [{ type: 'service.quota-reached', data: { use, marks } }];
  return quotaUse === undefined || known ? [] : [{ type: 'service.quota-renewed', data: { on: use.from } }];
}

/** What ends by the calendar: the span of a quota, and an override. */
export function endByCalendar(
  { quotaUse, override }: Service,
  today: Day,
  now: Instant,
): readonly ServiceEvent[] {
  const events: ServiceEvent[] = [];
  if (quotaUse !== undefined && quotaUse.renewsOn <= today) {
    events.push({ type: 'service.quota-renewed', data: { on: today } });
  }
  if (override?.until !== undefined && override.until <= now) {
    events.push({ type: 'service.access-override-ended', data: { why: 'expired' } });
  }
  return events;
}

/** Gives an active service another entitlement than plan and usage do, in place of a former override. */
export function overrideAccess(
  service: Service,
  override: AccessOverride,
  now: Instant,
): Result<readonly ServiceEvent[]> {
  if (service.state !== 'active') {
    return refuse(
      'service.not-active',
      `This service is ${service.state}; only an active one can be overridden.`,
    );
  }
  if (override.until !== undefined && override.until <= now) {
    return refuse('service.override-over', `${override.until} is over; name a later end, or none.`, '/until');
  }
  return done(
    isSame(service.override, override) ? [] : [{ type: 'service.access-overridden', data: { override } }],
  );
}

/** Plan and usage decide again. */
export function endOverride({ override }: Service): readonly ServiceEvent[] {
  return override === undefined ? [] : [{ type: 'service.access-override-ended', data: { why: 'ended' } }];
}

/**
 * Issues what the network must hold if the entitlement is another than what was issued last. While an order runs nothing
 * is issued: the order's own state is what counts, and this is asked again once it has ended.
 */
export function adjustEntitlement(
  serviceId: string,
  service: Service,
  policy: AccessPolicy,
): readonly ServiceEvent[] {
  const { desired } = service;
  if (service.state !== 'active' || runningOrder(service) !== undefined || desired === undefined) return [];
  const { entitlement, profile } = deliveredContent(service, undefined, policy);
  if (entitlement === desired.entitlement && isSame(profile, desired.profile)) return [];
  const next = nextRevision(serviceId, desired, { ...contentOf(desired), entitlement, profile });
  return [{ type: 'service.entitlement-changed', data: { desired: next } }];
}
