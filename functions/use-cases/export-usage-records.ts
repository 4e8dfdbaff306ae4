import { csvOf } from '../domain/document/csv.ts';
import { done, type Result } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { CsvFile } from './export-ledger.ts';
import { listUsageRecords, type UsageRecordQuery } from './list-usage-records.ts';

/** A service's usage for a spreadsheet, one session and day a line; where there is more, with the query that goes on. */
export async function exportUsageRecords(
  ports: Pick<Ports, 'store' | 'usage'>,
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
    bytes: csvOf([
      [
        'service',
        'day',
        'time zone',
        'heard at',
        'session',
        'from',
        'to',
        'upload octets',
        'download octets',
      ],
      ...items.map((record) => [
        serviceId,
        record.day,
        timeZone,
        record.heardAt,
        record.sessionId,
        record.from,
        record.to,
        { number: String(record.uploadOctets) },
        { number: String(record.downloadOctets) },
      ]),
    ]),
    ...(cursor === undefined ? {} : { next: new URLSearchParams({ ...next, cursor }).toString() }),
  });
}
