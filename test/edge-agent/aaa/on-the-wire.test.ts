import { createSocket, type Socket } from 'node:dgram';
import { afterEach, describe, expect, test } from 'vitest';
import { type Aaa, type AaaOptions, createAaa } from '../../../edge-agent/aaa/aaa.ts';
import { type AaaEntry, aaaEntry } from '../../../edge-agent/aaa/aaa-entry.ts';
import type { AccountingBatch } from '../../../edge-agent/aaa/accounting-batches.ts';
import { nasClient, nasDirectory } from '../../../edge-agent/aaa/nas.ts';
import { responseIsAuthentic } from '../../../edge-agent/protocols/radius/authenticity.ts';
import { code } from '../../../edge-agent/protocols/radius/codes.ts';
import { hmacMd5Into } from '../../../edge-agent/protocols/radius/md5.ts';
import type { AccessBinding } from '../../../functions/contracts/access.ts';
import type { DesiredState } from '../../../functions/contracts/network-state.ts';
import { nasPolicyOf } from '../support/nas-policy.ts';
import { accessRequest, accountingRequest, desiredState, serviceId, siteId, told } from './setup.ts';

/** Nothing is known of the NAS that is played. */
const played = nasPolicyOf('radius-nas', 'unused');
const nas = nasClient({ nodeId: 'nod_a', ...nasPolicyOf('mikrotik-routeros', 'sesame') });
const opened: (Aaa | Socket)[] = [];

afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function server(
  services: readonly (readonly [DesiredState, string | undefined])[],
  changes: Partial<AaaOptions> = {},
  host = '127.0.0.1',
): Promise<{
  aaa: Aaa;
  auth: number;
  acct: number;
  entries: Map<string, AaaEntry>;
  batches: AccountingBatch[];
}> {
  const entries = new Map<string, AaaEntry>();
  for (const [desired, password] of services) {
    const entry = aaaEntry(desired, password);
    if (entry !== undefined) entries.set(entry.identity, entry);
  }
  const batches: AccountingBatch[] = [];
  const aaa = createAaa({
    lookup: (identity) => entries.get(identity),
    nas: nasDirectory([
      { address: '127.0.0.0/8', nas },
      { address: '::1', nas },
    ]),
    recordAccounting: (batch) => {
      batches.push(batch);
    },
    now: Date.now,
    onFault: (fault) => {
      throw fault;
    },
    settings: { rejectDelayMs: 60_000 },
    ...changes,
  });
  opened.push(aaa);
  const { auth, acct } = await aaa.listen({ host, authPort: 0, acctPort: 0 });
  return { aaa, auth: auth.port, acct: acct.port, entries, batches };
}

/** Sends each packet and resolves with as many answers as there were packets. */
async function exchange(port: number, packets: readonly Buffer[], host = '127.0.0.1'): Promise<Buffer[]> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  opened.push(socket);
  const answers: Buffer[] = [];
  const done = Promise.withResolvers<void>();
  socket.on('message', (answer) => {
    answers.push(answer);
    if (answers.length === packets.length) done.resolve();
  });
  for (const packet of packets) socket.send(packet, port, host);
  await done.promise;
  return answers;
}

test('log-ins and accounting over UDP, each answer authentic', async () => {
  const { auth, acct, batches, aaa } = await server([[desiredState(), 'wonder']]);
  const logIns = Array.from({ length: 100 }, (_, identifier) =>
    accessRequest(nas, { identifier, password: 'wonder' }),
  );
  for (const answer of await exchange(auth, logIns)) {
    expect(answer[0]).toBe(code.accessAccept);
    expect(responseIsAuthentic(answer, nas.secret, logIns[answer[1]!]!.subarray(4, 20), true)).toBe(true);
  }
  const records = Array.from({ length: 100 }, (_, identifier) =>
    accountingRequest(nas, { identifier, kind: 'start', sessionId: `s${identifier}` }),
  );
  for (const answer of await exchange(acct, records)) {
    expect(answer[0]).toBe(code.accountingResponse);
    expect(responseIsAuthentic(answer, nas.secret, records[answer[1]!]!.subarray(4, 20), false)).toBe(true);
  }
  expect(batches.flatMap(({ records: stored }) => stored)).toHaveLength(100);
  expect(aaa.sessions.open(serviceId)).toHaveLength(100);
});

test('an IPv6 port serves IPv6 and IPv4 alike', async () => {
  const { auth } = await server([[desiredState(), 'wonder']], {}, '::');
  for (const host of ['::1', '127.0.0.1']) {
    const [answer] = await exchange(auth, [accessRequest(nas, { password: 'wonder' })], host);
    expect(told(answer).code).toBe(code.accessAccept);
  }
});

test('a port that is taken is told, and nothing stays open', async () => {
  const first = await server([]);
  const second = createAaa({
    lookup: () => undefined,
    nas: () => undefined,
    recordAccounting: () => undefined,
    now: Date.now,
    onFault: () => undefined,
  });
  await expect(second.listen({ host: '127.0.0.1', authPort: 0, acctPort: first.acct })).rejects.toThrow(
    'EADDRINUSE',
  );
  await second.close();
});

test('closing stores what has been received', async () => {
  const batches: AccountingBatch[] = [];
  const { aaa, acct } = await server([[desiredState(), 'wonder']], {
    recordAccounting: (batch) => {
      batches.push(batch);
    },
    settings: { accounting: { windowMs: 60_000, most: 500, backlog: 100 } },
  });
  const socket = createSocket('udp4');
  const answered = new Promise<Buffer>((resolve) => socket.once('message', resolve));
  await new Promise<void>((resolve) =>
    socket.send(accountingRequest(nas), acct, '127.0.0.1', () => resolve()),
  );
  // The server has read it when a later packet on the same port has been answered.
  await exchange(acct, [statusServer()]);
  expect(batches).toEqual([]);
  await aaa.close();
  expect((await answered)[0]).toBe(code.accountingResponse);
  expect(batches).toHaveLength(1);
  socket.close();
  opened.length = 0;
});

