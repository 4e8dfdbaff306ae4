import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import snmp from 'net-snmp';
import { afterEach, describe, expect, test } from 'vitest';
import { write } from '../../../../edge-agent/protocols/snmp/mib-object.ts';
import {
  createSnmpClient,
  type SnmpClient,
  type SnmpCredentials,
} from '../../../../edge-agent/protocols/snmp/snmp-client.ts';
import { SnmpError } from '../../../../edge-agent/protocols/snmp/snmp-error.ts';
import { createSnmpDevice, type SnmpDevice } from '../../../lab/snmp-device.ts';
import { integer, octets, SetRefusal } from '../../../lab/snmp-store.ts';

const table = { name: 'someTable', oid: '1.3.6.1.4.1.99999.1' };
const big = 4_194_444_032;
const keys = { authKey: 'open the gate', privKey: 'close it again' };

const closers: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function lab(
  auth: 'sha' | 'sha256' = 'sha',
  priv: 'aes' | 'aes256b' | 'aes256r' = 'aes',
): Promise<SnmpDevice> {
  const user = {
    name: 'throughline',
    authProtocol: snmp.AuthProtocols[auth],
    privProtocol: snmp.PrivProtocols[priv],
    ...keys,
  };
  const device = await createSnmpDevice({ community: 'sesame', user, stallMs: 60 }, (store) => ({
    set(writes) {
      for (const [at, { oid, type, value }] of writes.entries()) {
        if (oid.endsWith('.13')) throw new SetRefusal('notWritable', at + 1);
        store.put(oid, { type, value });
      }
    },
  }));
  closers.push(() => device.close());
  return device;
}

interface Given {
  readonly credentials?: SnmpCredentials;
  readonly timeoutMs?: number;
  readonly retries?: number;
  readonly paceMs?: number;
}

function connect({ host, port }: { host: string; port: number }, given: Given = {}): SnmpClient {
  const client = createSnmpClient({
    host,
    port,
    credentials: { community: 'sesame' },
    timeoutMs: 50,
    retries: 0,
    paceMs: 0,
    ...given,
  });
  closers.push(() => client.close());
  return client;
}

async function failure(work: Promise<unknown>): Promise<SnmpError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SnmpError);
  return error as SnmpError;
}

const at = (index: string) => ({ name: `${table.name}.${index}`, oid: `${table.oid}.${index}` });

describe('reading and writing', () => {
  test('several cells at once; indexes beyond 2^31; octets as they are', async () => {
    const device = await lab();
    const client = connect(device);
    const serial = Buffer.from('48575443aabbccdd', 'hex');
    await client.set([
      write(at(`3.${big}.0`), serial),
      write(at(`4.${big}.0`), -7),
      write(at(`5.${big}.0`), 'home'),
    ]);
    const missing = at(`6.${big}.0`);
    expect(await client.get([at(`3.${big}.0`), at(`4.${big}.0`), at(`5.${big}.0`), missing])).toEqual([
      serial,
      -7,
      Buffer.from('home'),
      undefined,
    ]);
    expect(await client.getNext(at('3'))).toEqual({ oid: at(`3.${big}.0`).oid, value: serial });
    expect(await client.getNext(at('9'))).toBeUndefined();
  });

  test('a walk brings what is below and no more, in order', async () => {
    const device = await lab();
    for (let n = 0; n < 120; n += 1) device.store.put(at(`1.${n}`).oid, integer(n));
    device.store.put(at('2.0').oid, integer(-1));
    device.store.put(at('10.1').oid, octets('x'));
    const walked = await connect(device).walk(at('1'));
    expect([...walked.keys()]).toEqual(Array.from({ length: 120 }, (_, n) => String(n)));
    expect([...(await connect(device).walk(at('10')))]).toEqual([['1', Buffer.from('x')]]);
    expect((await connect(device).walk(at('7'))).size).toBe(0);
  });

  test.each([
    ['sha', 'aes'],
    ['sha', 'aes256b'],
    ['sha', 'aes256r'],
    ['sha256', 'aes'],
    ['sha256', 'aes256b'],
    ['sha256', 'aes256r'],
  ] as const)(
    'SNMPv3 with %s and %s, also after a restart of the device',
    async (authProtocol, privProtocol) => {
      const device = await lab(authProtocol, privProtocol);
      const credentials = {
        user: 'throughline',
        authProtocol,
        authPassword: keys.authKey,
        privProtocol,
        privPassword: keys.privKey,
      };
      const client = connect(device, { credentials });
      await client.set([write(at('1.1'), 5)]);
      device.restart();
      expect(await client.get([at('1.1')])).toEqual([5]);
      device.restart();
      await client.set([write(at('1.1'), 6)]);
      expect(await client.get([at('1.1')])).toEqual([6]);
    },
  );

  test('the two ways to a 256-bit key do not understand each other', async () => {
    const device = await lab('sha', 'aes256b');
    const credentials = {
      user: 'throughline',
      authProtocol: 'sha',
      authPassword: keys.authKey,
      privProtocol: 'aes256r',
      privPassword: keys.privKey,
    } as const;
    const error = await failure(connect(device, { credentials }).get([at('1.1')]));
    expect(error.failure).not.toBe('unreadable');
  });

  test('requests keep the pace', async () => {
    const device = await lab();
    const client = connect(device, { paceMs: 20 });
    const began = performance.now();
    await Promise.all([1, 2, 3, 4].map(() => client.get([at('1.1')])));
    expect(performance.now() - began).toBeGreaterThanOrEqual(59);
  });
});

