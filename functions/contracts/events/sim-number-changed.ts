import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { msisdn } from '../sim.ts';

/** A SIM got another number, or lost the one that it had. */
export const simNumberChanged = defineEvent(
  'sim.number-changed',
  z.strictObject({ msisdn: msisdn.nullable() }),
);
export type SimNumberChanged = EventOf<typeof simNumberChanged>;
