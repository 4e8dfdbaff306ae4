import type { BillingAccountCreditApplied } from '../../contracts/events/billing-account-credit-applied.ts';
import type { BillingAccountCreditGranted } from '../../contracts/events/billing-account-credit-granted.ts';
import type { BillingAccountInvoiceReinstated } from '../../contracts/events/billing-account-invoice-reinstated.ts';
import type { BillingAccountInvoiceWrittenOff } from '../../contracts/events/billing-account-invoice-written-off.ts';
import type { BillingAccountPaymentRefunded } from '../../contracts/events/billing-account-payment-refunded.ts';
import type { BillingAccountRefundReturned } from '../../contracts/events/billing-account-refund-returned.ts';
import type { InvoiceIssued } from '../../contracts/events/invoice-issued.ts';
import type { InvoiceVoided } from '../../contracts/events/invoice-voided.ts';
import type { PaymentAllocated } from '../../contracts/events/payment-allocated.ts';
import type { PaymentReceived } from '../../contracts/events/payment-received.ts';
import type { PaymentRefundFailed } from '../../contracts/events/payment-refund-failed.ts';
import type { PaymentRefunded } from '../../contracts/events/payment-refunded.ts';
import type { InvoiceLine } from '../../contracts/invoice.ts';
import type { JournalEntry, Month, Posting } from '../../contracts/ledger.ts';
import type { CurrencyCode, Day, Instant } from '../../contracts/scalars.ts';
import type { BillingAccount } from '../billing/account.ts';
import type { Invoice } from '../billing/invoice.ts';
import { ratio } from '../billing/proration.ts';
import type { Payment } from '../payment/payment.ts';
import * as accounts from './accounts.ts';
import { earnedBy } from './earned.ts';

/**
 * An event of the ledger with what it is about: of a payment its state before the event, which says how much had gone
 * back; of the others what never changes of them.
 */
export type LedgerFact = { readonly eventId: string; readonly id: string; readonly at: Instant } & (
  | { readonly event: InvoiceIssued }
  | { readonly event: InvoiceVoided; readonly invoice: Invoice }
  | {
      readonly event: AccountMovement;
      readonly account: Pick<BillingAccount, 'subscriberId' | 'currency'>;
    }
  | {
      readonly event: PaymentReceived | PaymentAllocated | PaymentRefunded | PaymentRefundFailed;
      readonly before: Payment | undefined;
    }
);

type AccountMovement =
  | BillingAccountCreditApplied
  | BillingAccountCreditGranted
  | BillingAccountInvoiceReinstated
  | BillingAccountInvoiceWrittenOff
  | BillingAccountPaymentRefunded
  | BillingAccountRefundReturned;

/** The entry that follows from an event; none where it moves nothing. */
export function journalEntry(fact: LedgerFact): JournalEntry | undefined {
  const { eventId, at } = fact;
  const { postings, ...entry } = entryOf(fact);
  const kept = postings.filter(({ minor, earned }) => minor !== 0 || earned !== undefined);
  return kept.length === 0 ? undefined : { entryId: eventId, at, ...entry, postings: kept };
}

type Entry = Omit<JournalEntry, 'entryId' | 'at'>;

function entryOf(fact: LedgerFact): Entry {
  const { event, id } = fact;
  const dayOfRecord = fact.at.slice(0, 10);
  switch (event.type) {
    case 'invoice.issued':
      return issued(id, event.data);
    case 'invoice.voided': {
      const { invoice } = fact as Extract<LedgerFact, { invoice: Invoice }>;
      return voided(id, invoice, event.data.voidedOn);
    }
    case 'billing-account.credit-applied':
    case 'billing-account.credit-granted':
    case 'billing-account.invoice-reinstated':
    case 'billing-account.invoice-written-off':
    case 'billing-account.payment-refunded':
    case 'billing-account.refund-returned': {
      const { account } = fact as Extract<LedgerFact, { account: unknown }>;
      const { subscriberId, currency } = account;
      return { ...movedOnAccount(event, dayOfRecord), subscriberId, currency };
    }
    case 'payment.received':
    case 'payment.allocated':
    case 'payment.refunded':
    case 'payment.refund-failed': {
      const { before } = fact as Extract<LedgerFact, { before: unknown }>;
      return { ...movedByPayment(event, before, dayOfRecord), paymentId: id };
    }
  }
}

