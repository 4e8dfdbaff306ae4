import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountIdOf, billingAccountAggregate } from '../../../functions/domain/billing/account.ts';
import { paymentAggregate } from '../../../functions/domain/payment/payment.ts';
import { paymentWebhook } from '../../../functions/runtime/payment-webhook.ts';
import { configurePaymentProvider } from '../../../functions/use-cases/configure-payment-provider.ts';
import { continueRefund } from '../../../functions/use-cases/continue-refund.ts';
import { everyOne } from '../../../functions/use-cases/every-one.ts';
import { openPaymentSession } from '../../../functions/use-cases/open-payment-session.ts';
import { refundPayment } from '../../../functions/use-cases/refund-payment.ts';
import { answer, endReversal, mpesa, reversals } from '../../lab/mpesa.ts';
import { type Delivery, type PaymentPeer, startPaymentPeer } from '../../lab/payment-peers.ts';
import { contextAt, makePorts, type TestPorts } from '../../ports.ts';
import { must, openShop, type Shop, subscribe } from '../../use-cases/paying-subscriber.ts';

const now = contextAt('2026-01-05T12:00:00.000Z');
const returnUrl = 'https://portal.example/paid';
const paid = 'The service request is processed successfully.';

let test: TestPorts;
let shop: Shop;
let peer: PaymentPeer;
let subscriberId: string;
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

const ask = (minor: number, of = subscriberId) =>
  openPaymentSession(
    test.ports,
    of,
    { provider: 'mpesa', returnUrl, money: { minor, currency: 'KES' } },
    now,
  );

async function deliver({ body, headers, query = '' }: Delivery): Promise<number> {
  const webhook = paymentWebhook(test.ports, () => now.now);
  const pathParameters = { provider: 'mpesa' };
  return (await webhook({ routeKey: '', pathParameters, headers, body, rawQueryString: query })).statusCode;
}

async function prompt(minor: number) {
  const session = must(await ask(minor)).state;
  const page = [...peer.pages.values()].find(({ id }) => id === session.providerSessionId);
  if (page === undefined) throw new Error('nobody was asked');
  return { session, page };
}

const payments = async () =>
  (await everyOne(test.ports.store, paymentAggregate, { by: 'owner', owner: subscriberId })).map(
    ({ state }) => state,
  );
const credit = async () =>
  (await test.ports.store.load(billingAccountAggregate, accountIdOf(subscriberId)))?.state.credit;

describe('a prompt on the payer’s phone', () => {
  it('asks for the amount, and what is paid is counted once', async () => {
    const { session, page } = await prompt(150_000);
    expect(session).toMatchObject({ state: 'opened', url: returnUrl });
    expect(page).toMatchObject({ key: '254708374149', minor: 150_000 });
    const told = answer(page, '0', paid);
    for (const _ of [1, 2]) expect(await deliver(told)).toBe(200);
    expect(await payments()).toMatchObject([
      { state: 'received', money: { minor: 150_000, currency: 'KES' }, providerPaymentId: page.id },
    ]);
    expect(await credit()).toBe(150_000);
  });

  it('that is not answered, or refused, is a failed payment', async () => {
    const { page } = await prompt(150_000);
    expect(await deliver(answer(page, '1032', 'Request cancelled by user'))).toBe(200);
    const held = await test.ports.store.holder({ kind: 'payment', value: `mpesa:${page.id}` });
    const kept = await test.ports.store.load(paymentAggregate, held ?? '');
    expect(kept?.state).toMatchObject({ state: 'failed', failure: 'Request cancelled by user' });
    expect(await credit()).toBeUndefined();
  });

  it('is not made in parts of a shilling, in other money, or without a phone in Kenya', async () => {
    expect(await ask(150)).toMatchObject({
      refusal: { code: 'payment-provider.refused', message: expect.stringContaining('whole KES') },
    });
    const elsewhere = await subscribe(shop, { currency: 'KES', phone: '+4930123456' });
    expect(await ask(100, elsewhere)).toMatchObject({
      refusal: {
        code: 'payment-provider.refused',
        message: expect.stringContaining('phone number of Kenya'),
      },
    });
    expect(peer.pages.size).toBe(0);
  });

  it('is not made twice at once to one phone', async () => {
    await prompt(150_000);
    expect(await ask(150_000)).toMatchObject({ refusal: { code: 'payment-provider.not-answering' } });
    expect(peer.pages.size).toBe(1);
  });
});

describe('a callback', () => {
  it('counts as what M-Pesa says when it is asked, for what was asked for', async () => {
    const { page } = await prompt(100);
    const told = answer(page, '1032', 'Request cancelled by user');
    const lie = told.body.replace('"ResultCode":1032', '"ResultCode":0');
    expect(lie).not.toBe(told.body);
    expect(await deliver({ ...told, body: lie })).toBe(200);
    expect(await credit()).toBeUndefined();
    const { page: other } = await prompt(100);
    const cheap = answer(other, '0', paid);
    expect(await deliver({ ...cheap, body: cheap.body.replace('"Value":1}', '"Value":9999}') })).toBe(200);
    expect(await credit()).toBe(100);
  });

  it('to an address that was not given away is nothing', async () => {
    const { page } = await prompt(100);
    const told = answer(page, '0', paid);
    for (const query of ['', told.query?.replace('minor=100', 'minor=90000'), told.query?.slice(0, -1)]) {
      expect(await deliver({ ...told, query: query ?? '' })).toBe(400);
    }
    expect(await payments()).toEqual([]);
  });

  it('is to come again while M-Pesa does not answer', async () => {
    const { page } = await prompt(100);
    const told = answer(page, '0', paid);
    peer.loseAnswers(1);
    expect(await deliver(told)).toBe(504);
    expect(await deliver(told)).toBe(200);
    expect(await credit()).toBe(100);
  });
});

