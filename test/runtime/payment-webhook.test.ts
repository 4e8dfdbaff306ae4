import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountIdOf, billingAccountAggregate } from '../../functions/domain/billing/account.ts';
import { invoiceAggregate } from '../../functions/domain/billing/invoice.ts';
import { type Payment, paymentAggregate } from '../../functions/domain/payment/payment.ts';
import type { Stored } from '../../functions/ports/store.ts';
import { paymentWebhook } from '../../functions/runtime/payment-webhook.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { configurePaymentProvider } from '../../functions/use-cases/configure-payment-provider.ts';
import { everyOne } from '../../functions/use-cases/every-one.ts';
import { matchPayment } from '../../functions/use-cases/match-payment.ts';
import { listPayments } from '../../functions/use-cases/read-billing.ts';
import { recordPayment } from '../../functions/use-cases/record-payment.ts';
import { refundPayment } from '../../functions/use-cases/refund-payment.ts';
import { showPayment } from '../../functions/use-cases/show-billing.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { activate, must, openShop, type Shop, subscribe } from '../use-cases/paying-subscriber.ts';

const secret = 'whsec_of_the_tests';
const now = '2026-01-05T12:00:00.000Z';
const seconds = Date.parse(now) / 1000;
const jan = (day: number) => contextAt(`2026-01-${String(day).padStart(2, '0')}T12:00:00.000Z`);

let test: TestPorts;
let shop: Shop;
let webhook: ReturnType<typeof paymentWebhook>;
beforeAll(async () => {
  test = await makePorts();
  shop = await openShop(test.ports);
  must(
    await configurePaymentProvider(
      test.ports,
      'stripe',
      { settings: {}, secrets: { webhookSecret: secret } },
      jan(1),
    ),
  );
  webhook = paymentWebhook(test.ports, () => now);
});
afterAll(() => test.stop());

let subscriberId: string;
let invoiceId: string;
let count = 0;
let paymentId: string;
beforeEach(async () => {
  subscriberId = await subscribe(shop);
  await activate(shop, subscriberId, jan(1));
  const [billed] = must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-01' }, jan(1)));
  invoiceId = billed?.invoiceId ?? '';
  count += 1;
  paymentId = `pi_${count}`;
});

const invoice = async () => (await test.ports.store.load(invoiceAggregate, invoiceId))?.state;
const account = async () =>
  (await test.ports.store.load(billingAccountAggregate, accountIdOf(subscriberId)))?.state;

async function payment(): Promise<Stored<Payment> | undefined> {
  const held = await test.ports.store.holder({ kind: 'payment', value: `stripe:${paymentId}` });
  return held === undefined ? undefined : test.ports.store.load(paymentAggregate, held);
}

const succeeded = (minor: number, more: object = {}) => ({
  type: 'payment_intent.succeeded',
  object: {
    id: paymentId,
    amount: minor,
    amount_received: minor,
    currency: 'usd',
    metadata: { invoiceId },
    ...more,
  },
});
const session = (minor: number, reference: string | null) => ({
  type: 'checkout.session.completed',
  object: {
    id: `cs_${count}`,
    amount_total: minor,
    currency: 'usd',
    payment_status: 'paid',
    payment_intent: paymentId,
    client_reference_id: reference,
  },
});
const refunded = (minor: number) => ({
  type: 'charge.refunded',
  object: { id: 'ch', amount_refunded: minor, currency: 'usd', payment_intent: paymentId },
});

async function deliver(
  { type, object }: { type: string; object: object },
  { eventId = 'evt_1', base64 = false }: { eventId?: string; base64?: boolean } = {},
) {
  const payload = JSON.stringify({ id: eventId, type, created: seconds, data: { object } });
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: seconds });
  const answer = await webhook({
    routeKey: 'POST /api/v1/webhooks/payments/{provider}',
    pathParameters: { provider: 'stripe' },
    headers: { 'stripe-signature': signature },
    body: base64 ? Buffer.from(payload).toString('base64') : payload,
    isBase64Encoded: base64,
  });
  return answer.statusCode;
}

