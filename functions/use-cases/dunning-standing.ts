import type { DatedDunning, DunningRule } from '../contracts/dunning.ts';
import type { PaymentReference } from '../contracts/payment.ts';
import type { Day, Instant, Money } from '../contracts/scalars.ts';
import { accountIdOf, billingAccountAggregate, type OpenInvoice } from '../domain/billing/account.ts';
import { localDay, localTime } from '../domain/billing/local-day.ts';
import { undisputed } from '../domain/dunning/disputed-invoice.ts';
import { type Dunning, dunningAggregate, dunningIdOf } from '../domain/dunning/dunning.ts';
import { type DunningFacts, never } from '../domain/dunning/next-step.ts';
import { beyondPlan } from '../domain/dunning/payment-plan.ts';
import {
  type DunningPolicy,
  dunningPolicyAggregate,
  dunningPolicyId,
  versionOn,
  versionsFrom,
} from '../domain/dunning/policy.ts';
import {
  type ClockFacts,
  clockSuspicion,
  intakeSince,
  intakeSuspicion,
  type Suspicion,
} from '../domain/dunning/suspect.ts';
import type { WaitingMoney } from '../domain/dunning/waiting-money.ts';
import {
  type Collection,
  collectionAggregate,
  collectionIdOf,
  isAwaited,
} from '../domain/payment/collection.ts';
import { heldEntries, paymentAggregate } from '../domain/payment/payment.ts';
import { paymentProvidersAggregate, paymentProvidersId } from '../domain/payment/providers.ts';
import { ruleFor } from '../domain/policy/rule-for.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import type { Context } from '../ports/context.ts';
import type { HolidayPlace } from '../ports/holidays.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';

/** Money that counts for nobody, and whom it names. */
type MoneyAstray = Money & { readonly reference: PaymentReference };

/** What is the same for everybody in one sweep or preview. */
export interface DunningGround {
  readonly versions: readonly DatedDunning[];
  readonly policySetAt: Instant | undefined;
  /** Money that came in and that counts for nobody yet, up to the limit at which steps stop; left out where it was not looked at. */
  readonly unmatched?: readonly MoneyAstray[];
  /** How many subscribers something was taken of today. */
  readonly cutToday: number;
  /** Why no step may be taken for anybody. */
  readonly stopped?: Suspicion | undefined;
  /** What seems suspect, whether staff have overridden it or not. */
  readonly suspicion?: Suspicion | undefined;
  readonly override?: DunningPolicy['override'];
  /** What is known of the clock, while it is in doubt. */
  readonly doubted?: ClockFacts;
  /** Whether nothing is taken on a day because it is a public holiday; left out where no step is taken. */
  readonly isHoliday?: (places: readonly HolidayPlace[], on: Day) => Promise<boolean>;
}

/** The ground of giving back: where no step is taken, what could stop one is of no concern. */
export async function loadDunningRules(store: Store): Promise<DunningGround> {
  const policy = (await store.load(dunningPolicyAggregate, dunningPolicyId))?.state;
  const { versions = [], override, setAt: policySetAt } = policy ?? {};
  return { versions, policySetAt, override, cutToday: 0 };
}

export async function loadDunningGround(store: Store, context: Context): Promise<DunningGround> {
  const [rules, cutToday] = await Promise.all([
    loadDunningRules(store),
    store.currentInSeries(cutsOn(context.now)),
  ]);
  const limit = versionOn(rules.versions, context.now.slice(0, 10))?.unmatchedLimit;
  if (limit === undefined) return { ...rules, cutToday };
  const [astray, held] = await Promise.all([moneyAstray(store, limit), moneyHeld(store)]);
  const ground = { ...rules, unmatched: [...astray, ...held], cutToday };
  if (astray.length >= limit) {
    const words = `${limit} payments or more wait for somebody to say for whom they are, so nobody is reminded or suspended; match them, or raise the limit of the dunning policy.`;
    return suspecting(ground, { because: 'unmatched-payments', words }, context);
  }
  if (held.length >= mostHeld) {
    const words = `${mostHeld} payments or more are held, as they look like others or are not confirmed, so nobody is reminded or suspended; say of each whether it counts.`;
    return suspecting(ground, { because: 'unmatched-payments', words }, context);
  }
  return ground;
}