/** An invoice owes, a credit note gives; what open credit pays at once is spent, and what is given is credit. */
function issued(invoiceId: string, data: InvoiceIssued['data']): Entry {
  const { total, creditApplied } = data;
  const toCredit = Math.max(0, -total);
  return {
    ...documented(invoiceId, data),
    kind: data.document,
    on: data.issuedOn,
    postings: [
      { account: accounts.receivable, minor: total + toCredit - creditApplied },
      { account: accounts.customerCredit, minor: creditApplied - toCredit },
      ...chargedFor(data.lines, total, data.issuedOn),
    ],
  };
}

/** What was charged was not, and what had been settled of it is credit. Its days are earned no more, whenever they were. */
function voided(invoiceId: string, invoice: Invoice, on: Day): Entry {
  const { total, creditApplied, payments } = invoice;
  const settled = payments.reduce((sum, { minor }) => sum + minor, creditApplied);
  return {
    ...documented(invoiceId, invoice),
    kind: 'void',
    on,
    postings: [
      { account: accounts.receivable, minor: settled - total },
      { account: accounts.customerCredit, minor: -settled },
      ...chargedFor(invoice.lines, total, invoice.issuedOn).map(reversed),
    ],
  };
}

function documented(
  invoiceId: string,
  { currency, subscriberId, number }: Pick<Invoice, 'currency' | 'subscriberId' | 'number'>,
) {
  return { currency, subscriberId, invoiceId, number };
}

function reversed({ account, minor, earned }: Posting): Posting {
  if (earned === undefined) return { account, minor: -minor };
  return {
    account,
    minor: -minor,
    earned: Object.fromEntries(Object.entries(earned).map(([month, share]) => [month, -share])),
  };
}

/**
 * What stands against the total: revenue at list prices, the discounts on it, and taxes, each account once. Discounts are
 * net of the tax that a price contains, as the revenue is.
 */
function chargedFor(lines: readonly InvoiceLine[], total: number, issuedOn: Day): readonly Posting[] {
  const sums = new Map<string, { minor: number; earned?: Record<Month, number> }>();
  const add = (account: string, minor: number) => {
    const sum = sums.get(account) ?? { minor: 0 };
    sum.minor += minor;
    sums.set(account, sum);
    return sum;
  };
  let explained = 0;
  for (const line of lines) {
    explained += line.minor;
    if (line.tax !== undefined) {
      add(accounts.taxPayable(line.tax), -line.minor);
      continue;
    }
    const contains = line.contains ?? [];
    for (const tax of contains) add(accounts.taxPayable(tax), -tax.minor);
    const net = line.minor - contains.reduce((sum, { minor }) => sum + minor, 0);
    const off = (line.discounts ?? []).reduce((sum, { minor }) => sum + minor, 0);
    const netOff = line.minor === 0 ? off : ratio(off, net, line.minor);
    add(accounts.discounts, -netOff);
    const sum = add(accounts.revenue(line), netOff - net);
    sum.earned ??= {};
    for (const [month, share] of Object.entries(earnedBy(line, net, issuedOn))) {
      sum.earned[month] = (sum.earned[month] ?? 0) + share;
    }
  }
  add(accounts.differences, explained - total);
  return [...sums].map(([account, { minor, earned = {} }]) => {
    const shares = Object.entries(earned).filter(([, share]) => share !== 0);
    return { account, minor, ...(shares.length === 0 ? {} : { earned: Object.fromEntries(shares) }) };
  });
}

