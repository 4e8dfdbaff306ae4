import { paymentPromise } from '../dunning.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** What is overdue is promised until a day, and no step is taken before that day is over. */
export const dunningPaymentPromised = defineEvent(
  'dunning.payment-promised',
  paymentPromise.extend({ subscriberId: id }),
);
export type DunningPaymentPromised = EventOf<typeof dunningPaymentPromised>;
