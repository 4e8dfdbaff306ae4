import type { Day } from '../contracts/scalars.ts';
import { accountIdOf, type BillingAccount, billingAccountAggregate } from '../domain/billing/account.ts';
import { type Dunning, dunningAggregate, dunningIdOf, handedOver } from '../domain/dunning/dunning.ts';
import { type NextStep, never, nextStep } from '../domain/dunning/next-step.ts';
import type { DunningPolicy } from '../domain/dunning/policy.ts';
import type { Suspicion } from '../domain/dunning/suspect.ts';
import { done, type Result } from '../domain/result.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Page, Paged } from '../ports/store.ts';
import { type DunningGround, loadStanding, loadSteppingGround } from './dunning-standing.ts';
import { loadKnown } from './load.ts';
import { type DunningPolicyWish, draftDunningPolicy } from './set-dunning-policy.ts';

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

type SuspicionPorts = Pick<Ports, 'store' | 'holidays' | 'paymentIntake' | 'checkpoints'>;

export interface DunningStatus {
  readonly suspicion?: Suspicion | undefined;
  readonly override?: DunningPolicy['override'];
  /** Whether steps are taken now. */
  readonly isStopped: boolean;
  /** How many owe something, or are not restored yet. */
  readonly watched: number;
}

/** Whether dunning takes steps at present, and why it does not. */
export async function readDunningStatus(
  ports: SuspicionPorts,
  context: Context,
): Promise<Result<DunningStatus>> {
  const [{ suspicion, override, stopped }, watched] = await Promise.all([
    loadSteppingGround(ports, context),
    ports.store.count('dunning', everyoneWatched),
  ]);
  const isInForce = override !== undefined && context.now < override.until;
  return done({
    ...(suspicion === undefined ? {} : { suspicion }),
    ...(isInForce ? { override } : {}),
    isStopped: stopped !== undefined,
    watched,
  });
}

const everyoneWatched = { by: 'due', dueOnOrBefore: never } as const;

/** Debts that are handed over, oldest subscriber first. */
export async function listHandOvers(
  { store }: Pick<Ports, 'store'>,
  page: Page,
): Promise<Result<Paged<HandOver>>> {
  const listed = await store.list(dunningAggregate, { by: 'place', place: handedOver }, page);
  const items = await Promise.all(
    listed.items.map(async ({ state }): Promise<HandOver> => {
      const { subscriberId, handedOverOn } = state;
      const [subscriber, account] = await Promise.all([
        store.load(subscriberAggregate, subscriberId),
        store.load(billingAccountAggregate, accountIdOf(subscriberId)),
      ]);
      if (subscriber === undefined || account === undefined || handedOverOn === undefined) {
        throw new Error(`${subscriberId} is handed over without an account`);
      }
      const { currency, openInvoices } = account.state;
      return { subscriberId, subscriber: subscriber.state, handedOverOn, currency, openInvoices };
    }),
  );
  return done({ items, ...(listed.nextCursor === undefined ? {} : { nextCursor: listed.nextCursor }) });
}

export interface HandOver {
  readonly subscriberId: string;
  readonly subscriber: Subscriber;
  readonly handedOverOn: Day;
  readonly currency: string;
  readonly openInvoices: BillingAccount['openInvoices'];
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
  ports: SuspicionPorts,
  wish: PreviewWish,
  context: Context,
): Promise<Result<DunningPreview>> {
  return done(await foresee(ports, await loadSteppingGround(ports, context), wish, context));
}

/** The same under a policy that is not set. */
export async function simulateDunning(
  ports: SuspicionPorts,
  draft: DunningPolicyWish,
  wish: PreviewWish,
  context: Context,
): Promise<Result<DunningPreview>> {
  const policy = await draftDunningPolicy(ports, draft, context);
  if (!policy.ok) return policy;
  const ground = await loadSteppingGround(ports, context);
  return done(await foresee(ports, { ...ground, versions: policy.value.versions }, wish, context));
}

type PreviewWish = Page & { readonly on?: Day | undefined };

async function foresee(
  { store }: SuspicionPorts,
  ground: DunningGround,
  { on: wanted, ...page }: PreviewWish,
  context: Context,
): Promise<DunningPreview> {
  const on = wanted ?? new Date(Date.parse(context.now) + 86_400_000).toISOString().slice(0, 10);
  const listed = await store.list(dunningAggregate, everyoneWatched, page);
  const items = await Promise.all(
    listed.items.map(async ({ state }): Promise<Foreseen> => {
      const { subscriberId } = state;
      const { subscriber, facts, rule } = await loadStanding(store, subscriberId, ground, context, on);
      return { subscriberId, subscriber: subscriber.state, dunning: state, next: nextStep(facts, rule) };
    }),
  );
  return {
    on,
    ...(ground.stopped === undefined ? {} : { stopped: ground.stopped.words }),
    items,
    ...(listed.nextCursor === undefined ? {} : { nextCursor: listed.nextCursor }),
  };
}
