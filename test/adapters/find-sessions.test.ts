import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handleOf } from '../../functions/adapters/dynamo/session-handles.ts';
import type { AccountingRecord } from '../../functions/contracts/edge/messages.ts';
import type { SessionFilter, SessionScope, Sessions } from '../../functions/ports/sessions.ts';
import { makePorts, type TestPorts } from '../ports.ts';

let started: TestPorts;
let sessions: Sessions;
beforeAll(async () => {
  started = await makePorts();
  sessions = started.ports.sessions;
});
afterAll(() => started.stop());

const begin = Date.parse('2026-03-01T09:00:00.000Z');
const instant = (seconds: number) => new Date(begin + seconds * 1000).toISOString();

let sequence = 0;
function record(
  kind: AccountingRecord['kind'],
  seconds: number,
  more: Partial<AccountingRecord> & Pick<AccountingRecord, 'nodeId' | 'sessionId'>,
): AccountingRecord {
  sequence += 1;
  return {
    sequence,
    kind,
    username: more.sessionId,
    receivedAt: instant(seconds),
    sessionSeconds: 0,
    uploadOctets: 0,
    downloadOctets: 0,
    ...more,
  };
}

const say = async (records: readonly AccountingRecord[]) => {
  for (let i = 0; i < records.length; i += 100) {
    await sessions.record({ siteId: 'sit_1', epoch: 'e1', records: records.slice(i, i + 100) });
  }
};

async function everything(scope: SessionScope, filter: SessionFilter, limit: number) {
  const ids: string[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const page = await sessions.find(scope, filter, { limit, cursor });
    ids.push(...page.items.map(({ sessionId }) => sessionId));
    cursor = page.nextCursor;
    pages += 1;
  } while (cursor !== undefined);
  return { ids, pages };
}

const open = { state: 'open' } as const;

