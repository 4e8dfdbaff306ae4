import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** Staff let the steps go on before the day. */
export const dunningHoldLifted = defineEvent('dunning.hold-lifted', z.strictObject({ subscriberId: id }));
export type DunningHoldLifted = EventOf<typeof dunningHoldLifted>;
