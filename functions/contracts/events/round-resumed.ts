import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** It goes on where it stood. */
export const roundResumed = defineEvent('round.resumed', z.strictObject({ run: z.int().min(2) }));
export type RoundResumed = EventOf<typeof roundResumed>;
