import type { Day } from '../../contracts/scalars.ts';
import { done, type Result, refuse } from '../result.ts';
import type { BillingAccountEvent } from './account.ts';
import type { Invoice, InvoiceEvent } from './invoice.ts';

export interface WriteOff {
  readonly invoiceEvents: readonly InvoiceEvent[];
  readonly accountEvents: readonly BillingAccountEvent[];
}

export interface WriteOffWish {
  /** In minor units of the invoice's currency; all of it when left out. */
  readonly minor: number | undefined;
  readonly reason: string;
}

/**
 * Expects what is due on an invoice, or a part of it, no more. The debt stays a debt: a payment that is left over when
 * nothing else is open goes to it, see `settleByPayment`.
 */
export function writeOff(
  invoiceId: string,
  { due }: Pick<Invoice, 'due'>,
  { minor = due, reason }: WriteOffWish,
  on: Day,
): Result<WriteOff> {
  if (due === 0) return refuse('invoice.nothing-due', 'Nothing is due on this invoice.');
  const bad = refuseAmount(minor, due, 'is due');
  if (bad !== undefined) return bad;
  return done({
    invoiceEvents: [{ type: 'invoice.written-off', data: { on, minor, reason } }],
    accountEvents: [{ type: 'billing-account.invoice-written-off', data: { invoiceId, on, minor } }],
  });
}

/** Expects what had been written off, or a part of it, after all. */
export function reinstate(
  invoiceId: string,
  { writtenOff = 0 }: Pick<Invoice, 'writtenOff'>,
  { minor = writtenOff, reason }: WriteOffWish,
  on: Day,
): Result<WriteOff> {
  if (writtenOff === 0) {
    return refuse('invoice.nothing-written-off', 'Nothing of this invoice is written off.');
  }
  const bad = refuseAmount(minor, writtenOff, 'is written off');
  if (bad !== undefined) return bad;
  return done({
    invoiceEvents: [{ type: 'invoice.reinstated', data: { on, minor, reason } }],
    accountEvents: [{ type: 'billing-account.invoice-reinstated', data: { invoiceId, on, minor } }],
  });
}

function refuseAmount(minor: number, most: number, words: string) {
  if (minor <= 0)
    return refuse('write-off.not-positive', 'The amount must be more than zero.', '/amount/amount');
  if (minor > most) {
    return refuse(
      'write-off.too-much',
      `Less than that ${words} on this invoice; name at most that, or leave the amount out for all of it.`,
      '/amount/amount',
    );
  }
  return undefined;
}
