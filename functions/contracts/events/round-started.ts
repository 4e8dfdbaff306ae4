import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** It is done for those whom the survey found, and for nobody else. */
export const roundStarted = defineEvent('round.started', z.strictObject({ run: z.int().min(2) }));
export type RoundStarted = EventOf<typeof roundStarted>;
