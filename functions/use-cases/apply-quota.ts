import type { QuotaUse } from '../contracts/quota.ts';
import type { Day, Instant } from '../contracts/scalars.ts';
import { dayNumber, dayOf } from '../domain/billing/days.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { type Span, unmeteredBetween } from '../domain/policy/time-bands.ts';
import { done } from '../domain/result.ts';
import { countQuota } from '../domain/service/entitlement.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import { toppedUpOctets } from '../domain/service/top-ups.ts';
import { beginningOf, spanBegin, spanEnd } from '../domain/usage/local-borders.ts';
import { meteredOctets } from '../domain/usage/metered.ts';
import { carriedFrom } from '../domain/usage/rollover.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { adjustEntitlement } from './adjust-entitlement.ts';
import { everyOne } from './every-one.ts';

type QuotaPorts = Pick<Ports, 'store' | 'usage'>;

/**
 * Judges what a service, and whoever shares its quota, has used of it since the day or the month began for the subscriber.
 * Each member of a share is judged by what all of them moved; the subscriber is told with the oldest one that is active.
 */
export async function applyQuota(
  ports: QuotaPorts,
  service: Stored<Service>,
  timeZone: string,
  context: Context,
): Promise<void> {
  const use = await usedOfQuota(ports, service, timeZone, context);
  if (use === undefined) return;
  const { members, usedBy } = use;
  const judged = members.filter(({ id, state }) => id === service.id || state.state === 'active');
  const speaker = judged.find(({ state }) => state.state === 'active')?.id ?? service.id;
  for (const { id } of judged) {
    const applied = await adjustEntitlement(ports, id, context, (now) =>
      done(countQuota(now, usedBy(id), id === speaker ? undefined : speaker)),
    );
    if (!applied.ok) throw new Error(`the quota of ${id} could not be judged: ${applied.refusal.message}`);
  }
}

/** What a service, and whoever shares its quota, has used of it in the span that counts now; undefined without a quota. */
export async function usedOfQuota(
  ports: QuotaPorts,
  service: Stored<Service>,
  timeZone: string,
  context: Context,
): Promise<
  | {
      readonly members: readonly Stored<Service>[];
      /** For a member: what others bought counts for it too. */
      usedBy(id: string): QuotaUse;
    }
  | undefined
> {
  const { quota } = service.state.plan.terms;
  if (quota === undefined) return undefined;
  const members = quota.sharedAs === undefined ? [service] : await sharers(ports, service, quota.sharedAs);
  const from = spanBegin(localDay(context.now, timeZone), quota.per);
  const span = spanOf(from, spanEnd(from, quota.per), timeZone);
  const before = spanBegin(dayOf(dayNumber(from) - 1), quota.per);
  const former = spanOf(before, from, timeZone);
  const carries = quota.rollover !== undefined && members.some(({ state }) => isSince(state, former.at[0]));
  const moved = await Promise.all(
    members.map(({ id, state }) => movedBy(ports, id, state, carries ? [former, span] : [span], timeZone)),
  );
  const octets = sumOf(moved.map((each) => each.at(-1) ?? 0));
  const carriedOctets = carries ? carriedFrom(quota, sumOf(moved.map(([first]) => first ?? 0))) : 0;
  return {
    members,
    usedBy(id) {
      const others = members.filter((other) => other.id !== id);
      const boughtOctets = sumOf(others.map(({ state }) => toppedUpOctets(state.topUps, from)));
      return {
        from,
        renewsOn: span.to,
        octets,
        ...(carriedOctets > 0 ? { carriedOctets } : {}),
        ...(boughtOctets > 0 ? { boughtOctets } : {}),
      };
    },
  };
}

/** The services of its subscriber that share its quota, the oldest first: one that has ended counts with what it moved. */
async function sharers(
  { store }: QuotaPorts,
  { id, state, ...rest }: Stored<Service>,
  sharedAs: string,
): Promise<readonly Stored<Service>[]> {
  const all = await everyOne(store, serviceAggregate, { by: 'owner', owner: state.subscriberId });
  const sharing = all.filter((one) => one.id !== id && one.state.plan.terms.quota?.sharedAs === sharedAs);
  return [...sharing, { id, state, ...rest }].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

interface DaySpan {
  readonly from: Day;
  /** The first day that is not in it. */
  readonly to: Day;
  readonly at: Span;
}

function spanOf(from: Day, to: Day, timeZone: string): DaySpan {
  return { from, to, at: [beginningOf(from, timeZone), beginningOf(to, timeZone)] };
}

/** Octets that count against the quota, for each of spans that follow one another. */
async function movedBy(
  { usage }: QuotaPorts,
  serviceId: string,
  { plan }: Service,
  spans: readonly [DaySpan, ...DaySpan[]],
  timeZone: string,
): Promise<readonly number[]> {
  const [first] = spans;
  const last = spans.at(-1) ?? first;
  const free = unmeteredBetween(plan.terms.timeBands, [first.at[0], last.at[1]], timeZone);
  const sessions = await usage.since(serviceId, first.from, first.at[0]);
  return spans.map(({ at }) => sumOf(sessions.map(({ days }) => meteredOctets(days, at, free))));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function isSince(service: Service, at: Instant): boolean {
  return 'activatedAt' in service && service.activatedAt !== undefined && service.activatedAt <= at;
}
