import type { Day } from '../contracts/scalars.ts';
import { fold } from '../domain/aggregate.ts';
import { type BillingAccount, billingAccountAggregate } from '../domain/billing/account.ts';
import { billingSteps, type IssuedStep, issueStep, nextDay } from '../domain/billing/bill.ts';
import { profileOn } from '../domain/billing/billing-terms.ts';
import { calculate } from '../domain/billing/calculate.ts';
import { dayNumber } from '../domain/billing/days.ts';
import {
  type InvoiceEvent,
  invoiceAggregate,
  invoiceNumber,
  invoiceSeries,
} from '../domain/billing/invoice.ts';
import { localDay } from '../domain/billing/local-day.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { isTurning } from '../domain/service/schedule.ts';
import { type Subscriber, subscriberAggregate } from '../domain/subscriber/subscriber.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { accountChange, creditChanges, type LoadedAccount, loadAccount } from './billing-account.ts';
import { type Histories, readHistories } from './billing-histories.ts';
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
  /** Computes and changes nothing. */
  readonly dryRun?: boolean;
  /** The run on whose behalf it happens: asked again by the same run, the answer names the invoices issued before. */
  readonly runId?: string;
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
  const issued: BilledInvoice[] = [];
  for (let isFirst = true; ; isFirst = false) {
    const step = await withRetry(context, async () => {
      const account = await loadAccount(store, wish.subscriberId, subscriber.value.state);
      const histories = await readHistories(store, wish.subscriberId, account.account.ledger);
      return billStep({ store, ids }, subscriber.value.state, account, histories, wish, context);
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
  { details: { timeZone, purchaseOrderNumber } }: Subscriber,
  loaded: LoadedAccount,
  { terms: { profiles }, services, billed }: Histories,
  { on: wishedOn, subscriberId, dryRun = false, runId }: BillingWish,
  context: Context,
): Promise<Result<StepOutcome>> {
  const { account } = loaded;
  const on = effectiveDay(wishedOn, account, dryRun ? wishedOn : localDay(context.now, timeZone));
  // An order of this very day comes before its charges; what ends it has the subscriber billed.
  if (!dryRun && services.some(({ state }) => isTurning(state, on))) {
    return done({ before: earlierIn(runId, account, subscriberId), invoices: [], more: false });
  }
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
      `A service of ${subscriberId} is sold in ${foreign}, its account is kept in ${account.currency}.`,
    );
  }
  const before = earlierIn(runId, account, subscriberId);
  const profile = profileOn(profiles, dayNumber(on));
  const steps = billingSteps(bills, profile.invoicing);
  const next = nextDay(bills);
  const [first] = steps;
  if (first === undefined && (next === account.nextBillingOn || dryRun)) {
    return done({ before, invoices: [], more: false });
  }
  const last = (await store.currentInSeries(invoiceSeries)) + 1;
  const issue = (current: BillingAccount, step: (typeof steps)[number], position: number): IssuedStep =>
    issueStep(current, step, {
      on,
      // Until the last invoice of the day is out, the account is due today.
      nextBillingOn: position >= steps.length - 1 ? next : on,
      paymentTermsDays: profile.paymentTermsDays,
      invoiceId: ids.next('inv'),
      number: invoiceNumber(last + position),
      purchaseOrderNumber,
      runId,
    });

  if (dryRun) {
    let current = account;
    const invoices = steps.flatMap((step, i) => {
      const issued = issue(current, step, i);
      current = fold(billingAccountAggregate, current, issued.accountEvents, context.now) ?? current;
      return shown(issued, subscriberId);
    });
    return done({ before: [], invoices, more: false });
  }

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
            { series: { name: invoiceSeries, number: last } },
          ),
        ]),
    ...(await creditChanges(store, issued.settled, on, context)),
  ];
  const committed = await store.commit(changes, context);
  return committed.ok
    ? done({ before, invoices: shown(issued, subscriberId), more: steps.length > 1 })
    : committed;
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

function shown({ invoice }: IssuedStep, subscriberId: string): readonly BilledInvoice[] {
  if (invoice === undefined) return [];
  const { number, currency, total, due } = invoice.data;
  return [{ invoiceId: invoice.invoiceId, number, subscriberId, currency, total, due }];
}
