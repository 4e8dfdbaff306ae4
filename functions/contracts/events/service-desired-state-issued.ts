import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { desiredState } from '../network-state.ts';
import { id } from '../scalars.ts';

/** The network must now hold this state. */
export const serviceDesiredStateIssued = defineEvent(
  'service.desired-state-issued',
  z.strictObject({
    orderId: id,
    /** `compensation` undoes what the order may have done. */
    purpose: z.enum(['order', 'compensation']),
    desired: desiredState,
  }),
);
export type ServiceDesiredStateIssued = EventOf<typeof serviceDesiredStateIssued>;
