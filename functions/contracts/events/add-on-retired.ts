import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** The add-on is not sold any more; services that have it keep it. */
export const addOnRetired = defineEvent('add-on.retired', z.strictObject({}));
export type AddOnRetired = EventOf<typeof addOnRetired>;
