import type { AggregateType } from '../contracts/event.ts';
import type { Instant } from '../contracts/scalars.ts';

/** An event of the domain: what happened, without the envelope. */
export interface DomainEvent {
  readonly type: string;
  readonly data: object;
}

/** Relations under which an aggregate is found in lists. */
export interface Links {
  /** The aggregate it belongs to, such as the subscriber of a service. */
  readonly owner?: string;
  /** The site at which it lives. */
  readonly place?: string;
  /** The day, or the instant, at which it waits for a run, such as a billing account's next billing day. */
  readonly dueOn?: string;
}

/** What a site must hold of an aggregate, as far as comparisons with the site and lists of drift need it. */
export interface Issued {
  readonly siteId: string;
  readonly revision: number;
  readonly present: boolean;
  /** `held`: drifted, and left so until staff decide. */
  readonly standing: 'in-sync' | 'converging' | 'drifted' | 'held' | 'unreachable';
}

/**
 * A kind of aggregate. Its state is always the fold of its events: `evolve` is total over the events that its own
 * `decide` functions return, and pure. `at` is the instant in the event's envelope.
 */
export interface Aggregate<S, E extends DomainEvent> {
  readonly type: AggregateType;
  evolve(state: S | undefined, event: E, at: Instant): S;
  links?(state: S): Links;
  /** What an earlier release stored as this one would have; what this one stored stays as it is. */
  upgrade?(stored: S): S;
  /** Undefined while no site must hold anything, or anything but its proven absence. */
  issued?(state: S): Issued | undefined;
}

export function fold<S, E extends DomainEvent>(
  aggregate: Aggregate<S, E>,
  state: S | undefined,
  events: readonly E[],
  at: Instant,
): S | undefined {
  return events.reduce<S | undefined>((current, event) => aggregate.evolve(current, event, at), state);
}