/** More of them are looked at by people before anybody is cut. */
const mostHeld = 200;

/** What looks like other payments, or was announced: should it count, whoever it is of has paid. */
async function moneyHeld(store: Store): Promise<readonly MoneyAstray[]> {
  const page = await store.list(paymentAggregate, { by: 'place', place: heldEntries }, { limit: mostHeld });
  return page.items.flatMap(({ state: { held, reference } }) =>
    held === undefined ? [] : [{ ...held.money, reference }],
  );
}

/** Money that came in and that nobody was found for; what went back of payments that are not known waits beside it. */
async function moneyAstray(store: Store, limit: number): Promise<readonly MoneyAstray[]> {
  const found: MoneyAstray[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list(paymentAggregate, { by: 'due', dueOnOrBefore: never }, { limit, cursor });
    for (const { state } of page.items) {
      const { money, refunded, reference } = state;
      if (money !== undefined) found.push({ ...money, minor: money.minor - refunded, reference });
    }
    cursor = page.nextCursor;
  } while (found.length < limit && cursor !== undefined);
  return found;
}

/** The ground on which steps are taken: holidays are known, and all that may be suspect is looked at. */
export async function loadSteppingGround(
  {
    store,
    holidays,
    paymentIntake,
    checkpoints,
  }: Pick<Ports, 'store' | 'holidays' | 'paymentIntake' | 'checkpoints'>,
  context: Context,
): Promise<DunningGround> {
  const [ground, intake, providers, lastRunAt, doubtedAt] = await Promise.all([
    loadDunningGround(store, context),
    paymentIntake.since(intakeSince(context.now)),
    store.load(paymentProvidersAggregate, paymentProvidersId),
    checkpoints.get(...dunningRuns),
    checkpoints.get(...clockDoubts),
  ]);
  const agreedAt = Math.max(0, ...intake.map((one) => (one.agreedAt ? Date.parse(one.agreedAt) : 0)));
  const clock: ClockFacts = { lastRunAt, doubtedAt, agreedAt };
  const doubt = clockSuspicion(clock, context.now);
  const suspicions = [
    ground.suspicion,
    intakeSuspicion(intake, Object.keys(providers?.state.providers ?? {}), context.now),
    doubt,
  ].filter((one) => one !== undefined);
  return {
    ...suspecting(ground, together(suspicions), context),
    ...(doubt === undefined ? {} : { doubted: clock }),
    isHoliday: async (places, on) =>
      (await Promise.all(places.map((place) => holidays.isHoliday(place, on)))).includes(true),
  };
}

/** Where it is kept when the last run ended of which the clock was in no doubt, or by which staff stood, in milliseconds. */
export const dunningRuns = ['dunning-runs', 'last'] as const;

/** Where it is kept when a run first doubted the clock. */
export const clockDoubts = ['dunning-runs', 'doubted'] as const;

/** All that is the matter, by the first. */
function together(suspicions: readonly Suspicion[]): Suspicion | undefined {
  const [first] = suspicions;
  return first && { ...first, words: suspicions.map(({ words }) => words).join(' ') };
}

function suspecting(
  ground: DunningGround,
  suspicion: Suspicion | undefined,
  { now }: Context,
): DunningGround {
  if (suspicion === undefined) return ground;
  const isOverridden = ground.override !== undefined && now < ground.override.until;
  return { ...ground, suspicion, ...(isOverridden ? {} : { stopped: suspicion }) };
}

/** The series that counts whom something was taken of on a day: one transaction with the step, so that none is too many. */
export function cutsOn(now: Instant): string {
  return `dunning-cuts-${now.slice(0, 10)}`;
}

/** Where one subscriber stands. */
export interface DunningStanding {
  readonly subscriber: Stored<Subscriber>;
  readonly dunning: Stored<Dunning> | undefined;
  /** All that is open; the facts leave out what a kept payment plan covers, and what is disputed. */
  readonly open: readonly OpenInvoice[];
  readonly waiting: WaitingMoney;
  readonly facts: DunningFacts;
  readonly rule: DunningRule | undefined;
  /** The rules that hold for the subscriber from now on, whatever spares from them. */
  readonly rules: readonly DunningRule[];
  /** When the account is charged next. */
  readonly nextBillingOn: Day | undefined;
}

