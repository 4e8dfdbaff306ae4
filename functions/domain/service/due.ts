import type { Day, Instant } from '../../contracts/scalars.ts';
import { spanBegin, spanEnd } from '../usage/local-borders.ts';
import { pendingOf } from './schedule.ts';
import type { Service } from './service.ts';

/** The next day, by UTC, on which something is to be done with a service; which service of a day is visited when, `isDueBy` says. */
export function nextDueOn(service: Service): Day | undefined {
  const moments = dueMoments(service).map((at) => at.slice(0, 10));
  return [...dueDays(service), ...moments].toSorted()[0];
}

/** Whether something is to be done: where that goes by days, the last one that has begun anywhere counts. */
export function isDueBy(
  service: Service,
  { day, now }: { readonly day: Day; readonly now: Instant },
): boolean {
  return dueDays(service).some((on) => on <= day) || dueMoments(service).some((at) => at <= now);
}

/** Orders that wait, months whose usage is to be rated, quotas that begin anew. */
function dueDays(service: Service): readonly Day[] {
  const renewsOn = service.state === 'terminated' ? undefined : service.quotaUse?.renewsOn;
  return [pendingOf(service)[0]?.on, usageDue(service), renewsOn].filter((day) => day !== undefined);
}

/** Ends of overrides, and of hours. */
function dueMoments({ state, override, timeBand }: Service): readonly Instant[] {
  const ends = [
    state === 'terminated' ? undefined : override?.until,
    state === 'active' ? timeBand?.until : undefined,
  ];
  return ends.filter((at) => at !== undefined);
}

/** The day after the month, or after the service, in which usage is not rated yet: by UTC, the sweep asks for the subscriber's own. */
function usageDue(service: Service): Day | undefined {
  const { plan, usageRated, usagePriced } = service;
  const isPriced = plan.terms.usagePrices !== undefined || usagePriced === true;
  if (!isPriced || !('activatedAt' in service) || service.activatedAt === undefined) return undefined;
  const from = usageRated?.to ?? service.activatedAt.slice(0, 10);
  if (service.state === 'terminated') {
    const ended = service.terminatedAt.slice(0, 10);
    return from <= ended ? spanEnd(ended, 'day') : undefined;
  }
  return spanEnd(spanBegin(from, 'month'), 'month');
}
