import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { outliving } from '../network-state.ts';

/** A service that may not be online could not be taken off the network, though it was tried again and again. */
export const serviceSessionOutlived = defineEvent(
  'service.session-outlived',
  z.strictObject({ ...outliving.shape, words: z.string() }),
);
export type ServiceSessionOutlived = EventOf<typeof serviceSessionOutlived>;
