import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { AggregateType, EventEnvelope } from '../../contracts/event.ts';
import type { IndexName } from '../../contracts/table-definition.ts';
import type { Aggregate, DomainEvent } from '../../domain/aggregate.ts';
import { done, type Result, refuse } from '../../domain/result.ts';
import { mostItems } from '../../ports/change.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Holding, Page, Paged, Store, Stored, Where } from '../../ports/store.ts';
import type { Sealing } from '../secrets/sealing-key.ts';
import { commitItems, type Write } from './commit-items.ts';
import { envelopeOf } from './envelope.ts';
import { fromJsonText } from './json-text.ts';
import { countAll, getAll, getOne, type Item, keyOf, pause, queryAll, type Table, textOf } from './table.ts';
import {
  claimKey,
  dueBound,
  eventKey,
  eventRange,
  holdingRange,
  type Key,
  ownerPartition,
  placePartition,
  secretKey,
  seriesKey,
  stateKey,
} from './table-keys.ts';

const attempts = 10;
/** Holdings follow one another; only those that began at one instant, and ended with it, need more than one look. */
const holdingsAtOnce = 20;

export function dynamoStore(table: Table, tools: { ids: Ids; sealing: Sealing }): Store {
  const get = (key: Key): Promise<Item | undefined> => getOne(table, key);

  const history: Store['history'] = async (type, id, afterVersion = 0) => {
    const { pk, from, to } = eventRange(type, id, afterVersion);
    const items = await queryAll(table, {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
      // A consumer is nudged right after the write: a stale read would lose the event for it.
      ConsistentRead: true,
    });
    return items.map(envelopeOf);
  };

  return {
    history,

    async load(aggregate, id) {
      const item = await get(stateKey(aggregate.type, id));
      return item === undefined ? undefined : storedOf(aggregate, item);
    },

    async loadAll(aggregate, ids) {
      const items = await getAll(
        table,
        ids.map((id) => stateKey(aggregate.type, id)),
      );
      return items.map((item) => storedOf(aggregate, item));
    },

    async loadAt(aggregate, id, at) {
      const events = await history(aggregate.type, id);
      const later = events.findIndex((event) => event.at > at);
      return foldHistory(aggregate, id, later === -1 ? events : events.slice(0, later));
    },

    async histories(of) {
      const keys = of.map(({ type, id, version, after = 0 }) =>
        Array.from({ length: version - after }, (_, i) => eventKey(type, id, after + i + 1)),
      );
      const items = new Map((await getAll(table, keys.flat())).map((item) => [textOf(keyOf(item)), item]));
      return keys.map((own) =>
        own.flatMap((key) => {
          const item = items.get(textOf(key));
          return item === undefined ? [] : [envelopeOf(item)];
        }),
      );
    },

    async ownedBy<S, E extends DomainEvent>(aggregate: Aggregate<S, E>, owners: readonly string[]) {
      const keys = await Promise.all(
        owners.map(async (owner) => {
          const query = listQuery(aggregate.type, { by: 'owner', owner }, {});
          return query === undefined ? [] : (await queryAll(table, query)).map(keyOf);
        }),
      );
      const items = new Map((await getAll(table, keys.flat())).map((item) => [textOf(keyOf(item)), item]));
      return keys.map((own) =>
        own.flatMap((key): Stored<S>[] => {
          const item = items.get(textOf(key));
          return item === undefined ? [] : [storedOf(aggregate, item)];
        }),
      );
    },

    async list<S, E extends DomainEvent>(aggregate: Aggregate<S, E>, where: Where, page: Page) {
      const query = listQuery(aggregate.type, where, page);
      const keys = query === undefined ? [] : await queryAll(table, query, page.limit + 1);
      const shown = keys.slice(0, page.limit);
      const items = await getAll(table, shown.map(keyOf));
      const lastKey = keys.length > page.limit ? shown.at(-1) : undefined;
      const paged: Paged<Stored<S>> = {
        items: items.map((item) => storedOf(aggregate, item)),
        ...(lastKey === undefined
          ? {}
          : { nextCursor: String(lastKey[where.by === 'due' ? 'dueKey' : 'id']) }),
      };
      return paged;
    },

    async count(type, where) {
      const query = listQuery(type, where, {});
      return query === undefined ? 0 : countAll(table, query);
    },

    async commit(changes, context, answer) {
      const expected = context.expectedVersion;
      // If-Match names one aggregate of the commit; when none stands at that version, it is not the addressed one.
      if (expected !== undefined && !changes.some((change) => change.expectedVersion === expected)) {
        return versionConflict(changes.map(({ type, id }) => `${type} ${id}`).join(', '));
      }
      const names = new Set(changes.map(({ type, id }) => `${type} ${id}`));
      if (names.size < changes.length)
        throw new Error(`one commit changes an aggregate twice: ${[...names].join(', ')}`);
      const writes = await commitItems(table.name, changes, context, answer, {
        ...tools,
        read: (keys) => getAll(table, keys),
      });
      if (writes.length === 0) return done(undefined);
      if (writes.length > mostItems) {
        throw new Error(
          `a commit of ${writes.length} items is over the table's ${mostItems}: ${[...names].join(', ')}`,
        );
      }
      return transact(table, writes);
    },

    async holder(claim) {
      const item = await get(claimKey(claim.kind, claim.value));
      return item === undefined ? undefined : String(item['holder']);
    },

    async holders(claims) {
      const keys = claims.map(({ kind, value }) => claimKey(kind, value));
      const distinct = [...new Map(keys.map((key) => [key.pk, key])).values()];
      const items = new Map((await getAll(table, distinct)).map((item) => [item['pk'], item]));
      return keys.map(({ pk }) => holdingOf(items.get(pk)));
    },

    async holderAt({ kind, value }, at) {
      const key = claimKey(kind, value);
      const current = holdingOf(await get(key));
      if (current?.since !== undefined && current.since <= at) return current;
      const { pk, from, to } = holdingRange(key, at);
      const ended = await queryAll(
        table,
        {
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
          ScanIndexForward: false,
          ConsistentRead: true,
        },
        holdingsAtOnce,
      );
      const held = ended.map(holdingOf).find((holding) => holding?.until !== undefined && holding.until > at);
      return held ?? (current?.since === undefined ? current : undefined);
    },

    async secret(type, id, name) {
      const key = secretKey(type, id, name);
      const item = await get(key);
      return item === undefined
        ? undefined
        : tools.sealing.open(`${key.pk}#${key.sk}`, item['sealed'] as Uint8Array);
    },

    async currentInSeries(series) {
      return Number((await get(seriesKey(series)))?.['number'] ?? 0);
    },
  };
}

