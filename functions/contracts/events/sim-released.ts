import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The service gave the SIM back: it is in the stock again. */
export const simReleased = defineEvent('sim.released', z.strictObject({}));
export type SimReleased = EventOf<typeof simReleased>;
