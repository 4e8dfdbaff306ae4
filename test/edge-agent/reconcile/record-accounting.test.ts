import { describe, expect, it } from 'vitest';
import type { AaaSession } from '../../../edge-agent/aaa/session.ts';
import { adminReset, lostCarrier } from '../../../edge-agent/journal/session-store.ts';
import type { Store } from '../../../edge-agent/journal/store.ts';
import { grantOf } from '../../../edge-agent/reconcile/grant.ts';
import {
  closeOverdueSessions,
  recordAccounting,
  stopGraceMs,
} from '../../../edge-agent/reconcile/record-accounting.ts';
import type { AccountingRecord } from '../../../functions/contracts/edge/messages.ts';
import { desired, numberedId } from '../support/site.ts';
import { createTestStore } from '../support/store.ts';

const serviceId = numberedId('svc', 1);
const now = Date.parse('2026-11-01T00:00:00.000Z');
const minute = 60_000;

function session(change: Partial<AaaSession> = {}): AaaSession {
  const mark = { seconds: 10, uploadOctets: 7, downloadOctets: 9, eventAt: now, stampDelayMs: undefined };
  return {
    key: '10.0.0.1/nas/s1',
    nasKey: '10.0.0.1/nas',
    sessionId: 's1',
    nasAddress: '10.0.0.1',
    nodeId: numberedId('nod', 1),
    serviceId,
    grantedRevision: 1,
    username: 'anna',
    framedIp: '10.9.0.7',
    callingStationId: undefined,
    startedAt: now,
    heardAt: now,
    end: undefined,
    seconds: 10,
    uploadOctets: 7,
    downloadOctets: 9,
    interimSeconds: 300,
    startMark: undefined,
    marks: [{ kind: 'interim', ...mark }],
    ...change,
  };
}

/** The same session, heard of once more. */
function heardAgain(change: Partial<AaaSession> = {}): AaaSession {
  const first = session();
  return { ...first, marks: [...first.marks, ...first.marks], ...change };
}

function hold(store: Store, revision: number, change: Parameters<typeof desired>[2] = {}): void {
  const state = desired(serviceId, revision, change);
  store.replica.put({ desired: state }, grantOf(state));
  store.sessions.markDrift(serviceId, grantOf(state));
}

const heard = (store: Store, one: AaaSession, at = now) => [
  ...recordAccounting(store, { records: [], sessions: [one] }, at),
];

describe('drift', () => {
  it('is none while the session holds what its service is granted', () => {
    const { store } = createTestStore();
    hold(store, 1);
    expect(heard(store, session())).toEqual([]);
    expect(store.sessions.driftedServices('', 10)).toEqual([]);
  });

  it('begins when the service is granted something else, and survives a restart', () => {
    const { store, reopen } = createTestStore();
    hold(store, 1);
    heard(store, session());
    hold(store, 2, { profile: { downKbps: 1 } });
    const { sessions } = reopen();
    expect(sessions.driftedServices('', 10)).toEqual([serviceId]);
    expect(sessions.openOfService(serviceId)).toHaveLength(1);
    sessions.rateChanged(session().key, grantOf(desired(serviceId, 2, { profile: { downKbps: 1 } })));
    expect(sessions.driftedServices('', 10)).toEqual([]);
  });

  it('stays when the rate was changed to what is no longer wanted', () => {
    const { store } = createTestStore();
    hold(store, 1);
    heard(store, session());
    hold(store, 2, { profile: { downKbps: 1 } });
    hold(store, 3, { profile: { downKbps: 2 } });
    store.sessions.rateChanged(session().key, grantOf(desired(serviceId, 2, { profile: { downKbps: 1 } })));
    expect(store.sessions.driftedServices('', 10)).toEqual([serviceId]);
  });

  it('is found in a session that was let in by an older revision and turns up only now', () => {
    const { store } = createTestStore();
    hold(store, 2, { profile: { downKbps: 1 } });
    expect(heard(store, session({ grantedRevision: 1 }))).toEqual([serviceId]);
    expect(store.sessions.openOfService(serviceId)[0]?.granted).toBeUndefined();
  });

  it('is found in any session of a service that may have none', () => {
    const { store } = createTestStore();
    hold(store, 2, { entitlement: 'blocked' });
    expect(heard(store, session({ grantedRevision: 2 }))).toEqual([serviceId]);
    store.sessions.ended(session().key, now, 'Admin-Reset');
    expect(store.sessions.driftedServices('', 10)).toEqual([]);
    expect(heard(store, heardAgain()), 'the NAS said it had cut it').toEqual([serviceId]);
  });

  it('is nothing to say about a service that the replica does not know', () => {
    const { store } = createTestStore();
    expect(heard(store, session())).toEqual([]);
  });
});

