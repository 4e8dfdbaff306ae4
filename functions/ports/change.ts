import type { Instant } from '../contracts/scalars.ts';
import { type Aggregate, type DomainEvent, fold } from '../domain/aggregate.ts';
import { isSame } from '../domain/details.ts';
import type { Change, Claim, Stored } from './store.ts';

export interface ChangeExtras {
  readonly claims?: readonly Claim[];
  readonly releases?: readonly Claim[];
  readonly secrets?: Readonly<Record<string, string | null>>;
  readonly series?: { readonly name: string; readonly number: number };
}

/** Folds the events onto what is stored and makes it ready to commit. */
export function change<S, E extends DomainEvent>(
  aggregate: Aggregate<S, E>,
  id: string,
  stored: Stored<S> | undefined,
  events: readonly E[],
  at: Instant,
  extras: ChangeExtras = {},
): Change & { readonly state: S } {
  const state = fold(aggregate, stored?.state, events, at);
  if (state === undefined) throw new Error(`a change of ${aggregate.type} ${id} without state and events`);
  const former = stored === undefined ? undefined : aggregate.issued?.(stored.state);
  const entry = aggregate.issued?.(state);
  const siteId = (entry ?? former)?.siteId;
  return {
    type: aggregate.type,
    id,
    expectedVersion: stored?.version ?? 0,
    state,
    links: aggregate.links?.(state) ?? {},
    events,
    claims: extras.claims ?? [],
    releases: extras.releases ?? [],
    secrets: extras.secrets ?? {},
    ...(siteId === undefined || isSame(former, entry) ? {} : { issued: { siteId, entry } }),
    ...(extras.series === undefined ? {} : { series: extras.series }),
  };
}

/** One commit holds no more items; it throws. */
export const mostItems = 100;

/** How many items a commit of these changes comes to: each state, event, claim, secret and series is one, and so is what a site must hold. */
export function itemsOf(changes: readonly Change[]): number {
  const series = new Set(changes.flatMap((change) => change.series?.name ?? []));
  return changes.reduce(
    (sum, { events, claims, releases, secrets, issued }) =>
      sum +
      1 +
      events.length +
      claims.length +
      // A holding that is remembered is an item of its own when it ends.
      2 * releases.length +
      Object.keys(secrets).length +
      (issued === undefined ? 0 : 1),
    series.size,
  );
}
