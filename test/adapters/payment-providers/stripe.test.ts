import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { paymentProviderKinds } from '../../../functions/adapters/payment-provider-kinds.ts';
import { kind } from '../../../functions/adapters/payment-providers/stripe.ts';

const secret = 'whsec_of_the_tests';
const now = '2026-03-01T12:00:00.000Z';
const seconds = Date.parse(now) / 1000;
const stripe = kind.make({ settings: {}, secrets: { webhookSecret: secret } });

const intent = {
  id: 'pi_1',
  object: 'payment_intent',
  amount: 24_995,
  amount_received: 24_995,
  currency: 'usd',
  metadata: { invoiceId: 'inv_1', subscriberId: 'sub_1' },
};

function event(type: string, object: object, more: object = {}): string {
  return JSON.stringify({ id: 'evt_1', object: 'event', type, created: seconds, data: { object }, ...more });
}

function sign(payload: string, timestamp = seconds, by = secret): string {
  return Stripe.webhooks.generateTestHeaderString({ payload, secret: by, timestamp });
}

function read(payload: string, header: string | undefined = sign(payload), at = now) {
  return stripe.read(Buffer.from(payload), { 'stripe-signature': header }, at);
}

const succeeded = event('payment_intent.succeeded', intent);

describe('a signature', () => {
  it('holds over the raw bytes, other scripts included', async () => {
    const payload = event('payment_intent.succeeded', {
      ...intent,
      description: 'Zahlung für März – 支払い',
    });
    expect((await read(payload)).ok).toBe(true);
  });

  it.each([
    ['is missing', undefined, 'webhook.signature-invalid'],
    ['is no signature', 'nonsense', 'webhook.signature-invalid'],
    ['has another secret', sign(succeeded, seconds, 'whsec_other'), 'webhook.signature-invalid'],
    ['is over another body', sign(`${succeeded} `), 'webhook.signature-invalid'],
    [
      'is of a scheme that is not trusted',
      sign(succeeded).replace('v1=', 'v0='),
      'webhook.signature-invalid',
    ],
    ['is 301 seconds old', sign(succeeded, seconds - 301), 'webhook.signature-expired'],
    ['is 301 seconds ahead', sign(succeeded, seconds + 301), 'webhook.signature-expired'],
  ])('that %s is refused', async (_, header, code) => {
    const answer = await stripe.read(Buffer.from(succeeded), { 'stripe-signature': header }, now);
    expect(answer).toMatchObject({ ok: false, refusal: { code } });
  });

  it('holds 300 seconds long by the clock that is given, and one of several is enough', async () => {
    expect((await read(succeeded, sign(succeeded, seconds - 300))).ok).toBe(true);
    const rotated = `${sign(succeeded)},v1=${'0'.repeat(64)}`;
    expect((await read(succeeded, rotated)).ok).toBe(true);
    expect((await read(succeeded, sign(succeeded), '2026-03-01T12:05:01.000Z')).ok).toBe(false);
  });
});

describe('a notice', () => {
  const told = async (payload: string) => {
    const answer = await read(payload);
    return answer.ok ? answer.value[0] : answer.refusal;
  };

  it('tells of a payment', async () => {
    expect(await told(succeeded)).toEqual({
      noticeId: 'evt_1',
      kind: 'succeeded',
      providerPaymentId: 'pi_1',
      money: { minor: 24_995, currency: 'USD' },
      occurredAt: now,
      reference: { invoiceId: 'inv_1', subscriberId: 'sub_1' },
    });
  });

  it('of a checkout is about the same payment as that of its intent', async () => {
    const session = {
      id: 'cs_1',
      amount_total: 24_995,
      currency: 'usd',
      payment_status: 'paid',
      payment_intent: 'pi_1',
      client_reference_id: 'sub_1',
      metadata: null,
    };
    expect(await told(event('checkout.session.completed', session))).toMatchObject({
      kind: 'succeeded',
      providerPaymentId: 'pi_1',
      reference: { subscriberId: 'sub_1' },
    });
    expect(
      await told(event('checkout.session.completed', { ...session, client_reference_id: 'inv_7' })),
    ).toMatchObject({ reference: { invoiceId: 'inv_7' } });
    expect(
      await told(event('checkout.session.completed', { ...session, payment_status: 'unpaid' })),
    ).toBeUndefined();
  });

  it('of a refund gives the sum of all refunds, one of a failure its reason', async () => {
    const charge = { id: 'ch_1', amount_refunded: 500, currency: 'usd', payment_intent: { id: 'pi_1' } };
    expect(await told(event('charge.refunded', charge))).toMatchObject({
      kind: 'refunded',
      providerPaymentId: 'pi_1',
      money: { minor: 500, currency: 'USD' },
    });
    const failed = { ...intent, last_payment_error: { message: 'Your card was declined.' } };
    expect(await told(event('payment_intent.payment_failed', failed))).toMatchObject({
      kind: 'failed',
      failure: 'Your card was declined.',
    });
  });

  it('counts in the currency’s own minor unit', async () => {
    const of = (amount: number, currency: string) =>
      told(event('payment_intent.succeeded', { ...intent, amount_received: amount, currency }));
    expect(await of(710, 'jpy')).toMatchObject({ money: { minor: 710, currency: 'JPY' } });
    expect(await of(7_093, 'kwd')).toMatchObject({ money: { minor: 7_093, currency: 'KWD' } });
    expect(await of(50_000, 'isk')).toMatchObject({ money: { minor: 500, currency: 'ISK' } });
  });

  it('of another kind is ignored, and one that is not an event is malformed', async () => {
    expect(await told(event('customer.created', { id: 'cus_1' }))).toBeUndefined();
    expect(await told(event('constructor', {}))).toBeUndefined();
    for (const payload of ['{}', '[]', 'null', '"x"', '{', event('payment_intent.succeeded', { id: 1 })]) {
      expect(await told(payload), payload).toMatchObject({ code: 'webhook.malformed' });
    }
    expect(await told(event('payment_intent.succeeded', intent, { created: 1e300 }))).toMatchObject({
      code: 'webhook.malformed',
    });
  });

  it('with strange metadata keeps what can be read of it', async () => {
    const strange = { ...intent, metadata: { invoiceId: 5, subscriberId: 'sub_1' } };
    expect(await told(event('payment_intent.succeeded', strange))).toMatchObject({
      reference: { subscriberId: 'sub_1' },
    });
  });
});

describe('providers', () => {
  it('are found by the name of their file', async () => {
    const folder = join(import.meta.dirname, '../../../functions/adapters/payment-providers');
    const names = readdirSync(folder).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []));
    expect(names).toContain('stripe');
    for (const name of names) expect(await paymentProviderKinds.find(name), name).toBeDefined();
    for (const name of ['no-such-make', '../stripe', 'README', '']) {
      expect(await paymentProviderKinds.find(name), name).toBeUndefined();
    }
  });
});
