import type { Note } from '../contracts/note.ts';

/**
 * How many notes a lead or a subscriber keeps in its state. Older ones stay in its history: a state is read and
 * written whole and must not grow without end.
 */
export const notesKept = 50;

export function withNote(notes: readonly Note[], note: Note): readonly Note[] {
  return [...notes, note].slice(-notesKept);
}
