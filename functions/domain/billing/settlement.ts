import type { Allocation } from '../../contracts/invoice.ts';
import type { Day } from '../../contracts/scalars.ts';
import type { BillingAccount, OpenInvoice } from './account.ts';
import type { Invoice, InvoiceEvent } from './invoice.ts';

/** What goes to which open invoice, and what is left over. */
export interface Settlement {
  readonly allocations: readonly Allocation[];
  readonly rest: number;
}

/**
 * How many invoices one amount settles at once. One transaction holds a hundred writes, and an invoice takes three; what
 * is left over is credit, which settles the others next.
 */
const mostAtOnce = 20;

/** Spends an amount on open invoices: the named one first, then the oldest. */
export function settle(amount: number, open: readonly OpenInvoice[], first?: string): Settlement {
  const queue = open.toSorted((a, b) => {
    if ((a.invoiceId === first) !== (b.invoiceId === first)) return a.invoiceId === first ? -1 : 1;
    return a.issuedOn < b.issuedOn ? -1 : a.issuedOn > b.issuedOn ? 1 : 0;
  });
  const allocations: Allocation[] = [];
  let rest = amount;
  for (const { invoiceId, due } of queue.slice(0, mostAtOnce)) {
    const minor = Math.min(rest, due);
    if (minor <= 0) break;
    allocations.push({ invoiceId, minor });
    rest -= minor;
  }
  return { allocations, rest };
}

/** What of a payment goes to an invoice. */
export interface PaidPart extends Allocation {
  /** How much of it had been written off and comes after all. */
  readonly reinstated: number;
}

/**
 * Spends a payment: as the payer said, then on the oldest open ones, then on what had been written off, since a debt that
 * nobody expects any more is a debt all the same. What was said goes to an invoice as far as it is open.
 */
export function settleByPayment(
  amount: number,
  { openInvoices, writtenOff = [] }: Pick<BillingAccount, 'openInvoices' | 'writtenOff'>,
  said: readonly Allocation[] = [],
): { readonly parts: readonly PaidPart[]; readonly rest: number } {
  const parts = new Map<string, PaidPart>();
  let rest = amount;
  const spend = (most: number, from: readonly OpenInvoice[], gone: boolean): number => {
    const left = from.map((invoice) => ({ ...invoice, due: invoice.due - spentOn(invoice, gone) }));
    const isRoom = ({ invoiceId, due }: OpenInvoice) =>
      due > 0 && (parts.has(invoiceId) || parts.size < mostAtOnce);
    const settled = settle(Math.min(rest, most), left.filter(isRoom).slice(0, mostAtOnce));
    let spent = 0;
    for (const { invoiceId, minor } of settled.allocations) {
      const part = parts.get(invoiceId);
      if (part === undefined && parts.size >= mostAtOnce) break;
      const { minor: before = 0, reinstated = 0 } = part ?? {};
      parts.set(invoiceId, {
        invoiceId,
        minor: before + minor,
        reinstated: reinstated + (gone ? minor : 0),
      });
      spent += minor;
    }
    rest -= spent;
    return spent;
  };
  const spentOn = ({ invoiceId }: OpenInvoice, gone: boolean): number => {
    const { minor = 0, reinstated = 0 } = parts.get(invoiceId) ?? {};
    return gone ? reinstated : minor - reinstated;
  };
  for (const { invoiceId, minor } of said) {
    const isNamed = (invoice: OpenInvoice) => invoice.invoiceId === invoiceId;
    const spent = spend(minor, openInvoices.filter(isNamed), false);
    spend(minor - spent, writtenOff.filter(isNamed), true);
  }
  spend(rest, openInvoices, false);
  spend(rest, writtenOff, true);
  return { parts: [...parts.values()], rest };
}

/** What open credit does to an invoice that is not paid yet. */
export function creditEvents(invoice: Invoice, minor: number, on: Day): readonly InvoiceEvent[] {
  return [{ type: 'invoice.credit-applied', data: { minor } }, ...paidEvents(invoice, minor, on)];
}

/** What a payment does to an invoice that is not paid yet. */
export function paymentEvents(
  invoice: Invoice,
  { minor, reinstated }: Omit<PaidPart, 'invoiceId'>,
  paymentId: string,
  on: Day,
): readonly InvoiceEvent[] {
  return [
    ...reinstatedBy(reinstated, on),
    { type: 'invoice.payment-applied', data: { paymentId, minor } },
    ...paidEvents(invoice, minor, on),
  ];
}

/** What comes back of a refund that had opened an invoice again. */
export function restoredEvents(
  invoice: Invoice,
  { minor, reinstated }: Omit<PaidPart, 'invoiceId'>,
  paymentId: string,
  on: Day,
): readonly InvoiceEvent[] {
  return [
    ...reinstatedBy(reinstated, on),
    { type: 'invoice.payment-restored', data: { paymentId, minor } },
    ...paidEvents(invoice, minor, on),
  ];
}

function reinstatedBy(minor: number, on: Day): readonly InvoiceEvent[] {
  return minor === 0 ? [] : [{ type: 'invoice.reinstated', data: { on, minor } }];
}

/** An invoice of which a part is written off is not paid by the rest of it. */
function paidEvents({ due, writtenOff = 0 }: Invoice, minor: number, on: Day): readonly InvoiceEvent[] {
  return minor === due + writtenOff ? [{ type: 'invoice.paid', data: { paidOn: on } }] : [];
}
