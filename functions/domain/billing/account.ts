import type { BillingAccountBilled } from '../../contracts/events/billing-account-billed.ts';
import type { BillingAccountCreditApplied } from '../../contracts/events/billing-account-credit-applied.ts';
import type { BillingAccountCreditGranted } from '../../contracts/events/billing-account-credit-granted.ts';
import type { BillingAccountInvoiceVoided } from '../../contracts/events/billing-account-invoice-voided.ts';
import type { BillingAccountInvoiced } from '../../contracts/events/billing-account-invoiced.ts';
import type { BillingAccountLineAdjusted } from '../../contracts/events/billing-account-line-adjusted.ts';
import type { BillingAccountOpened } from '../../contracts/events/billing-account-opened.ts';
import type { BillingAccountPaymentReceived } from '../../contracts/events/billing-account-payment-received.ts';
import type { BillingAccountPaymentRefunded } from '../../contracts/events/billing-account-payment-refunded.ts';
import type { CurrencyCode, Day } from '../../contracts/scalars.ts';
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
  | BillingAccountInvoiceVoided
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
  /** Open credit; negative when more was refunded than was open. */
  readonly credit: number;
  /** In the order of their issue. */
  readonly openInvoices: readonly OpenInvoice[];
  readonly ledger: Ledger;
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

function settle(open: readonly OpenInvoice[], invoiceId: string, minor: number): readonly OpenInvoice[] {
  return open
    .map((invoice) => (invoice.invoiceId === invoiceId ? { ...invoice, due: invoice.due - minor } : invoice))
    .filter(({ due }) => due > 0);
}

function reopen(
  open: readonly OpenInvoice[],
  { minor, ...invoice }: BillingAccountPaymentRefunded['data']['reopened'][number],
): readonly OpenInvoice[] {
  const present = open.find(({ invoiceId }) => invoiceId === invoice.invoiceId);
  return [
    ...open.filter((other) => other !== present),
    { ...invoice, due: (present?.due ?? 0) + minor },
  ].toSorted((a, b) => (a.invoiceId < b.invoiceId ? -1 : 1));
}

function billed(account: BillingAccount, { on, nextBillingOn, entries }: BillingAccountBilled['data']) {
  const { nextBillingOn: _, ...rest } = account;
  const open = new Set(account.openInvoices.map(({ invoiceId }) => invoiceId));
  return {
    ...rest,
    billedOn: on,
    ...(nextBillingOn === undefined ? {} : { nextBillingOn }),
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
      case 'billing-account.invoice-voided':
        return {
          ...account,
          credit: account.credit + event.data.released,
          openInvoices: account.openInvoices.filter(({ invoiceId }) => invoiceId !== event.data.invoiceId),
          nextBillingOn: event.data.on,
          ledger: withoutInvoice(account.ledger, event.data.invoiceId, event.data.restored),
        };
      case 'billing-account.line-adjusted': {
        const { serviceId, slotId, credit } = event.data;
        return {
          ...account,
          ledger: withEntries(account.ledger, [{ serviceId, slotId, charges: [], credits: [credit] }]),
        };
      }
    }
  },
  links: ({ subscriberId, nextBillingOn }) => ({
    owner: subscriberId,
    ...(nextBillingOn === undefined ? {} : { dueOn: nextBillingOn }),
  }),
};
