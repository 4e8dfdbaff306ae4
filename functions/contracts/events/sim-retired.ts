import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** A SIM will never be used again: lost, broken or worn out. Its number is free for another. */
export const simRetired = defineEvent(
  'sim.retired',
  z.strictObject({ reason: z.string().trim().min(1).max(500).optional() }),
);
export type SimRetired = EventOf<typeof simRetired>;
