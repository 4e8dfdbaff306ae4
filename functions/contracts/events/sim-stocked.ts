import { defineEvent, type EventOf } from '../event.ts';
import { simDetails } from '../sim.ts';

/** A SIM came into the stock, with its keys. */
export const simStocked = defineEvent('sim.stocked', simDetails);
export type SimStocked = EventOf<typeof simStocked>;