describe('sessions', () => {
  test('are found node after node, newest first, each once, however long the pages are', async () => {
    const on = (nodeId: string, count: number) =>
      Array.from({ length: count }, (_, i) =>
        // Some begin at one instant, as they do when a NAS comes back.
        record('start', Math.floor(i / 3), { nodeId, sessionId: `${nodeId}-${String(i).padStart(3, '0')}` }),
      );
    await say([...on('nod_b', 40), ...on('nod_d', 7)]);
    const nodes = { of: 'nodes', nodeIds: ['nod_d', 'nod_a', 'nod_b', 'nod_c'] } as const;
    const whole = await everything(nodes, open, 200);
    expect(whole.pages).toBe(1);
    expect(whole.ids.map((id) => id.slice(0, 5))).toEqual([
      ...Array.from({ length: 40 }, () => 'nod_b'),
      ...Array.from({ length: 7 }, () => 'nod_d'),
    ]);
    const of = (id: string) => Math.floor(Number(id.slice(-3)) / 3);
    const onB = whole.ids.slice(0, 40).map(of);
    expect(onB).toEqual(onB.toSorted((a, b) => b - a));
    for (const limit of [1, 2, 7, 40, 47]) {
      expect((await everything(nodes, open, limit)).ids, `pages of ${limit}`).toEqual(whole.ids);
    }
    expect(Object.fromEntries(await sessions.countOpen(nodes.nodeIds))).toEqual({
      nod_a: 0,
      nod_b: 40,
      nod_c: 0,
      nod_d: 7,
    });
  });

  test('go from the open to the ended when they end, and stay countable', async () => {
    const nodeId = 'nod_e';
    await say([
      record('start', 0, { nodeId, sessionId: 'one', technology: 'pppoe' }),
      record('start', 1, { nodeId, sessionId: 'two', technology: 'hotspot' }),
      record('stop', 9, { nodeId, sessionId: 'one', technology: 'pppoe', sessionSeconds: 9 }),
    ]);
    const scope = { of: 'nodes', nodeIds: [nodeId] } as const;
    expect((await everything(scope, open, 10)).ids).toEqual(['two']);
    expect((await everything(scope, { state: 'ended' }, 10)).ids).toEqual(['one']);
    expect((await everything(scope, { state: 'all' }, 1)).ids).toEqual(['two', 'one']);
    expect((await everything(scope, { state: 'all', technology: 'pppoe' }, 10)).ids).toEqual(['one']);
    expect(await sessions.countOpen([nodeId])).toEqual(new Map([[nodeId, 1]]));
    await say([record('on', 20, { nodeId, sessionId: '' })]);
    expect(await sessions.countOpen([nodeId])).toEqual(new Map([[nodeId, 0]]));
  });

  test('are found by what they are called, in any writing, also those of nobody', async () => {
    const nodeId = 'nod_f';
    await say([
      record('start', 0, {
        nodeId,
        sessionId: 'first',
        username: 'Grace',
        framedIp: '10.9.0.1',
        callingStationId: '00-1A-2B-3C-4D-5E',
      }),
      record('stop', 5, { nodeId, sessionId: 'first', username: 'Grace', sessionSeconds: 5 }),
      record('start', 8, {
        nodeId,
        sessionId: 'second',
        username: 'linus',
        framedIp: '10.9.0.1',
        delegatedIpv6Prefix: '2001:db8:7::/56',
      }),
    ]);
    const called = (handle: string, filter: SessionFilter = { state: 'all' }) =>
      everything({ of: 'handle', handle }, filter, 10).then(({ ids }) => ids);
    expect(await called('GRACE')).toEqual(['first']);
    expect(await called('10.9.0.1')).toEqual(['second', 'first']);
    expect(await called('10.9.0.1', open)).toEqual(['second']);
    for (const mac of ['001a.2b3c.4d5e', '0:1a:2b:3c:4d:5e', '001A2B3C4D5E', '1:0:1a:2b:3c:4d:5e']) {
      expect(await called(mac), mac).toEqual(['first']);
    }
    expect(await called('2001:0db8:0007:0000::/56')).toEqual(['second']);
    expect(await called('nobody')).toEqual([]);
    // An address that comes later is a handle as well; figures alone are none.
    await say([
      record('interim', 20, { nodeId, sessionId: 'second', username: 'linus', framedIp: '10.9.0.77' }),
    ]);
    expect(await called('10.9.0.77')).toEqual(['second']);
  });
});

test('the NAS’s own Stop has the last word on why, whichever comes first', async () => {
  const nodeId = 'nod_g';
  const instead = (sessionId: string) =>
    record('stop', 100, {
      nodeId,
      sessionId,
      serviceId: `svc_${sessionId}`,
      sessionSeconds: 90,
      terminateCause: 'Lost-Carrier',
      closedBy: 'silence',
    });
  const own = (sessionId: string) =>
    record('stop', 120, {
      nodeId,
      sessionId,
      serviceId: `svc_${sessionId}`,
      sessionSeconds: 95,
      terminateCause: 'User-Request',
    });
  await say([instead('late'), own('late')]);
  await say([own('early'), instead('early'), instead('only')]);
  const end = { endedAt: instant(100), terminateCause: 'User-Request', seconds: 95 };
  for (const sessionId of ['late', 'early']) {
    const session = await sessions.current(`svc_${sessionId}`);
    expect(session, sessionId).toMatchObject(end);
    expect(session, sessionId).not.toHaveProperty('closedBy');
  }
  expect(await sessions.current('svc_only')).toMatchObject({
    terminateCause: 'Lost-Carrier',
    closedBy: 'silence',
  });
});

test('names are one whatever their writing, and others stay apart', () => {
  expect(handleOf(' Ada ')).toBe('ada');
  expect(handleOf('2001:DB8:0:0::1')).toBe('2001:db8::1');
  expect(handleOf('a:b')).toBe('a:b');
  expect(handleOf('01:02:03:04:05:06')).toBe(handleOf('0102.0304.0506'));
  expect(handleOf('10.0.0.7')).toBe('10.0.0.7');
  expect(handleOf('abc-def')).toBe('abc-def');
});
