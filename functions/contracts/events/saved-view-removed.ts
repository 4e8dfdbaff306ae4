import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';

/** Nobody sees it any more. */
export const savedViewRemoved = defineEvent('saved-view.removed', z.strictObject({}));
export type SavedViewRemoved = EventOf<typeof savedViewRemoved>;
