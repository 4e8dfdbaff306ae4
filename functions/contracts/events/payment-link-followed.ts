import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { paymentProviderName } from '../payment-provider.ts';

/** Whoever has the link went on to the page of a provider. */
export const paymentLinkFollowed = defineEvent(
  'payment-link.followed',
  z.strictObject({ provider: paymentProviderName }),
);
export type PaymentLinkFollowed = EventOf<typeof paymentLinkFollowed>;
