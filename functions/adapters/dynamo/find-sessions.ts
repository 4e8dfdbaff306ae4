import { QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Session, SessionFilter, SessionScope } from '../../ports/sessions.ts';
import type { Page, Paged } from '../../ports/store.ts';
import { handleOf } from './session-handles.ts';
import { getAll, type Item, keyOf, type Table } from './table.ts';
import { handlePartition, type Key, ownerPartition, sessionPlaces } from './table-keys.ts';

/** The most sessions that one page looks through for those that fit. */
const mostLookedThrough = 2_000;
/** Nodes whose first sessions are asked for at once: most of a site's nodes, its OLTs above all, have none. */
const groupsAtOnce = 8;
const queriesAtOnce = 64;

/** Rows in an order of their own, by `id`, newest first. */
interface Partition {
  readonly query: (before: string | undefined) => Partial<QueryCommandInput>;
  readonly row: (item: Item) => Row;
}

interface Row {
  readonly id: string;
  readonly key: Key;
}

/** Partitions whose rows are merged; groups follow each other. `name` rises from group to group. */
interface Group {
  readonly name: string;
  readonly partitions: readonly Partition[];
}

function indexed(index: 'by-place' | 'by-owner', attribute: string, value: string): Partition {
  return {
    query: (before) => ({
      IndexName: index,
      KeyConditionExpression: `${attribute} = :partition${before === undefined ? '' : ' AND id < :before'}`,
      ExpressionAttributeValues: {
        ':partition': value,
        ...(before === undefined ? {} : { ':before': before }),
      },
    }),
    row: (item) => ({ id: String(item['id']), key: keyOf(item) }),
  };
}

function handled(handle: string): Partition {
  return {
    query: (before) => ({
      KeyConditionExpression: `pk = :partition${before === undefined ? '' : ' AND sk < :before'}`,
      ExpressionAttributeValues: {
        ':partition': handlePartition(handle),
        ...(before === undefined ? {} : { ':before': before }),
      },
    }),
    row: (item) => ({ id: String(item['sk']), key: item['of'] as Key }),
  };
}

function groupsOf(scope: SessionScope, state: SessionFilter['state']): Group[] {
  if (scope.of === 'services') {
    const partitions = scope.serviceIds.map((id) =>
      indexed('by-owner', 'ofOwner', ownerPartition(id, 'session')),
    );
    return [{ name: scope.of, partitions }];
  }
  if (scope.of === 'handle') {
    const handle = handleOf(scope.handle);
    return [{ name: scope.of, partitions: handle === '' ? [] : [handled(handle)] }];
  }
  const states = state === 'all' ? [true, false] : [state === 'open'];
  return [...new Set(scope.nodeIds)].toSorted().map((nodeId) => ({
    name: nodeId,
    partitions: states.flatMap((open) =>
      sessionPlaces(nodeId, open).map((place) => indexed('by-place', 'ofPlace', place)),
    ),
  }));
}

/** A page of sessions. Its cursor is the group, `!`, and the id behind which the next page begins. */
export async function findSessions(
  table: Table,
  scope: SessionScope,
  filter: SessionFilter,
  page: Page,
): Promise<Paged<Session>> {
  const cursor = page.cursor?.toWellFormed() ?? '';
  const from = cursor.slice(0, Math.max(0, cursor.indexOf('!')));
  const begunBy = filter.at === undefined ? undefined : `${filter.at}~`;
  const behind = cursor.slice(from.length + 1, from.length + 1025);
  let before = behind === '' || behind === '~' ? begunBy : behind;
  const groups = groupsOf(scope, filter.state).filter(({ name }) => name >= from);
  const isGoneOn = ({ name }: Group, place: number) => place === 0 && name === from && cursor !== '';
  const items: Session[] = [];
  const seen = new Set<string>();
  let lookedThrough = 0;
  for (let i = 0; i < groups.length; i += groupsAtOnce) {
    const chunk = groups.slice(i, i + groupsAtOnce);
    const firstRows = await Promise.all(
      chunk.map((group, place) =>
        merged(table, group, filter, page.limit, isGoneOn(group, i + place) ? before : begunBy),
      ),
    );
    for (const [place, group] of chunk.entries()) {
      let rows = firstRows[place]!;
      for (;;) {
        const wanted = rows.shown.slice(0, endOf(rows.shown, page.limit - items.length));
        const found = await read(table, wanted);
        lookedThrough += wanted.length;
        for (const [at, session] of found.entries()) {
          const name = `${wanted[at]!.key.pk}\n${wanted[at]!.key.sk}`;
          if (session === undefined || seen.has(name) || !fits(session, filter)) continue;
          seen.add(name);
          items.push(session);
        }
        const last = wanted.at(-1);
        const more = rows.more || wanted.length < rows.shown.length;
        before = more && last !== undefined ? last.id : undefined;
        const full = items.length >= page.limit || lookedThrough >= mostLookedThrough;
        if (full && before !== undefined) return { items, nextCursor: `${group.name}!${before}` };
        if (before === undefined) {
          const next = groups[i + place + 1];
          if (full && next !== undefined) return { items, nextCursor: `${next.name}!~` };
          break;
        }
        rows = await merged(table, group, filter, page.limit, before);
      }
    }
  }
  return { items };
}