async function transact(table: Table, writes: readonly Write[]): Promise<Result<void>> {
  for (let attempt = 0; ; attempt++) {
    try {
      await table.client.send(new TransactWriteCommand({ TransactItems: writes.map(({ item }) => item) }));
      return done(undefined);
    } catch (error) {
      const refused = refusalOf(error, writes);
      if (refused !== undefined) {
        // The answer to an earlier try may have been lost after it had committed: then these events are the rival.
        return (await isOwnCommit(table, writes, error)) ? done(undefined) : refused;
      }
      if (attempt + 1 === attempts || !isPassing(error)) throw error;
      await pause(attempt);
    }
  }
}

function refusalOf(error: unknown, writes: readonly Write[]): Result<never> | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const broken = (error.CancellationReasons ?? []).flatMap((reason, i) => {
    const write = writes[i];
    return reason.Code === 'ConditionalCheckFailed' && write !== undefined ? [write] : [];
  });
  if (broken.some((write) => write.broken === 'replayed')) {
    return refuse('idempotency.replayed', 'This Idempotency-Key was used before; its first answer stands.');
  }
  const version = broken.find((write) => write.broken === 'version');
  if (version !== undefined) {
    const key = version.item.Put?.Item ?? version.item.Update?.Key;
    return versionConflict(String(key?.['pk']).replace('#', ' '));
  }
  for (const write of broken) {
    if (typeof write.broken === 'object') {
      const { kind, value, pointer } = write.broken.claim;
      return refuse('store.claim-taken', `The ${kind} ${value} is in use; choose another.`, pointer);
    }
  }
  return undefined;
}

function versionConflict(what: string): Result<never> {
  return refuse(
    'store.version-conflict',
    `Another change of ${what} was first; read it again and decide anew.`,
  );
}

/** Whether trying the same again can help: rivals under way, throttling. */
function isPassing(error: unknown): boolean {
  if (error instanceof TransactionCanceledException) {
    const codes = (error.CancellationReasons ?? [])
      .map(({ Code }) => Code ?? 'None')
      .filter((code) => code !== 'None');
    return codes.length > 0 && codes.every((code) => passingReasons.has(code));
  }
  return error instanceof Error && passingErrors.has(error.name);
}

const passingReasons = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);
const passingErrors = new Set([
  'TransactionInProgressException',
  'TransactionConflictException',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
]);

