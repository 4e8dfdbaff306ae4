import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Door, openDoor } from '../../../edge-agent/pay-redirect/door.ts';

let door: Door;
const faults: unknown[] = [];
const asked: string[] = [];
let portal: string | undefined;

beforeEach(async () => {
  portal = 'https://my.example.net/portal';
  asked.length = 0;
  door = await openDoor({
    host: '::',
    port: 0,
    lead: async (address) => {
      asked.push(address);
      return { isCaptive: address === '127.1.0.1', to: portal };
    },
    onFault: (fault) => faults.push(fault),
    patience: { head: 200, whole: 500 },
  });
});
afterEach(async () => {
  await door.close();
  expect(faults).toEqual([]);
});

function open(localAddress = '127.1.0.1', host = '127.0.0.1'): Socket {
  return connect({ host, port: door.address.port, localAddress }).on('error', () => undefined);
}

/** All that the other side said until it hung up. */
async function heard(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (octets) => {
    text += octets.toString('latin1');
  });
  await once(socket, 'close');
  return text;
}

function say(text: string, ...from: readonly string[]): Promise<string> {
  const socket = open(...from);
  socket.write(text);
  return heard(socket);
}

const ask = (more = '', path = '/', method = 'GET') => `${method} ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;

test('an address is that of the connection, in either family, and what is sent says nothing', async () => {
  await say(ask('X-Forwarded-For: 127.9.9.9\r\nForwarded: for=127.9.9.9\r\n'));
  await say(ask(), '::1', '::1');
  await say('PROXY TCP4 127.9.9.9 127.0.0.1 1 2\r\nGET / HTTP/1.0\r\n\r\n');
  expect(asked).toEqual(['127.1.0.1', '::1']);
});

test('one connection, one request, and no body', async () => {
  expect(await say(ask())).toMatch(/^HTTP\/1\.1 302 [\s\S]*connection: close/i);
  expect(await say(ask() + ask() + ask())).toBe('');
  expect(asked).toHaveLength(2);
  for (const method of ['POST', 'PUT', 'OPTIONS', 'DELETE']) {
    const refused = await say(ask('Content-Length: 100000000\r\n', '/', method));
    expect(refused).toMatch(/^HTTP\/1\.1 405 [\s\S]*cache-control: no-store/i);
  }
  expect(asked).toHaveLength(2);
  expect(await say(ask('Upgrade: websocket\r\nConnection: Upgrade\r\n'))).toMatch(/^HTTP\/1\.1 302 /);
  expect(await say(ask('', 'a.example:443', 'CONNECT'))).toBe('');
});

test('a head that is too large, too long in coming, or none at all ends the connection', async () => {
  expect(await say(ask(`X: ${'x'.repeat(9000)}\r\n`))).toMatch(/^HTTP\/1\.1 431 /);
  expect(await say('\x16\x03\x01\x02\x00\x01\x00')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await say('GET / HTTP/1.1\r\nHost:')).toMatch(/^HTTP\/1\.1 408 |^$/);
  const drip = open();
  const dripping = setInterval(() => drip.write('a'), 40);
  await heard(drip);
  clearInterval(dripping);
  expect(asked).toEqual([]);
});

test('one line has so many connections and not more, and keeps nobody else out', async () => {
  const many = Array.from({ length: 20 }, () => open().resume());
  await heard(many.at(-1)!);
  expect(await say(ask(), '127.1.0.2')).toMatch(/^HTTP\/1\.1 302 /);
  await Promise.all(many.map((socket) => (socket.closed ? undefined : once(socket, 'close'))));
  expect(await say(ask())).toMatch(/^HTTP\/1\.1 302 /);
});

test('one line asks at a pace that a home needs, and keeps nobody else out', async () => {
  const answers: string[] = [];
  for (let i = 0; i < 100; i++) answers.push(await say(ask()));
  expect(answers[0]).toMatch(/^HTTP\/1\.1 302 /);
  expect(answers.filter((answer) => answer === '').length).toBeGreaterThan(0);
  expect(await say(ask(), '127.1.0.2')).toMatch(/^HTTP\/1\.1 302 /);
});

test('who understands RFC 8908 is told by it, and nothing is kept by anybody on the way', async () => {
  const captive = await say(ask('Accept: application/captive+json\r\n', '/any'));
  expect(captive).toMatch(/content-type: application\/captive\+json/i);
  expect(captive).toMatch(/cache-control: no-store/i);
  const told = (answer: string) => JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
  expect(told(captive)).toEqual({ captive: true, 'user-portal-url': portal });
  const free = await say(ask('Accept: application/captive+json\r\n'), '127.1.0.2');
  expect(told(free)).toEqual({ captive: false, 'user-portal-url': portal });
  portal = undefined;
  expect(told(await say(ask('Accept: application/captive+json\r\n')))).toEqual({ captive: true });
  expect(await say(ask())).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: 30/i);
  expect(await say(ask('', '/', 'HEAD'))).toMatch(/^HTTP\/1\.1 503 /);
});
