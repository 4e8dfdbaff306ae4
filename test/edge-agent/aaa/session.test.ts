import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AaaSession,
  closeByNas,
  evolveSession,
  isOnline,
  type SessionRecord,
} from '../../../edge-agent/aaa/session.ts';
import { SessionTable } from '../../../edge-agent/aaa/session-table.ts';

const start = Date.UTC(2026, 2, 1);

function record(changes: Partial<SessionRecord>): SessionRecord {
  const eventAt = changes.eventAt ?? start + (changes.seconds ?? 0) * 1000;
  return {
    kind: 'interim',
    nasKey: '10.0.0.1/a',
    sessionId: '1',
    nasAddress: '10.0.0.1',
    nodeId: undefined,
    serviceId: 'svc',
    username: 'alice',
    framedIp: undefined,
    callingStationId: undefined,
    terminateCause: undefined,
    receivedAt: eventAt,
    interimSeconds: 300,
    seconds: 0,
    uploadOctets: (changes.seconds ?? 0) * 10,
    downloadOctets: (changes.seconds ?? 0) * 100,
    eventAt,
    stampDelayMs: undefined,
    ...changes,
  };
}

/** Folds the records and tells which of them were new. */
function fold(records: readonly SessionRecord[]): { session: AaaSession; taken: boolean[] } {
  let session: AaaSession | undefined;
  const taken = records.map((one) => {
    const evolved = evolveSession(session, one);
    session = evolved.session;
    return !evolved.repeated;
  });
  return { session: session!, taken };
}

const beginning = record({ kind: 'start' });
const interim = record({ seconds: 300 });
const stop = record({ kind: 'stop', seconds: 450, terminateCause: 'User-Request' });

describe('a repeated record is recognised', () => {
  const later = (one: SessionRecord, ms: number): SessionRecord => ({
    ...one,
    receivedAt: one.receivedAt + ms,
  });

  test.each([
    ['start, with the delay told', beginning, later(beginning, 20_000)],
    ['start, without', beginning, { ...later(beginning, 12_000), eventAt: start + 12_000 }],
    ['interim', interim, { ...later(interim, 40_000), eventAt: interim.eventAt + 40_000 }],
    ['stop', stop, { ...later(stop, 90_000), eventAt: stop.eventAt + 90_000 }],
    [
      'start that is stamped anew each time',
      { ...beginning, stampDelayMs: 0 },
      { ...beginning, eventAt: start + 45_000, stampDelayMs: 45_000 },
    ],
  ])('%s', (_name, first, again) => {
    expect(fold([first, again]).taken).toEqual([true, false]);
  });

  test('an interim, after others have come', () => {
    const others = [record({ seconds: 600 }), record({ seconds: 900 }), record({ seconds: 1200 })];
    expect(fold([beginning, interim, ...others, later(interim, 1000)]).taken.at(-1)).toBe(false);
  });

  test('a start, after the session has ended', () => {
    expect(fold([beginning, stop, beginning]).taken).toEqual([true, true, false]);
  });

  test('in a session that was stored and read back', () => {
    const { session } = fold([beginning, interim]);
    const stored = JSON.parse(JSON.stringify(session)) as AaaSession;
    expect(evolveSession(stored, interim).repeated).toBe(true);
    expect(evolveSession(stored, beginning).repeated).toBe(true);
    expect(evolveSession(stored, stop).repeated).toBe(false);
  });
});

