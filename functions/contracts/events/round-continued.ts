import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** A round that takes long goes on in a fresh execution, because each has only so many events. */
export const roundContinued = defineEvent('round.continued', z.strictObject({ run: z.int().min(2) }));
export type RoundContinued = EventOf<typeof roundContinued>;
