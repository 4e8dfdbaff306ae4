import type { Day } from '../contracts/scalars.ts';
import { type Dunning, dunningAggregate, dunningIdOf } from '../domain/dunning/dunning.ts';
import { type NextStep, nextStep } from '../domain/dunning/next-step.ts';
import { done, type Result } from '../domain/result.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page } from '../ports/store.ts';
import { loadDunningGround, loadStanding } from './dunning-standing.ts';
import { loadKnown } from './load.ts';

/** How far a subscriber was taken; of one who never owed anything, nowhere. */
export async function readDunning(
  { store }: Pick<Ports, 'store'>,
  subscriberId: string,
): Promise<Result<Dunning>> {
  const subscriber = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!subscriber.ok) return subscriber;
  const stored = await store.load(dunningAggregate, dunningIdOf(subscriberId));
  return done(stored?.state ?? { subscriberId, taken: [], cut: [] });
}

export interface Foreseen {
  readonly subscriberId: string;
  readonly subscriber: Subscriber;
  readonly dunning: Dunning;
  readonly next: NextStep;
}

export interface DunningPreview {
  readonly on: Day;
  /** Why no step is taken for anybody. */
  readonly stopped?: string;
  readonly items: readonly Foreseen[];
  readonly nextCursor?: string;
}

/**
 * What the run of a day would do first with each of those who owe something, and why it spares the others, as the
 * accounts stand now. By the same function as the run itself; nothing is changed.
 */
export async function previewDunning(
  { store }: Pick<Ports, 'store'>,
  { on: wanted, ...page }: Page & { readonly on?: Day | undefined },
  context: Context,
): Promise<Result<DunningPreview>> {
  const on = wanted ?? new Date(Date.parse(context.now) + 86_400_000).toISOString().slice(0, 10);
  const ground = await loadDunningGround(store, context);
  const listed = await store.list(dunningAggregate, { by: 'due', dueOnOrBefore: '9999-12-31' }, page);
  const items = await Promise.all(
    listed.items.map(async ({ state }): Promise<Foreseen> => {
      const { subscriberId } = state;
      const { subscriber, facts, rule } = await loadStanding(store, subscriberId, ground, context, on);
      return { subscriberId, subscriber: subscriber.state, dunning: state, next: nextStep(facts, rule) };
    }),
  );
  return done({
    on,
    ...(ground.stopped === undefined ? {} : { stopped: ground.stopped }),
    items,
    ...(listed.nextCursor === undefined ? {} : { nextCursor: listed.nextCursor }),
  });
}
