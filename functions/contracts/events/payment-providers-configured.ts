import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { paymentProviderName, paymentProviderSettings } from '../payment-provider.ts';

/** The provider takes payments with these settings from now on. Of its secrets only the names are told. */
export const paymentProvidersConfigured = defineEvent(
  'payment-providers.configured',
  z.strictObject({
    provider: paymentProviderName,
    settings: paymentProviderSettings,
    secretNames: z.array(z.string()),
    /** Of what the provider is to be told by its API, where it is. */
    registrationKey: z.string().optional(),
  }),
);
export type PaymentProvidersConfigured = EventOf<typeof paymentProvidersConfigured>;
