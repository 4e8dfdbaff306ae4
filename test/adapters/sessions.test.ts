import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { advance, nothingStored } from '../../functions/adapters/dynamo/accounting-through.ts';
import type { AccountingRecord } from '../../functions/contracts/edge/messages.ts';
import type { Session, Sessions } from '../../functions/ports/sessions.ts';
import { makePorts, type TestPorts } from '../ports.ts';

const seed = 20_260_302;
const siteId = 'sit_1';

let started: TestPorts;
let sessions: Sessions;
beforeAll(async () => {
  started = await makePorts();
  sessions = started.ports.sessions;
});
afterAll(() => started.stop());

const begin = Date.parse('2026-03-01T09:00:00.000Z');
const instant = (seconds: number) => new Date(begin + seconds * 1000).toISOString();

function record(
  sequence: number,
  kind: AccountingRecord['kind'],
  seconds: number,
  more: Partial<AccountingRecord> = {},
): AccountingRecord {
  return {
    sequence,
    kind,
    serviceId: 'svc_1',
    username: 'ada',
    nodeId: 'nod_1',
    sessionId: 'a1',
    receivedAt: instant(seconds),
    sessionSeconds: seconds,
    uploadOctets: seconds * 10,
    downloadOctets: seconds * 100,
    ...more,
  };
}

