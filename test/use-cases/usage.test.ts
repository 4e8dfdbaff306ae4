import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AccountingRecord } from '../../functions/contracts/edge/messages.ts';
import * as contract from '../../functions/contracts/http/usage.ts';
import { exportUsageRecords } from '../../functions/use-cases/export-usage-records.ts';
import { listUsageRecords } from '../../functions/use-cases/list-usage-records.ts';
import { readUsage } from '../../functions/use-cases/read-usage.ts';
import { recordAccounting } from '../../functions/use-cases/record-accounting.ts';
import { code, makeWorld, today, value, type World } from './service-world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.stop());

const begin = Date.parse('2026-03-01T09:00:00.000Z');

function reading(serviceId: string, sequence: number, hours: number, octets: number): AccountingRecord {
  return {
    sequence,
    kind: sequence === 1 ? 'start' : 'interim',
    serviceId,
    username: 'ada',
    nodeId: 'nod_01k9xq3v7n5e2r8t4w6y000001',
    sessionId: 'a1',
    receivedAt: new Date(begin + hours * 3_600_000).toISOString(),
    sessionSeconds: hours * 3600,
    uploadOctets: octets,
    downloadOctets: octets * 3,
  };
}

const say = (epoch: string, records: AccountingRecord[]) =>
  recordAccounting(world.ports, world.siteId, { siteId: world.siteId, epoch, records }, world.at(today));

const used = async (serviceId: string, query: { from?: string; to?: string; by?: 'day' | 'month' }) =>
  value(await readUsage(world.ports, serviceId, { by: 'day', ...query }, world.at(today)));

it('counts by days and months of the subscriber, and splits what lies across midnight', async () => {
  const serviceId = await world.active('days');
  // Midnight in Denver is at 07:00 UTC: 22 hours after the session began.
  await say('e1', [reading(serviceId, 1, 0, 0), reading(serviceId, 2, 21, 2_100)]);
  await say('e1', [reading(serviceId, 3, 23, 2_300), reading(serviceId, 4, 24 * 31, 100_000)]);
  const { timeZone, spans } = await used(serviceId, { from: '2026-03-01', to: '2026-03-02' });
  expect(timeZone).toBe('America/Denver');
  expect(spans[0]).toEqual({
    from: '2026-03-01',
    to: '2026-03-01',
    uploadOctets: 2_200,
    downloadOctets: 6_600,
  });
  const months = (await used(serviceId, { from: '2026-03-01', to: '2026-04-01', by: 'month' })).spans;
  expect(months.map(({ from, to }) => [from, to])).toEqual([
    ['2026-03-01', '2026-03-31'],
    ['2026-04-01', '2026-04-30'],
  ]);
  expect(months.reduce((sum, { uploadOctets }) => sum + uploadOctets, 0)).toBe(100_000);
  // The last reading before a span is looked up when nothing of the session was told within weeks.
  const late = (await used(serviceId, { from: '2026-03-30', to: '2026-04-02' })).spans;
  const whole = (await used(serviceId, { from: '2026-03-01', to: '2026-04-02' })).spans;
  expect(late).toEqual(whole.slice(-late.length));
});

it('counts each record once under loss, repetition, reordering and a restart of the agent', async () => {
  const runs = fc.sample(
    fc.record({
      order: fc.shuffledSubarray([...Array(12).keys()], { minLength: 12 }),
      again: fc.shuffledSubarray([...Array(12).keys()]),
      size: fc.integer({ min: 1, max: 5 }),
      deltas: fc.array(fc.nat(3_000_000_000), { minLength: 12, maxLength: 12 }),
    }),
    { seed: 7, numRuns: 6 },
  );
  for (const [run, { order, again, size, deltas }] of runs.entries()) {
    const serviceId = await world.active(`chaos${run}`);
    let octets = 0;
    const sent = deltas.map((delta, i) => {
      octets += delta;
      return reading(serviceId, i + 1, i * 5 + 1, octets);
    });
    const arriving = [...order, ...again, ...order.slice(0, 3)].flatMap((i) => sent[i] ?? []);
    for (let i = 0; i < arriving.length; i += size) {
      // A store that was lost names a new epoch and tells some of it again.
      await say(`epoch ${run} ${i > arriving.length / 2}`, arriving.slice(i, i + size));
    }
    const { spans } = await used(serviceId, { from: '2026-03-01', to: '2026-03-05' });
    expect(spans.reduce((sum, span) => sum + span.uploadOctets, 0)).toBe(octets);
    const calm = await world.active(`calm${run}`);
    await say(
      `calm ${run}`,
      sent.map((one) => ({ ...one, serviceId: calm })),
    );
    expect(await used(calm, { from: '2026-03-01', to: '2026-03-05' })).toMatchObject({ spans });
  }
});

