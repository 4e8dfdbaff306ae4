import { afterEach, beforeEach } from 'vitest';
import { accountIdOf, billingAccountAggregate } from '../../../functions/domain/billing/account.ts';
import { paymentAggregate } from '../../../functions/domain/payment/payment.ts';
import { paymentWebhook } from '../../../functions/runtime/payment-webhook.ts';
import { configurePaymentProvider } from '../../../functions/use-cases/configure-payment-provider.ts';
import { everyOne } from '../../../functions/use-cases/every-one.ts';
import { openPaymentSession } from '../../../functions/use-cases/open-payment-session.ts';
import { mpesa } from '../../lab/payment-peers/mpesa.ts';
import { type Delivery, type PaymentPeer, startPaymentPeer } from '../../lab/payment-peers.ts';
import { contextAt, makePorts, type TestPorts } from '../../ports.ts';
import { must, openShop, type Shop, subscribe } from '../../use-cases/paying-subscriber.ts';

export const now = contextAt('2026-01-05T12:00:00.000Z');
export const returnUrl = 'https://portal.example/paid';
export const paid = 'The service request is processed successfully.';

export let test: TestPorts;
export let shop: Shop;
export let peer: PaymentPeer;
export let subscriberId: string;

/** Before each test there is somebody with a phone in Kenya, and a simulated M-Pesa that is set up. */
export function aPayerByMpesa(): void {
  beforeEach(async () => {
    test = await makePorts();
    shop = await openShop(test.ports);
    subscriberId = await subscribe(shop, { currency: 'KES', phone: '+254708374149' });
    peer = await startPaymentPeer(mpesa);
    must(await configurePaymentProvider(test.ports, 'mpesa', mpesa.configuration(peer.address), now));
  });
  afterEach(async () => {
    await peer.stop();
    await test.stop();
  });
}

export const ask = (minor: number, of = subscriberId) =>
  openPaymentSession(
    test.ports,
    of,
    { provider: 'mpesa', returnUrl, money: { minor, currency: 'KES' } },
    now,
  );

export async function send({ body, headers, query = '' }: Delivery) {
  const webhook = paymentWebhook(test.ports, () => now.now);
  const pathParameters = { provider: 'paybill' };
  return webhook({ routeKey: '', pathParameters, headers, body, rawQueryString: query });
}
export const deliver = async (delivery: Delivery): Promise<number> => (await send(delivery)).statusCode;

export async function prompt(minor: number) {
  const session = must(await ask(minor)).state;
  const page = [...peer.pages.values()].find(({ id }) => id === session.providerSessionId);
  if (page === undefined) throw new Error('nobody was asked');
  return { session, page };
}

export const payments = async () =>
  (await everyOne(test.ports.store, paymentAggregate, { by: 'owner', owner: subscriberId })).map(
    ({ state }) => state,
  );
export const credit = async () =>
  (await test.ports.store.load(billingAccountAggregate, accountIdOf(subscriberId)))?.state.credit;
