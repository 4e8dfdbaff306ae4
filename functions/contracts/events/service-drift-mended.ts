import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { observedState } from '../network-state.ts';

/** Something had been changed on the network by hand and was overwritten; `observed.differences` tells what was found. */
export const serviceDriftMended = defineEvent(
  'service.drift-mended',
  z.strictObject({
    observed: observedState,
  }),
);
export type ServiceDriftMended = EventOf<typeof serviceDriftMended>;
