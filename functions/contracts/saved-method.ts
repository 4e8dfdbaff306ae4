import * as z from 'zod';
import { paymentProviderName } from './payment-provider.ts';
import { day, id, instant } from './scalars.ts';

export const savedMethodKind = z
  .enum(['card', 'bank-account', 'wallet', 'other'])
  .meta({ id: 'SavedMethodKind' });
export type SavedMethodKind = z.infer<typeof savedMethodKind>;

/** A year and a month; the method may be charged until that month is over. */
export const yearMonth = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a year and a month such as 2027-04')
  .meta({ example: '2027-04' });

/** What a provider says of a method that it keeps: never its number. */
export const methodAtProvider = z.strictObject({
  provider: paymentProviderName,
  /** Under which the provider charges it; of no use without the provider’s own key. */
  token: z.string().min(1).max(500),
  /** The payer at the provider, where the provider keeps methods by payer. */
  customer: z.string().min(1).max(500).optional(),
  kind: savedMethodKind,
  /** What the payer knows it by, such as `visa •••• 4242`. */
  label: z.string().min(1).max(100),
  expires: yearMonth.optional(),
});
export type MethodAtProvider = z.infer<typeof methodAtProvider>;

/** A method of a subscriber that may be charged without the subscriber being there. */
export const savedMethod = methodAtProvider.extend({
  methodId: id,
  savedAt: instant,
  /** The last day on which its end was announced. */
  announcedOn: day.optional(),
});
export type SavedMethod = z.infer<typeof savedMethod>;
