import * as z from 'zod';
import { actor, instant } from './scalars.ts';

/** What staff write down about a lead or a subscriber, as free text. */
export const noteText = z.string().trim().min(1).max(1000);

/** A note as kept: notes are only ever added. */
export const note = z.strictObject({ text: noteText, author: actor, at: instant }).meta({ id: 'Note' });
export type Note = z.infer<typeof note>;