describe("a Stop in the NAS's stead", () => {
  const stops = (store: Store) =>
    (JSON.parse(store.accounting.batchAfter(0, { records: 10, octets: 9999 })?.records ?? '[]') as unknown[])
      .length;

  it('is written once for a session that has fallen silent for three interims and a minute', () => {
    const { store } = createTestStore();
    heard(store, session());
    expect(closeOverdueSessions(store, now + 16 * minute, 10)).toBe(0);
    expect(closeOverdueSessions(store, now + 16 * minute + 1, 10)).toBe(1);
    expect(JSON.parse(store.accounting.batchAfter(0, { records: 1, octets: 9999 })?.records ?? '')).toEqual([
      expect.objectContaining({
        kind: 'stop',
        serviceId,
        sessionId: 's1',
        sessionSeconds: 10,
        uploadOctets: 7,
        downloadOctets: 9,
        terminateCause: 'Lost-Carrier',
      }),
    ]);
    expect(closeOverdueSessions(store, now + 99 * minute, 10)).toBe(0);
    expect(store.sessions.isOpen(session().key)).toBe(false);
    heard(store, heardAgain(), now + 99 * minute);
    expect(store.sessions.isOpen(session().key), 'it was alive after all').toBe(true);
  });

  it('says by which rule', () => {
    const { store } = createTestStore();
    const named = (sessionId: string) => session({ sessionId, key: `10.0.0.1/nas/${sessionId}` });
    for (const sessionId of ['silent', 'cut', 'unlisted']) heard(store, named(sessionId));
    heard(store, session({ ...named('restarted'), end: { at: now, by: 'nas', cause: 'NAS-Reboot' } }));
    store.sessions.ended(named('cut').key, now + 1, adminReset);
    store.sessions.ended(named('unlisted').key, now + 1, lostCarrier);
    expect(closeOverdueSessions(store, now + 99 * minute, 10)).toBe(4);
    const written: AccountingRecord[] = JSON.parse(
      store.accounting.batchAfter(0, { records: 9, octets: 9999 })?.records ?? '',
    );
    const rules = written.map(({ sessionId, closedBy, terminateCause }) => [
      sessionId,
      [closedBy, terminateCause],
    ]);
    expect(Object.fromEntries(rules)).toEqual({
      silent: ['silence', 'Lost-Carrier'],
      cut: ['cut', 'Admin-Reset'],
      unlisted: ['device-list', 'Lost-Carrier'],
      restarted: ['nas-restart', 'NAS-Reboot'],
    });
  });

  it('waits for the real one after the NAS was restarted', () => {
    const { store } = createTestStore();
    heard(store, session());
    heard(store, session({ end: { at: now, by: 'nas', cause: 'NAS-Reboot' } }), now);
    expect(closeOverdueSessions(store, now + stopGraceMs, 10)).toBe(0);
    heard(store, heardAgain({ end: { at: now, by: 'stop', cause: 'User-Request' } }), now + 1000);
    expect(closeOverdueSessions(store, now + 99 * minute, 10)).toBe(0);
    expect(stops(store)).toBe(0);
  });

  it('is not written for a session that could not be heard because the agent was not there', () => {
    const { store, reopen } = createTestStore();
    heard(store, session());
    const after = reopen();
    const start = now + 60 * minute;
    after.sessions.renewPatience(start);
    expect(closeOverdueSessions(after, start + 16 * minute, 10)).toBe(0);
    expect(closeOverdueSessions(after, start + 16 * minute + 1, 10)).toBe(1);
  });

  it('is not hurried by a clock that was set', () => {
    const { store } = createTestStore();
    heard(store, session());
    const month = 30 * 24 * 60 * minute;
    store.sessions.postpone(month);
    expect(closeOverdueSessions(store, now + month + 16 * minute, 10)).toBe(0);
    expect(closeOverdueSessions(store, now + month + 16 * minute + 1, 10)).toBe(1);
  });
});
