import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** Nobody else is served. What was done stays. */
export const roundCancelled = defineEvent('round.cancelled', z.strictObject({}));
export type RoundCancelled = EventOf<typeof roundCancelled>;
