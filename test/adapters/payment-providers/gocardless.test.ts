import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { paymentProviderKinds } from '../../../functions/adapters/payment-provider-kinds.ts';
import { subscriptions } from '../../../functions/contracts/subscriptions.ts';
import { invoiceAggregate } from '../../../functions/domain/billing/invoice.ts';
import { paymentAggregate } from '../../../functions/domain/payment/payment.ts';
import { paymentWebhook } from '../../../functions/runtime/payment-webhook.ts';
import { billSubscriber } from '../../../functions/use-cases/bill-subscriber.ts';
import { collectOnEvent } from '../../../functions/use-cases/collect-on-event.ts';
import { configurePaymentProvider } from '../../../functions/use-cases/configure-payment-provider.ts';
import { everyOne } from '../../../functions/use-cases/every-one.ts';
import { openPaymentSession } from '../../../functions/use-cases/open-payment-session.ts';
import { readCollection } from '../../../functions/use-cases/read-autopay.ts';
import { listPayments } from '../../../functions/use-cases/read-billing.ts';
import { readPaymentMethods } from '../../../functions/use-cases/read-payment-methods.ts';
import { refundPayment } from '../../../functions/use-cases/refund-payment.ts';
import { removePaymentMethod } from '../../../functions/use-cases/remove-payment-method.ts';
import { seeRefundFailure } from '../../../functions/use-cases/see-refund-failure.ts';
import { setAutopay } from '../../../functions/use-cases/set-autopay.ts';
import { setAutopayPolicy } from '../../../functions/use-cases/set-autopay-policy.ts';
import { type SimulatedGoCardless, startGoCardless } from '../../lab/gocardless.ts';
import { hostileOf, randomOf } from '../../lab/hostile-deliveries.ts';
import type { Delivery } from '../../lab/payment-peers.ts';
import { contextAt, makePorts, type TestPorts } from '../../ports.ts';
import { everyEvent } from '../../relayed.ts';
import { activate, must, openShop, subscribe } from '../../use-cases/paying-subscriber.ts';

let test: TestPorts;
let bank: SimulatedGoCardless;
let subscriberId: string;
let heard: Set<string>;
let instant: string;
const now = contextAt('2026-01-05T12:00:00.000Z');
const wish = { provider: 'gocardless', returnUrl: 'https://portal.example/saved' };
const heardOf: readonly string[] = subscriptions['collect-payments'];

async function pump(): Promise<void> {
  for (;;) {
    const fresh = (await everyEvent(test)).filter(
      ({ eventId, type }) => heardOf.includes(type) && !heard.has(eventId),
    );
    if (fresh.length === 0) return;
    for (const event of fresh) {
      await collectOnEvent(test.ports, event, now);
      heard.add(event.eventId);
    }
  }
}

async function deliver({ body, headers }: Delivery): Promise<number> {
  const webhook = paymentWebhook(test.ports, () => now.now);
  const { statusCode } = await webhook({
    routeKey: '',
    pathParameters: { provider: 'gocardless' },
    headers,
    body,
  });
  await pump();
  return statusCode;
}

const saved = async () => must(await readPaymentMethods(test.ports, subscriberId)).state.methods;
const payments = () => everyOne(test.ports.store, paymentAggregate, { by: 'owner', owner: subscriberId });
const invoiceOf = async (id: string) => (await test.ports.store.load(invoiceAggregate, id))!.state;

beforeEach(async () => {
  heard = new Set();
  test = await makePorts();
  const shop = await openShop(test.ports);
  subscriberId = await subscribe(shop, { email: 'payer@isp.example' });
  await activate(shop, subscriberId, contextAt('2026-01-01T12:00:00.000Z'));
  instant = '2026-01-05T11:00:00.000Z';
  bank = await startGoCardless(() => instant);
  must(await configurePaymentProvider(test.ports, 'gocardless', bank.configuration, now));
});
afterEach(async () => {
  await bank.stop();
  await test.stop();
});

async function mandate(): Promise<void> {
  must(await openPaymentSession(test.ports, subscriberId, wish, now));
  expect(await deliver(bank.fulfil())).toBe(200);
}

