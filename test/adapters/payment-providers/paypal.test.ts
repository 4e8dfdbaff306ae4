import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { paymentProviderKinds } from '../../../functions/adapters/payment-provider-kinds.ts';
import type { PaymentProvider } from '../../../functions/ports/payment-provider.ts';
import {
  approved,
  charged,
  decline,
  forgetKeys,
  kept,
  paypal,
  reversed,
  saved,
  withdrawn,
} from '../../lab/payment-peers/paypal.ts';
import { type Delivery, type PaymentPeer, startPaymentPeer } from '../../lab/payment-peers.ts';
import { must } from '../../use-cases/paying-subscriber.ts';

const now = '2026-01-05T12:00:00.000Z';
const subscriberId = 'sub_01k9xq3v7n5e2r8t4w6y0a1b2c';
const invoiceId = 'inv_01k9xq3v7n5e2r8t4w6y0a1b2d';
const wish = {
  sessionId: 'pse_01k9xq3v7n5e2r8t4w6y0a1b2e',
  money: { minor: 3_100, currency: 'USD' },
  reference: { subscriberId, invoiceId },
  accountNumber: '10000001',
  description: 'Invoice 1',
  returnUrl: 'https://portal.example/paid',
};

let peer: PaymentPeer;
let provider: PaymentProvider;
beforeEach(async () => {
  peer = await startPaymentPeer(paypal);
  const kind = (await paymentProviderKinds.find('paypal'))!;
  provider = kind.make(must(kind.check(paypal.configuration(peer.address))));
});
afterEach(() => peer.stop());

const read = ({ body, headers }: Delivery, at = now) => provider.read(Buffer.from(body), headers, at);

describe('an order', () => {
  it('that the payer approved is captured once, however often that is told and answers are lost', async () => {
    const page = must(await provider.openPage!(wish, now));
    const told = approved(page.providerSessionId, now);
    peer.loseAnswers(1);
    expect(await read(told)).toMatchObject({ refusal: { code: 'payment-provider.not-answering' } });
    for (const _ of [1, 2]) {
      expect(must(await read(told))).toMatchObject([
        {
          kind: 'succeeded',
          providerPaymentId: `CAP-${page.providerSessionId}`,
          money: { minor: 3_100, currency: 'USD' },
          reference: { subscriberId, invoiceId },
        },
      ]);
    }
  });

  it('that PayPal will not capture is told by its own message, and not asked for again', async () => {
    expect(must(await read(approved('5O-of-another', now)))).toEqual([]);
  });

  it('is refused in money that PayPal does not take in parts', async () => {
    expect(await provider.openPage!({ ...wish, money: { minor: 150, currency: 'TWD' } }, now)).toMatchObject({
      refusal: { code: 'payment-provider.refused', message: expect.stringContaining('whole TWD') },
    });
  });
});

describe('a method in the vault', () => {
  const charge = (key: string, token: string) =>
    provider.charge!(
      {
        key,
        method: { token, customer: 'CUST1' },
        money: { minor: 3_100, currency: 'USD' },
        reference: { subscriberId, invoiceId },
        description: 'Invoice 1',
        firstAskedAt: now,
      },
      now,
    );

  it('is saved with a payment, for whom the order was, and gone when the payer says so', async () => {
    const page = must(await provider.openPage!({ ...wish, savesMethod: true }, now));
    const [asked] = peer.pages.values();
    expect(JSON.parse(asked!.request)).toMatchObject({
      payment_source: { paypal: { attributes: { vault: { usage_type: 'MERCHANT' } } } },
    });
    expect(must(await read(saved(page.providerSessionId, 'TOK-1', now)))).toMatchObject([
      {
        kind: 'method-saved',
        method: { token: 'TOK-1', customer: 'CUST1', kind: 'wallet', label: 'PayPal ada@example.com' },
        reference: { subscriberId },
      },
    ]);
    expect(must(await read(withdrawn('TOK-1', now)))).toMatchObject([
      { kind: 'method-gone', method: { token: 'TOK-1' } },
    ]);
    expect(must(await read(saved('5O-of-another', 'TOK-2', now)))).toEqual([]);
  });

  it('is charged once per key, though answers are lost and keys forgotten', async () => {
    await read(saved('5O-1', 'TOK-3', now));
    const before = charged();
    peer.loseAnswers(1);
    const unknown = { refusal: { code: 'payment-provider.not-answering' } };
    expect(await charge('col-1', 'TOK-3')).toMatchObject(unknown);
    for (const _ of [1, 2]) {
      const outcome = { outcome: 'succeeded', providerPaymentId: 'CAP-col-1' };
      expect(must(await charge('col-1', 'TOK-3'))).toEqual(outcome);
    }
    forgetKeys();
    expect(await charge('col-1', 'TOK-3')).toMatchObject(unknown);
    expect(charged() - before).toBe(1);
  });

  it('that is declined may be tried again, one that is gone may not', async () => {
    await read(saved('5O-1', 'TOK-4', now));
    decline('TOK-4');
    expect(must(await charge('col-2', 'TOK-4'))).toMatchObject({
      outcome: 'declined',
      reason: 'INSTRUMENT_DECLINED',
      isFinal: false,
    });
    await read(withdrawn('TOK-4', now));
    expect(must(await charge('col-2', 'TOK-4'))).toMatchObject({ outcome: 'declined', isFinal: true });
  });

  it('is forgotten, however often that is asked', async () => {
    await read(saved('5O-1', 'TOK-5', now));
    for (const _ of [1, 2]) must(await provider.forget!({ token: 'TOK-5' }));
    expect(kept('TOK-5')).toBe(false);
  });
});

