import { autopayPolicySet as data } from '../collection.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** When invoices are charged to saved methods; it holds for charges that are scheduled from then on. */
export const autopayPolicySet = defineEvent('autopay-policy.set', data);
export type AutopayPolicySet = EventOf<typeof autopayPolicySet>;
