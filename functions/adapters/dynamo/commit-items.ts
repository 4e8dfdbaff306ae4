import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { EventEnvelope } from '../../contracts/event.ts';
import type { Context } from '../../ports/context.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Change, Claim } from '../../ports/store.ts';
import type { Sealing } from '../secrets/sealing-key.ts';
import { issuedWrite } from './issued.ts';
import { jsonText } from './json-text.ts';
import type { Item } from './table.ts';
import {
  answerKey,
  claimKey,
  eventKey,
  holdingKey,
  type Key,
  secretKey,
  seriesKey,
  stateIndexes,
  stateKey,
} from './table-keys.ts';

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** One item of the transaction, and what it means when its condition does not hold. */
export interface Write {
  readonly item: TransactItem;
  readonly broken: 'version' | 'replayed' | { readonly claim: Claim } | 'impossible';
}

const answerLifeSeconds = 24 * 60 * 60;

/** Everything that one commit writes. */
export async function commitItems(
  tableName: string,
  changes: readonly Change[],
  context: Context,
  answer: unknown,
  tools: { ids: Ids; sealing: Sealing; read: (keys: readonly Key[]) => Promise<readonly Item[]> },
): Promise<Write[]> {
  const writes: Write[] = [];
  for (const change of changes) {
    writes.push(stateWrite(tableName, change, context));
    for (const [i, event] of change.events.entries()) {
      const version = change.expectedVersion + i + 1;
      const envelope: EventEnvelope = {
        eventId: tools.ids.next('evt'),
        type: event.type,
        aggregateType: change.type,
        aggregateId: change.id,
        version,
        at: context.now,
        actor: context.actor,
        data: event.data as Record<string, unknown>,
      };
      writes.push({
        item: {
          Put: {
            TableName: tableName,
            Item: {
              ...eventKey(change.type, change.id, version),
              ...envelope,
              data: jsonText(envelope.data),
            },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        broken: 'version',
      });
    }
    if (change.issued !== undefined) {
      const item = issuedWrite(tableName, change.issued.siteId, change.id, change.issued.entry);
      writes.push({ item, broken: 'impossible' });
    }
    for (const [name, value] of Object.entries(change.secrets)) {
      const key = secretKey(change.type, change.id, name);
      writes.push({
        item:
          value === null
            ? { Delete: { TableName: tableName, Key: key } }
            : {
                Put: {
                  TableName: tableName,
                  Item: { ...key, sealed: await tools.sealing.seal(`${key.pk}#${key.sk}`, value) },
                },
              },
        broken: 'impossible',
      });
    }
  }
  const held = await remembered(changes, tools.read);
  writes.push(...claimWrites(tableName, changes, held, context.now), ...seriesWrites(tableName, changes));
  if (context.idempotency !== undefined) writes.push(answerWrite(tableName, context, answer));
  return writes;
}

function stateWrite(tableName: string, change: Change, context: Context): Write {
  return {
    item: {
      Put: {
        TableName: tableName,
        Item: {
          ...stateKey(change.type, change.id),
          ...stateIndexes(change.type, change.id, change.links),
          version: change.expectedVersion + change.events.length,
          state: jsonText(change.state as object),
          updatedAt: context.now,
        },
        ...(change.expectedVersion === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#version = :expected',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':expected': change.expectedVersion },
            }),
      },
    },
    broken: 'version',
  };
}

/** Since when claims are held whose holding is to be remembered when it ends; by partition. */
async function remembered(
  changes: readonly Change[],
  read: (keys: readonly Key[]) => Promise<readonly Item[]>,
): Promise<ReadonlyMap<string, Item>> {
  const keys = new Map<string, Key>();
  for (const { releases } of changes) {
    for (const { kind, value, remembered: isKept } of releases) {
      const key = claimKey(kind, value);
      if (isKept === true) keys.set(key.pk, key);
    }
  }
  const items = keys.size === 0 ? [] : await read([...keys.values()]);
  return new Map(items.map((item) => [String(item['pk']), item]));
}

/** A transaction may name an item once: a claim that passes from one aggregate to another is one write. */
function claimWrites(
  tableName: string,
  changes: readonly Change[],
  held: ReadonlyMap<string, Item>,
  now: string,
): Write[] {
  const moves = new Map<string, { claim: Claim; from: string[]; to?: string }>();
  const moveOf = (claim: Claim) => {
    const { pk } = claimKey(claim.kind, claim.value);
    const move = moves.get(pk) ?? { claim, from: [] };
    moves.set(pk, move);
    return move;
  };
  for (const change of changes) {
    for (const claim of change.releases) moveOf(claim).from.push(change.id);
  }
  for (const change of changes) {
    for (const claim of change.claims) {
      const move = moveOf(claim);
      if (move.to !== undefined && move.to !== change.id) {
        throw new Error(
          `one commit gives the ${claim.kind} ${claim.value} to both ${move.to} and ${change.id}`,
        );
      }
      move.to = change.id;
    }
  }
  return [...moves.values()].flatMap(({ claim, from, to }): Write[] => {
    const key = claimKey(claim.kind, claim.value);
    const holders = [...new Set(to === undefined ? from : [...from, to])];
    const condition = {
      ConditionExpression: `attribute_not_exists(pk) OR holder IN (${holders.map((_, i) => `:h${i}`).join(', ')})`,
      ExpressionAttributeValues: Object.fromEntries(holders.map((holder, i) => [`:h${i}`, holder])),
    };
    const before = held.get(key.pk);
    const holder = String(before?.['holder']);
    // Only what an aggregate has itself can be its to give, and its version guards that nothing came in between.
    const ends = before?.['since'] !== undefined && from.includes(holder) && holder !== to;
    const since = !ends && holder === to ? (before?.['since'] ?? now) : now;
    const write: Write = {
      item:
        to === undefined
          ? { Delete: { TableName: tableName, Key: key, ...condition } }
          : {
              Put: {
                TableName: tableName,
                Item: { ...key, holder: to, ...(claim.remembered === true ? { since } : {}) },
                ...condition,
              },
            },
      broken: { claim },
    };
    if (!ends) return [write];
    const ended = { holder, since: before['since'], until: now };
    const holding = { ...holdingKey(key, String(before['since']), holder), ...ended };
    return [write, { item: { Put: { TableName: tableName, Item: holding } }, broken: 'impossible' }];
  });
}

function seriesWrites(tableName: string, changes: readonly Change[]): Write[] {
  const taken = new Map<string, number[]>();
  for (const { series } of changes) {
    if (series !== undefined) taken.set(series.name, [...(taken.get(series.name) ?? []), series.number]);
  }
  return [...taken].map(([name, numbers]): Write => {
    const sorted = numbers.toSorted((a, b) => a - b);
    const first = sorted[0] ?? 1;
    if (sorted.some((number, i) => number !== first + i)) {
      throw new Error(`one commit takes ${sorted.join(', ')} from the series ${name}, which leaves a gap`);
    }
    return {
      item: {
        Update: {
          TableName: tableName,
          Key: seriesKey(name),
          UpdateExpression: 'SET #number = :last',
          ConditionExpression: first === 1 ? 'attribute_not_exists(pk)' : '#number = :before',
          ExpressionAttributeNames: { '#number': 'number' },
          ExpressionAttributeValues: {
            ':last': first + sorted.length - 1,
            ...(first === 1 ? {} : { ':before': first - 1 }),
          },
        },
      },
      broken: 'version',
    };
  });
}

function answerWrite(tableName: string, context: Context, answer: unknown): Write {
  const { scope = '', key = '', bodyHash = '' } = context.idempotency ?? {};
  const now = Math.floor(Date.parse(context.now) / 1000);
  return {
    item: {
      Put: {
        TableName: tableName,
        Item: { ...answerKey(scope, key), bodyHash, answer: { value: answer }, ttl: now + answerLifeSeconds },
        ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':now': now },
      },
    },
    broken: 'replayed',
  };
}
