import { datedDunning } from '../dunning.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** Who does not pay is dealt with by these rules from a day on. */
export const dunningPolicySet = defineEvent('dunning-policy.set', datedDunning);
export type DunningPolicySet = EventOf<typeof dunningPolicySet>;