function movedOnAccount(event: AccountMovement, dayOfRecord: Day): Omit<Entry, 'currency'> {
  switch (event.type) {
    case 'billing-account.credit-applied': {
      const { invoiceId, minor } = event.data;
      return {
        kind: 'credit-applied',
        on: dayOfRecord,
        invoiceId,
        postings: [
          { account: accounts.customerCredit, minor },
          { account: accounts.receivable, minor: -minor },
        ],
      };
    }
    case 'billing-account.credit-granted': {
      const { minor } = event.data;
      return {
        kind: 'goodwill',
        on: dayOfRecord,
        postings: [
          { account: accounts.goodwill, minor },
          { account: accounts.customerCredit, minor: -minor },
        ],
      };
    }
    case 'billing-account.invoice-written-off':
    case 'billing-account.invoice-reinstated': {
      const { invoiceId, on, minor } = event.data;
      const isGone = event.type === 'billing-account.invoice-written-off';
      return {
        kind: isGone ? 'write-off' : 'reinstatement',
        on,
        invoiceId,
        postings: [
          { account: accounts.badDebts, minor: isGone ? minor : -minor },
          { account: accounts.receivable, minor: isGone ? -minor : minor },
        ],
      };
    }
    case 'billing-account.payment-refunded': {
      const { paymentId, minor, fromCredit, owed, reopened } = event.data;
      return {
        kind: 'refund-allocation',
        on: dayOfRecord,
        paymentId,
        postings: [
          { account: accounts.receivable, minor: reopened.reduce((sum, open) => sum + open.minor, 0) },
          { account: accounts.customerCredit, minor: fromCredit + owed },
          { account: accounts.unallocated, minor: -minor },
        ],
      };
    }
    case 'billing-account.refund-returned': {
      const { paymentId, minor, credited, restored } = event.data;
      return {
        kind: 'refund-allocation',
        on: dayOfRecord,
        paymentId,
        postings: [
          { account: accounts.unallocated, minor },
          { account: accounts.receivable, minor: -restored.reduce((sum, part) => sum + part.minor, 0) },
          { account: accounts.customerCredit, minor: -credited },
        ],
      };
    }
  }
}

function movedByPayment(
  event: PaymentReceived | PaymentAllocated | PaymentRefunded | PaymentRefundFailed,
  before: Payment | undefined,
  dayOfRecord: Day,
): Entry {
  switch (event.type) {
    case 'payment.received': {
      const { money, receivedOn, receivedAt, subscriberId } = event.data;
      return {
        kind: 'payment',
        on: receivedOn ?? receivedAt.slice(0, 10),
        currency: money.currency,
        ...(subscriberId === undefined ? {} : { subscriberId }),
        postings: [
          { account: accounts.cash(tillOf(event.data)), minor: money.minor },
          { account: accounts.unallocated, minor: -money.minor },
        ],
      };
    }
    case 'payment.allocated': {
      const { subscriberId, allocations, credited } = event.data;
      const settled = allocations.reduce((sum, { minor }) => sum + minor, 0);
      return {
        kind: 'allocation',
        on: before?.receivedOn ?? dayOfRecord,
        currency: currencyOf(before),
        subscriberId,
        postings: [
          { account: accounts.unallocated, minor: settled + credited },
          { account: accounts.receivable, minor: -settled },
          { account: accounts.customerCredit, minor: -credited },
        ],
      };
    }
    case 'payment.refunded':
    case 'payment.refund-failed': {
      const { total } = event.data;
      const minor = total.minor - (before?.refunded ?? 0);
      const subscriberId = before?.subscriberId;
      return {
        kind: 'refund',
        on: dayOfRecord,
        currency: total.currency,
        ...(subscriberId === undefined ? {} : { subscriberId }),
        postings: [
          { account: accounts.unallocated, minor },
          { account: accounts.refunds(tillOf(before ?? event.data)), minor: -minor },
        ],
      };
    }
  }
}

/** Staff's money lies where its method puts it, a provider's with the provider. */
function tillOf({
  provider,
  method,
}: {
  readonly provider: string;
  readonly method?: string;
}): accounts.Till {
  return provider === 'manual' && method !== undefined ? method : provider;
}

function currencyOf(payment: Payment | undefined): CurrencyCode {
  if (payment?.money === undefined) throw new Error('a payment was counted before it was received');
  return payment.money.currency;
}