describe('a record of its own is taken', () => {
  test('interims of an idle session: the clock goes on, the counters do not', () => {
    const idle = [300, 600, 900].map((seconds) => record({ seconds, uploadOctets: 0, downloadOctets: 0 }));
    expect(fold(idle).taken).toEqual([true, true, true]);
  });

  test('interims of a NAS that tells no session time', () => {
    const silent = [300, 600].map((s) =>
      record({ eventAt: start + s * 1000, uploadOctets: 5, downloadOctets: 5 }),
    );
    expect(fold(silent).taken).toEqual([true, true]);
  });

  test('a start under an id that is used again', () => {
    const again = record({ kind: 'start', eventAt: start + 3_600_000 });
    const { session, taken } = fold([beginning, interim, stop, again]);
    expect(taken).toEqual([true, true, true, true]);
    expect(session).toMatchObject({
      startedAt: start + 3_600_000,
      end: undefined,
      seconds: 0,
      uploadOctets: 0,
    });
  });

  test('an id that is used again within seconds, if the NAS tells the instants', () => {
    const stamped = (one: SessionRecord): SessionRecord => ({ ...one, stampDelayMs: 0 });
    const again = record({ kind: 'start', eventAt: start + 8000 });
    const short = record({ kind: 'stop', seconds: 5 });
    expect(fold([stamped(beginning), stamped(short), stamped(again)]).taken).toEqual([true, true, true]);
  });

  test('an interim of a later session under the same id whose start was lost', () => {
    const later = record({ seconds: 60, eventAt: start + 7_200_000 });
    const { session, taken } = fold([beginning, interim, stop, later]);
    expect(taken.at(-1)).toBe(true);
    expect(session).toMatchObject({ startedAt: start + 7_140_000, end: undefined, seconds: 60 });
  });

  test('a start that comes after the first interim belongs to the session', () => {
    const { session, taken } = fold([interim, beginning]);
    expect(taken).toEqual([true, true]);
    expect(session).toMatchObject({ startedAt: start, seconds: 300, uploadOctets: 3000 });
  });
});

describe('the end', () => {
  test('is final: what comes after a stop does not open the session again', () => {
    const late = record({ seconds: 400 });
    const { session, taken } = fold([beginning, stop, late]);
    expect(taken).toEqual([true, true, true]);
    expect(session).toMatchObject({
      end: { by: 'stop', cause: 'User-Request' },
      seconds: 450,
      uploadOctets: 4500,
    });
  });

  test("by the NAS's restart closes what began before, and an interim opens it again", () => {
    const { session } = fold([beginning, interim]);
    expect(closeByNas(session, start - 1)).toBe(session);
    const closed = closeByNas(session, start + 400_000);
    expect(closed.end).toEqual({ at: start + 400_000, by: 'nas', cause: 'NAS-Reboot' });
    expect(evolveSession(closed, record({ seconds: 600 })).session.end).toBeUndefined();
  });

  test('comes quietly after three intervals and a minute', () => {
    const { session } = fold([beginning]);
    expect(isOnline(session, start + 960_000)).toBe(true);
    expect(isOnline(session, start + 960_001)).toBe(false);
  });
});

test('in any order, with any repeats, each record counts once and the figures are those of the last', () => {
  const whole = [
    beginning,
    ...[60, 120, 180].map((seconds) => record({ seconds })),
    record({ kind: 'stop', seconds: 200, terminateCause: 'Lost-Carrier' }),
  ];
  const order = fc.tuple(
    fc.shuffledSubarray(whole, { minLength: whole.length }),
    fc.array(fc.nat(whole.length - 1), { maxLength: 12 }),
  );
  fc.assert(
    fc.property(order, ([shuffled, repeats]) => {
      const arrivals = [...shuffled, ...repeats.map((i) => shuffled[i]!)];
      const { session, taken } = fold(arrivals);
      expect(taken.filter(Boolean)).toHaveLength(whole.length);
      expect(session).toMatchObject({
        startedAt: start,
        seconds: 200,
        uploadOctets: 2000,
        downloadOctets: 20_000,
        end: { by: 'stop', cause: 'Lost-Carrier' },
      });
    }),
    { seed: 20_261_125, numRuns: 500 },
  );
});

describe('the session table', () => {
  test('finds the sessions of a service, moves them with it and forgets them in time', () => {
    const { session } = fold([beginning]);
    const other = { ...session, key: '10.0.0.1/a/2', sessionId: '2' };
    const table = new SessionTable([session, other]);
    expect(table.open('svc').map(({ sessionId }) => sessionId)).toEqual(['1', '2']);
    table.put({ ...other, serviceId: 'svc2' });
    expect([table.open('svc').length, table.open('svc2').length]).toEqual([1, 1]);
    table.put({ ...session, end: { at: start, by: 'stop', cause: undefined } });
    expect(table.open('svc')).toEqual([]);
    expect(table.online('svc2', start)).toHaveLength(1);
    expect(table.online('svc2', start + 1_000_000)).toEqual([]);
    expect(table.open('svc2')).toHaveLength(1);
    expect(table.forgetOld(start + 3_600_000)).toEqual([]);
    expect(table.forgetOld(start + 3_600_001)).toEqual([session.key]);
    expect(table.forgetOld(start + 86_400_001)).toEqual([other.key]);
    expect([table.size, table.open('svc2').length]).toEqual([0, 0]);
  });
});
