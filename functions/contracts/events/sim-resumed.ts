import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The network lets the SIM in again. */
export const simResumed = defineEvent('sim.resumed', z.strictObject({}));
export type SimResumed = EventOf<typeof simResumed>;
