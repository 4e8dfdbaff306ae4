import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** Nobody else is served until it is resumed. */
export const roundPaused = defineEvent('round.paused', z.strictObject({}));
export type RoundPaused = EventOf<typeof roundPaused>;