describe('accounting', () => {
  test('makes a session that ends, and keeps every record', async () => {
    const service = { serviceId: 'svc_a', nodeId: 'nod_a' };
    const say = (...records: AccountingRecord[]) =>
      sessions.record({ siteId: 'sit_a', epoch: 'e1', records });
    expect(await sessions.current('svc_a')).toBeUndefined();
    expect(await say(record(1, 'start', 0, { ...service, framedIp: '10.0.0.7' }))).toEqual({ through: 1 });
    expect(await sessions.current('svc_a')).toEqual({
      sessionId: 'a1',
      serviceId: 'svc_a',
      siteId: 'sit_a',
      nodeId: 'nod_a',
      username: 'ada',
      framedIp: '10.0.0.7',
      startedAt: instant(0),
      updatedAt: instant(0),
      seconds: 0,
      uploadOctets: 0,
      downloadOctets: 0,
    });
    const stop = record(3, 'stop', 600, { ...service, terminateCause: 'User-Request' });
    expect(await say(record(2, 'interim', 300, service), stop)).toEqual({ through: 3 });
    expect(await sessions.current('svc_a')).toMatchObject({
      framedIp: '10.0.0.7',
      updatedAt: instant(600),
      endedAt: instant(600),
      terminateCause: 'User-Request',
      seconds: 600,
      uploadOctets: 6_000,
      downloadOctets: 60_000,
    });
    const page = await sessions.records('sit_a', { limit: 2 });
    expect(page.items.map(({ sequence, siteId, epoch }) => [siteId, epoch, sequence])).toEqual([
      ['sit_a', 'e1', 1],
      ['sit_a', 'e1', 2],
    ]);
    const rest = await sessions.records('sit_a', { limit: 2, cursor: page.nextCursor });
    expect(rest).toEqual({ items: [{ ...stop, siteId: 'sit_a', epoch: 'e1' }] });
  });

  test('names the open session as the current one, and lists the newest first', async () => {
    const of = (sessionId: string) => ({ serviceId: 'svc_b', sessionId });
    const records = [
      record(1, 'stop', 100, of('one')),
      record(2, 'start', 200, { ...of('two'), sessionSeconds: 0 }),
      record(3, 'stop', 300, { ...of('three'), sessionSeconds: 10 }),
    ];
    await sessions.record({ siteId: 'sit_b', epoch: 'e1', records });
    expect((await sessions.current('svc_b'))?.sessionId).toBe('two');
    const first = await sessions.list('svc_b', { limit: 2 });
    expect(first.items.map(({ sessionId }) => sessionId)).toEqual(['three', 'two']);
    const next = await sessions.list('svc_b', { limit: 2, cursor: first.nextCursor });
    expect(next.items.map(({ sessionId }) => sessionId)).toEqual(['one']);
    expect(next.nextCursor).toBeUndefined();
  });

  test('ends what a NAS had open when it says that it restarted, and hears of it again without a lie', async () => {
    const of = (sessionId: string, nodeId = 'nod_c') => ({ serviceId: 'svc_c', sessionId, nodeId });
    const say = (...records: AccountingRecord[]) =>
      sessions.record({ siteId: 'sit_c', epoch: 'e1', records });
    await say(record(1, 'start', 0, of('lost')), record(2, 'start', 0, of('elsewhere', 'nod_d')));
    await say(record(3, 'on', 500, { ...of(''), serviceId: undefined, username: '' } as AccountingRecord));
    const byId = async () =>
      new Map((await sessions.list('svc_c', { limit: 10 })).items.map((one) => [one.sessionId, one]));
    expect((await byId()).get('lost')).toMatchObject({
      endedAt: instant(500),
      terminateCause: 'NAS-Reboot',
    });
    expect((await byId()).get('elsewhere')).not.toHaveProperty('endedAt');
    // Overtaken by the restart on its way: it cannot reopen the session.
    await say(record(4, 'interim', 400, of('lost')));
    expect((await byId()).get('lost')).toMatchObject({ endedAt: instant(500), seconds: 400 });
    // After the restart: the NAS had kept it after all.
    await say(record(5, 'interim', 700, of('lost')));
    expect((await byId()).get('lost')).not.toHaveProperty('endedAt');
  });

  test('takes a hundred records at once', async () => {
    const records = Array.from({ length: 100 }, (_, i) =>
      record(i + 1, 'start', 0, { serviceId: `svc_m${i}`, sessionId: `m${i}` }),
    );
    expect(await sessions.record({ siteId: 'sit_m', epoch: 'e1', records })).toEqual({ through: 100 });
    expect((await sessions.records('sit_m', { limit: 200 })).items).toHaveLength(100);
    expect(await sessions.current('svc_m99')).toMatchObject({ sessionId: 'm99' });
  });

  test('comes to the same in whatever order and however often, also two at once', async () => {
    const whole = [
      record(1, 'start', 0, { framedIp: '10.0.0.9' }),
      record(2, 'interim', 300),
      record(3, 'interim', 600),
      record(4, 'stop', 900, { terminateCause: 'Idle-Timeout' }),
      record(5, 'start', 1_000, { sessionId: 'a2', sessionSeconds: 0 }),
      record(6, 'interim', 1_300, { sessionId: 'a2', sessionSeconds: 300 }),
    ];
    const outcome = async (name: string, deliveries: readonly (readonly [number, number])[]) => {
      const site = `${siteId}_${name}`;
      const serviceId = `svc_${name}`;
      const messages = deliveries.map(([from, to]) => ({
        siteId: site,
        epoch: 'e1',
        records: whole.slice(from, to).map((one) => ({ ...one, serviceId })),
      }));
      for (let i = 0; i < messages.length; i += 2) {
        await Promise.all(messages.slice(i, i + 2).map((message) => sessions.record(message)));
      }
      const { through } = await sessions.record({
        siteId: site,
        epoch: 'e1',
        records: whole.map((one) => ({ ...one, serviceId })),
      });
      const stored = await sessions.records(site, { limit: 200 });
      const strip = ({ siteId: _site, serviceId: _service, ...rest }: Session) => rest;
      return {
        through,
        sequences: stored.items.map(({ sequence }) => sequence),
        sessions: (await sessions.list(serviceId, { limit: 10 })).items.map(strip),
      };
    };
    const expected = await outcome('ref', [[0, 6]]);
    expect(expected.sessions).toHaveLength(2);
    let run = 0;
    const delivery = fc
      .tuple(fc.nat({ max: 5 }), fc.integer({ min: 1, max: 6 }))
      .map(([from, length]) => [from, Math.min(6, from + length)] as const);
    await fc.assert(
      fc.asyncProperty(fc.array(delivery, { minLength: 1, maxLength: 6 }), async (deliveries) => {
        run += 1;
        expect(await outcome(String(run), deliveries)).toEqual(expected);
      }),
      { seed, numRuns: 30 },
    );
  });

  test('acknowledges only what has no gap below it', async () => {
    const say = (...sequences: number[]) =>
      sessions.record({
        siteId: 'sit_g',
        epoch: 'e1',
        records: sequences.map((sequence) => record(sequence, 'interim', sequence)),
      });
    expect(await say(4, 5)).toEqual({ through: 0 });
    expect(await say(1)).toEqual({ through: 1 });
    expect(await say(4)).toEqual({ through: 1 });
    expect(await say(2, 3)).toEqual({ through: 5 });
    expect(await sessions.record({ siteId: 'sit_g', epoch: 'e2', records: [record(1, 'start', 0)] })).toEqual(
      {
        through: 1,
      },
    );
  });
});

test('progress is the same as a set of all sequences', () => {
  const runs = fc.array(
    fc
      .tuple(fc.integer({ min: 1, max: 30 }), fc.nat({ max: 5 }))
      .map(([from, n]) => [from, from + n] as const),
  );
  fc.assert(
    fc.property(runs, (given) => {
      const progress = given.reduce(advance, nothingStored);
      const set = new Set(
        given.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i)),
      );
      let through = 0;
      while (set.has(through + 1)) through += 1;
      expect(progress.through).toBe(through);
      const ahead = progress.ahead.flatMap(([from, to]) =>
        Array.from({ length: to - from + 1 }, (_, i) => from + i),
      );
      expect(ahead).toEqual([...set].filter((one) => one > through).toSorted((a, b) => a - b));
    }),
    { seed },
  );
});
