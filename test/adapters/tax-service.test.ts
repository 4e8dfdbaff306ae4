import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { httpTaxServices } from '../../functions/adapters/tax-service/http-tax-service.ts';
import type { TaxQuoteRequest } from '../../functions/contracts/tax-service.ts';
import { startTaxService, type TaxServicePeer } from '../lab/tax-service.ts';

let peer: TaxServicePeer;
beforeAll(async () => {
  peer = await startTaxService();
});
afterEach(() => {
  peer.instead = undefined;
});
afterAll(() => peer.stop());

const id = (prefix: string) => `${prefix}_${'0'.repeat(25)}1`;
const request: TaxQuoteRequest = {
  currency: 'USD',
  on: '2026-01-01',
  buyer: { subscriberId: id('sub'), exemptions: [] },
  lines: [
    { lineId: 'a', kind: 'plan', item: 'A', isGoods: false, suppliedOn: '2026-01-01', amount: '31.00' },
  ],
};

const service = (more: object = {}, access: object = {}) =>
  httpTaxServices({ loopback: true, timeoutMs: 500, restMs: 0, ...more }).at({
    url: peer.url,
    token: peer.token,
    ...access,
  });

it('reads a quote, and tells the service’s own words when it is turned away', async () => {
  expect(await service().quote(request)).toMatchObject({
    ok: true,
    value: { lines: [{ lineId: 'a', taxes: [{ amount: '2.48', inclusive: false }, { amount: '0.25' }] }] },
  });
  expect(await service({}, { token: 'another' }).quote(request)).toMatchObject({
    refusal: { code: 'tax-service.turned-away', message: expect.stringContaining('401: no such token') },
  });
});

it.each([
  [
    'a fault of its own',
    (answer: Parameters<NonNullable<TaxServicePeer['instead']>>[0]) => answer.writeHead(503).end(),
  ],
  ['too many calls', (answer) => answer.writeHead(429).end()],
  ['silence', () => undefined],
  ['a broken connection', (answer) => answer.destroy()],
  ['an answer that never ends', (answer) => answer.writeHead(200).write('{')],
  ['too long an answer', (answer) => answer.writeHead(200).end(Buffer.alloc(3 * 1024 * 1024, 32))],
] as [string, NonNullable<TaxServicePeer['instead']>][])('takes %s for no answer', async (_, instead) => {
  peer.instead = instead;
  const refused = { refusal: { code: 'tax-service.not-answering' } };
  expect(await service().quote(request)).toMatchObject(refused);
  expect(await service().tellVoided(id('inv'), { voidedOn: '2026-01-01', reason: 'x' })).toMatchObject(
    refused,
  );
});

it.each([
  ['no JSON', 'hello'],
  ['another shape', '{"lines":[{"lineId":"a","taxes":[{"name":"T","rate":"x","amount":"1"}]}]}'],
  [
    'a relief that costs',
    '{"lines":[{"lineId":"a","taxes":[{"name":"T","rate":"0","amount":"1","relief":{"kind":"export"}}]}]}',
  ],
])('does not take %s for a quote', async (_, body) => {
  peer.instead = (answer) => answer.writeHead(200).end(body);
  expect(await service().quote(request)).toMatchObject({ refusal: { code: 'tax-service.answer-unfit' } });
});

it('follows no redirect, and goes to no address that is not public', async () => {
  peer.instead = (answer) => answer.writeHead(307, { location: peer.url }).end();
  expect(await service().quote(request)).toMatchObject({ refusal: { code: 'tax-service.turned-away' } });
  const calls = peer.calls.length;
  expect(await service({ loopback: false }).quote(request)).toMatchObject({
    refusal: { message: expect.stringContaining('127.0.0.1 is not a public address') },
  });
  const inside = { url: 'https://tax.example.com', token: peer.token };
  const resolve = async () => [{ address: '169.254.169.254', family: 4 }];
  expect(await service({ resolve }, inside).quote(request)).toMatchObject({
    refusal: { message: expect.stringContaining('169.254.169.254 is not a public address') },
  });
  expect(peer.calls).toHaveLength(calls);
});

it('leaves a service that did not answer alone for a while', async () => {
  const rested = service({ restMs: 60_000 });
  peer.instead = (answer) => answer.writeHead(500).end();
  await rested.quote(request);
  peer.instead = undefined;
  const calls = peer.calls.length;
  expect(await rested.quote(request)).toMatchObject({ refusal: { code: 'tax-service.not-answering' } });
  expect(peer.calls).toHaveLength(calls);
});

it('takes a document that the service never heard of for void', async () => {
  const told = { voidedOn: '2026-01-01', reason: 'wrong' };
  expect(await service().tellVoided(id('inv'), told)).toEqual({ ok: true, value: undefined });
});
