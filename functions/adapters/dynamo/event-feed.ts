import type { EventEnvelope, PositionedEvent } from '../../contracts/event.ts';
import type { Committed, EventFeed } from '../../ports/event-feed.ts';
import { envelopeOf } from './envelope.ts';
import { type Entry, entryOf, type FeedPage, lastOf, putPage, readPages } from './feed-pages.ts';
import { takeOverFeed } from './feed-take-over.ts';
import { getAll, keyOf, pause, type Table, textOf } from './table.ts';
import { eventKey, type Key } from './table-keys.ts';

/**
 * No page holds more: the one in which a position is found begins less than so many before it, and is among the first so
 * many pages from there.
 */
const eventsPerPage = 100;
/** The relay runs one shard after another; a few shards are rivals for the end of the feed. */
const attempts = 40;
/** How long an instance remembers what was placed: longer than what comes again is old but for a fault. */
const memoryMilliseconds = 60_000;
/** Pages that are read at once backwards from the end of the feed. */
const pagesAtOnce = 25;
/** How many positions one read looks through at most when it seeks a type. */
const mostScanned = 2_000;

/** The end of the feed as one instance knows it. */
interface End {
  readonly last: number;
  readonly upTo: number;
  /** Every event committed at this moment or later that has its place is in `pages`. */
  readonly since: number;
  readonly pages: readonly FeedPage[];
}

/**
 * The feed is kept as pages that name the events: one write places a batch of them, and none of the events is touched
 * again. A page that begins at the end of the feed exists once, so that of two relays one is the first and the other
 * looks again. Whether an event has its place already is found in the pages from the first on that reaches up to when it
 * was committed: the table's own clock says so, which is the same however often the event comes.
 */
export function dynamoEventFeed(table: Table): EventFeed {
  /** Where this instance left the end. Most often it still is there, and the page is written without a look. */
  let known: End | undefined;

  const look = async (since: number): Promise<End> => {
    await takeOverFeed(table);
    const pages: FeedPage[] = [];
    let before: number | undefined;
    for (;;) {
      const read = await readPages(table, { before, newestFirst: true, limit: pagesAtOnce });
      pages.unshift(...read.toReversed());
      const oldest = pages[0];
      if (oldest === undefined || oldest.first === 1 || oldest.upTo < since) break;
      before = oldest.first;
    }
    const newest = pages.at(-1);
    return {
      last: newest === undefined ? 0 : lastOf(newest),
      upTo: newest?.upTo ?? 0,
      since,
      pages,
    };
  };

  /** What rivals have written behind the end. */
  const goOn = async (end: End): Promise<End> => {
    const pages = await readPages(table, { from: end.last + 1, limit: Number.POSITIVE_INFINITY });
    return pages.reduce(extended, end);
  };

  const positionBatch = async (
    events: readonly EventEnvelope[],
    { since, until }: Committed,
  ): Promise<PositionedEvent[]> => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (attempt > 1) await pause(Math.min(attempt, 4));
      const end: End = known !== undefined && known.since <= since ? known : await look(since);
      known = undefined;
      const places = placesOf(end.pages, new Set(events.map(({ eventId }) => eventId)));
      const unplaced = events.filter(({ eventId }) => !places.has(eventId));
      const upTo = Math.max(end.upTo, until);
      const page: FeedPage = { first: end.last + 1, upTo, entries: unplaced.map(entryOf) };
      if (unplaced.length > 0 && !(await putPage(table, page))) {
        known = await goOn(end);
        continue;
      }
      known = unplaced.length === 0 ? end : extended(end, page);
      unplaced.forEach(({ eventId }, i) => void places.set(eventId, page.first + i));
      return events.map((event) => ({ ...event, position: places.get(event.eventId) ?? 0 }));
    }
    throw new Error(`no place in the feed after ${attempts} tries; the relay will come again`);
  };

  return {
    async position(events, committed) {
      const once = [...new Map(events.map((event) => [event.eventId, event])).values()];
      const placed: PositionedEvent[] = [];
      for (let i = 0; i < once.length; i += eventsPerPage) {
        placed.push(...(await positionBatch(once.slice(i, i + eventsPerPage), committed)));
      }
      return placed;
    },

    async latest({ before, limit }) {
      const found: Place[] = [];
      let behind = before;
      while (found.length < limit) {
        const pages = await readPages(table, { before: behind, newestFirst: true, limit: pagesAtOnce });
        found.push(...pages.flatMap((page) => placesIn(page).toReversed()).filter(isBefore(before)));
        behind = pages.at(-1)?.first;
        if (behind === undefined || behind === 1) break;
      }
      return readEvents(table, found.slice(0, limit));
    },

    async read({ after, limit, types }) {
      const found: Place[] = [];
      let last = after;
      let from = after + 2 - eventsPerPage;
      while (last < after + mostScanned) {
        const pages = await readPages(table, { from, limit: eventsPerPage });
        const newest = pages.at(-1);
        if (newest === undefined || lastOf(newest) <= last) break;
        from = lastOf(newest) + 1;
        for (const place of pages.flatMap(placesIn)) {
          if (place.position <= last) continue;
          if (types === undefined || types.includes(place.entry.type)) {
            if (found.length === limit) return { items: await readEvents(table, found), nextAfter: last };
            found.push(place);
          }
          last = place.position;
        }
      }
      return { items: await readEvents(table, found), nextAfter: last };
    },
  };
}

/** The end with a page behind it; pages of long ago are forgotten. */
function extended({ since, pages }: End, page: FeedPage): End {
  const oldest = page.upTo - memoryMilliseconds;
  const kept = pages.filter(({ upTo }) => upTo >= oldest);
  return { last: lastOf(page), upTo: page.upTo, since: Math.max(since, oldest), pages: [...kept, page] };
}

interface Place {
  readonly position: number;
  readonly entry: Entry;
}

function placesIn({ first, entries }: FeedPage): Place[] {
  return entries.map((entry, i) => ({ position: first + i, entry }));
}

const isBefore =
  (before: number | undefined) =>
  ({ position }: Place): boolean =>
    before === undefined || position < before;

function placesOf(pages: readonly FeedPage[], wanted: ReadonlySet<string>): Map<string, number> {
  const places = new Map<string, number>();
  for (const page of pages) {
    page.entries.forEach(({ eventId }, i) => {
      if (wanted.has(eventId)) places.set(eventId, page.first + i);
    });
  }
  return places;
}

async function readEvents(table: Table, places: readonly Place[]): Promise<PositionedEvent[]> {
  const wanted = places.map(({ position, entry }) => ({ position, key: keyOfEntry(entry) }));
  const items = await getAll(
    table,
    wanted.map(({ key }) => key),
  );
  const byKey = new Map(items.map((item) => [textOf(keyOf(item)), item]));
  return wanted.map(({ position, key }) => {
    const item = byKey.get(textOf(key));
    if (item === undefined) throw new Error(`the event ${key.pk} ${key.sk} of the feed is gone`);
    return { ...envelopeOf(item), position };
  });
}

function keyOfEntry({ aggregateType, aggregateId, version }: Entry): Key {
  return eventKey(aggregateType, aggregateId, version);
}