/** The newest rows of a group before that id. */
async function merged(
  table: Table,
  { partitions }: Group,
  { since }: SessionFilter,
  limit: number,
  before: string | undefined,
): Promise<{ shown: Row[]; more: boolean }> {
  const answers: Item[][] = [];
  for (let i = 0; i < partitions.length; i += queriesAtOnce) {
    const some = partitions.slice(i, i + queriesAtOnce).map(async ({ query }) => {
      const { Items = [] } = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          ...query(before),
          ScanIndexForward: false,
          Limit: limit + 1,
        }),
      );
      return Items;
    });
    answers.push(...(await Promise.all(some)));
  }
  const rows = answers
    .flatMap((found, i) => found.map((item) => partitions[i]!.row(item)))
    .filter(({ id }) => since === undefined || id >= since)
    .toSorted((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0));
  const end = endOf(rows, limit);
  return { shown: rows.slice(0, end), more: end < rows.length };
}

/** Where a page of so many rows ends: rows with one id are not parted, because the next page begins behind an id. */
function endOf(rows: readonly Row[], count: number): number {
  let end = Math.min(count, rows.length);
  while (end > 0 && end < rows.length && rows[end]!.id === rows[end - 1]!.id) end += 1;
  return end;
}

/** In the order of the rows; undefined where an index names what is not there any more. */
async function read(table: Table, rows: readonly Row[]): Promise<(Session | undefined)[]> {
  const nameOf = ({ pk, sk }: Key) => `${pk}\n${sk}`;
  const items = await getAll(
    table,
    rows.map(({ key }) => key),
  );
  const byKey = new Map(items.map((item) => [nameOf(keyOf(item)), item['session'] as Session]));
  return rows.map(({ key }) => byKey.get(nameOf(key)));
}

/** An index lags behind by moments: what the table says counts. */
function fits(session: Session, { state, technology, at }: SessionFilter): boolean {
  const open = session.endedAt === undefined;
  return (
    (state === 'all' || (state === 'open') === open) &&
    (technology === undefined || session.technology === technology) &&
    (at === undefined || session.endedAt === undefined || session.endedAt > at)
  );
}

/** Counted by the index, page by page: about one read unit for a hundred open sessions. */
export async function countOpenSessions(
  table: Table,
  nodeIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (let i = 0; i < nodeIds.length; i += groupsAtOnce) {
    await Promise.all(
      nodeIds.slice(i, i + groupsAtOnce).map(async (nodeId) => {
        const shards = await Promise.all(sessionPlaces(nodeId, true).map((place) => countOf(table, place)));
        counts.set(
          nodeId,
          shards.reduce((sum, count) => sum + count, 0),
        );
      }),
    );
  }
  return counts;
}

async function countOf(table: Table, place: string): Promise<number> {
  let count = 0;
  let from: Item | undefined;
  do {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        ...indexed('by-place', 'ofPlace', place).query(undefined),
        Select: 'COUNT',
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    count += answer.Count ?? 0;
    from = answer.LastEvaluatedKey;
  } while (from !== undefined);
  return count;
}