describe('the payment webhook', () => {
  it('settles the invoice that is named, from plain and from base64 bodies', async () => {
    expect(await deliver(succeeded(3_100), { base64: true })).toBe(200);
    expect(await invoice()).toMatchObject({ state: 'paid', due: 0, paidOn: '2026-01-05' });
    expect(await account()).toMatchObject({ credit: 0, openInvoices: [] });
    expect((await payment())?.state).toMatchObject({
      state: 'received',
      subscriberId,
      allocations: [{ invoiceId, minor: 3_100 }],
    });
  });

  it('counts a payment once under the same and under several notices, at once and in turn', async () => {
    const notices = [succeeded(3_100), succeeded(3_100), session(3_100, subscriberId)];
    const answers = await Promise.all(notices.map((notice, i) => deliver(notice, { eventId: `evt_${i}` })));
    expect(answers).toEqual([200, 200, 200]);
    expect(await deliver(succeeded(3_100))).toBe(200);
    expect(await account()).toMatchObject({ credit: 0, openInvoices: [] });
    const all = await everyOne(test.ports.store, paymentAggregate, { by: 'owner', owner: subscriberId });
    expect(all).toHaveLength(1);
  });

  it('leaves a part open, and makes credit of what is too much', async () => {
    await deliver(succeeded(3_000));
    expect(await invoice()).toMatchObject({ state: 'partially-paid', due: 100 });
    paymentId = `${paymentId}b`;
    await deliver(succeeded(500));
    expect(await invoice()).toMatchObject({ state: 'paid', due: 0 });
    expect(await account()).toMatchObject({ credit: 400 });
  });

  it('keeps what fits nobody as unmatched until another notice or somebody says for whom it is', async () => {
    expect(await deliver(succeeded(3_100, { metadata: {} }))).toBe(200);
    expect((await payment())?.state).toMatchObject({
      state: 'unmatched',
      unmatched: { reason: 'no-reference' },
    });
    const waiting = must(await listPayments(test.ports, { limit: 50, state: 'unmatched' }));
    expect(waiting.items.map(({ id }) => id)).toContain((await payment())?.id);
    expect(await deliver(session(3_100, subscriberId), { eventId: 'evt_2' })).toBe(200);
    expect((await payment())?.state.state).toBe('received');
    expect(await invoice()).toMatchObject({ state: 'paid' });

    paymentId = `${paymentId}b`;
    await deliver(succeeded(700, { metadata: { invoiceId: 'inv_nonsense' } }));
    const id = (await payment())?.id ?? '';
    expect(must(await matchPayment(test.ports, id, { subscriberId }, jan(6))).state.state).toBe('received');
    expect(await matchPayment(test.ports, id, { subscriberId }, jan(6))).toMatchObject({
      refusal: { code: 'payment.not-unmatched' },
    });
    expect(await account()).toMatchObject({ credit: 700 });
  });

  it('keeps what was sent back in part on the list of what waits, until all of it is', async () => {
    await deliver(succeeded(3_100, { metadata: {} }));
    const waiting = async () => {
      const id = (await payment())?.id ?? '';
      const listed = must(await listPayments(test.ports, { limit: 50, state: 'unmatched' }));
      return listed.items.some((item) => item.id === id);
    };
    await deliver(refunded(1_000), { eventId: 'evt_2' });
    expect((await payment())?.state.state).toBe('partially-refunded');
    expect(await waiting()).toBe(true);
    await deliver(refunded(3_100), { eventId: 'evt_3' });
    expect(await waiting()).toBe(false);
  });

  it('keeps the refund of a payment that is not known for people, who say whose it was', async () => {
    await deliver(refunded(1_000));
    const waiting = must(await listPayments(test.ports, { limit: 50, state: 'unmatched' }));
    const id = (await payment())?.id ?? '';
    expect(waiting.items.map((item) => item.id)).toContain(id);
    expect(showPayment((await payment())!)).toMatchObject({
      refunded: { amount: '10.00', currency: 'USD' },
      unmatched: { reason: 'unknown-payment' },
    });
    must(await matchPayment(test.ports, id, { invoiceId }, jan(6)));
    expect(await account()).toMatchObject({ credit: -1_000, openInvoices: [{ due: 3_100 }] });
    // What goes back of it later is counted at once, and a repeat not at all.
    for (const eventId of ['evt_2', 'evt_3']) await deliver(refunded(1_500), { eventId });
    expect(await account()).toMatchObject({ credit: -1_500 });
    expect((await payment())?.state).toMatchObject({ state: 'refunded', subscriberId });
    // The payment itself is told of after all.
    await deliver(succeeded(3_100), { eventId: 'evt_4' });
    expect(await account()).toMatchObject({ credit: 0, openInvoices: [{ due: 1_500 }] });
    expect((await payment())?.state).toMatchObject({ state: 'partially-refunded' });
  });

  it('counts a refund beside what a lost dispute took', async () => {
    await deliver(succeeded(3_100));
    const object = { id: 'dp', charge: 'ch', payment_intent: paymentId, amount: 2_000, currency: 'usd' };
    const closed = { ...object, reason: 'fraudulent', status: 'lost' };
    await deliver({ type: 'charge.dispute.closed', object: closed }, { eventId: 'evt_2' });
    expect(await invoice()).toMatchObject({ due: 2_000 });
    for (const eventId of ['evt_3', 'evt_4']) await deliver(refunded(500), { eventId });
    expect((await payment())?.state).toMatchObject({ state: 'partially-refunded', refunded: 2_500 });
    expect(await invoice()).toMatchObject({ due: 2_500 });
  });

  it('keeps money of another currency as unmatched', async () => {
    expect(await deliver(succeeded(3_100, { currency: 'eur' }))).toBe(200);
    expect((await payment())?.state).toMatchObject({
      state: 'unmatched',
      unmatched: { reason: 'wrong-currency' },
    });
    expect(await invoice()).toMatchObject({ state: 'issued', due: 3_100 });
  });

  it('takes failure and success in any order', async () => {
    const failed = { type: 'payment_intent.payment_failed', object: succeeded(3_100).object };
    await deliver(failed);
    expect((await payment())?.state.state).toBe('failed');
    await deliver(succeeded(3_100), { eventId: 'evt_2' });
    await deliver(failed, { eventId: 'evt_3' });
    expect((await payment())?.state.state).toBe('received');
    expect(await invoice()).toMatchObject({ state: 'paid' });
  });

  it('keeps a refund that comes before its charge, and counts sums of refunds once', async () => {
    await deliver(refunded(1_000));
    expect((await payment())?.state).toMatchObject({ state: 'awaiting-charge', refunded: 1_000 });
    await deliver(succeeded(3_100), { eventId: 'evt_2' });
    expect((await payment())?.state.state).toBe('partially-refunded');
    expect(await invoice()).toMatchObject({ state: 'partially-paid', due: 1_000 });
    await deliver(refunded(3_100), { eventId: 'evt_3' });
    await deliver(refunded(2_000), { eventId: 'evt_4' });
    await deliver(refunded(3_100), { eventId: 'evt_3' });
    expect((await payment())?.state).toMatchObject({ state: 'refunded', refunded: 3_100 });
    expect(await invoice()).toMatchObject({ state: 'issued', due: 3_100 });
    expect(await account()).toMatchObject({ credit: 0, openInvoices: [{ invoiceId, due: 3_100 }] });
  });

  it('answers 404 for a provider without a secret and 400 for what is not signed', async () => {
    const ask = (provider: string, headers: Record<string, string> = {}) =>
      webhook({ routeKey: '', pathParameters: { provider }, headers, body: '{}' });
    for (const name of ['paypal', '../stripe', '']) {
      expect(await ask(name)).toMatchObject({ statusCode: 404 });
    }
    const unsigned = await ask('stripe');
    expect(unsigned).toMatchObject({ statusCode: 400 });
    expect(JSON.parse(unsigned.body ?? '')).toMatchObject({ code: 'webhook.signature-invalid' });
    expect(await test.ports.paymentIntake.since(now.slice(0, 10))).toMatchObject([
      { provider: 'stripe', refused: 1, payments: expect.any(Number), agreedAt: now, heardAt: now },
    ]);
  });
});

