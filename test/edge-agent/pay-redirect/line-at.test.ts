import { expect, test } from 'vitest';
import type { AaaSession } from '../../../edge-agent/aaa/session.ts';
import { SessionTable } from '../../../edge-agent/aaa/session-table.ts';
import type { SessionNote } from '../../../edge-agent/journal/session-log.ts';
import { lineAt } from '../../../edge-agent/pay-redirect/line-at.ts';
import { desired, numberedId } from '../support/site.ts';

const now = Date.UTC(2026, 2, 1, 12);
const minute = 60_000;
const ada = numberedId('svc', 1);
const ben = numberedId('svc', 2);

interface Seen extends Partial<AaaSession> {
  readonly open?: boolean;
}

let sessionIds = 0;

/** Whose line the address is, by the sessions that there are; `former`: who had the name before. */
function lineOf(
  address: string,
  sessions: readonly Seen[],
  { former = false, gone = false }: { readonly former?: boolean; readonly gone?: boolean } = {},
): string | undefined {
  const table = new SessionTable<SessionNote>();
  for (const { open = true, ...change } of sessions) {
    sessionIds += 1;
    const nasKey = change.nasKey ?? '10.0.0.1/a';
    const session: AaaSession = {
      key: `${nasKey}/${sessionIds}`,
      nasKey,
      sessionId: String(sessionIds),
      nasAddress: '10.0.0.1',
      nodeId: undefined,
      serviceId: ada,
      grantedRevision: 1,
      username: 'ada',
      framedIp: '10.9.0.7',
      callingStationId: undefined,
      startedAt: now - 60 * minute,
      heardAt: now - minute,
      end: undefined,
      seconds: 0,
      uploadOctets: 0,
      downloadOctets: 0,
      interimSeconds: 300,
      startMark: undefined,
      marks: [],
      ...change,
    };
    table.put(session).note = {
      open,
      stopDueAt: undefined,
      cause: '',
      granted: undefined,
      drifted: false,
      position: 0,
    };
  }
  const replica = {
    get: (serviceId: string) => ({ desired: desired(serviceId, 1, { present: !gone }) }),
    formerHolderOf: () => (former ? { desired: desired(ben, 1, { present: false }) } : undefined),
  };
  return lineAt(address, { sessions: { table }, replica } as unknown as Parameters<typeof lineAt>[1], now)
    ?.serviceId;
}

test('the line is known that an open session is on', () => {
  expect(lineOf('10.9.0.7', [{}])).toBe(ada);
  expect(lineOf('10.9.0.8', [{}])).toBeUndefined();
  expect(lineOf('', [{ framedIp: undefined }])).toBeUndefined();
});

const over = { open: false, end: { at: now, by: 'stop', cause: undefined } } as const;

test.each<[string, string | undefined, readonly Seen[]]>([
  ['whose session has ended', undefined, [over]],
  ['that was cut and whose Stop is still awaited', undefined, [{ open: false }]],
  ['that the NAS did not tell of when it should have', undefined, [{ heardAt: now - 7 * minute }]],
  ['that was told of in the future: the clock was set back', undefined, [{ heardAt: now + 10 * minute }]],
  ['that came back with its old session still open', ada, [{ heardAt: now - 9 * minute }, {}]],
  ['of which nobody knows whose it is', undefined, [{ serviceId: undefined }]],
  ['that another one has as well, for a Stop was lost', undefined, [{}, { serviceId: ben }]],
  ['that another one has, who is not known here', undefined, [{}, { serviceId: undefined }]],
  ['that another one had before', ada, [{ serviceId: ben, heardAt: now - 2 * minute, ...over }, {}]],
  ['that another one had since', undefined, [{ serviceId: ben, heardAt: now, ...over }, {}]],
  ['of another one, who was silent for an hour', ada, [{ serviceId: ben, heardAt: now - 60 * minute }, {}]],
  ['of who has a session on another NAS', undefined, [{}, { nasKey: '10.0.0.2/b', framedIp: '10.8.0.1' }]],
  [
    'of who left another NAS long ago',
    ada,
    [{}, { nasKey: '10.0.0.2/b', framedIp: '10.8.0.1', heardAt: now - 17 * minute }],
  ],
  ['of who has another address of the same NAS', ada, [{}, { framedIp: '10.8.0.1' }]],
])('an address %s is %s', (_, whose, sessions) => {
  expect(lineOf('10.9.0.7', sessions)).toBe(whose);
});

test('a session without Class is whose the name is, if it was nobody else’s before', () => {
  const nameless = { grantedRevision: undefined };
  expect(lineOf('10.9.0.7', [nameless])).toBe(ada);
  expect(lineOf('10.9.0.7', [nameless], { former: true })).toBeUndefined();
  expect(lineOf('10.9.0.7', [{}], { former: true })).toBe(ada);
});

test('a service that has ended has no line', () => {
  expect(lineOf('10.9.0.7', [{}], { gone: true })).toBeUndefined();
});

test('an IPv6 address is of the line whose prefix it is in', () => {
  const home = { framedIp: undefined, ipv6: ['2001:db8:0:7::/64', '2001:db8:100:4200::/56'] };
  expect(lineOf('2001:db8:0:7:1::9', [home])).toBe(ada);
  expect(lineOf('2001:db8:0:8::9', [home])).toBeUndefined();
  expect(lineOf('2001:db8:100:42ff::1', [home])).toBe(ada);
  expect(lineOf('2001:db8:100:4300::1', [home])).toBeUndefined();
  expect(lineOf('2001:db8::5', [{ ipv6: ['2001:db8::5/128'] }])).toBe(ada);
  expect(lineOf('2001:db8::5', [{ ipv6: ['2001:db8::/32'] }])).toBeUndefined();
  const other = { serviceId: ben, framedIp: undefined, ipv6: ['2001:db8:100:4210::/60'] };
  expect(lineOf('2001:db8:100:4211::1', [home, other])).toBeUndefined();
  expect(lineOf('2001:db8:100:4201::1', [home, other])).toBe(ada);
});

test('the table follows a session to another address, and forgets it', () => {
  const table = new SessionTable();
  const session = { key: 'k', serviceId: ada, framedIp: '10.0.0.1' } as AaaSession;
  expect(table.slotsAt('10.0.0.1')).toEqual([]);
  table.put(session);
  table.put({ ...session, key: 'other' });
  expect(table.slotsAt('10.0.0.1')).toHaveLength(2);
  table.put({ ...session, framedIp: '10.0.0.2', ipv6: ['2001:db8::/64'] });
  expect([table.slotsAt('10.0.0.1').length, table.slotsAt('10.0.0.2').length]).toEqual([1, 1]);
  expect(table.slotsAt('2001:db8::1')).toHaveLength(1);
  table.delete('k');
  table.delete('other');
  for (const address of ['10.0.0.1', '10.0.0.2', '2001:db8::1']) expect(table.slotsAt(address)).toEqual([]);
});