/** An invoice of 31.00 that is charged to the mandate. */
async function debited(): Promise<string> {
  must(await setAutopayPolicy(test.ports, { rules: [{ chargeOn: 'issue', retryAfterDays: [3] }] }, now));
  await mandate();
  must(await setAutopay(test.ports, subscriberId, { enabled: true, includeOpen: false }, now));
  const [made] = must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-05' }, now));
  await pump();
  return made!.invoiceId;
}

describe('a mandate', () => {
  it('is given on the page, known by its bank and last digits, and gone when the payer cancels it', async () => {
    const session = must(await openPaymentSession(test.ports, subscriberId, wish, now));
    expect(session.state).toMatchObject({ state: 'opened', url: 'https://pay.example/flow/BRQ1' });
    const fulfilled = bank.fulfil();
    for (const _ of [1, 2]) expect(await deliver(fulfilled)).toBe(200);
    expect(await saved()).toMatchObject([
      { token: 'MD1', kind: 'bank-account', label: 'BARCLAYS BANK PLC •••• 11' },
    ]);
    expect(await deliver(bank.cancelMandate('MD1'))).toBe(200);
    expect(await saved()).toEqual([]);
  });

  it('is one though the answer was lost, and cancelled when it is removed here', async () => {
    const keyed = contextAt(now.now, {
      idempotency: { scope: 'tester', key: 'one', bodyHash: 'a'.repeat(64) },
    });
    bank.loseAnswers(1);
    expect(await openPaymentSession(test.ports, subscriberId, wish, keyed)).toMatchObject({
      refusal: { code: 'payment-provider.not-answering' },
    });
    const session = must(await openPaymentSession(test.ports, subscriberId, wish, keyed));
    expect(session.state.url).toBe('https://pay.example/flow/BRQ1');
    await deliver(bank.fulfil());
    const [method] = await saved();
    must(await removePaymentMethod(test.ports, subscriberId, method!.methodId, now));
    await pump();
    // It says no more than what is known.
    expect(await deliver(bank.cancelMandate('MD1'))).toBe(200);
    expect(await saved()).toEqual([]);
  });

  it('makes no page on which to pay at once', async () => {
    const refused = await openPaymentSession(
      test.ports,
      subscriberId,
      { ...wish, money: { minor: 100, currency: 'USD' } },
      now,
    );
    expect(refused).toMatchObject({ refusal: { code: 'payment-provider.no-hosted-page' } });
  });
});