describe('money that goes back', () => {
  it('is sent once per key, told at once, and refused in words', async () => {
    const refund = (key: string, minor: number) =>
      provider.refund!(
        {
          key,
          providerPaymentId: 'CAP1',
          paid: { minor: 3_100, currency: 'USD' },
          money: { minor, currency: 'USD' },
        },
        now,
      );
    peer.loseAnswers(1);
    expect(await refund('rfd-1', 1_000)).toMatchObject({
      refusal: { code: 'payment-provider.not-answering' },
    });
    const [first] = must(await refund('rfd-1', 1_000));
    expect(first).toMatchObject({ kind: 'refunded', providerPaymentId: 'CAP1', money: { minor: 1_000 } });
    expect(must(await refund('rfd-1', 1_000))).toEqual([first]);
    expect(await refund('rfd-2', 3_101)).toMatchObject({
      refusal: {
        code: 'payment-provider.refused',
        message: expect.stringContaining('REFUND_AMOUNT_EXCEEDED'),
      },
    });
  });

  it('is told by a reversal, unless a dispute tells of it', async () => {
    expect(must(await read(reversed('CAP-bank', 3_100, now)))).toMatchObject([
      { kind: 'refunded', providerPaymentId: 'CAP-bank', money: { minor: 3_100 } },
    ]);
    const deed = { paymentId: 'CAP-disputed', minor: 3_100, currency: 'USD', at: now };
    must(await read(paypal.deliver({ ...deed, kind: 'dispute-lost' })));
    expect(must(await read(reversed('CAP-disputed', 3_100, now)))).toEqual([]);
  });
});

describe('a signature', () => {
  const paid = () =>
    paypal.deliver({ kind: 'paid', paymentId: 'CAP1', minor: 3_100, currency: 'USD', at: now });
  const refused = { refusal: { code: 'webhook.signature-invalid' } };

  it('counts by a certificate of PayPal’s own address, in its time', async () => {
    const { body, headers } = paid();
    expect(must(await read({ body, headers }))).toHaveLength(1);
    for (const url of [
      'https://paypal.example/v1/notifications/certs/CERT-1',
      `${peer.address}/v1/notifications/certs/../../v2/CERT-1`,
      `${peer.address}@evil.example/v1/notifications/certs/CERT-1`,
      `${peer.address}/v1/notifications/certs/CERT-unknown`,
    ]) {
      expect(await read({ body, headers: { ...headers, 'paypal-cert-url': url } })).toMatchObject(refused);
    }
    expect(await read(paid(), '2027-01-02T00:00:00.000Z')).toMatchObject(refused);
  });

  it('is of one webhook', async () => {
    const kind = (await paymentProviderKinds.find('paypal'))!;
    const { settings, secrets } = paypal.configuration(peer.address);
    const other = kind.make({ settings: { ...settings, webhookId: 'ANOTHERWEBHOOK' }, secrets });
    const { body, headers } = paid();
    expect(await other.read(Buffer.from(body), headers, now)).toMatchObject(refused);
  });
});