function statusServer(): Buffer {
  // Same form as an Access-Request: random authenticator and Message-Authenticator, so only the code differs.
  const packet = accessRequest(nas, { username: 'probe' });
  packet[0] = code.statusServer;
  return resigned(packet);
}

function resigned(packet: Buffer): Buffer {
  packet.fill(0, 22, 38);
  hmacMd5Into(nas.secret.hmac, packet, 0, packet.length, packet, 22);
  return packet;
}

describe('the proof of a desired state', () => {
  const garden = 'Mikrotik-Rate-Limit 1024k/1024k';
  const cases: [string, DesiredState, string | undefined, string][] = [
    ['pppoe in full', desiredState(), 'wonder', 'Mikrotik-Rate-Limit 10M/50M'],
    [
      'pppoe bound to a station',
      desiredState({ technology: 'pppoe', siteId, username: 'alice', callingStationId: '00:1A:2B:3C:4D:5E' }),
      'wonder',
      'Access-Accept',
    ],
    [
      'ipoe',
      desiredState({ technology: 'ipoe', siteId, mac: '00:0C:42:1F:00:01' }),
      undefined,
      'Access-Accept',
    ],
    [
      'hotspot',
      desiredState({ technology: 'hotspot', siteId, username: 'guest' }),
      'wonder',
      'WISPr-Bandwidth-Max-Up',
    ],
    [
      'gpon with an own address',
      desiredState({
        technology: 'gpon',
        siteId,
        username: 'f',
        onuSerial: 'HWTC1A2B3C4D',
        framedIp: '10.0.0.7',
      }),
      'wonder',
      'Framed-IP-Address 10.0.0.7',
    ],
    ['lte', desiredState({ technology: 'lte', siteId, imsi: '001010123456789' }), undefined, 'Access-Accept'],
    ['the walled garden', desiredState(undefined, { entitlement: 'walled-garden' }), 'wonder', garden],
    ['a used-up quota', desiredState(undefined, { entitlement: 'exhausted' }), 'wonder', garden],
    ['a password that PAP cannot carry', desiredState(), 'ü'.repeat(100), 'Access-Accept'],
    [
      'a blocked service',
      desiredState(undefined, { entitlement: 'blocked' }),
      'wonder',
      'Access-Reject: Reply-Message This service is suspended',
    ],
    ['a terminated service', desiredState(undefined, { present: false }), undefined, 'Access-Reject'],
  ];

  test.each(cases)('%s: holds', async (_name, desired, password, words) => {
    const { aaa } = await server([[desired, password]]);
    const { reachable, steps } = await aaa.proveAccess(desired, password, played);
    expect(reachable).toBe(true);
    expect(steps).toMatchObject([{ ok: true }]);
    expect(steps[0]!.answer).toContain(words);
    expect(aaa.sessions.size).toBe(0);
  });

  const older: [string, DesiredState, DesiredState, string][] = [
    ['an older revision', desiredState(), desiredState(undefined, { revision: 4 }), 'missing Class tl1'],
    [
      'another rate',
      desiredState(),
      desiredState(undefined, { profile: { downKbps: 1, upKbps: 1, interimSeconds: 300 } }),
      'missing Mikrotik-Rate-Limit 1k/1k, WISPr',
    ],
    ['no block', desiredState(), desiredState(undefined, { entitlement: 'blocked' }), 'Access-Accept'],
    [
      'no garden',
      desiredState(),
      desiredState(undefined, { entitlement: 'walled-garden' }),
      'missing Mikrotik-Rate',
    ],
    ['its presence', desiredState(), desiredState(undefined, { present: false }), 'Access-Accept'],
    ['its absence', desiredState(undefined, { present: false }), desiredState(), 'Access-Reject'],
  ];

  test.each(older)('fails when AAA still holds %s', async (_name, held, wanted, words) => {
    const { aaa } = await server([[held, 'wonder']]);
    const { steps } = await aaa.proveAccess(wanted, 'wonder', played);
    expect(steps).toMatchObject([{ ok: false }]);
    expect(steps[0]!.answer).toContain(words);
  });

  test('a terminated service whose identity another one has taken over is gone all the same', async () => {
    const access: AccessBinding = { technology: 'ipoe', siteId, mac: '00:0C:42:1F:00:01' };
    const heir = desiredState(access, { serviceId: 'svc_00000000000000000000000009' });
    const { aaa } = await server([[heir, undefined]]);
    const gone = desiredState(access, { present: false });
    expect((await aaa.proveAccess(gone, undefined, played)).steps).toMatchObject([{ ok: true }]);
    expect((await aaa.proveAccess(desiredState(access), undefined, played)).steps).toMatchObject([
      { ok: false },
    ]);
  });

  test('many at once', async () => {
    const services = Array.from(
      { length: 600 },
      (_, i) => [desiredState({ technology: 'pppoe', siteId, username: `user${i}` }), `pw${i}`] as const,
    );
    const { aaa } = await server(services);
    const proofs = await Promise.all(
      services.map(([desired, password]) => aaa.proveAccess(desired, password, played)),
    );
    expect(proofs.every(({ steps }) => steps[0]!.ok)).toBe(true);
  });

  test('needs an open port', async () => {
    const aaa = createAaa({
      lookup: () => undefined,
      nas: () => undefined,
      recordAccounting: () => undefined,
      now: Date.now,
      onFault: () => undefined,
    });
    await expect(aaa.proveAccess(desiredState(), 'x', played)).rejects.toThrow('not listening');
  });
});
