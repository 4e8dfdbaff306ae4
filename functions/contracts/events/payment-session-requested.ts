import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { paymentProviderName } from '../payment-provider.ts';
import { id, money } from '../scalars.ts';

/** A hosted payment page was asked for. Written before the provider is, so that a crash leaves a trace of the call. */
export const paymentSessionRequested = defineEvent(
  'payment-session.requested',
  z.strictObject({
    subscriberId: id,
    invoiceId: id.optional(),
    provider: paymentProviderName,
    /** Left out of a page on which a method is saved and nothing is paid. */
    money: money.optional(),
    savesMethod: z.literal(true).optional(),
    returnUrl: z.string(),
  }),
);
export type PaymentSessionRequested = EventOf<typeof paymentSessionRequested>;
