import type { BillingAccountBilled } from '../../contracts/events/billing-account-billed.ts';
import type { BillingAccountCreditApplied } from '../../contracts/events/billing-account-credit-applied.ts';
import type { BillingAccountCreditGranted } from '../../contracts/events/billing-account-credit-granted.ts';
import type { BillingAccountInvoiceReinstated } from '../../contracts/events/billing-account-invoice-reinstated.ts';
import type { BillingAccountInvoiceVoided } from '../../contracts/events/billing-account-invoice-voided.ts';
import type { BillingAccountInvoiceWrittenOff } from '../../contracts/events/billing-account-invoice-written-off.ts';
import type { BillingAccountInvoiced } from '../../contracts/events/billing-account-invoiced.ts';
import type { BillingAccountLineAdjusted } from '../../contracts/events/billing-account-line-adjusted.ts';
import type { BillingAccountOpened } from '../../contracts/events/billing-account-opened.ts';
import type { BillingAccountPaymentReceived } from '../../contracts/events/billing-account-payment-received.ts';
import type { BillingAccountPaymentRefunded } from '../../contracts/events/billing-account-payment-refunded.ts';
import type { BillingAccountRefundReturned } from '../../contracts/events/billing-account-refund-returned.ts';
import type { CurrencyCode, Day, Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { type Ledger, pruned, withEntries, withoutInvoice } from './ledger.ts';

export type BillingAccountEvent =
  | BillingAccountOpened
  | BillingAccountBilled
  | BillingAccountInvoiced
  | BillingAccountCreditApplied
  | BillingAccountCreditGranted
  | BillingAccountPaymentReceived
  | BillingAccountPaymentRefunded
  | BillingAccountRefundReturned
  | BillingAccountInvoiceVoided
  | BillingAccountInvoiceWrittenOff
  | BillingAccountInvoiceReinstated
  | BillingAccountLineAdjusted;

export interface OpenInvoice {
  readonly invoiceId: string;
  readonly number: string;
  readonly issuedOn: Day;
  readonly dueOn: Day;
  /** What is left to pay. */
  readonly due: number;
}

/** A subscriber's money: what was charged for which days, what is open, and what stands to the subscriber's credit. */
export interface BillingAccount {
  readonly subscriberId: string;
  readonly currency: CurrencyCode;
  /** The last day up to which everything is charged. */
  readonly billedOn?: Day;
  readonly nextBillingOn?: Day;
  /** When that day begins in the subscriber's zone; of an account that was billed before this was kept, unknown. */
  readonly nextBillingAt?: Instant;
  /** Open credit; negative when more was refunded than was open. */
  readonly credit: number;
  /** In the order of their issue. */
  readonly openInvoices: readonly OpenInvoice[];
  /** What of invoices is not expected any more, as `due`, in the order of their issue. Left out while there is none. */
  readonly writtenOff?: readonly OpenInvoice[];
  readonly ledger: Ledger;
  /**
   * The services that were charged for, or looked at for it: each activation, end and change of payer has them looked at
   * anew. Unknown of an account that was billed before this was kept.
   */
  readonly services?: readonly string[];
  /** What the last billing run issued, so that a run that is cut off and goes on can name all of its invoices. */
  readonly lastRun?: {
    readonly runId: string;
    readonly invoices: readonly {
      readonly invoiceId: string;
      readonly number: string;
      readonly total: number;
      readonly due: number;
    }[];
  };
}

/** There is one account per subscriber, so its id follows from the subscriber's. */
export function accountIdOf(subscriberId: string): string {
  return `acc_${subscriberId.slice(subscriberId.indexOf('_') + 1)}`;
}

/** Whose account it is. */
export function subscriberIdOf(accountId: string): string {
  return `sub_${accountId.slice(accountId.indexOf('_') + 1)}`;
}

function settle(open: readonly OpenInvoice[], invoiceId: string, minor: number): readonly OpenInvoice[] {
  return open
    .map((invoice) => (invoice.invoiceId === invoiceId ? { ...invoice, due: invoice.due - minor } : invoice))
    .filter(({ due }) => due > 0);
}

function reopen(
  open: readonly OpenInvoice[],
  { minor, ...invoice }: Omit<OpenInvoice, 'due'> & { readonly minor: number },
): readonly OpenInvoice[] {
  const present = open.find(({ invoiceId }) => invoiceId === invoice.invoiceId);
  return [
    ...open.filter((other) => other !== present),
    { ...invoice, due: (present?.due ?? 0) + minor },
  ].toSorted((a, b) => (a.invoiceId < b.invoiceId ? -1 : 1));
}

/** Moves an amount of an invoice from what is expected to what is not, or back. */
function moved(
  from: readonly OpenInvoice[],
  to: readonly OpenInvoice[],
  { invoiceId, minor }: { readonly invoiceId: string; readonly minor: number },
): { readonly from: readonly OpenInvoice[]; readonly to: readonly OpenInvoice[] } {
  const invoice = from.find((other) => other.invoiceId === invoiceId);
  if (invoice === undefined) throw new Error(`the account does not know that ${invoiceId} is open`);
  const { due: _, ...rest } = invoice;
  return { from: settle(from, invoiceId, minor), to: reopen(to, { ...rest, minor }) };
}

function billed(
  account: BillingAccount,
  { on, nextBillingOn, nextBillingAt, services, entries }: BillingAccountBilled['data'],
): BillingAccount {
  const { nextBillingOn: _, nextBillingAt: __, ...rest } = account;
  const owed = [...account.openInvoices, ...(account.writtenOff ?? [])];
  const open = new Set(owed.map(({ invoiceId }) => invoiceId));
  return {
    ...rest,
    billedOn: on,
    ...(nextBillingOn === undefined ? {} : { nextBillingOn }),
    ...(nextBillingAt === undefined ? {} : { nextBillingAt }),
    ...(services === undefined ? {} : { services }),
    // Pruned before the new charges come in, so that none of these can be forgotten with the invoice still to be opened.
    ledger: withEntries(pruned(account.ledger, on, open), entries),
  };
}

function invoiced(account: BillingAccount, data: BillingAccountInvoiced['data']): BillingAccount {
  const { invoiceId, number, issuedOn, dueOn, total, creditApplied, due, runId } = data;
  const opened = { invoiceId, number, issuedOn, dueOn, due };
  const { lastRun } = account;
  const before = lastRun?.runId === runId ? (lastRun?.invoices ?? []) : [];
  return {
    ...account,
    credit: account.credit + Math.max(0, -total) - creditApplied,
    openInvoices: due === 0 ? account.openInvoices : [...account.openInvoices, opened],
    ...(runId === undefined
      ? {}
      : { lastRun: { runId, invoices: [...before, { invoiceId, number, total, due }] } }),
  };
}

export const billingAccountAggregate: Aggregate<BillingAccount, BillingAccountEvent> = {
  type: 'billing-account',
  evolve(account, event) {
    if (event.type === 'billing-account.opened') {
      return { ...event.data, credit: 0, openInvoices: [], ledger: {} };
    }
    if (account === undefined) throw new Error(`${event.type} on a billing account that is not open`);
    switch (event.type) {
      case 'billing-account.billed':
        return billed(account, event.data);
      case 'billing-account.invoiced':
        return invoiced(account, event.data);
      case 'billing-account.credit-applied':
        return {
          ...account,
          credit: account.credit - event.data.minor,
          openInvoices: settle(account.openInvoices, event.data.invoiceId, event.data.minor),
        };
      case 'billing-account.credit-granted':
        return { ...account, credit: account.credit + event.data.minor };
      case 'billing-account.payment-received':
        return {
          ...account,
          credit: account.credit + event.data.credited,
          openInvoices: event.data.allocations.reduce(
            (open, { invoiceId, minor }) => settle(open, invoiceId, minor),
            account.openInvoices,
          ),
        };
      case 'billing-account.payment-refunded':
        return {
          ...account,
          credit: account.credit - event.data.fromCredit - event.data.owed,
          openInvoices: event.data.reopened.reduce(reopen, account.openInvoices),
        };
      case 'billing-account.refund-returned':
        return {
          ...account,
          credit: account.credit + event.data.credited,
          openInvoices: event.data.restored.reduce(
            (open, { invoiceId, minor }) => settle(open, invoiceId, minor),
            account.openInvoices,
          ),
        };
      case 'billing-account.invoice-voided': {
        const { nextBillingAt: _, ...rest } = account;
        return {
          ...rest,
          credit: account.credit + event.data.released,
          openInvoices: account.openInvoices.filter(({ invoiceId }) => invoiceId !== event.data.invoiceId),
          nextBillingOn: event.data.on,
          ledger: withoutInvoice(account.ledger, event.data.invoiceId, event.data.restored),
        };
      }
      case 'billing-account.invoice-written-off': {
        const { from, to } = moved(account.openInvoices, account.writtenOff ?? [], event.data);
        return { ...account, openInvoices: from, writtenOff: to };
      }
      case 'billing-account.invoice-reinstated': {
        const { from, to } = moved(account.writtenOff ?? [], account.openInvoices, event.data);
        return { ...account, openInvoices: to, writtenOff: from };
      }
      case 'billing-account.line-adjusted': {
        const { serviceId, slotId, credit } = event.data;
        return {
          ...account,
          ledger: withEntries(account.ledger, [{ serviceId, slotId, charges: [], credits: [credit] }]),
        };
      }
    }
  },
  links: ({ subscriberId, nextBillingOn, nextBillingAt = nextBillingOn }) => ({
    owner: subscriberId,
    ...(nextBillingAt === undefined ? {} : { dueOn: nextBillingAt }),
  }),
};
