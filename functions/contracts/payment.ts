import * as z from 'zod';

export const paymentMethod = z
  .enum(['cash', 'cheque', 'bank-transfer', 'provider'])
  .meta({ id: 'PaymentMethod' });
export type PaymentMethod = z.infer<typeof paymentMethod>;

/** What the payer said the money is for, as it came: it may name nothing that exists. */
export const paymentReference = z.strictObject({
  invoiceId: z.string().max(200).optional(),
  subscriberId: z.string().max(200).optional(),
});
export type PaymentReference = z.infer<typeof paymentReference>;

/**
 * `received`: counted for a subscriber. `unmatched`: nobody knows for whom, people must look. `failed`: nothing came.
 * `awaiting-charge`: a refund came before the payment that it belongs to. `held`: an entry of a statement looks like one that
 * is counted already, people must say whether it is; or its provider announced it and has not confirmed it yet. `dropped`: it
 * is, or was never made.
 */
export const paymentState = z
  .enum([
    'received',
    'unmatched',
    'failed',
    'partially-refunded',
    'refunded',
    'awaiting-charge',
    'held',
    'dropped',
  ])
  .meta({ id: 'PaymentState' });
export type PaymentState = z.infer<typeof paymentState>;