/** `on` is left out for today on the subscriber's calendar. A ground that is still read is read with the rest. */
export async function loadStanding(
  store: Store,
  subscriberId: string,
  ground: DunningGround | Promise<DunningGround>,
  context: Context,
  on?: Day,
): Promise<DunningStanding> {
  const [{ versions, unmatched, stopped, cutToday, isHoliday }, subscriber, account, dunning] =
    await Promise.all([
      ground,
      store.load(subscriberAggregate, subscriberId),
      store.load(billingAccountAggregate, accountIdOf(subscriberId)),
      store.load(dunningAggregate, dunningIdOf(subscriberId)),
    ]);
  if (subscriber === undefined) throw new Error(`there is no subscriber ${subscriberId}`);
  const { details } = subscriber.state;
  const day = on ?? localDay(context.now, details.timeZone);
  const version = versionOn(versions, day);
  const rule = ruleFor(version?.rules ?? [], details.category);
  const { openInvoices = [] } = account?.state ?? {};
  const isOwn =
    unmatched?.some(
      ({ reference }) =>
        reference.subscriberId === subscriberId ||
        openInvoices.some(({ invoiceId }) => invoiceId === reference.invoiceId),
    ) ?? false;
  const waiting = { unmatched: stopped === undefined ? unmatched : undefined, isOwn };
  const planned = beyondPlan(dunning?.state, { on: day, open: openInvoices, waiting });
  const pursued = undisputed(dunning?.state, planned);
  const charged = await chargesOf(
    store,
    pursued.filter(({ dueOn }) => dueOn < day),
    context.now,
  );
  const isExcluded = rule?.excludedTags?.some((tag) => details.tags.includes(tag)) ?? false;
  return {
    subscriber,
    dunning,
    open: openInvoices,
    waiting,
    nextBillingOn: account?.state.nextBillingOn,
    rules: versionsFrom(versions, day).flatMap((one) => ruleFor(one.rules, details.category) ?? []),
    rule: rule !== undefined && isExcluded ? { ...rule, steps: [] } : rule,
    facts: {
      on: day,
      account: { currency: details.currency, credit: 0, ...account?.state, openInvoices: pursued },
      openSince: dunning?.state.openSince,
      taken: [...(dunning?.state.fees ?? []), ...(dunning?.state.taken ?? [])],
      hold: dunning?.state.hold,
      promise: dunning?.state.promise,
      isDisputed: planned.some((one) => one.dueOn < day && !pursued.includes(one)),
      level: dunning?.state.level,
      ...charged,
      unmatched: unmatched ?? [],
      isUnmatchedOwn: isOwn,
      limits: {
        weekdays: version?.weekdays,
        hours: version?.hours,
        isHoliday:
          version?.holidays !== undefined && isHoliday !== undefined
            ? await isHoliday(version.holidays, day)
            : undefined,
        // What another day has left, nobody knows.
        left: version?.perDay === undefined || on !== undefined ? undefined : version.perDay - cutToday,
      },
      time: on === undefined ? localTime(context.now, details.timeZone) : undefined,
    },
  };
}

/** Which of the invoices are charged to a saved method now, and which will be once more. */
async function chargesOf(
  store: Store,
  invoices: readonly { readonly invoiceId: string }[],
  now: Instant,
): Promise<Pick<DunningFacts, 'underway' | 'retried'>> {
  const collections = await Promise.all(
    invoices.map(({ invoiceId }) => store.load(collectionAggregate, collectionIdOf(invoiceId))),
  );
  const of = (wanted: (collection: Collection) => boolean) =>
    collections.flatMap((stored) =>
      stored !== undefined && wanted(stored.state) ? [stored.state.invoiceId] : [],
    );
  return {
    underway: of((collection) => isAwaited(collection, now)),
    retried: of(({ state }) => state === 'scheduled'),
  };
}
