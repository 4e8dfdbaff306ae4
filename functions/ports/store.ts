import type { AggregateType, EventEnvelope } from '../contracts/event.ts';
import type { Instant } from '../contracts/scalars.ts';
import type { Aggregate, DomainEvent, Issued, Links } from '../domain/aggregate.ts';
import type { Result } from '../domain/result.ts';
import type { Context } from './context.ts';

/** An aggregate as stored. `version` is the number of its events. */
export interface Stored<S> {
  readonly id: string;
  readonly version: number;
  readonly state: S;
  readonly updatedAt: Instant;
}

/** A value that at most one aggregate may hold at a time, such as a username or a subscriber number. */
export interface Claim {
  readonly kind: string;
  readonly value: string;
  /** Where a request names the value, RFC 6901: a refusal points there. */
  readonly pointer?: string;
  /** Who held it when is kept after it is free again. */
  readonly remembered?: boolean;
}

/** That an aggregate has, or had, a claim: from `since` on and before `until`. */
export interface Holding {
  readonly holder: string;
  /** Unknown for what was claimed before this was kept. */
  readonly since?: Instant;
  readonly until?: Instant;
}

/** One aggregate's part of a commit. Made with `change()` from functions/ports/change.ts. */
export interface Change {
  readonly type: AggregateType;
  readonly id: string;
  readonly expectedVersion: number;
  readonly state: unknown;
  readonly links: Links;
  /** What its site must hold of it from now on, where that is news; without an entry, nothing any more. */
  readonly issued?: { readonly siteId: string; readonly entry: Issued | undefined };
  readonly events: readonly DomainEvent[];
  readonly claims: readonly Claim[];
  readonly releases: readonly Claim[];
  /** Write-only values kept sealed beside the aggregate; `null` forgets one. Never part of state or events. */
  readonly secrets: Readonly<Record<string, string | null>>;
  /** A gapless number taken by this change: the series must stand at `number - 1` when the transaction commits. */
  readonly series?: { readonly name: string; readonly number: number };
}

export type Where =
  | { readonly by: 'type' }
  | { readonly by: 'owner'; readonly owner: string }
  | { readonly by: 'place'; readonly place: string }
  | { readonly by: 'due'; readonly dueOnOrBefore: string; readonly dueAfter?: string };

export type ListOrder = 'oldest' | 'newest';

export interface Page {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Which end of the list comes first; the oldest if left out. */
  readonly order?: ListOrder | undefined;
}

export interface Paged<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

/**
 * State, events and claims of one or more aggregates in one transaction, or nothing.
 *
 * `commit` refuses with `store.version-conflict` when another writer was first (retry by loading anew, see
 * `functions/use-cases/retry.ts`), and with `store.claim-taken` (message names kind and value) when a claim is held by
 * another aggregate. With `context.idempotency` the given `answer` is stored in the same transaction; a key that is
 * already there refuses with `idempotency.replayed`.
 */
export interface Store {
  load<S, E extends DomainEvent>(aggregate: Aggregate<S, E>, id: string): Promise<Stored<S> | undefined>;
  /** Many at once, in the order of the ids; those that are not there are left out. */
  loadAll<S, E extends DomainEvent>(
    aggregate: Aggregate<S, E>,
    ids: readonly string[],
  ): Promise<readonly Stored<S>[]>;
  /** The state as it was at that instant: a fold over the events up to and including it. */
  loadAt<S, E extends DomainEvent>(
    aggregate: Aggregate<S, E>,
    id: string,
    at: Instant,
  ): Promise<Stored<S> | undefined>;
  /** Events in order, versions above `afterVersion`. */
  history(type: AggregateType, id: string, afterVersion?: number): Promise<readonly EventEnvelope[]>;
  /**
   * The events of many aggregates at once, each up to the version that is known of it, and where it says so from behind
   * one; in the order asked for.
   */
  histories(
    of: readonly {
      readonly type: AggregateType;
      readonly id: string;
      readonly version: number;
      readonly after?: number;
    }[],
  ): Promise<readonly (readonly EventEnvelope[])[]>;
  /** By id, which is by age; `by: due` by day. */
  list<S, E extends DomainEvent>(
    aggregate: Aggregate<S, E>,
    where: Where,
    page: Page,
  ): Promise<Paged<Stored<S>>>;
  /** All that each of several owners has, for what is small by nature; in the order asked for, oldest first. */
  ownedBy<S, E extends DomainEvent>(
    aggregate: Aggregate<S, E>,
    owners: readonly string[],
  ): Promise<readonly (readonly Stored<S>[])[]>;
  /** How many there are, without reading one. */
  count(type: AggregateType, where: Where): Promise<number>;
  commit(changes: readonly Change[], context: Context, answer?: unknown): Promise<Result<void>>;
  /** The aggregate that holds the claim. */
  holder(claim: Claim): Promise<string | undefined>;
  /** Who holds each of the claims, in their order. */
  holders(claims: readonly Claim[]): Promise<readonly (Holding | undefined)[]>;
  /** Who held a claim that is remembered at that instant. */
  holderAt(claim: Claim, at: Instant): Promise<Holding | undefined>;
  /** A sealed value that was committed as a secret. */
  secret(type: AggregateType, id: string, name: string): Promise<string | undefined>;
  /** Where a gapless series stands: the last number taken, 0 at first. */
  currentInSeries(series: string): Promise<number>;
}
