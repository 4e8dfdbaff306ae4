import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The network keeps the SIM out until it is resumed. */
export const simSuspended = defineEvent('sim.suspended', z.strictObject({}));
export type SimSuspended = EventOf<typeof simSuspended>;
