import type { AccessOverride } from '../../contracts/access-override.ts';
import type { AccessRestriction } from '../../contracts/access-restriction.ts';
import type { Quota, QuotaUse } from '../../contracts/quota.ts';
import type { Day, Instant } from '../../contracts/scalars.ts';
import { localDay } from '../billing/local-day.ts';
import { isSame } from '../details.ts';
import { contentOf, deliveredContent, nextRevision } from '../network/desired-state.ts';
import { type AccessPolicy, octetsPerGigabyte } from '../policy/access-policy.ts';
import { bandAt } from '../policy/time-bands.ts';
import { done, type Result, refuse } from '../result.ts';
import { runningOrder, type Service, type ServiceEvent } from './service.ts';
import { countedOctets } from './top-ups.ts';

/** What changes an active service's entitlement without an order: its usage, the calendar, overrides of staff, and dunning. */

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
export function countQuota(
  service: Service,
  use: QuotaUse,
  /** With which service the subscriber is told, where several share the quota and it is another one. */
  toldWith?: string,
): readonly ServiceEvent[] {
  const { plan, quotaUse } = service;
  const { quota } = plan.terms;
  if (quota === undefined || (quotaUse !== undefined && use.from < quotaUse.from)) return [];
  const known = quotaUse?.from === use.from && quotaUse.renewsOn === use.renewsOn;
  const former = known ? countedOctets(quotaUse, service.topUps) : 0;
  const now = countedOctets(use, service.topUps);
  const marks = marksOf(quota)
    .filter(({ octets }) => octets > former && octets <= now)
    .map(({ gigabytes, percent }) => ({ gigabytes, percent }));
  if (marks.length > 0) {
    const told = toldWith === undefined ? {} : { toldWith };
    return [{ type: 'service.quota-reached', data: { use, marks, ...told } }];
  }
  if (known && use.boughtOctets !== quotaUse.boughtOctets) {
    return [{ type: 'service.quota-recounted', data: { use } }];
  }
  return quotaUse === undefined || known ? [] : [{ type: 'service.quota-renewed', data: { on: use.from } }];
}

/** More volume for the span that counts, at the price that the plan has for it. */
export function topUpService(
  service: Service,
  { gigabytes, topUpId, from }: { readonly gigabytes: number; readonly topUpId: string; readonly from: Day },
): Result<readonly ServiceEvent[]> {
  if (service.state !== 'active') {
    return refuse('service.not-active', `This service is ${service.state}; only an active one is topped up.`);
  }
  const { name, terms } = service.plan;
  const offer = terms.topUps?.find((one) => one.gigabytes === gigabytes);
  if (offer === undefined) {
    const offers = (terms.topUps ?? []).map((one) => `${one.gigabytes} GB`).join(', ');
    return refuse(
      'service.top-up-not-offered',
      offers === '' ? `${name} has no top-ups.` : `${name} is topped up by ${offers}; choose one of them.`,
      '/gigabytes',
    );
  }
  const topUp = { topUpId, gigabytes, price: offer.price, plan: name, from };
  return done([{ type: 'service.topped-up', data: { topUp } }]);
}

/** What ends by the calendar and the clock: the span of a quota, an override, and the hours of a band. */
export function endByCalendar(
  { state, plan, quotaUse, override, timeBand }: Service,
  now: Instant,
  timeZone: string,
): readonly ServiceEvent[] {
  const today = localDay(now, timeZone);
  const events: ServiceEvent[] = [];
  if (quotaUse !== undefined && quotaUse.renewsOn <= today) {
    events.push({ type: 'service.quota-renewed', data: { on: today } });
  }
  if (override?.until !== undefined && override.until <= now) {
    events.push({ type: 'service.access-override-ended', data: { why: 'expired' } });
  }
  const standing = bandAt(plan.terms.timeBands, now, timeZone);
  if (state === 'active' && !isSame(standing, timeBand)) {
    events.push({ type: 'service.time-band-changed', data: standing === undefined ? {} : { standing } });
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
 * Holds a service to what dunning leaves of it, in place of a former restriction; a suspended one as soon as it is active
 * again.
 */
export function restrictAccess(
  service: Service,
  restriction: AccessRestriction,
): Result<readonly ServiceEvent[]> {
  if (service.state !== 'active' && service.state !== 'suspended') {
    return refuse(
      'service.not-active',
      `This service is ${service.state}; only an active or a suspended one can be restricted.`,
    );
  }
  return done(
    isSame(service.restriction, restriction)
      ? []
      : [{ type: 'service.access-restricted', data: { restriction } }],
  );
}

export function liftRestriction({ restriction }: Service): readonly ServiceEvent[] {
  return restriction === undefined ? [] : [{ type: 'service.access-restriction-lifted', data: {} }];
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