describe('failures in words', () => {
  test('an error status with its meaning and the object', async () => {
    const device = await lab();
    const error = await failure(connect(device).set([write(at('1.1'), 1), write(at('1.13'), 1)]));
    expect(error).toMatchObject({ failure: 'refused', status: 'notWritable' });
    expect(error.message).toBe(
      `notWritable (the object cannot be written) from 127.0.0.1:${device.port} at someTable.1.13`,
    );
    expect(await connect(device).get([at('1.1')])).toEqual([undefined]);
  });

  test('an answer that does not fit is asked for in halves', async () => {
    const device = await lab();
    for (let n = 0; n < 4; n += 1) device.store.put(at(`1.${n}`).oid, integer(n));
    device.fail({ on: 'read', does: 'refuse', status: 'tooBig' });
    expect(await connect(device).get([0, 1, 2, 3].map((n) => at(`1.${n}`)))).toEqual([0, 1, 2, 3]);
  });

  test('a read is repeated, a SET never', async () => {
    const device = await lab();
    const client = connect(device, { retries: 2 });
    device.fail({ on: 'read', does: 'lose-request', times: 2 });
    expect(await client.get([at('1.1')])).toEqual([undefined]);
    device.fail({ on: 'set', does: 'lose-answer' });
    const error = await failure(client.set([write(at('1.1'), 1)]));
    expect(error.failure).toBe('silent');
    expect(device.sets).toBe(1);
    expect(await client.get([at('1.1')])).toEqual([1]);
  });

  test('a late answer is not taken for that of the next request', async () => {
    const device = await lab();
    device.store.put(at('1.1').oid, integer(1));
    device.store.put(at('1.2').oid, integer(2));
    const client = connect(device);
    device.fail({ on: 'read', does: 'stall' });
    expect((await failure(client.get([at('1.1')]))).failure).toBe('silent');
    expect(await client.get([at('1.2')])).toEqual([2]);
  });

  test.each([
    ['user', { user: 'nobody' }, /Unknown User Name/],
    ['password', { authPassword: 'not the password' }, /check user, passwords and protocols|no answer/],
  ])('a wrong %s of SNMPv3', async (_, wrong, words) => {
    const device = await lab();
    const right = {
      user: 'throughline',
      authProtocol: 'sha',
      authPassword: keys.authKey,
      privProtocol: 'aes',
      privPassword: keys.privKey,
    } as const;
    const error = await failure(connect(device, { credentials: { ...right, ...wrong } }).get([at('1.1')]));
    expect(error.message).toMatch(words);
    expect(error.message).not.toContain('password"');
  });

  test('a host that does not exist, and a client that is closed', async () => {
    const nowhere = connect({ host: 'nowhere.invalid', port: 161 });
    expect((await failure(nowhere.get([at('1.1')]))).failure).toBe('silent');
    const client = connect(await lab(), { timeoutMs: 5_000 });
    client.close();
    expect((await failure(client.get([at('1.1')]))).failure).toBe('silent');
  });

  test('garbage is no answer', async () => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    closers.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
    socket.on('message', (_, from) => socket.send(Buffer.from('garbage'), from.port, from.address));
    const error = await failure(connect({ host: '127.0.0.1', port: socket.address().port }).get([at('1.1')]));
    expect(error.failure).toBe('silent');
  });
});
