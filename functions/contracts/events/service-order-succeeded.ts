import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { observedState } from '../network-state.ts';

/** The order did what it said. `observed` is the proof; it is left out when nothing was on the network. */
export const serviceOrderSucceeded = defineEvent(
  'service-order.succeeded',
  z.strictObject({
    observed: observedState.optional(),
  }),
);
export type ServiceOrderSucceeded = EventOf<typeof serviceOrderSucceeded>;
