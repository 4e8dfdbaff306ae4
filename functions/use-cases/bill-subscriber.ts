import type { PreviewedSubscriber } from '../contracts/billing-run.ts';
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
import { localDay } from '../domain/billing/local-day.ts';
import { haveSameLines } from '../domain/billing/same-lines.ts';
import { type DocumentSeries, documentSeries } from '../domain/document/numbering.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { isTurning } from '../domain/service/schedule.ts';
import { subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { accountChange, creditChanges, type LoadedAccount, loadAccount } from './billing-account.ts';
import { type Histories, readHistories } from './billing-histories.ts';
import { type DocumentBasis, readDocumentBasis } from './document-basis.ts';
import { loadKnown } from './load.ts';
import { withRetry } from './retry.ts';

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

/**
 * Charges a subscriber for everything that is due on a day, by what is known of the services up to that day: one invoice
 * per transaction, with the account that remembers what it charged and a number without gaps. Running it again for the
 * same day issues nothing; a rival makes the decision anew.
 */
export async function billSubscriber(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  wish: BillingWish,
  context: Context,
): Promise<Result<readonly BilledInvoice[]>> {
  const subscriber = await loadKnown(store, subscriberAggregate, wish.subscriberId);
  if (!subscriber.ok) return subscriber;
  const parties = await readDocumentBasis(store, subscriber.value);
  const issued: BilledInvoice[] = [];
  for (let isFirst = true; ; isFirst = false) {
    const step = await withRetry(context, async () => {
      const account = await loadAccount(store, wish.subscriberId, subscriber.value.state);
      const histories = await readHistories(store, wish.subscriberId, account.account.ledger);
      return billStep({ store, ids }, parties, account, histories, wish, context);
    });
    if (!step.ok) return step;
    if (isFirst) issued.push(...step.value.before);
    issued.push(...step.value.invoices);
    if (!step.value.more) return done(issued);
  }
}

interface StepOutcome {
  /** Invoices that the same run had issued before. */
  readonly before: readonly BilledInvoice[];
  readonly invoices: readonly BilledInvoice[];
  readonly more: boolean;
}

async function billStep(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  parties: DocumentBasis,
  loaded: LoadedAccount,
  histories: Histories,
  wish: BillingWish,
  context: Context,
): Promise<Result<StepOutcome>> {
  const { account } = loaded;
  const { subscriberId, runId } = wish;
  const on = effectiveDay(wish.on, account, localDay(context.now, parties.subscriber.details.timeZone));
  const before = earlierIn(runId, account, subscriberId);
  // An order of this very day comes before its charges; what ends it has the subscriber billed.
  if (histories.services.some(({ state }) => isTurning(state, on))) {
    return done({ before, invoices: [], more: false });
  }
  const planned = await planBilling({ store, ids }, parties, account, histories, on, runId);
  if (!planned.ok) return planned;
  const { steps, next, series, last, issue } = planned.value;
  if (wish.foreseen !== undefined && !haveSameLines(steps, wish.foreseen.slice(before.length))) {
    return refuse(
      'billing-run.result-changed',
      `What ${subscriberId} is to be charged has changed since the dry run; look at a new one.`,
    );
  }
  const [first] = steps;
  if (first === undefined && next === account.nextBillingOn)
    return done({ before, invoices: [], more: false });
  const issued = issue(
    account,
    first ?? { entries: [], lines: [] },
    first === undefined ? steps.length - 1 : 0,
  );
  const changes = [
    accountChange(loaded, issued.accountEvents, context),
    ...(issued.invoice === undefined
      ? []
      : [
          change(
            invoiceAggregate,
            issued.invoice.invoiceId,
            undefined,
            invoiceEvents(issued.invoice.data, on),
            context.now,
            { series: { name: series.name, number: last } },
          ),
        ]),
    ...(await creditChanges(store, issued.settled, on, context)),
  ];
  const committed = await store.commit(changes, context);
  return committed.ok
    ? done({
        before,
        invoices: issued.invoice === undefined ? [] : [billedInvoice(issued.invoice)],
        more: steps.length > 1,
      })
    : committed;
}

interface BillingPlan {
  readonly steps: readonly BillingStep[];
  /** The next day on which something will be due. */
  readonly next: Day | undefined;
  readonly series: DocumentSeries;
  /** The number that the first invoice takes. */
  readonly last: number;
  issue(account: BillingAccount, step: BillingStep, position: number): IssuedStep;
}

async function planBilling(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  { operator, subscriber, basis }: DocumentBasis,
  account: BillingAccount,
  { terms: { profiles }, billed, taxation }: Histories,
  on: Day,
  runId: string | undefined,
): Promise<Result<BillingPlan>> {
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
  const steps = billingSteps(bills, profile.invoicing, taxation?.rules?.rounding);
  const next = nextDay(bills);
  const series = documentSeries(operator, 'invoice', on);
  const last = (await store.currentInSeries(series.name)) + 1;
  return done({
    steps,
    next,
    series,
    last,
    issue: (current, step, position) =>
      issueStep(current, step, {
        on,
        // Until the last invoice of the day is out, the account is due today.
        nextBillingOn: position >= steps.length - 1 ? next : on,
        paymentTermsDays: profile.paymentTermsDays,
        invoiceId: ids.next('inv'),
        number: series.write(last + position),
        purchaseOrderNumber: subscriber.details.purchaseOrderNumber,
        runId,
        basis,
      }),
  });
}

/** What billing a subscriber for a day would issue, begun or not. Nothing is changed. */
export async function previewBilling(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  { subscriberId, on: wished }: Pick<BillingWish, 'subscriberId' | 'on'>,
  context: Context,
): Promise<Result<readonly IssuedInvoice[]>> {
  const subscriber = await loadKnown(store, subscriberAggregate, subscriberId);
  if (!subscriber.ok) return subscriber;
  const [parties, { account }] = await Promise.all([
    readDocumentBasis(store, subscriber.value),
    loadAccount(store, subscriberId, subscriber.value.state),
  ]);
  const histories = await readHistories(store, subscriberId, account.ledger);
  const on = effectiveDay(wished, account, wished);
  const planned = await planBilling({ store, ids }, parties, account, histories, on, undefined);
  if (!planned.ok) return planned;
  let current = account;
  return done(
    planned.value.steps.flatMap((step, i) => {
      const issued = planned.value.issue(current, step, i);
      current = fold(billingAccountAggregate, current, issued.accountEvents, context.now) ?? current;
      return issued.invoice ?? [];
    }),
  );
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
