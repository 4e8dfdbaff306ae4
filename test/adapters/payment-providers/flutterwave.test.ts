import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { paymentProviderKinds } from '../../../functions/adapters/payment-provider-kinds.ts';
import type { PaymentProvider } from '../../../functions/ports/payment-provider.ts';
import { behave, charges, flutterwave, payByCard } from '../../lab/payment-peers/flutterwave.ts';
import { type Delivery, type PaymentPeer, startPaymentPeer } from '../../lab/payment-peers.ts';
import { must } from '../../use-cases/paying-subscriber.ts';

const now = '2026-01-05T12:00:00.000Z';
const reference = { invoiceId: 'inv_01k9xq3v7n5e2r8t4w6y0a1b2d' };

let peer: PaymentPeer;
let provider: PaymentProvider;
beforeEach(async () => {
  peer = await startPaymentPeer(flutterwave);
  const kind = (await paymentProviderKinds.find('flutterwave'))!;
  provider = kind.make(must(kind.check(flutterwave.configuration(peer.address))));
});
afterEach(() => peer.stop());

const read = ({ body, headers }: Delivery) => provider.read(Buffer.from(body), headers, now);
const paid = (paymentId: string) =>
  flutterwave.deliver({ kind: 'paid', paymentId, minor: 3_100, currency: 'USD', at: now, reference });

describe('a message under the secret hash', () => {
  it('counts as what Flutterwave says when it is asked, not as what it says itself', async () => {
    const { body, headers } = paid('285959875');
    const lie = body.replace('"amount":31', '"amount":9999').replace('inv_', 'inv_of_another_');
    expect(lie).not.toBe(body);
    expect(must(await read({ body: lie, headers }))).toMatchObject([
      { kind: 'succeeded', providerPaymentId: '285959875', money: { minor: 3_100 }, reference },
    ]);
  });

  it('tells nothing of what Flutterwave does not know', async () => {
    const { headers } = paid('285959876');
    const body = JSON.stringify({
      event: 'charge.completed',
      data: { id: 1, status: 'successful', amount: 31 },
    });
    expect(must(await read({ body, headers }))).toEqual([]);
    const refund = JSON.stringify({ event: 'refund.completed', data: { id: 2, AmountRefunded: 31 } });
    expect(must(await read({ body: refund, headers }))).toEqual([]);
  });

  it('is to come again while Flutterwave does not answer', async () => {
    const message = paid('285959877');
    peer.loseAnswers(1);
    expect(await read(message)).toMatchObject({ refusal: { code: 'payment-provider.not-answering' } });
    expect(must(await read(message))).toHaveLength(1);
  });

  it('cannot lead the question to another address', async () => {
    const { headers } = paid('285959878');
    for (const id of ['../refunds/1', '1/verify?x=', '1%2f..', '']) {
      const body = JSON.stringify({ event: 'charge.completed', data: { id } });
      expect(await read({ body, headers })).toMatchObject({ refusal: { code: 'webhook.malformed' } });
    }
  });
});

describe('a card', () => {
  const subscriberId = 'sub_01k9xq3v7n5e2r8t4w6y0a1b2d';
  const wish = {
    sessionId: 'pse_01k9xq3v7n5e2r8t4w6y0a1b2d',
    money: { minor: 3_100, currency: 'USD' },
    reference: { ...reference, subscriberId },
    accountNumber: '10000001',
    description: 'Invoice 1',
    returnUrl: 'https://portal.example/paid',
  };
  const charge = (key: string, token: string) =>
    provider.charge!(
      {
        key,
        method: { token, customer: 'ada@example.com' },
        money: { minor: 3_150, currency: 'USD' },
        reference: { subscriberId, invoiceId: reference.invoiceId },
        description: 'Invoice 1',
        firstAskedAt: now,
      },
      now,
    );
  async function save(token: string, expiry = '03/29') {
    must(await provider.openPage!({ ...wish, savesMethod: true }, now));
    const page = JSON.parse([...peer.pages.values()].at(-1)!.request) as { meta: Record<string, string> };
    return read(payByCard(`paid-by-${token}`, { token, expiry }, page.meta, now));
  }

  it('is saved where the payer asked for it, until its token or the card itself ends', async () => {
    expect(must(await save('flw-t1nf-1'))).toMatchObject([
      {
        kind: 'method-saved',
        method: {
          token: 'flw-t1nf-1',
          customer: 'ada@example.com',
          kind: 'card',
          label: 'mastercard •••• 2643',
          expires: '2026-12',
        },
        reference: { subscriberId },
      },
      { kind: 'succeeded', money: { minor: 3_100 } },
    ]);
    const [asked] = peer.pages.values();
    expect(JSON.parse(asked!.request)).toMatchObject({ payment_options: 'card' });
    expect(must(await save('flw-t1nf-2', '02/26'))).toMatchObject([
      { method: { expires: '2026-02' } },
      { kind: 'succeeded' },
    ]);
    const unasked = payByCard('paid-once', { token: 'flw-t1nf-3', expiry: '03/29' }, wish.reference, now);
    expect(must(await read(unasked))).toMatchObject([{ kind: 'succeeded' }]);
  });

  it('is charged once per key, though the answer is lost', async () => {
    must(await save('flw-t1nf-4'));
    const before = charges.length;
    for (const paths of [/verify_by_reference/, /tokenized-charges/]) {
      peer.loseAnswers(1, paths);
      const unknown = { refusal: { code: 'payment-provider.not-answering' } };
      expect(await charge('col-0', 'flw-t1nf-4')).toMatchObject(unknown);
    }
    const outcome = { outcome: 'succeeded', providerPaymentId: String(900_001 + before) };
    for (const _ of [1, 2]) expect(must(await charge('col-0', 'flw-t1nf-4'))).toEqual(outcome);
    expect(charges.slice(before)).toMatchObject([{ tx_ref: 'col-0', amount: 31.5, currency: 'USD' }]);
  });

  it('that is declined may be tried again, one whose bank asks for the payer may not', async () => {
    must(await save('flw-t1nf-5'));
    behave('flw-t1nf-5', 'declines');
    expect(must(await charge('col-1', 'flw-t1nf-5'))).toMatchObject({
      outcome: 'declined',
      reason: 'Insufficient Funds',
      isFinal: false,
    });
    behave('flw-t1nf-5', 'asks the payer');
    expect(must(await charge('col-2', 'flw-t1nf-5'))).toMatchObject({ outcome: 'declined', isFinal: true });
    behave('flw-t1nf-5', 'waits');
    expect(must(await charge('col-3', 'flw-t1nf-5'))).toMatchObject({ outcome: 'accepted' });
    expect(await charge('col-4', 'flw-t1nf-unknown')).toMatchObject({
      refusal: { code: 'payment-provider.refused', message: expect.stringContaining('Invalid token') },
    });
  });
});
