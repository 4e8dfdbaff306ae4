import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { paymentProviderName, providerRegistration } from '../payment-provider.ts';
import { instant } from '../scalars.ts';

/** The provider was told by its API where to send its messages, and what it answered. */
export const paymentProvidersRegistered = defineEvent(
  'payment-providers.registered',
  providerRegistration.extend({
    provider: paymentProviderName,
    /** Of what it was told: told something else, it is not told any more. */
    key: z.string(),
    at: instant,
  }),
);
export type PaymentProvidersRegistered = EventOf<typeof paymentProvidersRegistered>;
