import { afterAll, beforeAll, expect, it } from 'vitest';
import { routes } from '../../../functions/handlers/api/routes.ts';
import { type Call, makeApi } from '../../api.ts';
import { type PaymentPeer, peerMakes, startPaymentPeer } from '../../lab/payment-peers.ts';
import { makePorts, type TestPorts } from '../../ports.ts';
import { openShop, subscribe } from '../../use-cases/paying-subscriber.ts';

let test: TestPorts;
let call: Call;
let peer: PaymentPeer;
let subscriberId: string;
beforeAll(async () => {
  test = await makePorts();
  call = makeApi(routes, test.ports);
  subscriberId = await subscribe(await openShop(test.ports));
  peer = await startPaymentPeer(peerMakes.find(({ name }) => name === 'stripe')!);
});
afterAll(async () => {
  await peer.stop();
  await test.stop();
});

it('sets a provider up, has it make a page, and removes it', async () => {
  const body = peer.make.configuration(peer.address);
  const set = await call('PUT', '/payment-providers/stripe', { body });
  expect(set.status).toBe(200);
  const list = await call('GET', '/payment-providers');
  expect(list.body.items).toEqual([
    {
      provider: 'stripe',
      settings: { apiAddress: peer.address },
      secretNames: ['apiKey', 'webhookSecret'],
      webhookPath: '/webhooks/payments/stripe',
      setAt: expect.any(String),
    },
  ]);
  const wish = {
    provider: 'stripe',
    amount: { amount: '12.50', currency: 'USD' },
    returnUrl: 'https://portal.example/paid',
  };
  const opened = await call('POST', `/subscribers/${subscriberId}/payment-sessions`, { body: wish });
  expect(opened).toMatchObject({ status: 201, body: { state: 'opened', amount: wish.amount } });
  expect(opened.body.url).toContain(peer.address);
  expect((await call('DELETE', '/payment-providers/stripe')).body.items).toEqual([]);
  expect(await call('POST', `/subscribers/${subscriberId}/payment-sessions`, { body: wish })).toMatchObject({
    status: 409,
    body: { code: 'payment-provider.not-configured' },
  });
});

it('refuses card numbers, pages without a sum, and settings that do not fit', async () => {
  const session = (body: object) => call('POST', `/subscribers/${subscriberId}/payment-sessions`, { body });
  const amount = { amount: '1.00', currency: 'USD' };
  const returnUrl = 'https://portal.example/?card=4242424242424242';
  expect(await session({ provider: 'stripe', amount, returnUrl })).toMatchObject({ status: 422 });
  expect(await session({ provider: 'stripe', returnUrl: 'https://portal.example/' })).toMatchObject({
    status: 422,
  });
  const note = 'he read out 4242 4242 4242 4242';
  expect(
    await call('POST', '/payments', { body: { subscriberId, amount, method: 'cash', note } }),
  ).toMatchObject({ status: 422 });
  const unfit = await call('PUT', '/payment-providers/stripe', { body: { settings: { colour: 'red' } } });
  expect(unfit).toMatchObject({ status: 422, body: { code: 'payment-provider.settings-unfit' } });
});
