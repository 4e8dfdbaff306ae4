import type { InvoiceAdjusted } from '../../contracts/events/invoice-adjusted.ts';
import type { InvoiceCreditApplied } from '../../contracts/events/invoice-credit-applied.ts';
import type { InvoiceIssued } from '../../contracts/events/invoice-issued.ts';
import type { InvoicePaid } from '../../contracts/events/invoice-paid.ts';
import type { InvoicePaymentApplied } from '../../contracts/events/invoice-payment-applied.ts';
import type { InvoicePaymentRestored } from '../../contracts/events/invoice-payment-restored.ts';
import type { InvoicePaymentReversed } from '../../contracts/events/invoice-payment-reversed.ts';
import type { InvoiceReinstated } from '../../contracts/events/invoice-reinstated.ts';
import type { InvoiceVoided } from '../../contracts/events/invoice-voided.ts';
import type { InvoiceWrittenOff } from '../../contracts/events/invoice-written-off.ts';
import type { InvoiceState } from '../../contracts/invoice.ts';
import type { Day, Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';

export type InvoiceEvent =
  | InvoiceIssued
  | InvoiceCreditApplied
  | InvoicePaymentApplied
  | InvoicePaymentRestored
  | InvoicePaymentReversed
  | InvoicePaid
  | InvoiceAdjusted
  | InvoiceVoided
  | InvoiceWrittenOff
  | InvoiceReinstated;

/** An invoice as issued, and what became of it. */
export interface Invoice extends Omit<InvoiceIssued['data'], 'due' | 'creditApplied'> {
  readonly state: InvoiceState;
  readonly issuedAt: Instant;
  /** What was due at issue, after open credit. */
  readonly dueAtIssue: number;
  /** Credit that settled it, at issue or later. */
  readonly creditApplied: number;
  /** What each payment settled. */
  readonly payments: readonly { readonly paymentId: string; readonly minor: number }[];
  /** What is left to pay and expected to come. */
  readonly due: number;
  /** What is left to pay and not expected any more. Left out while nothing ever was written off. */
  readonly writtenOff?: number;
  readonly paidOn?: Day;
  readonly voided?: { readonly on: Day; readonly reason: string };
  /** What credit notes changed on each line, signed. */
  readonly adjustments: readonly {
    readonly creditNoteId: string;
    readonly lineId: string;
    readonly minor: number;
  }[];
}

/** The invoice with the state that follows from what is settled and due of it. */
function standing(invoice: Omit<Invoice, 'state'>): Invoice {
  const { total, due, writtenOff = 0 } = invoice;
  const left = due + writtenOff;
  const state =
    left === 0 ? 'paid' : due === 0 ? 'written-off' : left === total ? 'issued' : 'partially-paid';
  return { ...invoice, state };
}

/** A number as people may write it, without what stands between its letters and digits. */
export const bareNumber = (number: string): string => number.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();

/** Whether it asked for money of which nothing is expected any more: it was paid, credited or written off. */
export function nothingOpen({ document, state, due }: Invoice): boolean {
  return document === 'invoice' && state !== 'void' && due === 0;
}

export const invoiceAggregate: Aggregate<Invoice, InvoiceEvent> = {
  type: 'invoice',
  evolve(invoice, event, at) {
    if (event.type === 'invoice.issued') {
      const { due, creditApplied, ...issued } = event.data;
      return {
        ...issued,
        issuedAt: at,
        dueAtIssue: due,
        due,
        creditApplied,
        payments: [],
        adjustments: [],
        state: due === 0 ? 'paid' : creditApplied > 0 ? 'partially-paid' : 'issued',
      };
    }
    if (invoice === undefined) throw new Error(`${event.type} on an invoice that was not issued`);
    switch (event.type) {
      case 'invoice.credit-applied':
        return standing({
          ...invoice,
          due: invoice.due - event.data.minor,
          creditApplied: invoice.creditApplied + event.data.minor,
        });
      case 'invoice.payment-applied':
        return standing({
          ...invoice,
          due: invoice.due - event.data.minor,
          payments: [...invoice.payments, { ...event.data }],
        });
      case 'invoice.payment-reversed': {
        const { paidOn: _, ...rest } = invoice;
        return standing({
          ...rest,
          due: invoice.due + event.data.minor,
          payments: [...invoice.payments, { paymentId: event.data.paymentId, minor: -event.data.minor }],
        });
      }
      case 'invoice.payment-restored': {
        const { paymentId, minor } = event.data;
        return standing({
          ...invoice,
          due: invoice.due - minor,
          payments: withReversed(invoice.payments, paymentId, minor),
        });
      }
      case 'invoice.paid':
        return { ...invoice, paidOn: event.data.paidOn };
      case 'invoice.adjusted':
        return { ...invoice, adjustments: [...invoice.adjustments, event.data] };
      case 'invoice.written-off':
        return standing({
          ...invoice,
          due: invoice.due - event.data.minor,
          writtenOff: (invoice.writtenOff ?? 0) + event.data.minor,
        });
      case 'invoice.reinstated':
        return standing({
          ...invoice,
          due: invoice.due + event.data.minor,
          writtenOff: (invoice.writtenOff ?? 0) - event.data.minor,
        });
      case 'invoice.voided':
        return {
          ...invoice,
          due: 0,
          state: 'void',
          voided: { on: event.data.voidedOn, reason: event.data.reason },
        };
    }
  },
  links: ({ subscriberId }) => ({ owner: subscriberId }),
};

/** Takes so much away from what was reversed of a payment, the last first. */
function withReversed(payments: Invoice['payments'], paymentId: string, minor: number): Invoice['payments'] {
  let rest = minor;
  return payments
    .toReversed()
    .flatMap((part) => {
      if (part.paymentId !== paymentId || part.minor >= 0 || rest === 0) return [part];
      const taken = Math.min(rest, -part.minor);
      rest -= taken;
      return part.minor + taken === 0 ? [] : [{ ...part, minor: part.minor + taken }];
    })
    .toReversed();
}