it('names each session on each day, page by page, and sums to the usage of these days', async () => {
  const serviceId = await world.active('records');
  // What a NAS calls a session is its own affair: this one is a formula to a spreadsheet.
  const formula = '=cmd|"x"#1,2';
  await say('records', [
    reading(serviceId, 1, 0, 0),
    reading(serviceId, 2, 21, 2_100),
    reading(serviceId, 3, 23, 2_300),
    reading(serviceId, 4, 24 * 3, 7_000),
    { ...reading(serviceId, 5, 30, 500), sessionId: formula, sessionSeconds: 3_600 },
    { ...reading(serviceId, 6, 24 * 40, 900), sessionId: 'later', sessionSeconds: 3_600 },
  ]);
  const query = { from: '2026-03-01', to: '2026-03-31' };
  const whole = value(
    await listUsageRecords(world.ports, serviceId, { ...query, limit: 200 }, world.at(today)),
  );
  expect(whole.nextCursor).toBeUndefined();
  expect(whole.items.map(({ day, sessionId }) => [day, sessionId])).toEqual([
    ['2026-03-01', 'a1'],
    ['2026-03-02', formula],
    ['2026-03-02', 'a1'],
    ['2026-03-03', 'a1'],
    ['2026-03-04', 'a1'],
  ]);
  expect(whole.items[0]).toEqual({
    day: '2026-03-01',
    heardAt: 'nod_01k9xq3v7n5e2r8t4w6y000001',
    sessionId: 'a1',
    from: '2026-03-01T09:00:00.000Z',
    to: '2026-03-02T07:00:00.000Z',
    uploadOctets: 2_200,
    downloadOctets: 6_600,
  });
  const sum = (spans: readonly { uploadOctets: number; downloadOctets: number }[]) =>
    spans.reduce((total, { uploadOctets, downloadOctets }) => total + uploadOctets + downloadOctets, 0);
  expect(sum(whole.items)).toBe((7_000 + 500) * 4);
  expect(sum(whole.items)).toBe(sum((await used(serviceId, query)).spans));

  const pages = [];
  let cursor: string | undefined;
  do {
    const page = value(
      await listUsageRecords(world.ports, serviceId, { ...query, limit: 2, cursor }, world.at(today)),
    );
    pages.push(page.items);
    cursor = page.nextCursor;
    expect(contract.listUsageRecords.query?.safeParse({ ...query, cursor }).success).toBe(true);
  } while (cursor !== undefined);
  expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
  expect(pages.flat()).toEqual(whole.items);

  const file = value(
    await exportUsageRecords(world.ports, serviceId, { ...query, limit: 2 }, world.at(today)),
  );
  const [head, , second] = new TextDecoder().decode(file.bytes).split('\r\n');
  expect(head).toBe('service,day,time zone,heard at,session,from,to,upload octets,download octets');
  expect(second).toContain(`,"'=cmd|""x""#1,2",`);
  expect(Object.fromEntries(new URLSearchParams(file.next))).toMatchObject({ ...query, limit: '2' });

  const askFor = async (from: string, to: string) =>
    code(await listUsageRecords(world.ports, serviceId, { from, to, limit: 1 }, world.at(today)));
  expect(await askFor('2026-03-02', '2026-03-01')).toBe('usage.span-empty');
  expect(await askFor('2025-03-02', '2026-03-01')).toBe('usage.span-too-long');
});

it('refuses what cannot be answered', async () => {
  const serviceId = await world.active('refused');
  const ask = async (query: { from?: string; to?: string }) =>
    code(await readUsage(world.ports, serviceId, { by: 'day', ...query }, world.at(today)));
  expect(await ask({ from: '2026-03-02', to: '2026-03-01' })).toBe('usage.span-empty');
  expect(await ask({ from: '2020-03-02', to: '2026-03-01' })).toBe('usage.span-too-long');
  const unknown = 'svc_01k9xq3v7n5e2r8t4w6y000001';
  expect(code(await readUsage(world.ports, unknown, { by: 'day' }, world.at(today)))).toBe('service.unknown');
});
