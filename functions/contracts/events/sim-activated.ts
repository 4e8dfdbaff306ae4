import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The network lets the SIM in. */
export const simActivated = defineEvent('sim.activated', z.strictObject({}));
export type SimActivated = EventOf<typeof simActivated>;