/** Asked only after the client had to send more than once. */
async function isOwnCommit(table: Table, writes: readonly Write[], error: unknown): Promise<boolean> {
  const sent = error instanceof TransactionCanceledException ? (error.$metadata.attempts ?? 1) : 1;
  if (sent < 2) return false;
  const event = writes.map(({ item }) => item.Put?.Item).find((item) => item?.['eventId'] !== undefined);
  if (event === undefined) return false;
  const [stored] = await getAll(table, [
    eventKey(event['aggregateType'], event['aggregateId'], event['version']),
  ]);
  return stored?.['eventId'] === event['eventId'];
}

/**
 * A page starts after the last sort key that was shown. The cursor is that key, so that any text is some place in the
 * order and none a fault; 255 characters keep it below the table's limit for a sort key.
 */
function listQuery(type: AggregateType, where: Where, page: Pick<Page, 'cursor' | 'order'>) {
  const { index, partition, value, sort } = listIndex(type, where);
  const shown = page.cursor?.toWellFormed().slice(0, 255) ?? '';
  const isNewestFirst = page.order === 'newest';
  // A space sorts before all that ids and days are made of: after the key itself, before the next.
  const from = [
    ...(shown === '' || isNewestFirst ? [] : [`${shown} `]),
    ...(where.by === 'due' && where.dueAfter !== undefined ? [`${dueBound(where.dueAfter)} `] : []),
  ]
    .toSorted()
    .at(-1);
  const to = [
    ...(shown === '' || !isNewestFirst ? [] : [before(shown)]),
    ...(where.by === 'due' ? [dueBound(where.dueOnOrBefore)] : []),
  ]
    .toSorted()
    .at(0);
  if (from !== undefined && to !== undefined && from > to) return undefined;
  const range = {
    ...(from === undefined ? {} : { ':from': from }),
    ...(to === undefined ? {} : { ':to': to }),
  };
  const condition =
    from !== undefined && to !== undefined
      ? ' AND #sort BETWEEN :from AND :to'
      : from !== undefined
        ? ' AND #sort >= :from'
        : to !== undefined
          ? ' AND #sort <= :to'
          : '';
  return {
    IndexName: index,
    KeyConditionExpression: `#partition = :partition${condition}`,
    ExpressionAttributeNames: {
      '#partition': partition,
      ...(condition === '' ? {} : { '#sort': sort }),
    },
    ExpressionAttributeValues: { ':partition': value, ...range },
    ScanIndexForward: !isNewestFirst,
  };
}

/** What sorts behind every key that comes before this one, and before the key itself. */
function before(key: string): string {
  const last = key.charCodeAt(key.length - 1);
  const shorter = key.slice(0, -1);
  return last === 0 ? shorter : `${shorter}${String.fromCharCode(last - 1)}~`.toWellFormed();
}

function listIndex(
  type: AggregateType,
  where: Where,
): { index: IndexName; partition: string; value: string; sort: 'id' | 'dueKey' } {
  switch (where.by) {
    case 'type':
      return { index: 'by-type', partition: 'ofType', value: type, sort: 'id' };
    case 'owner':
      return {
        index: 'by-owner',
        partition: 'ofOwner',
        value: ownerPartition(where.owner, type),
        sort: 'id',
      };
    case 'place':
      return {
        index: 'by-place',
        partition: 'ofPlace',
        value: placePartition(where.place, type),
        sort: 'id',
      };
    case 'due':
      return { index: 'by-due', partition: 'ofDue', value: type, sort: 'dueKey' };
  }
}

function storedOf<S, E extends DomainEvent>(aggregate: Aggregate<S, E>, item: Item): Stored<S> {
  const state = fromJsonText(item['state']) as S;
  return {
    id: String(item['id']),
    version: Number(item['version']),
    state: aggregate.upgrade?.(state) ?? state,
    updatedAt: String(item['updatedAt']),
  };
}

function holdingOf(item: Item | undefined): Holding | undefined {
  if (item === undefined) return undefined;
  const { holder, since, until } = item;
  return {
    holder: String(holder),
    ...(since === undefined ? {} : { since: String(since) }),
    ...(until === undefined ? {} : { until: String(until) }),
  };
}

function foldHistory<S, E extends DomainEvent>(
  aggregate: Aggregate<S, E>,
  id: string,
  events: readonly EventEnvelope[],
): Stored<S> | undefined {
  let state: S | undefined;
  for (const event of events) state = aggregate.evolve(state, event as unknown as E, event.at);
  const lastEvent = events.at(-1);
  if (state === undefined || lastEvent === undefined) return undefined;
  return { id, version: lastEvent.version, state, updatedAt: lastEvent.at };
}
