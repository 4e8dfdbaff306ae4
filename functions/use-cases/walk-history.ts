import type { AggregateType, EventEnvelope } from '../contracts/event.ts';
import type { Store } from '../ports/store.ts';

/** A list that stands in the history of an aggregate, some entries in each event. */
export interface HistoryList<T> {
  readonly of: { readonly type: AggregateType; readonly id: string; readonly version: number };
  /** Events that are held at a time, however long the list is. */
  readonly atOnce: number;
  entriesIn(event: EventEnvelope): readonly T[];
  /** Whether the list ends with that event. */
  isLast(event: EventEnvelope): boolean;
}

export interface ListPart<T> {
  readonly entries: readonly T[];
  /** Where the list goes on; null at its end. */
  readonly cursor: string | null;
}

/** The next entries of the list, as many as `limit` or fewer. */
export async function walkHistory<T>(
  store: Store,
  { of: { type, id, version }, atOnce, entriesIn, isLast }: HistoryList<T>,
  cursor: string,
  limit: number,
): Promise<ListPart<T>> {
  const entries: T[] = [];
  let { passed, within } = placeIn(cursor);
  while (passed < version) {
    const until = Math.min(version, passed + atOnce);
    const [events = []] = await store.histories([{ type, id, after: passed, version: until }]);
    for (const event of events) {
      const part = entriesIn(event).slice(within, within + limit - entries.length);
      entries.push(...part);
      if (entries.length === limit) return { entries, cursor: `${passed}/${within + part.length}` };
      if (isLast(event)) return { entries, cursor: null };
      passed = event.version;
      within = 0;
    }
    passed = until;
  }
  return { entries, cursor: null };
}

/** Events that were gone through, and entries of the next one. A place of another kind is the beginning. */
function placeIn(cursor: string): { readonly passed: number; readonly within: number } {
  const [passed = 0, within = 0] = /^\d+\/\d+$/.test(cursor) ? cursor.split('/').map(Number) : [];
  return { passed, within };
}
