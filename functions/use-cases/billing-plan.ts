import type { PreviewedSubscriber, Supposition } from '../contracts/billing-run.ts';
import type { EventEnvelope } from '../contracts/event.ts';
import type { InvoiceLine } from '../contracts/invoice.ts';
import type { Day } from '../contracts/scalars.ts';
import { fold } from '../domain/aggregate.ts';
import { type BillingAccount, billingAccountAggregate } from '../domain/billing/account.ts';
import {
  type BillingStep,
  billingSteps,
  type IssuedStep,
  issueStep,
  nextDay,
} from '../domain/billing/bill.ts';
import { profileOn } from '../domain/billing/billing-terms.ts';
import { calculate } from '../domain/billing/calculate.ts';
import { dayNumber } from '../domain/billing/days.ts';
import { type InvoiceEvent, invoiceAggregate } from '../domain/billing/invoice.ts';
import { dayBegins, localDay } from '../domain/billing/local-day.ts';
import { haveSameLines } from '../domain/billing/same-lines.ts';
import { isSame } from '../domain/details.ts';
import { type DocumentSeries, documentSeries } from '../domain/document/numbering.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { isTurning } from '../domain/service/schedule.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Change, Store } from '../ports/store.ts';
import { accountChange, creditChanges, type LoadedAccount, loadAccount } from './billing-account.ts';
import { type Histories, readHistories } from './billing-histories.ts';
import { type DocumentBasis, readDocumentBasis } from './document-basis.ts';
import { loadKnown } from './load.ts';
import { quoteTaxes } from './quote-taxes.ts';

type PlanPorts = Pick<Ports, 'store' | 'ids'>;

/** What billing anybody takes. */
export type BillingPorts = PlanPorts & Pick<Ports, 'taxServices'>;

/** An invoice that was issued, or in a dry run would be. */
export interface BilledInvoice {
  readonly invoiceId: string;
  readonly number: string;
  readonly subscriberId: string;
  readonly currency: string;
  readonly total: number;
  readonly due: number;
}

export interface BillingWish {
  readonly subscriberId: string;
  readonly on: Day;
  /** The run on whose behalf it happens: asked again by the same run, the answer names the invoices issued before. */
  readonly runId?: string;
  /** What a dry run found: anything else is refused. */
  readonly foreseen?: PreviewedSubscriber['invoices'] | undefined;
}

/** What is to be written for a subscriber next, calculated and not yet numbered. */
export interface PreparedBilling {
  /** Invoices that the same run had issued before. */
  readonly before: readonly BilledInvoice[];
  /** Where the taxes cannot be had: the refusal, and what keeps the account due, so that the next run comes back and names who still waits. */
  readonly wait?: { readonly refused: Result<never>; readonly changes: readonly Change[] };
  /** Left out where nothing is to be written. */
  readonly next?: {
    /** Where its number comes from. */
    readonly series: string;
    readonly takesNumber: boolean;
    /** Whether more invoices of the day come after this one. */
    readonly more: boolean;
    /** The changes that issue it under that number; without an invoice the number is left for another. */
    issue(number: number): Promise<{
      readonly changes: readonly Change[];
      readonly invoices: readonly BilledInvoice[];
    }>;
  };
}

