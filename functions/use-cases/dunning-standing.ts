import type { DatedDunning, DunningRule } from '../contracts/dunning.ts';
import type { Day, Money } from '../contracts/scalars.ts';
import { accountIdOf, billingAccountAggregate } from '../domain/billing/account.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { type Dunning, dunningAggregate, dunningIdOf } from '../domain/dunning/dunning.ts';
import type { DunningFacts } from '../domain/dunning/next-step.ts';
import { dunningPolicyAggregate, dunningPolicyId, ruleFor, versionOn } from '../domain/dunning/policy.ts';
import { paymentAggregate } from '../domain/payment/payment.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { Store, Stored } from '../ports/store.ts';

/** Beyond every day. */
const never = '9999-12-31';

/** What is the same for everybody in one sweep or preview. */
export interface DunningGround {
  readonly versions: readonly DatedDunning[];
  /** Money that came in and that nobody was found for yet, up to the limit at which steps stop. */
  readonly unmatched: readonly Money[];
  /** Why no step may be taken for anybody. */
  readonly stopped?: string;
}

export async function loadDunningGround(store: Store, context: Context): Promise<DunningGround> {
  const versions = (await store.load(dunningPolicyAggregate, dunningPolicyId))?.state.versions ?? [];
  const limit = versionOn(versions, context.now.slice(0, 10))?.unmatchedLimit;
  if (limit === undefined) return { versions, unmatched: [] };
  const waiting = await store.list(paymentAggregate, { by: 'due', dueOnOrBefore: never }, { limit });
  const unmatched = waiting.items.flatMap(({ state }) => state.money ?? []);
  if (waiting.items.length < limit) return { versions, unmatched };
  return {
    versions,
    unmatched,
    stopped: `${limit} payments or more wait for somebody to say for whom they are, so nobody is reminded or suspended; match them, or raise the limit of the dunning policy.`,
  };
}

/** Where one subscriber stands. */
export interface DunningStanding {
  readonly subscriber: Stored<Subscriber>;
  readonly dunning: Stored<Dunning> | undefined;
  readonly facts: DunningFacts;
  readonly rule: DunningRule | undefined;
}

/** `on` is left out for today on the subscriber's calendar. */
export async function loadStanding(
  store: Store,
  subscriberId: string,
  { versions, unmatched }: DunningGround,
  context: Context,
  on?: Day,
): Promise<DunningStanding> {
  const [subscriber, account, dunning] = await Promise.all([
    store.load(subscriberAggregate, subscriberId),
    store.load(billingAccountAggregate, accountIdOf(subscriberId)),
    store.load(dunningAggregate, dunningIdOf(subscriberId)),
  ]);
  if (subscriber === undefined) throw new Error(`there is no subscriber ${subscriberId}`);
  const { details } = subscriber.state;
  const day = on ?? localDay(context.now, details.timeZone);
  return {
    subscriber,
    dunning,
    rule: ruleFor(versionOn(versions, day)?.rules ?? [], details.category),
    facts: {
      on: day,
      account: account?.state ?? { currency: details.currency, credit: 0, openInvoices: [] },
      taken: dunning?.state.taken ?? [],
      hold: dunning?.state.hold,
      isCut: (dunning?.state.cut ?? []).length > 0,
      unmatched,
    },
  };
}
