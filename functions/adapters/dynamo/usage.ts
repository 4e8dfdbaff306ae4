import type { SessionDay } from '../../domain/usage/session-usage.ts';
import { joinDays, sessionDayOf } from '../../domain/usage/session-usage.ts';
import type { Usage } from '../../ports/usage.ts';
import { putRevision } from './put-revision.ts';
import { getAll, type Item, pause, queryAll, type Table } from './table.ts';
import { type Key, usageKey, usagePartition, usageSession, usageSessionOf } from './table-keys.ts';

const attempts = 12;
const writesAtOnce = 16;
const perLookBack = 50;

/** An item per service, day or part of one, and session: joined with what is there already, so that nothing has to remember which records came. */
export function dynamoUsage(table: Table): Usage {
  return {
    async count(records) {
      const lots = new Map<string, { key: Key; day: SessionDay }>();
      for (const { serviceId, siteId, part, record } of records) {
        const key = usageKey(serviceId, part, { siteId, ...record });
        const name = `${key.pk}\n${key.sk}`;
        const known = lots.get(name);
        const told = sessionDayOf(record);
        lots.set(name, { key, day: known === undefined ? told : joinDays(known.day, told) });
      }
      let waiting = [...lots.values()];
      for (let attempt = 0; waiting.length > 0; attempt++) {
        if (attempt === attempts)
          throw new Error(`the usage of ${waiting.length} sessions could not be written`);
        if (attempt > 0) await pause(attempt);
        waiting = await join(table, waiting);
      }
    },

    async since(serviceId, day, since) {
      const pk = usagePartition(serviceId);
      const items = await queryAll(table, {
        KeyConditionExpression: 'pk = :pk AND sk >= :day',
        ExpressionAttributeValues: { ':pk': pk, ':day': day },
        ConsistentRead: true,
      });
      const sessions = new Map<string, SessionDay[]>();
      for (const item of items) add(sessions, item);
      const reaching = new Set(
        [...sessions].flatMap(([name, days]) =>
          days.some(({ startedAt }) => startedAt < since) ? [name] : [],
        ),
      );
      let before: string = day;
      while (reaching.size > 0) {
        const former = await queryAll(
          table,
          {
            KeyConditionExpression: 'pk = :pk AND sk < :before',
            ExpressionAttributeValues: { ':pk': pk, ':before': before },
            ConsistentRead: true,
            ScanIndexForward: false,
          },
          perLookBack,
        );
        for (const item of former) {
          if (reaching.delete(usageSession(String(item['sk'])))) add(sessions, item);
        }
        if (former.length < perLookBack) break;
        before = String(former.at(-1)?.['sk']);
      }
      return [...sessions].map(([name, days]) => ({ ...usageSessionOf(name), days }));
    },
  };
}

/** Answers those that a rival was in the way of. */
async function join<T extends { readonly key: Key; readonly day: SessionDay }>(
  table: Table,
  lots: readonly T[],
): Promise<T[]> {
  const items = await getAll(
    table,
    lots.map(({ key }) => key),
  );
  const stored = new Map(items.map((item) => [`${item['pk']}\n${item['sk']}`, item]));
  const beaten: T[] = [];
  const rest = lots.values();
  await Promise.all(
    Array.from({ length: Math.min(writesAtOnce, lots.length) }, async () => {
      for (const lot of rest) {
        const item = stored.get(`${lot.key.pk}\n${lot.key.sk}`);
        const former = item?.['usage'] as SessionDay | undefined;
        const usage = former === undefined ? lot.day : joinDays(former, lot.day);
        if (!(await putRevision(table, { ...lot.key, usage }, Number(item?.['revision'] ?? 0))))
          beaten.push(lot);
      }
    }),
  );
  return beaten;
}

function add(sessions: Map<string, SessionDay[]>, item: Item): void {
  const name = usageSession(String(item['sk']));
  const day = item['usage'] as SessionDay;
  const days = sessions.get(name);
  if (days === undefined) sessions.set(name, [day]);
  else days.push(day);
}
