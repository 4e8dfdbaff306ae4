import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { observedState } from '../network-state.ts';

/** The network was seen not to hold the revision, or could not be reached. */
export const serviceStateDiverged = defineEvent(
  'service.state-diverged',
  z.strictObject({
    status: z.enum(['drifted', 'unreachable']),
    observed: observedState,
  }),
);
export type ServiceStateDiverged = EventOf<typeof serviceStateDiverged>;
