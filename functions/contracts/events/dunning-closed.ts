import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { id } from '../scalars.ts';

/** Nothing is open any more. */
export const dunningClosed = defineEvent('dunning.closed', z.strictObject({ subscriberId: id }));
export type DunningClosed = EventOf<typeof dunningClosed>;
