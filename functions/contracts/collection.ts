import * as z from 'zod';
import { methodAtProvider } from './saved-method.ts';
import { day, id, instant, money } from './scalars.ts';

/**
 * `scheduled`: it is charged on its day. `charging`: the provider was asked and its answer is not known yet.
 * `pending`: the provider has taken it on and says later whether the money came. `paid`: the money came. `stopped`: it is
 * charged no more, for the reason that stands with it.
 */
export const collectionState = z
  .enum(['scheduled', 'charging', 'pending', 'paid', 'stopped'])
  .meta({ id: 'CollectionState' });
export type CollectionState = z.infer<typeof collectionState>;

/** `settled`: paid, credited or voided otherwise. `declined`: the provider says never to try this method again. `exhausted`: no day of the calendar is left. */
export const collectionStopReason = z
  .enum(['settled', 'autopay-off', 'no-method', 'declined', 'exhausted'])
  .meta({ id: 'CollectionStopReason' });
export type CollectionStopReason = z.infer<typeof collectionStopReason>;

/** One charge of a saved method. */
export const collectionAttempt = z.strictObject({
  attempt: z.int().min(1),
  methodId: id,
  ...methodAtProvider.pick({ provider: true, token: true, customer: true, label: true }).shape,
  money,
  at: instant,
  outcome: z.enum(['succeeded', 'pending', 'declined']).optional(),
  providerPaymentId: z.string().optional(),
  /** Why it was declined, in the provider’s words. */
  reason: z.string().optional(),
});
export type CollectionAttempt = z.infer<typeof collectionAttempt>;

/** When invoices of a category are charged to the saved method. */
export const autopayRule = z
  .strictObject({
    name: z.string().trim().min(1).max(100).optional(),
    category: z.string().trim().min(1).max(100).optional().meta({
      description: 'Subscribers of this category; a rule without one is for all that no other fits.',
    }),
    chargeOn: z
      .enum(['issue', 'due'])
      .default('due')
      .meta({ description: 'At once when the invoice is issued, or on its due day.' }),
    retryAfterDays: z.array(z.int().min(1).max(60)).max(10).default([3, 5, 7]).meta({
      description:
        'Days between one declined charge and the next; after the last the invoice is left to dunning.',
    }),
  })
  .meta({ id: 'AutopayRule' });
export type AutopayRule = z.infer<typeof autopayRule>;

export const autopayPolicySet = z.strictObject({ rules: z.array(autopayRule).max(100), setOn: day });
