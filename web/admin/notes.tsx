import type { Note } from '../shared/routes.ts';
import { ActorName } from './actor.tsx';
import { Ago, Empty } from './parts.tsx';

/** What was noted by whom, the newest first. */
export function Notes({ notes }: { readonly notes: readonly Note[] }) {
  if (notes.length === 0) return <Empty>No note yet.</Empty>;
  return (
    <ol className="notes">
      {notes.toReversed().map(({ at, author, text }) => (
        <li key={`${at}${text}`}>
          <p>{text}</p>
          <p className="hint">
            <ActorName actor={author} /> · <Ago at={at} />
          </p>
        </li>
      ))}
    </ol>
  );
}
