import { afterEach, expect, it, vi } from 'vitest';
import { Api } from '../../web/shared/api.ts';

const topUp = 'POST /portal/accounts/{accountId}/services/{serviceId}/top-ups' as const;
const params = { accountId: 'sub_1', serviceId: 'svc_1' };

afterEach(() => vi.unstubAllGlobals());

/** What the network makes of each request in turn; the keys that came with them are collected. */
function network(...outcomes: readonly ('lost' | 'cut' | number)[]): (string | null)[] {
  const keys: (string | null)[] = [];
  const left = [...outcomes];
  vi.stubGlobal('fetch', async (_: string, { headers }: RequestInit) => {
    keys.push(new Headers(headers).get('idempotency-key'));
    const outcome = left.shift();
    if (outcome === 'lost') throw new TypeError('Failed to fetch');
    const json = { 'content-type': 'application/json' };
    if (outcome !== 'cut') return new Response('{}', { status: outcome ?? 200, headers: json });
    const body = new ReadableStream({ start: (stream) => stream.error(new TypeError('network error')) });
    return new Response(body, { status: 201, headers: json });
  });
  return keys;
}

const press = (api: Api, gigabytes = 50) => api.call(topUp, { params, body: { gigabytes } });

it.each(['lost', 'cut', 500] as const)(
  'asks for the same thing with the same key until there is an answer (%s)',
  async (outcome) => {
    const keys = network(outcome, 201, 201);
    const api = new Api('https://api.example');
    await expect(press(api)).rejects.toThrow();
    await press(api);
    await press(api);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  },
);

it('takes a fresh key for another wish, and after a refusal', async () => {
  const keys = network('lost', 422, 201, 201);
  const api = new Api('https://api.example');
  await expect(press(api)).rejects.toThrow();
  await expect(press(api, 100)).rejects.toThrow();
  await press(api, 100);
  await press(api);
  expect(new Set(keys.slice(0, 3)).size).toBe(3);
  expect(keys[3]).toBe(keys[0]);
});
