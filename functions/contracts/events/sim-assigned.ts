import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** A SIM was set aside for a service. */
export const simAssigned = defineEvent('sim.assigned', z.strictObject({ serviceId: id }));
export type SimAssigned = EventOf<typeof simAssigned>;
