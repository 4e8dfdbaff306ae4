import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import {
  createHttpDevice,
  type HttpDeviceSettings,
  NoAnswer,
} from '../../../../edge-agent/protocols/http/http-device.ts';
import { deviceWords } from '../../../../edge-agent/protocols/http/words.ts';
import { strike } from '../../../../edge-agent/protocols/strike.ts';
import { type LabRequest, startLteLab } from '../../../lab/lte-core.ts';
import { createAuthority } from '../../support/certificates.ts';

const any = () => true;

async function start(more: Partial<HttpDeviceSettings> = {}, tls?: Parameters<typeof startLteLab>[0]['tls']) {
  const lab = await startLteLab({
    tls,
    handle: ({ body, path }: LabRequest) => ({
      status: path === '/no' ? 400 : 200,
      body: { message: body ?? path },
    }),
    refusal: () => ({ status: 500 }),
    lie: () => ({ status: 200 }),
  });
  const device = createHttpDevice({
    host: lab.host,
    port: lab.port,
    timeoutMs: 2000,
    parallel: 2,
    paceMs: 0,
    secrets: ['hush'],
    ...more,
  });
  return {
    lab,
    device,
    async stop() {
      device.close();
      await lab.close();
    },
  };
}

async function failure(promise: Promise<unknown>): Promise<NoAnswer> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof NoAnswer)) throw new Error(`not NoAnswer: ${String(error)}`);
  return error;
}

test('an answer is an answer, whatever its status; secrets are struck out of its words', async () => {
  const { device, stop } = await start();
  const ok = await device.request('PUT', '/x', { body: 'hush and Sesame', secrets: ['sesame'] });
  expect(ok).toMatchObject({
    status: 200,
    words: 'HTTP 200: ••• and •••',
    body: { message: 'hush and Sesame' },
  });
  expect(await device.request('GET', '/no')).toMatchObject({ status: 400, words: 'HTTP 400: /no' });
  await stop();
});

test('no answer says where, and why, without secrets', async () => {
  const { lab, device, stop } = await start({ timeoutMs: 200 });
  lab.fault('stall', any);
  expect(await failure(device.request('PUT', '/hush'))).toMatchObject({
    message: expect.stringMatching(/^PUT http:\/\/127\.0\.0\.1:\d+\/•••: no answer within 200 ms$/),
  });
  lab.fault('cut-before', any);
  expect((await failure(device.request('PUT', '/'))).message).toMatch(/\/: .*(hang up|ECONNRESET)/);
  await stop();
  expect(await failure(device.request('PUT', '/'))).toMatchObject({
    message: expect.stringContaining('ECONNREFUSED'),
  });
});

test('a connection that died while it stood idle is no failure of a read, and is one of a write', async () => {
  const { lab, device, stop } = await start();
  await device.request('GET', '/');
  lab.dropConnections();
  expect(await device.request('GET', '/again')).toMatchObject({ status: 200 });
  lab.fault('cut-before', any);
  await failure(device.request('PUT', '/'));
  expect(lab.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  await stop();
});

test('so many at a time, in turn, and not faster than the pace', async () => {
  const { device, stop } = await start({ parallel: 1, paceMs: 30 });
  const begun = performance.now();
  const done: number[] = [];
  await Promise.all([0, 1, 2, 3].map((n) => device.request('GET', `/${n}`).then(() => done.push(n))));
  expect(done).toEqual([0, 1, 2, 3]);
  expect(performance.now() - begun).toBeGreaterThanOrEqual(85);
  await stop();
});

test('one that never answers holds up only its own turn', async () => {
  const { lab, device, stop } = await start({ parallel: 1, timeoutMs: 200 });
  lab.fault('stall', ({ path }) => path === '/stuck');
  const [stuck, next] = await Promise.allSettled([
    device.request('GET', '/stuck'),
    device.request('GET', '/next'),
  ]);
  expect([stuck.status, next.status]).toEqual(['rejected', 'fulfilled']);
  await stop();
});

test('an answer without end is broken off', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n');
    const fill = () => {
      while (socket.writable && socket.write('x'.repeat(65_536)));
    };
    socket.on('drain', fill);
    fill();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const { device, stop } = await start({ port });
  expect((await failure(device.request('GET', '/'))).message).toContain('longer than 67108864 octets');
  await stop();
  await new Promise((resolve) => server.close(resolve));
});

test('the device must prove its name to the authority that was given', async () => {
  const authority = await createAuthority();
  const { cert, key } = await authority.issue('core', true);
  const trusted = await start({ tls: { ca: authority.ca } }, { cert, key });
  expect(await trusted.device.request('GET', '/')).toMatchObject({ status: 200 });
  await trusted.stop();
  for (const tls of [
    {},
    { ca: (await createAuthority()).ca },
    { ca: authority.ca, serverName: 'other.example' },
  ]) {
    const { lab, device, stop } = await start({ tls }, { cert, key });
    await failure(device.request('PUT', '/'));
    expect(lab.requests).toEqual([]);
    await stop();
  }
});

test('words are found where devices put them, are one line, and hold no key of a SIM', () => {
  expect(deviceWords({ error: { message: 'not\n  today' } })).toBe(': not today');
  expect(deviceWords({ Result: 'OK' })).toBe(': OK');
  expect(deviceWords('<html><body>Bad Gateway</body></html>')).toBe('');
  expect(deviceWords({ security: { k: 'x' } })).toBe('');
  expect(deviceWords(null)).toBe('');
  expect(strike('k 465B5CE8B199B49FAA5F0A2EE238A6BC!', [])).toBe('k •••!');
  expect(strike('key Rltc6LGZtJ+qXwou4jimvA== here', [])).toBe('key ••• here');
  expect(strike('abc ab', ['ab', 'abc'])).toBe('••• •••');
  expect(strike('x'.repeat(400), [])).toHaveLength(301);
});
