import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { observedState } from '../network-state.ts';

/** The network was seen to hold the revision. */
export const serviceStateProven = defineEvent(
  'service.state-proven',
  z.strictObject({
    observed: observedState,
  }),
);
export type ServiceStateProven = EventOf<typeof serviceStateProven>;