describe('a refund', () => {
  async function paidOne(minor = 150_000) {
    const { page } = await prompt(minor);
    expect(await deliver(answer(page, '0', paid))).toBe(200);
    const held = await test.ports.store.holder({ kind: 'payment', value: `mpesa:${page.id}` });
    return held ?? '';
  }
  const refund = (paymentId: string, minor: number, at = now) =>
    refundPayment(test.ports, paymentId, { amount: { minor, currency: 'KES' }, reason: 'Moved away' }, at);
  const payment = async (id: string) => (await test.ports.store.load(paymentAggregate, id))?.state;
  const asked = () => reversals.at(-1) ?? {};

  it('is a reversal of the payment by its receipt, and counts when M-Pesa says that it was made, once', async () => {
    const id = await paidOne();
    const { receipt } = (await payment(id)) ?? {};
    expect(receipt).toMatch(/^[A-Z0-9]{10}$/);
    must(await refund(id, 150_000));
    expect(asked()).toMatchObject({ TransactionID: receipt, Amount: '1500', Remarks: 'Refund: Moved away' });
    expect(await payment(id)).toMatchObject({ state: 'received', refunded: 0 });
    expect(await credit()).toBe(150_000);
    const { result } = endReversal(asked(), 0);
    for (const _ of [1, 2]) expect(await deliver(result)).toBe(200);
    expect(await payment(id)).toMatchObject({ state: 'refunded', refunded: 150_000 });
    expect(await credit()).toBe(0);
  });

  it('that M-Pesa does not make is shown to people, and is made when it is asked for again', async () => {
    const id = await paidOne();
    must(await refund(id, 150_000));
    expect(await deliver(endReversal(asked(), 1, 'The balance is insufficient').result)).toBe(200);
    expect(await payment(id)).toMatchObject({
      state: 'received',
      refunded: 0,
      refundFailed: { reason: 'The balance is insufficient', money: { minor: 150_000 } },
    });
    expect(await credit()).toBe(150_000);
    must(await refund(id, 150_000, contextAt('2026-01-05T12:05:00.000Z')));
    expect(await deliver(endReversal(asked(), '0').result)).toBe(200);
    const after = await payment(id);
    expect(after).toMatchObject({ state: 'refunded', refunded: 150_000 });
    expect(after).not.toHaveProperty('refundFailed');
  });

  it('counts once where its answer was lost, whichever of the two requests is told of first', async () => {
    for (const order of [
      ['made', 'again'],
      ['again', 'made'],
    ]) {
      const before = reversals.length;
      const id = await paidOne();
      peer.loseAnswers(1, /reversal/);
      expect(must(await refund(id, 150_000)).state).toHaveProperty('refunding');
      must(await continueRefund(test.ports, id, contextAt('2026-01-05T12:01:00.000Z')));
      const [first, second] = reversals.slice(before);
      const told = {
        made: endReversal(first ?? {}, 0).result,
        again: endReversal(second ?? {}, 'R000001', 'The transaction has already been reversed').result,
      };
      for (const which of order) expect(await deliver(told[which as 'made' | 'again'])).toBe(200);
      expect(await payment(id)).toMatchObject({ state: 'refunded', refunded: 150_000 });
      expect(await credit()).toBe(0);
    }
  });

  it('that waited too long has failed, unless its result tells otherwise', async () => {
    const id = await paidOne();
    must(await refund(id, 150_000));
    const { result, queue } = endReversal(asked(), 0);
    expect(await deliver(queue)).toBe(200);
    expect(await payment(id)).toMatchObject({ refunded: 0, refundFailed: { money: { minor: 150_000 } } });
    expect(await deliver(result)).toBe(200);
    expect(await deliver(queue)).toBe(200);
    expect(await payment(id)).toMatchObject({ state: 'refunded', refunded: 150_000 });
    expect(await credit()).toBe(0);
  });

  it('is not made of a part, nor told of at an address of another', async () => {
    const id = await paidOne();
    const before = reversals.length;
    expect(await refund(id, 50_000)).toMatchObject({
      refusal: { code: 'payment-provider.refused', message: expect.stringContaining('1500.00 KES') },
    });
    expect(reversals).toHaveLength(before);
    must(await refund(id, 150_000));
    const { result, queue } = endReversal(asked(), 0);
    const changed = [
      result.query?.replace('minor=150000', 'minor=900000'),
      result.query?.replace('end=result', 'end=queue'),
      queue.query?.replace('end=queue', 'end=result'),
      result.query?.replace(/refund=[^&]+/, 'refund=rfd_other'),
    ];
    for (const query of changed) expect(await deliver({ ...result, query: query ?? '' })).toBe(400);
    expect(await payment(id)).toMatchObject({ refunded: 0 });
  });
});
