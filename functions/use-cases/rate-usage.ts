import type { ServiceUsageRated } from '../contracts/events/service-usage-rated.ts';
import type { Day } from '../contracts/scalars.ts';
import { readBillingTerms } from '../domain/billing/billing-terms.ts';
import { dayNumber, dayOf } from '../domain/billing/days.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { readTimeline, type ServiceTimeline } from '../domain/billing/timeline.ts';
import { done } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { UsageRated } from '../domain/service/service.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { beginningOf, spanBegin, spanEnd } from '../domain/usage/local-borders.ts';
import { chargedOctets, rateVolume } from '../domain/usage/rate-volume.ts';
import { noVolume, plus, type Volume, volumesBetween } from '../domain/usage/session-usage.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { changeOne } from './write-one.ts';

type RatingPorts = Pick<Ports, 'store' | 'ids' | 'usage'>;

/** Days on which one plan was on the service, within one calendar month. */
interface Stretch {
  readonly from: Day;
  readonly to: Day;
  readonly plan: ServiceTimeline['standings'][number]['plan'];
}

/**
 * Rates what a service moved in the calendar months that are over for its subscriber, and on its last days when it has
 * ended: each stretch by the plan that it had. What comes late of days that were rated before is rated with the next
 * ones, so that nothing is lost and nothing charged twice. A repeat finds nothing to rate.
 */
export async function rateUsage(ports: RatingPorts, serviceId: string, context: Context): Promise<void> {
  const { store } = ports;
  const service = await store.load(serviceAggregate, serviceId);
  if (service === undefined || !isPriced(service.state)) return;
  const { subscriberId } = service.state;
  const [subscriber, own, history] = await Promise.all([
    store.load(subscriberAggregate, subscriberId),
    store.history('subscriber', subscriberId),
    store.history('service', serviceId),
  ]);
  if (subscriber === undefined) throw new Error(`the subscriber ${subscriberId} of ${serviceId} is gone`);
  const { timeZone } = subscriber.state.details;
  const timeline = readTimeline(history, readBillingTerms(own).dayOf);
  if (timeline === undefined) return;
  const today = localDay(context.now, timeZone);
  const rated = await changeOne(store, serviceAggregate, serviceId, context, async ({ state }) => {
    const stretches = unrated(timeline, state.usageRated, today);
    const events = await rate(ports, serviceId, stretches, state.usageRated, timeZone);
    return done({ events });
  });
  if (!rated.ok) throw new Error(`the usage of ${serviceId} cannot be rated: ${rated.refusal.message}`);
}

function isPriced({
  plan,
  usagePriced,
}: {
  readonly plan: { readonly terms: { readonly usagePrices?: unknown } };
  readonly usagePriced?: true;
}): boolean {
  return plan.terms.usagePrices !== undefined || usagePriced === true;
}

/** Stretches that are over and not rated: within each month from one change of the plan to the next. */
function unrated(
  { activatedOn, standings }: ServiceTimeline,
  rated: UsageRated | undefined,
  today: Day,
): readonly Stretch[] {
  const last = standings.at(-1);
  // The day of the termination is the last one on which something may have moved.
  const end = last?.state === 'terminated' ? dayOf(last.from + 1) : undefined;
  const stretches: Stretch[] = [];
  let from = rated?.to ?? dayOf(activatedOn);
  for (;;) {
    const monthEnd = spanEnd(spanBegin(from, 'month'), 'month');
    const to = end !== undefined && end < monthEnd ? end : monthEnd;
    if (from >= to || to > today) return stretches;
    const borders = [
      from,
      ...standings.map((standing) => dayOf(standing.from)).filter((day) => day > from && day < to),
      to,
    ];
    for (let i = 0; i + 1 < borders.length; i++) {
      const begin = borders[i] ?? from;
      const standing = standings.findLast((one) => one.from <= dayNumber(begin)) ?? standings[0];
      if (standing === undefined) return stretches;
      const former = stretches.at(-1);
      const isSamePlan =
        former?.to === begin &&
        former.plan.planId === standing.plan.planId &&
        former.plan.terms.version === standing.plan.terms.version &&
        spanBegin(former.from, 'month') === spanBegin(begin, 'month');
      const stretch = { from: begin, to: borders[i + 1] ?? to, plan: standing.plan };
      if (isSamePlan && former !== undefined) stretches[stretches.length - 1] = { ...former, to: stretch.to };
      else stretches.push(stretch);
    }
    from = to;
  }
}

async function rate(
  { usage, ids }: RatingPorts,
  serviceId: string,
  stretches: readonly Stretch[],
  rated: UsageRated | undefined,
  timeZone: string,
): Promise<readonly ServiceUsageRated[]> {
  const [first] = stretches;
  if (first === undefined) return [];
  const begin = rated?.from ?? first.from;
  const days = [...(rated === undefined ? [] : [rated.from]), first.from, ...stretches.map(({ to }) => to)];
  const borders = days.map((day) => beginningOf(day, timeZone));
  const sessions = await usage.since(serviceId, begin, borders[0] ?? '');
  const volumes = sessions
    .map((session) => volumesBetween(session.days, borders))
    .reduce<Volume[]>(
      (sum, each) => sum.map((volume, i) => plus(volume, each[i] ?? noVolume)),
      days.slice(1).map(() => noVolume),
    );
  const late = rated === undefined ? noVolume : beyond(volumes[0] ?? noVolume, rated.moved);
  const own = rated === undefined ? volumes : volumes.slice(1);
  return stretches.map(({ from, to, plan }, i): ServiceUsageRated => {
    const moved = own[i] ?? noVolume;
    const { usagePrices, price, version } = plan.terms;
    const counts = usagePrices?.counts ?? 'both';
    const { rated: counted, known } = withLate(moved, i === 0 ? late : noVolume);
    const octets = chargedOctets(counted, counts);
    const lateOctets = i === 0 ? chargedOctets(late, counts) : 0;
    const month = spanBegin(from, 'month');
    const part = {
      days: dayNumber(to) - dayNumber(from),
      of: dayNumber(spanEnd(month, 'month')) - dayNumber(month),
    };
    const { includedOctets, tiers, minor } =
      usagePrices === undefined
        ? { includedOctets: octets, tiers: [], minor: 0 }
        : rateVolume(octets, usagePrices, part);
    return {
      type: 'service.usage-rated',
      data: {
        usageId: ids.next('usg'),
        from,
        to,
        planId: plan.planId,
        plan: plan.name,
        version,
        octets,
        lateOctets,
        includedOctets,
        tiers: [...tiers],
        minor,
        currency: price.currency,
        moved: known,
      },
    };
  });
}

/**
 * What is there now beyond what was there when it was rated: less than nothing where a record that came late moved volume
 * over the border to the days that follow.
 */
function beyond(now: Volume, then: Volume): Volume {
  return {
    uploadOctets: now.uploadOctets - then.uploadOctets,
    downloadOctets: now.downloadOctets - then.downloadOctets,
  };
}

/** The volume with what came late; what would fall below nothing is kept for the next one. */
function withLate(moved: Volume, late: Volume): { readonly rated: Volume; readonly known: Volume } {
  const sum = plus(moved, late);
  const rated = {
    uploadOctets: Math.max(0, sum.uploadOctets),
    downloadOctets: Math.max(0, sum.downloadOctets),
  };
  return { rated, known: plus(moved, beyond(rated, sum)) };
}