/** Reads all that a subscriber's charges derive from and calculates what is due. Nothing is changed. */
export async function prepareBilling(
  ports: BillingPorts,
  wish: BillingWish,
  context: Context,
): Promise<Result<PreparedBilling>> {
  const { store } = ports;
  const { subscriberId, runId } = wish;
  const read = await readBilled(store, subscriberId);
  if (!read.ok) return read;
  const { parties, loaded, histories } = read.value;
  const { account } = loaded;
  const { timeZone } = parties.subscriber.details;
  const on = effectiveDay(wish.on, account, localDay(context.now, timeZone));
  const before = earlierIn(runId, account, subscriberId);
  // An order of this very day comes before its charges; what ends it has the subscriber billed.
  if (histories.services.some(({ state }) => isTurning(state, on))) return done({ before });
  const planned = planBilling(ports, parties, account, histories, on, runId);
  if (!planned.ok) return planned;
  const { next, series, services, issue } = planned.value;
  const quoted = await quoteTaxes(
    ports,
    wish.foreseen === undefined ? planned.value.steps.slice(0, 1) : planned.value.steps,
    histories.taxation,
    { subscriberId, currency: account.currency, on },
  );
  if (!quoted.ok) {
    return done({ before, wait: { refused: quoted, changes: stayingDue(loaded, on, timeZone, context) } });
  }
  const steps = [...quoted.value, ...planned.value.steps.slice(quoted.value.length)];
  if (wish.foreseen !== undefined && !haveSameLines(steps, wish.foreseen.slice(before.length))) {
    return refuse(
      'billing-run.result-changed',
      `What ${subscriberId} is to be charged has changed since the dry run; look at a new one.`,
    );
  }
  const [first] = steps;
  const isNews =
    first !== undefined ||
    next !== account.nextBillingOn ||
    !isDueAt(account, next, timeZone) ||
    !isSame(account.services, services);
  if (!isNews) return done({ before });
  return done({
    before,
    next: {
      series: series.name,
      takesNumber: first !== undefined && first.lines.length > 0,
      more: steps.length > 1,
      async issue(number) {
        const issued = issue(
          account,
          first ?? { entries: [], lines: [], untaxed: [] },
          first === undefined ? steps.length - 1 : 0,
          number,
        );
        const { invoice } = issued;
        const changes = [
          accountChange(loaded, issued.accountEvents, context),
          ...(invoice === undefined
            ? []
            : [
                change(
                  invoiceAggregate,
                  invoice.invoiceId,
                  undefined,
                  invoiceEvents(invoice.data, on),
                  context.now,
                  { series: { name: series.name, number } },
                ),
              ]),
          ...(await creditChanges(store, issued.settled, on, context)),
        ];
        return { changes, invoices: invoice === undefined ? [] : [billedInvoice(invoice)] };
      },
    },
  });
}

function stayingDue(loaded: LoadedAccount, on: Day, timeZone: string, context: Context): readonly Change[] {
  const { nextBillingOn } = loaded.account;
  if (nextBillingOn !== undefined && nextBillingOn <= on) return [];
  const due = { on, nextBillingOn: on, nextBillingAt: dayBegins(on, timeZone), entries: [] };
  return [accountChange(loaded, [{ type: 'billing-account.billed', data: due }], context)];
}

interface ReadBilled {
  readonly parties: DocumentBasis;
  readonly loaded: LoadedAccount;
  readonly histories: Histories;
}

async function readBilled(
  store: Store,
  subscriberId: string,
  supposition?: Supposition,
  lived?: Preview['lived'],
): Promise<Result<ReadBilled>> {
  const subscriber = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!subscriber.ok) return subscriber;
  const [parties, loaded] = await Promise.all([
    readDocumentBasis(store, subscriber.value),
    loadAccount(store, subscriberId, subscriber.value.state),
  ]);
  const histories = await readHistories(store, subscriberId, loaded.account.ledger, supposition, lived);
  return done({ parties, loaded, histories });
}

interface BillingPlan {
  readonly steps: readonly BillingStep[];
  /** The next day on which something will be due. */
  readonly next: Day | undefined;
  readonly series: DocumentSeries;
  /** Those that were looked at. */
  readonly services: readonly string[];
  issue(account: BillingAccount, step: BillingStep, position: number, number: number): IssuedStep;
}

function planBilling(
  { ids }: Pick<Ports, 'ids'>,
  { operator, subscriber, basis }: DocumentBasis,
  account: BillingAccount,
  { terms: { profiles }, billed, taxation }: Histories,
  on: Day,
  runId: string | undefined,
): Result<BillingPlan> {
  const bills = calculate({
    services: billed,
    ledger: account.ledger,
    on: dayNumber(on),
    nextLineId: () => ids.next('lin'),
  });
  const foreign = bills
    .flatMap(({ currencies }) => [...currencies])
    .find((code) => code !== account.currency);
  if (foreign !== undefined) {
    return refuse(
      'billing-account.currency-differs',
      `A service of ${account.subscriberId} is sold in ${foreign}, its account is kept in ${account.currency}.`,
    );
  }
  const profile = profileOn(profiles, dayNumber(on));
  const services = billed.map(({ timeline }) => timeline.serviceId);
  const steps = billingSteps(bills, profile.invoicing, {
    by: taxation?.rules?.rounding ?? 'line',
    nextLineId: () => ids.next('lin'),
  });
  const next = nextDay(bills) ?? lastLook(account, on);
  const series = documentSeries(operator, 'invoice', on);
  return done({
    steps,
    next,
    series,
    services,
    issue: (current, step, position, number) => {
      // Until the last invoice of the day is out, the account is due today.
      const nextBillingOn = position >= steps.length - 1 ? next : on;
      return issueStep(current, step, {
        on,
        nextBillingOn,
        services,
        nextBillingAt:
          nextBillingOn === undefined ? undefined : dayBegins(nextBillingOn, subscriber.details.timeZone),
        paymentTermsDays: profile.paymentTermsDays,
        invoiceId: ids.next('inv'),
        number: series.write(number),
        numbered: { series: series.name, number },
        purchaseOrderNumber: subscriber.details.purchaseOrderNumber,
        runId,
        basis,
      });
    },
  });
}

