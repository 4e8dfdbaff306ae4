import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { AccountingMessage, AccountingRecord } from '../../contracts/edge/messages.ts';
import type { Session, Sessions, StoredAccountingRecord } from '../../ports/sessions.ts';
import type { Paged } from '../../ports/store.ts';
import { advance, nothingStored, type Progress, type Run } from './accounting-through.ts';
import { countOpenSessions, findSessions } from './find-sessions.ts';
import { putRevision } from './put-revision.ts';
import { foldSession, nasRestarted } from './session-fold.ts';
import { handlesOf } from './session-handles.ts';
import { getAll, getOne, type Item, keyOf, pause, putAll, queryAll, type Table } from './table.ts';
import {
  accountingKey,
  accountingPartition,
  epochKey,
  handleKey,
  type Key,
  ownerPartition,
  restartKey,
  sessionIndexes,
  sessionKey,
  sessionPlaces,
} from './table-keys.ts';

const writesAtOnce = 16;
const attempts = 12;
/** Sessions of a service that `current` looks at; more than are ever open at once. */
const recentSessions = 10;

/**
 * Folding is idempotent, storing a record is, and only then the epoch's progress is written: whatever breaks off in
 * between is repeated without harm when the agent, which got no acknowledgement, sends again.
 */
export function dynamoSessions(table: Table): Sessions {
  return {
    async record({ siteId, epoch, records }) {
      const progress = await progressOf(table, siteId, epoch);
      const fresh = records.filter(({ sequence }) => !isStored(progress.value, sequence));
      if (fresh.length === 0) return { through: progress.value.through };
      await endSessionsOfRestartedNodes(table, fresh);
      await foldSessions(table, siteId, fresh);
      await storeRecords(table, siteId, epoch, fresh);
      return { through: await saveProgress(table, siteId, epoch, runsOf(records), progress) };
    },

    async current(serviceId) {
      const { sessions } = await recent(table, serviceId, recentSessions);
      return sessions.find(({ endedAt }) => endedAt === undefined) ?? sessions[0];
    },

    async list(serviceId, page) {
      const { sessions, nextCursor } = await recent(table, serviceId, page.limit, page.cursor);
      return { items: sessions, ...(nextCursor === undefined ? {} : { nextCursor }) };
    },

    find: (scope, filter, page) => findSessions(table, scope, filter, page),

    countOpen: (nodeIds) => countOpenSessions(table, nodeIds),

    async records(siteId, page) {
      const after = page.cursor?.toWellFormed().slice(0, 255) ?? '';
      const items = await queryAll(
        table,
        {
          KeyConditionExpression: `pk = :pk${after === '' ? '' : ' AND sk > :after'}`,
          ExpressionAttributeValues: {
            ':pk': accountingPartition(siteId),
            ...(after === '' ? {} : { ':after': after }),
          },
        },
        page.limit + 1,
      );
      const shown = items.slice(0, page.limit);
      const paged: Paged<StoredAccountingRecord> = {
        items: shown.map(({ pk: _pk, sk: _sk, ...record }) => record as unknown as StoredAccountingRecord),
        ...(items.length > page.limit ? { nextCursor: String(shown.at(-1)?.['sk']) } : {}),
      };
      return paged;
    },
  };
}

interface StoredProgress {
  readonly value: Progress;
  readonly revision: number;
}

async function progressOf(table: Table, siteId: string, epoch: string): Promise<StoredProgress> {
  const item = await getOne(table, epochKey(siteId, epoch));
  if (item === undefined) return { value: nothingStored, revision: 0 };
  return {
    value: { through: Number(item['through']), ahead: item['ahead'] as Run[] },
    revision: Number(item['revision']),
  };
}

async function saveProgress(
  table: Table,
  siteId: string,
  epoch: string,
  runs: readonly Run[],
  found: StoredProgress,
): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) await pause(attempt);
    const { value, revision } = attempt === 0 ? found : await progressOf(table, siteId, epoch);
    const next = runs.reduce(advance, value);
    if (await putRevision(table, { ...epochKey(siteId, epoch), ...next }, revision)) return next.through;
  }
  throw new Error(`the progress of epoch ${epoch} of ${siteId} could not be saved in ${attempts} tries`);
}

function isStored({ through, ahead }: Progress, sequence: number): boolean {
  return sequence <= through || ahead.some(([from, to]) => from <= sequence && sequence <= to);
}

function runsOf(records: AccountingMessage['records']): Run[] {
  return records.map(({ sequence }) => [sequence, sequence]);
}

async function storeRecords(
  table: Table,
  siteId: string,
  epoch: string,
  records: readonly AccountingRecord[],
): Promise<void> {
  const bySequence = new Map(records.map((record) => [record.sequence, record]));
  await putAll(
    table,
    [...bySequence.values()].map((record) => ({
      ...accountingKey(siteId, epoch, record.sequence),
      ...record,
      siteId,
      epoch,
    })),
  );
}

