import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { paymentProviderKinds } from '../../../functions/adapters/payment-provider-kinds.ts';
import type { PaymentProvider } from '../../../functions/ports/payment-provider.ts';
import { flutterwave } from '../../lab/flutterwave.ts';
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