describe('a debit', () => {
  it('is pending until the bank confirms it, and settles the invoice then, once', async () => {
    const invoiceId = await debited();
    expect(bank.debits).toMatchObject([{ amount: 3_100, currency: 'USD', mandate: 'MD1' }]);
    expect(must(await readCollection(test.ports, invoiceId)).state).toMatchObject({ state: 'pending' });
    expect(await invoiceOf(invoiceId)).toMatchObject({ due: 3_100 });
    const confirmed = bank.tell('PM1', 'confirmed');
    for (const _ of [1, 2]) expect(await deliver(confirmed)).toBe(200);
    expect(await invoiceOf(invoiceId)).toMatchObject({ state: 'paid' });
    expect(must(await readCollection(test.ports, invoiceId)).state).toMatchObject({ state: 'paid' });
    expect(await payments()).toHaveLength(1);
  });

  it('that fails is tried again on the day of the calendar, with the words of the bank', async () => {
    const invoiceId = await debited();
    expect(await deliver(bank.tell('PM1', 'failed', 'Refer to payer'))).toBe(200);
    expect(must(await readCollection(test.ports, invoiceId)).state).toMatchObject({
      state: 'scheduled',
      nextOn: '2026-01-08',
      attempts: [{ outcome: 'declined', reason: 'Refer to payer' }],
    });
  });

  it.each([
    ['fails after it was confirmed', 'failed'],
    ['is charged back', 'charged_back'],
  ] as const)('that %s opens the invoice again, once', async (_, action) => {
    const invoiceId = await debited();
    await deliver(bank.tell('PM1', 'confirmed'));
    const gone = bank.tell('PM1', action, 'The payer disagrees');
    for (const _ of [1, 2]) expect(await deliver(gone)).toBe(200);
    expect(await invoiceOf(invoiceId)).toMatchObject({ due: 3_100 });
    const [payment] = await payments();
    expect(payment!.state).toMatchObject({ state: 'refunded', refunded: 3_100 });
  });

  it('that fails after it was confirmed is tried again on the day of the calendar, and told of', async () => {
    const invoiceId = await debited();
    await deliver(bank.tell('PM1', 'confirmed'));
    const late = bank.tell('PM1', 'failed', 'Refer to payer');
    for (const _ of [1, 2]) expect(await deliver(late)).toBe(200);
    expect(must(await readCollection(test.ports, invoiceId)).state).toMatchObject({
      state: 'scheduled',
      nextOn: '2026-01-08',
      attempts: [{ outcome: 'declined', reason: 'Refer to payer' }],
    });
    const declined = (await everyEvent(test)).filter(({ type }) => type === 'collection.declined');
    expect(declined).toHaveLength(1);
  });

  it.each(['cancelled', 'customer_approval_denied'] as const)('that is %s never comes', async (action) => {
    const invoiceId = await debited();
    await deliver(bank.cancelMandate('MD1'));
    expect(await deliver(bank.tell('PM1', action, 'The mandate was cancelled'))).toBe(200);
    expect(must(await readCollection(test.ports, invoiceId)).state).toMatchObject({
      state: 'scheduled',
      attempts: [{ outcome: 'declined', reason: 'The mandate was cancelled' }],
    });
    expect((await payments()).map(({ state }) => state.state)).toEqual([]);
    expect(await invoiceOf(invoiceId)).toMatchObject({ due: 3_100 });
  });

  it('that GoCardless itself asks for again is charged by nobody else', async () => {
    const invoiceId = await debited();
    const failed = bank.tell('PM1', 'failed', 'Refer to payer', { will_attempt_retry: true });
    expect(await deliver(failed)).toBe(200);
    expect(must(await readCollection(test.ports, invoiceId)).state).toMatchObject({ state: 'pending' });
    await deliver(bank.tell('PM1', 'confirmed'));
    expect(await invoiceOf(invoiceId)).toMatchObject({ state: 'paid' });
  });

  it.each([
    ['in turn', ['charged_back', 'chargeback_cancelled']],
    ['in the wrong order', ['chargeback_cancelled', 'charged_back']],
  ] as const)('whose charge back is cancelled is paid again, told of %s', async (_, order) => {
    const invoiceId = await debited();
    await deliver(bank.tell('PM1', 'confirmed'));
    instant = '2026-01-05T11:10:00.000Z';
    const charged = bank.tell('PM1', 'charged_back', 'The payer disagrees');
    instant = '2026-01-05T11:20:00.000Z';
    const cancelled = bank.tell('PM1', 'chargeback_cancelled');
    const deliveries = { charged_back: charged, chargeback_cancelled: cancelled };
    for (const action of [...order, ...order]) expect(await deliver(deliveries[action])).toBe(200);
    expect(await invoiceOf(invoiceId)).toMatchObject({ state: 'paid', due: 0 });
    const [payment] = await payments();
    expect(payment!.state).toMatchObject({
      state: 'received',
      refunded: 0,
      disputes: [{ state: 'won', money: { minor: 3_100 } }],
    });
    expect(payment!.state.refundFailed).toBeUndefined();
  });

  it('on a mandate that is cancelled is not tried again', async () => {
    await mandate();
    bank.cancelMandate('MD1');
    must(await setAutopayPolicy(test.ports, { rules: [{ chargeOn: 'issue', retryAfterDays: [3] }] }, now));
    must(await setAutopay(test.ports, subscriberId, { enabled: true, includeOpen: false }, now));
    const [made] = must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-05' }, now));
    await pump();
    expect(must(await readCollection(test.ports, made!.invoiceId)).state).toMatchObject({
      state: 'stopped',
      stopped: 'declined',
      attempts: [{ reason: expect.stringContaining('Mandate is cancelled') }],
    });
  });

  it('is made once though the answer was lost, and goes back in parts', async () => {
    must(await setAutopayPolicy(test.ports, { rules: [{ chargeOn: 'issue', retryAfterDays: [] }] }, now));
    await mandate();
    must(await setAutopay(test.ports, subscriberId, { enabled: true, includeOpen: false }, now));
    await pump();
    bank.loseAnswers(1);
    must(await billSubscriber(test.ports, { subscriberId, on: '2026-01-05' }, now));
    await expect(pump()).rejects.toThrow('is not known');
    await pump();
    expect(bank.debits).toHaveLength(1);
    await deliver(bank.tell('PM1', 'confirmed'));
    const [payment] = await payments();
    for (const minor of [1_000, 2_100]) {
      const back = { amount: { minor, currency: 'USD' } };
      expect(must(await refundPayment(test.ports, payment!.id, back, now)).state.refunding).toBeUndefined();
    }
    expect(bank.debits[0]).toMatchObject({ amount_refunded: 3_100 });
    for (const id of ['RF1', 'RF2', 'RF1']) expect(await deliver(bank.tellRefund(id))).toBe(200);
    expect((await payments())[0]!.state).toMatchObject({ state: 'refunded' });
    for (const _ of [1, 2]) expect(await deliver(bank.tellRefund('RF2', 'bounced'))).toBe(200);
    expect((await payments())[0]!.state).toMatchObject({
      state: 'partially-refunded',
      refunded: 1_000,
      refundFailed: { money: { minor: 2_100 } },
    });
    expect(must(await listPayments(test.ports, { state: 'refund-failed', limit: 5 })).items).toHaveLength(1);
    must(await seeRefundFailure(test.ports, payment!.id, now));
    expect(must(await listPayments(test.ports, { state: 'refund-failed', limit: 5 })).items).toEqual([]);
  });
});

