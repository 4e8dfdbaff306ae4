import type { Allocation } from '../../contracts/invoice.ts';
import type { Day } from '../../contracts/scalars.ts';
import type { OpenInvoice } from './account.ts';
import type { InvoiceEvent } from './invoice.ts';

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

/** What open credit does to an invoice that is not paid yet. */
export function creditEvents(due: number, minor: number, on: Day): readonly InvoiceEvent[] {
  return [
    { type: 'invoice.credit-applied', data: { minor } },
    ...(minor === due ? [{ type: 'invoice.paid', data: { paidOn: on } } as const] : []),
  ];
}

/** What a payment does to an invoice that is not paid yet. */
export function paymentEvents(
  due: number,
  minor: number,
  paymentId: string,
  on: Day,
): readonly InvoiceEvent[] {
  return [
    { type: 'invoice.payment-applied', data: { paymentId, minor } },
    ...(minor === due ? [{ type: 'invoice.paid', data: { paidOn: on } } as const] : []),
  ];
}
