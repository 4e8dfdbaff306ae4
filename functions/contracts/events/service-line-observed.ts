import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { observedLine } from '../network-state.ts';

/** An OLT has the service's ONU at this place, under these numbers; without a line it has it no longer. */
export const serviceLineObserved = defineEvent(
  'service.line-observed',
  z.strictObject({ line: observedLine.optional() }),
);
export type ServiceLineObserved = EventOf<typeof serviceLineObserved>;
