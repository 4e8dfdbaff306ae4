import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { observedState } from '../network-state.ts';

/** A site answered the order without proving it, or answered its roll-back. The proof of an order stands in its success. */
export const serviceOrderObserved = defineEvent(
  'service-order.observed',
  z.strictObject({
    observed: observedState,
  }),
);
export type ServiceOrderObserved = EventOf<typeof serviceOrderObserved>;
