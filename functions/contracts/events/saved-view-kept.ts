import { defineEvent, type EventOf } from '../event.ts';
import { savedViewKept as data } from '../saved-view.ts';

/** Somebody wants to come back to what was on the screen; or the same name leads elsewhere from now on. */
export const savedViewKept = defineEvent('saved-view.kept', data);
export type SavedViewKept = EventOf<typeof savedViewKept>;
