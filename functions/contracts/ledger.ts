import * as z from 'zod';
import { currencyCode, day, id, instant } from './scalars.ts';

/** What moves money or a claim to money: each of these is one balanced entry of the ledger, and nothing else is. */
export const ledgerEventTypes = [
  'billing-account.credit-applied',
  'billing-account.credit-granted',
  'billing-account.invoice-reinstated',
  'billing-account.invoice-written-off',
  'billing-account.payment-refunded',
  'billing-account.refund-returned',
  'invoice.issued',
  'invoice.voided',
  'payment.allocated',
  'payment.received',
  'payment.refund-failed',
  'payment.refunded',
] as const;
export type LedgerEventType = (typeof ledgerEventTypes)[number];

/** The sides of the accounting equation. Assets and expenses rise by debits, the others by credits. */
export const accountClass = z
  .enum(['asset', 'liability', 'income', 'expense'])
  .meta({ id: 'LedgerAccountClass' });
export type AccountClass = z.infer<typeof accountClass>;

/** A calendar month, `2026-03`. */
export const month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-03')
  .meta({ id: 'Month', example: '2026-03' });
export type Month = z.infer<typeof month>;

/** What an entry stands for. */
export const entryKind = z
  .enum([
    'invoice',
    'credit-note',
    'void',
    'credit-applied',
    'goodwill',
    'write-off',
    'reinstatement',
    'payment',
    'allocation',
    'refund',
    'refund-allocation',
  ])
  .meta({ id: 'LedgerEntryKind' });
export type EntryKind = z.infer<typeof entryKind>;

/** Name of an account; functions/domain/ledger/README.md has the chart. */
export const accountName = z
  .string()
  .min(1)
  .max(300)
  .meta({ id: 'LedgerAccountName', example: 'tax:VAT 19' });

/** One side of an entry on one account, in minor units: positive is a debit, negative a credit. */
export const posting = z.strictObject({
  account: accountName,
  minor: z.int(),
  /** Of income: in which month's service days it is earned. Sums to the amount, credits positive. */
  earned: z.record(month, z.int()).optional(),
});
export type Posting = z.infer<typeof posting>;

/** A balanced entry. It has the id of the event that it follows from. */
export const journalEntry = z.strictObject({
  entryId: id,
  kind: entryKind,
  /** The day on which it counts: that of its document. */
  on: day,
  at: instant,
  currency: currencyCode,
  subscriberId: id.optional(),
  invoiceId: id.optional(),
  /** Of the document. */
  number: z.string().optional(),
  paymentId: id.optional(),
  postings: z.array(posting).min(1),
});
export type JournalEntry = z.infer<typeof journalEntry>;
