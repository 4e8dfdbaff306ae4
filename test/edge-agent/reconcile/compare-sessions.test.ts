import { describe, expect, it } from 'vitest';
import type { AaaSession } from '../../../edge-agent/aaa/session.ts';
import type { ListedSession } from '../../../edge-agent/capabilities/session-list.ts';
import {
  compareSessions,
  type MissingBefore,
  nothingMissing,
} from '../../../edge-agent/reconcile/compare-sessions.ts';
import { sightingOf } from '../../../edge-agent/reconcile/device-sessions.ts';
import { accountingRecord } from '../../../functions/contracts/edge/messages.ts';
import { desired, numberedId } from '../support/site.ts';

const node = { nodeId: numberedId('nod', 1), nasAddress: '10.0.0.1' };
const now = Date.parse('2026-11-01T00:00:00.000Z');
const grants = {
  ada: { desired: desired(numberedId('svc', 1), 1) },
  blocked: { desired: desired(numberedId('svc', 2), 2, { entitlement: 'blocked' }) },
  gone: { desired: desired(numberedId('svc', 3), 3, { present: false, entitlement: 'blocked' }) },
  'AA:BB:CC:00:11:22': { desired: desired(numberedId('svc', 4), 1) },
};
const holderOf = (identity: string) => grants[identity as keyof typeof grants];

function accounted(username: string, more: Partial<AaaSession> = {}): AaaSession {
  return {
    key: `10.0.0.1/nas/${username}`,
    nasKey: '10.0.0.1/nas',
    sessionId: username,
    nasAddress: '10.0.0.1',
    nodeId: node.nodeId,
    serviceId: undefined,
    username,
    framedIp: undefined,
    callingStationId: undefined,
    startedAt: now - 60_000,
    heardAt: now - 30_000,
    end: undefined,
    seconds: 0,
    uploadOctets: 0,
    downloadOctets: 0,
    interimSeconds: 300,
    startMark: undefined,
    marks: [],
    ...more,
  };
}

const listed = (identity: string, more: Partial<ListedSession> = {}): ListedSession => ({
  id: `ppp *${identity}`,
  identity,
  ...more,
});

const fromDevice = (one: ListedSession, at = now) =>
  sightingOf(one, undefined, node, holderOf(one.identity).desired, at);

const compare = (
  listing: readonly ListedSession[],
  open: readonly AaaSession[],
  before: MissingBefore = nothingMissing,
  at = now,
) => compareSessions(listing, open, holderOf, before, at);

describe('a session that the device lists', () => {
  it('and accounting knows is nothing new, in any writing of its name', () => {
    const found = compare(
      [listed('ada', { framedIp: '10.9.0.7' }), listed('AA:BB:CC:00:11:22')],
      [accounted('ada', { framedIp: '10.9.0.7' }), accounted('aabb.cc00.1122')],
    );
    expect(found).toMatchObject({ seen: [], over: [], lost: [], takenOver: [], toCut: new Set() });
    expect(found.missing).toEqual(nothingMissing);
  });

  it('and accounting does not know is shown when it is found twice: a Start may be under way', () => {
    const first = compare([listed('ada')], []);
    expect(first.seen).toEqual([]);
    const second = compare([listed('ada')], [], first.missing);
    expect(second.seen).toMatchObject([{ listed: { identity: 'ada' }, known: undefined }]);
    const { session, record } = fromDevice(listed('ada', { framedIp: '10.9.0.7', seconds: 90 }));
    expect(session).toMatchObject({ username: 'ada', startedAt: now - 90_000, end: undefined });
    expect(accountingRecord.parse({ sequence: 1, ...record })).toMatchObject({
      kind: 'start',
      source: 'device',
      serviceId: numberedId('svc', 1),
      technology: 'pppoe',
      sessionSeconds: 90,
    });
    // Another address is another session of the same name.
    expect(
      compare([listed('ada', { framedIp: '10.9.0.8' })], [accounted('ada', { framedIp: '10.9.0.7' })]).missing
        .unknown.size,
    ).toBe(1);
  });

  it('is cut when its service may have none, or has ended, and at once', () => {
    const found = compare([listed('blocked'), listed('gone')], []);
    expect([...found.toCut]).toEqual([numberedId('svc', 2), numberedId('svc', 3)]);
    expect(found.seen.map(({ listed: { identity } }) => identity)).toEqual(['blocked', 'gone']);
    expect([...compare([listed('blocked')], [accounted('blocked')]).toCut]).toEqual([numberedId('svc', 2)]);
  });

  it('under a name that this site never had is left alone', () => {
    const found = compare([listed('the engineer')], [], { ...nothingMissing, unknown: new Set() });
    expect(found).toMatchObject({ seen: [], toCut: new Set(), missing: nothingMissing });
  });

  it('is over when it is listed no more, or its id has gone to another, or accounting tells of it', () => {
    const { session } = fromDevice(listed('ada'));
    expect(compare([], [session]).over).toEqual([session]);
    expect(compare([listed('ada')], [session])).toMatchObject({ over: [], seen: [{ known: session }] });
    const reused = listed('blocked', { id: 'ppp *ada' });
    expect(compare([reused], [session]).over).toEqual([session]);
    expect(compare([listed('ada')], [session, accounted('ada')])).toMatchObject({
      over: [],
      takenOver: [session],
    });
  });
});

describe('a session that accounting knows and the device does not list', () => {
  it('is lost when it is missed twice and nothing was heard of it in between', () => {
    const session = accounted('ada');
    const first = compare([], [session]);
    expect(first.lost).toEqual([]);
    const heard = { ...session, heardAt: now + 30_000 };
    const second = compare([], [heard], first.missing, now + 60_000);
    expect(second.lost).toEqual([]);
    const third = compare([], [heard], second.missing, now + 120_000);
    expect(third.lost).toEqual([heard]);
    const back = compare([listed('ada')], [heard], second.missing, now + 120_000);
    expect(back).toMatchObject({ lost: [], missing: nothingMissing });
  });
});
