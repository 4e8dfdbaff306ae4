import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { paymentProviderName } from '../payment-provider.ts';

/** The provider is unknown here from now on; its secrets are forgotten. */
export const paymentProvidersRemoved = defineEvent(
  'payment-providers.removed',
  z.strictObject({ provider: paymentProviderName }),
);
export type PaymentProvidersRemoved = EventOf<typeof paymentProvidersRemoved>;
