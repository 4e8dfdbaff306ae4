import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { randomSigningSecrets } from '../../../functions/adapters/random-passwords.ts';
import { isPublicAddress } from '../../../functions/adapters/webhooks/public-addresses.ts';
import { standardWebhooks } from '../../../functions/adapters/webhooks/standard-webhooks.ts';
import { startReceiver, type WebhookReceiver } from '../../webhook-receiver.ts';

let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterEach(() => {
  receiver.received.length = 0;
  receiver.answer = (response) => response.writeHead(204).end();
});
afterAll(() => receiver.stop());

const [secret, former] = [randomSigningSecrets().next(), randomSigningSecrets().next()];
const message = (url: string) => ({
  url,
  id: 'evt_1',
  at: new Date().toISOString(),
  body: JSON.stringify({ type: 'lead.created', data: { name: 'Grâce' } }),
  secrets: [secret, former],
});
const allowing = standardWebhooks({ loopback: true });
const strict = standardWebhooks({ loopback: false });

it('signs so that the specification’s own library takes it, with either secret and no other', async () => {
  expect(await allowing.send(message(receiver.url))).toEqual({ status: 204 });
  const { raw, headers } = receiver.received[0]!;
  const signed = headers as Record<string, string>;
  for (const valid of [secret, former])
    expect(new Webhook(valid).verify(raw, signed)).toEqual(JSON.parse(raw));
  expect(() => new Webhook(randomSigningSecrets().next()).verify(raw, signed)).toThrow(
    'No matching signature',
  );
  expect(() => new Webhook(secret).verify(`${raw} `, signed)).toThrow('No matching signature');
});

it('follows no redirect', async () => {
  receiver.answer = (response) => response.writeHead(307, { location: receiver.url }).end();
  expect(await allowing.send(message(receiver.url))).toEqual({ status: 307 });
  expect(receiver.received).toHaveLength(1);
});

it('waits no longer than it has to, and does not read an answer that never ends', async () => {
  const hasty = standardWebhooks({ loopback: true, timeoutMs: 100 });
  receiver.answer = () => undefined;
  expect(await hasty.send(message(receiver.url))).toEqual({ words: 'no answer in time' });
  receiver.answer = (response) => response.writeHead(200).write('and so on');
  expect(await allowing.send(message(receiver.url))).toEqual({ status: 200 });
  const stalled = standardWebhooks({
    loopback: true,
    timeoutMs: 50,
    resolve: () => new Promise(() => undefined),
  });
  expect(await stalled.send(message('https://hooks.example.com/'))).toEqual({ words: 'no answer in time' });
});

it('says why there was no answer', async () => {
  const gone = await startReceiver();
  await gone.stop();
  expect(await allowing.send(message(gone.url))).toEqual({ words: expect.stringContaining('ECONNREFUSED') });
  receiver.answer = (response) => response.destroy();
  expect(await allowing.send(message(receiver.url))).toEqual({ words: 'socket hang up' });
});

it('makes no request to a private address, however it is written or resolved', async () => {
  const port = new URL(receiver.url).port;
  for (const host of [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    'localhost',
  ]) {
    expect(await strict.send(message(`http://${host}:${port}/`)), host).toEqual({
      words: expect.stringMatching(/is not a public address$/),
    });
  }
  // A name that answers with a private address, alone or beside a public one, and one that changes its mind.
  const address = '127.0.0.1';
  let asked = 0;
  for (const addresses of [[address], ['93.184.215.14', address], ['169.254.169.254']]) {
    const lying = standardWebhooks({
      loopback: false,
      resolve: async () => {
        asked += 1;
        return addresses.map((each) => ({ address: each, family: 4 }));
      },
    });
    expect(await lying.send(message(`http://hooks.example.com:${port}/`))).toEqual({
      words: expect.stringMatching(/is not a public address$/),
    });
  }
  expect(asked).toBe(3);
  expect(receiver.received).toEqual([]);
});

it('connects to the very address that was looked at', async () => {
  let asked = 0;
  const pinned = standardWebhooks({
    loopback: true,
    resolve: async () => {
      asked += 1;
      return [{ address: '127.0.0.1', family: 4 }];
    },
  });
  const { port } = new URL(receiver.url);
  expect(await pinned.send(message(`http://hooks.example.com:${port}/`))).toEqual({ status: 204 });
  expect(receiver.received[0]!.headers.host).toBe(`hooks.example.com:${port}`);
  expect(asked).toBe(1);
});

it('knows what is public', () => {
  const refused =
    '0.0.0.0 10.1.2.3 100.64.0.1 127.9.9.9 169.254.169.254 172.16.0.1 172.31.255.255 192.168.1.1 198.18.0.1 ' +
    '192.0.2.1 224.0.0.1 255.255.255.255 :: ::1 fe80::1 fc00::1 fd12:3456::1 ff02::1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ' +
    '64:ff9b::a00:1 2002:a00:1::1 2001:db8::1 2001::1 fec0::1 nonsense';
  for (const address of refused.split(' ')) expect(isPublicAddress(address), address).toBe(false);
  for (const address of [
    '8.8.8.8',
    '93.184.215.14',
    '172.15.0.1',
    '172.32.0.1',
    '2606:4700::1111',
    '2a00:1450::1',
  ])
    expect(isPublicAddress(address), address).toBe(true);
});