describe('a message', () => {
  it('that is hostile is refused in each of 20000', async () => {
    await debited();
    const [genuine, other] = [bank.tell('PM1', 'confirmed'), bank.tell('PM1', 'charged_back')];
    const provider = (await paymentProviderKinds.find('gocardless'))!.make(bank.configuration);
    const read = (body: Uint8Array, headers: Readonly<Record<string, string | undefined>>) =>
      provider.read(body, headers, now.now);
    const raw = Buffer.from(genuine.body);
    expect(must(await read(raw, genuine.headers))).toMatchObject([{ kind: 'succeeded' }]);
    const random = randomOf(20_261_127);
    const accepted: string[] = [];
    for (let i = 0; i < 20_000; i++) {
      const { body, headers } = hostileOf(genuine, other, random);
      const answer = await read(body, headers);
      if (answer.ok && !body.equals(raw)) accepted.push(body.toString());
      if (!answer.ok) expect(answer.refusal.code).toBe('webhook.signature-invalid');
    }
    expect(accepted).toEqual([]);
  });

  it('under another signature, or that names nothing, tells nothing', async () => {
    const { body, headers } = bank.deliver([]);
    expect(await deliver({ body: `${body} `, headers })).toBe(400);
    const odd = bank.deliver([
      {
        id: 'EV9',
        created_at: '2026-01-05T11:00:00.000Z',
        resource_type: 'payments',
        action: 'confirmed',
        links: { payment: 'PM404' },
      },
    ]);
    expect(await deliver(odd)).toBe(200);
    expect(await payments()).toEqual([]);
  });

  it('waits to be sent again while the API does not answer', async () => {
    const invoiceId = await debited();
    const confirmed = bank.tell('PM1', 'confirmed');
    bank.loseAnswers(1);
    expect(await deliver(confirmed)).toBe(504);
    expect(await invoiceOf(invoiceId)).toMatchObject({ due: 3_100 });
    expect(await deliver(confirmed)).toBe(200);
    expect(await invoiceOf(invoiceId)).toMatchObject({ state: 'paid' });
  });
});
