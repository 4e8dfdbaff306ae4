import type { AggregateType, EventEnvelope } from '../contracts/event.ts';
import type { Store } from '../ports/store.ts';

/** A list that stands in the history of aggregates, some entries in each event. */
export interface HistoryList<T> {
  /** One behind the other. */
  readonly of: readonly { readonly type: AggregateType; readonly id: string; readonly version: number }[];
  /** Events that are held at a time, however long the list is. */
  readonly atOnce: number;
  entriesIn(event: EventEnvelope): readonly T[];
  /** Whether the list ends with that event; otherwise with the history. */
  isLast?(event: EventEnvelope): boolean;
}

export interface ListPart<T> {
  readonly entries: readonly T[];
  /** Where the list goes on; null at its end. */
  readonly cursor: string | null;
}

/** The form of a place in such a list. */
export const historyPlace = /^\d{1,9}\/\d{1,9}$/;

/** The next entries of the list, as many as `limit` or fewer. */
export async function walkHistory<T>(
  store: Store,
  { of, atOnce, entriesIn, isLast }: HistoryList<T>,
  cursor: string,
  limit: number,
): Promise<ListPart<T>> {
  const entries: T[] = [];
  let { passed, within } = placeIn(cursor);
  let before = 0;
  for (const { type, id, version } of of) {
    while (passed < before + version) {
      const after = passed - before;
      const until = Math.min(version, after + atOnce);
      const [events = []] = await store.histories([{ type, id, after, version: until }]);
      for (const event of events) {
        const part = entriesIn(event).slice(within, within + limit - entries.length);
        entries.push(...part);
        if (entries.length === limit) return { entries, cursor: `${passed}/${within + part.length}` };
        if (isLast?.(event) === true) return { entries, cursor: null };
        passed = before + event.version;
        within = 0;
      }
      passed = before + until;
    }
    before += version;
  }
  return { entries, cursor: null };
}

/** Events that were gone through, and entries of the next one. A place of another kind is the beginning. */
function placeIn(cursor: string): { readonly passed: number; readonly within: number } {
  const [passed = 0, within = 0] = historyPlace.test(cursor) ? cursor.split('/').map(Number) : [];
  return { passed, within };
}
