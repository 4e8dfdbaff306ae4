import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** A retired add-on is sold again. */
export const addOnReinstated = defineEvent('add-on.reinstated', z.strictObject({}));
export type AddOnReinstated = EventOf<typeof addOnReinstated>;