type Preview = Pick<BillingWish, 'subscriberId' | 'on'> & {
  readonly supposition?: Supposition | undefined;
  /** What services are supposed to have lived besides, by their ids. */
  readonly lived?: ReadonlyMap<string, readonly EventEnvelope[]>;
};

/** What billing a subscriber for a day would issue, begun or not. Nothing is changed. */
export async function previewBilling(
  ports: BillingPorts,
  wish: Preview,
  context: Context,
): Promise<Result<readonly IssuedInvoice[]>> {
  const planned = await planPreview(ports, wish);
  if (!planned.ok) return planned;
  const { plan, account, on, taxation } = planned.value;
  const { subscriberId } = wish;
  const { currency } = account;
  const steps = await quoteTaxes(ports, plan.steps, taxation, { subscriberId, currency, on });
  if (!steps.ok) return steps;
  const last = steps.value.length === 0 ? 0 : await ports.store.currentInSeries(plan.series.name);
  let current = account;
  return done(
    steps.value.flatMap((step, i) => {
      const issued = plan.issue(current, step, i, last + 1 + i);
      current = fold(billingAccountAggregate, current, issued.accountEvents, context.now) ?? current;
      return issued.invoice ?? [];
    }),
  );
}

/** The lines that are due on a day, without the taxes that an external tax service would have to be asked about. */
export async function linesDue(ports: PlanPorts, wish: Preview): Promise<Result<readonly InvoiceLine[]>> {
  const planned = await planPreview(ports, wish);
  return planned.ok ? done(planned.value.plan.steps.flatMap(({ lines }) => lines)) : planned;
}

async function planPreview(ports: PlanPorts, { subscriberId, on: wished, supposition, lived }: Preview) {
  const read = await readBilled(ports.store, subscriberId, supposition, lived);
  if (!read.ok) return read;
  const { parties, loaded, histories } = read.value;
  const { account } = loaded;
  const on = effectiveDay(wished, account, wished);
  const plan = planBilling(ports, parties, account, histories, on, undefined);
  return plan.ok ? done({ plan: plan.value, account, on, taxation: histories.taxation }) : plan;
}

/**
 * An account for which nothing is in sight any more is looked at once more on the day on which it would have been
 * charged: a run that names who is new names who is gone.
 */
function lastLook({ nextBillingOn }: BillingAccount, on: Day): Day | undefined {
  return nextBillingOn !== undefined && nextBillingOn > on ? nextBillingOn : undefined;
}

/** Whether the account waits for its next billing day at its right instant: its subscriber may have moved to another zone. */
function isDueAt({ nextBillingAt }: BillingAccount, next: Day | undefined, timeZone: string): boolean {
  return next === undefined || nextBillingAt === undefined || nextBillingAt === dayBegins(next, timeZone);
}

/**
 * No day is billed that has not begun for the subscriber, whose zone may be behind the run's. An account that was billed
 * for a later day is billed for that day: what is charged is never undone by looking back.
 */
function effectiveDay(wished: Day, { billedOn }: BillingAccount, today: Day): Day {
  const on = wished > today ? today : wished;
  return billedOn !== undefined && billedOn > on ? billedOn : on;
}

/** An invoice that credit pays in full at issue is paid. */
export function invoiceEvents(
  data: NonNullable<IssuedStep['invoice']>['data'],
  on: Day,
): readonly InvoiceEvent[] {
  const issued: InvoiceEvent = { type: 'invoice.issued', data };
  return data.due === 0 && data.total > 0
    ? [issued, { type: 'invoice.paid', data: { paidOn: on } }]
    : [issued];
}

function earlierIn(
  runId: string | undefined,
  { lastRun, currency }: BillingAccount,
  subscriberId: string,
): readonly BilledInvoice[] {
  if (runId === undefined || lastRun?.runId !== runId) return [];
  return lastRun.invoices.map((invoice) => ({ ...invoice, subscriberId, currency }));
}

type IssuedInvoice = NonNullable<IssuedStep['invoice']>;

export function billedInvoice({ invoiceId, data }: IssuedInvoice): BilledInvoice {
  const { number, subscriberId, currency, total, due } = data;
  return { invoiceId, number, subscriberId, currency, total, due };
}
