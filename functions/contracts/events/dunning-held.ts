import { dunningHold } from '../dunning.ts';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** Staff stopped all steps for a subscriber until a day. */
export const dunningHeld = defineEvent('dunning.held', dunningHold.extend({ subscriberId: id }));
export type DunningHeld = EventOf<typeof dunningHeld>;