describe('payments that staff records', () => {
  const wish = (minor: number, more: object = {}) => ({
    subscriberId,
    money: { minor, currency: 'USD' },
    method: 'cash' as const,
    ...more,
  });

  it('settle, are refunded, and one reference is recorded once', async () => {
    const paid = must(await recordPayment(test.ports, wish(5_000, { externalId: `R-${count}` }), jan(5)));
    expect(await account()).toMatchObject({ credit: 1_900, openInvoices: [] });
    expect(await recordPayment(test.ports, wish(1, { externalId: `R-${count}` }), jan(5))).toMatchObject({
      refusal: { code: 'payment.already-recorded' },
    });
    const refund = (minor: number) =>
      refundPayment(test.ports, paid.id, { amount: { minor, currency: 'USD' } }, jan(6));
    expect(await refund(5_001)).toMatchObject({ refusal: { code: 'payment.refund-too-large' } });
    expect(await refund(0)).toMatchObject({ refusal: { code: 'payment.not-positive' } });
    must(await refund(2_000));
    expect(await account()).toMatchObject({ credit: 0, openInvoices: [{ invoiceId, due: 100 }] });
    must(await refund(3_000));
    expect(await account()).toMatchObject({ credit: 0, openInvoices: [{ invoiceId, due: 3_100 }] });
    expect(await refund(1)).toMatchObject({ refusal: { code: 'payment.refund-too-large' } });
  });

  it.each(['cash', 'cheque', 'bank-transfer'] as const)('may have come as %s', async (method) => {
    const paid = must(await recordPayment(test.ports, wish(100, { method }), jan(5)));
    expect(paid.state).toMatchObject({
      provider: 'manual',
      method,
      allocations: [{ invoiceId, minor: 100 }],
    });
  });

  it('are refused when they cannot be meant', async () => {
    const other = await subscribe(shop);
    const code = async (more: object) => {
      const answer = await recordPayment(test.ports, { ...wish(100), ...more }, jan(5));
      return answer.ok ? 'recorded' : answer.refusal.code;
    };
    expect(await code({ money: { minor: 0, currency: 'USD' } })).toBe('payment.not-positive');
    expect(await code({ money: { minor: 1, currency: 'EUR' } })).toBe('payment.wrong-currency');
    expect(await code({ subscriberId: other, invoiceId })).toBe('payment.invoice-of-another');
    expect(await code({ invoiceId: test.ports.ids.next('inv') })).toBe('reference.invoice-unknown');
  });

  it('of a provider are refunded there', async () => {
    await deliver(succeeded(3_100));
    const id = (await payment())?.id ?? '';
    expect(
      await refundPayment(test.ports, id, { amount: { minor: 1, currency: 'USD' } }, jan(6)),
    ).toMatchObject({ refusal: { code: 'payment.refund-at-provider' } });
  });
});
