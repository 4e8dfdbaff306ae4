import * as z from 'zod';

/** Name of a payment provider: that of its file, such as `stripe`. */
export const paymentProviderName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be the name of a payment provider such as stripe');

/** What is set for a provider and may be read again. Which fields there are is the provider's own matter. */
export const paymentProviderSettings = z.record(
  z.string().max(60),
  z.union([z.string().max(500), z.number(), z.boolean()]),
);
export type PaymentProviderSettings = z.infer<typeof paymentProviderSettings>;

/** What a provider answered when it was told where to send its messages. */
export const providerRegistration = z.strictObject({
  outcome: z.enum(['registered', 'registered-before']).meta({
    description: '`registered-before`: it had addresses already, and does not say whether they are these.',
  }),
  answer: z.string().meta({ description: 'In its own words.' }),
});
export type ProviderRegistration = z.infer<typeof providerRegistration>;