async function foldSessions(
  table: Table,
  siteId: string,
  records: readonly AccountingRecord[],
): Promise<void> {
  const groups = new Map<string, { key: Key; records: AccountingRecord[] }>();
  for (const record of records) {
    if (record.kind === 'on' || record.kind === 'off') continue;
    const key = sessionKey({ siteId, ...record });
    const name = `${key.pk}\n${key.sk}`;
    const group = groups.get(name) ?? { key, records: [] };
    group.records.push(record);
    groups.set(name, group);
  }
  let waiting = [...groups.values()];
  for (let attempt = 0; waiting.length > 0; attempt++) {
    if (attempt === attempts) throw new Error(`${waiting.length} sessions of ${siteId} could not be written`);
    if (attempt > 0) await pause(attempt);
    const nodeIds = new Set(waiting.flatMap((group) => group.records.flatMap(({ nodeId }) => nodeId ?? [])));
    const items = await getAll(table, [...waiting.map(({ key }) => key), ...[...nodeIds].map(restartKey)]);
    const byKey = new Map(items.map((item) => [`${item['pk']}\n${item['sk']}`, item]));
    const beaten: typeof waiting = [];
    await eachOf(waiting, async (group) => {
      const item = byKey.get(`${group.key.pk}\n${group.key.sk}`);
      const nodeId = group.records[0]?.nodeId;
      const restart = nodeId === undefined ? undefined : restartKey(nodeId);
      const restartedAt =
        restart === undefined ? undefined : byKey.get(`${restart.pk}\n${restart.sk}`)?.['at'];
      const session = group.records.reduce<Session | undefined>(
        (folded, record) => foldSession(folded, siteId, record, restartedAt as string | undefined),
        item?.['session'] as Session | undefined,
      );
      if (session !== undefined && !(await putSession(table, group.key, session, item))) {
        beaten.push(group);
      }
    });
    waiting = beaten;
  }
}

/** Its handles are written before it, and only when they are new: a record that changes nothing but figures costs one write. */
async function putSession(
  table: Table,
  key: Key,
  session: Session,
  former: Item | undefined,
): Promise<boolean> {
  const known = new Set((former?.['handles'] ?? []) as readonly string[]);
  const fresh = handlesOf(session).filter((handle) => !known.has(handle));
  await putAll(
    table,
    fresh.map((handle) => ({ ...handleKey(handle, key, session.startedAt), of: key })),
  );
  const indexes = sessionIndexes(session, session.startedAt, session.endedAt === undefined);
  const item = { ...key, ...indexes, session, handles: [...known, ...fresh] };
  return putRevision(table, item, Number(former?.['revision'] ?? 0));
}

/** Accounting-On and -Off (RFC 2866 §4.1): every session that the NAS had is over, and a late record cannot reopen it. */
async function endSessionsOfRestartedNodes(
  table: Table,
  records: readonly AccountingRecord[],
): Promise<void> {
  for (const { kind, nodeId, receivedAt } of records) {
    if ((kind !== 'on' && kind !== 'off') || nodeId === undefined) continue;
    await noteRestart(table, nodeId, receivedAt);
    const open = await Promise.all(
      sessionPlaces(nodeId, true).map((place) =>
        queryAll(table, {
          IndexName: 'by-place',
          KeyConditionExpression: 'ofPlace = :place',
          ExpressionAttributeValues: { ':place': place },
        }),
      ),
    );
    const keys = open.flat().map(keyOf);
    await eachOf(keys, async (key) => {
      for (let attempt = 0; attempt < attempts; attempt++) {
        const [item] = await getAll(table, [key]);
        const session = item?.['session'] as Session | undefined;
        if (item === undefined || session === undefined) return;
        if (session.endedAt !== undefined || session.updatedAt >= receivedAt) return;
        const ended: Session = {
          ...session,
          endedAt: receivedAt,
          terminateCause: nasRestarted,
          closedBy: 'nas-restart',
        };
        if (await putSession(table, key, ended, item)) return;
        await pause(attempt);
      }
      throw new Error(`the session ${key.pk} could not be ended in ${attempts} tries`);
    });
  }
}

async function noteRestart(table: Table, nodeId: string, at: string): Promise<void> {
  try {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: restartKey(nodeId),
        UpdateExpression: 'SET #at = :at',
        ConditionExpression: 'attribute_not_exists(#at) OR #at < :at',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':at': at },
      }),
    );
  } catch (error) {
    // A later restart is known already.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** The service's sessions, newest first. */
async function recent(table: Table, serviceId: string, limit: number, cursor?: string) {
  const before = cursor?.toWellFormed().slice(0, 255) ?? '';
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: 'by-owner',
      KeyConditionExpression: `ofOwner = :owner${before === '' ? '' : ' AND id < :before'}`,
      ExpressionAttributeValues: {
        ':owner': ownerPartition(serviceId, 'session'),
        ...(before === '' ? {} : { ':before': before }),
      },
      ScanIndexForward: false,
      Limit: limit + 1,
    }),
  );
  const shown = Items.slice(0, limit);
  const items = await getAll(table, shown.map(keyOf));
  const nextCursor = Items.length > limit ? String(shown.at(-1)?.['id']) : undefined;
  return { sessions: items.map((item) => item['session'] as Session), nextCursor };
}

async function eachOf<T>(things: readonly T[], work: (thing: T) => Promise<void>): Promise<void> {
  const rest = things.values();
  await Promise.all(
    Array.from({ length: Math.min(writesAtOnce, things.length) }, async () => {
      for (const thing of rest) await work(thing);
    }),
  );
}
