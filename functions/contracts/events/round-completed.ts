import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** It was done for everybody who was found, or could not be. */
export const roundCompleted = defineEvent('round.completed', z.strictObject({}));
export type RoundCompleted = EventOf<typeof roundCompleted>;
