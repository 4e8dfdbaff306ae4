import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { desiredState } from '../network-state.ts';

/** Staff want what was found on the network overwritten: the same content goes out under the next revision. */
export const serviceMendRequested = defineEvent(
  'service.mend-requested',
  z.strictObject({
    desired: desiredState,
  }),
);
export type ServiceMendRequested = EventOf<typeof serviceMendRequested>;
