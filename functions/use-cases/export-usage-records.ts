import { csvOf } from '../domain/document/csv.ts';
import { done, type Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { spanBegin } from '../domain/usage/local-borders.ts';
import { placeOf, type UsageRecord } from '../domain/usage/usage-records.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { CsvFile } from './export-ledger.ts';
import { listUsageRecords, refuseSpan, type UsageRecordQuery } from './list-usage-records.ts';

type Reading = Pick<Ports, 'store' | 'usage'>;

const head = [
  'service',
  'day',
  'time zone',
  'heard at',
  'session',
  'from',
  'to',
  'upload octets',
  'download octets',
];

const lineOf = (serviceId: string, timeZone: string, record: UsageRecord) => [
  serviceId,
  record.day,
  timeZone,
  record.heardAt,
  record.sessionId,
  record.from,
  record.to,
  { number: String(record.uploadOctets) },
  { number: String(record.downloadOctets) },
];

/** A service's usage for a spreadsheet, one session and day a line; where there is more, with the query that goes on. */
export async function exportUsageRecords(
  ports: Reading,
  serviceId: string,
  query: UsageRecordQuery,
  context: Context,
): Promise<Result<CsvFile>> {
  const page = await listUsageRecords(ports, serviceId, query, context);
  if (!page.ok) return page;
  const { from, to, timeZone, items, nextCursor: cursor } = page.value;
  const next = { from, to, limit: String(query.limit) };
  return done({
    name: `usage-${serviceId}-${from}-${to}.csv`,
    bytes: csvOf([head, ...items.map((record) => lineOf(serviceId, timeZone, record))]),
    ...(cursor === undefined ? {} : { next: new URLSearchParams({ ...next, cursor }).toString() }),
  });
}

/** So many services are looked through for one file: most moved nothing on the days that are asked for, or much. */
const servicesAtOnce = 200;
const readAtOnce = 20;

/** The usage of all services in the same lines, service by service; where there may be more, with the query that goes on. */
export async function exportEveryUsageRecord(
  ports: Reading,
  { limit, cursor = '', ...asked }: UsageRecordQuery,
  context: Context,
): Promise<Result<CsvFile>> {
  const to = asked.to ?? context.now.slice(0, 10);
  const from = asked.from ?? spanBegin(to, 'month');
  const unfit = refuseSpan(from, to);
  if (unfit !== undefined) return unfit;
  const begun = /^([^#]+)#(.*)$/s.exec(cursor);
  const [, begunId, begunAt] = begun ?? [];
  const services = await ports.store.list(
    serviceAggregate,
    { by: 'type' },
    { limit: servicesAtOnce, ...(cursor === '' ? {} : { cursor: begunId ?? cursor }) },
  );
  const ids = [...(begunId === undefined ? [] : [begunId]), ...services.items.map(({ id }) => id)];
  const lines: ReturnType<typeof lineOf>[] = [];
  const file = (next: string | undefined): Result<CsvFile> =>
    done({
      name: `usage-${from}-${to}.csv`,
      bytes: csvOf([head, ...lines]),
      ...(next === undefined
        ? {}
        : { next: new URLSearchParams({ from, to, limit: String(limit), cursor: next }).toString() }),
    });
  for (let i = 0; i < ids.length; i += readAtOnce) {
    const pages = await Promise.all(
      ids.slice(i, i + readAtOnce).map(async (serviceId) => {
        const after = serviceId === begunId ? begunAt : undefined;
        const read = await listUsageRecords(ports, serviceId, { from, to, limit, cursor: after }, context);
        return { serviceId, read };
      }),
    );
    for (const { serviceId, read } of pages) {
      if (!read.ok) return read;
      for (const record of read.value.items) {
        lines.push(lineOf(serviceId, read.value.timeZone, record));
        if (lines.length === limit) return file(`${serviceId}#${placeOf(record)}`);
      }
    }
  }
  return file(services.nextCursor);
}
