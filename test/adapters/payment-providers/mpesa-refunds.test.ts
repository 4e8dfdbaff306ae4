import { describe, expect, it } from 'vitest';
import { paymentAggregate } from '../../../functions/domain/payment/payment.ts';
import { continueRefund } from '../../../functions/use-cases/continue-refund.ts';
import { refundPayment } from '../../../functions/use-cases/refund-payment.ts';
import { answer, endReversal, reversals } from '../../lab/payment-peers/mpesa.ts';
import { contextAt } from '../../ports.ts';
import { must } from '../../use-cases/paying-subscriber.ts';
import { aPayerByMpesa, credit, deliver, now, paid, peer, prompt, test } from './mpesa-case.ts';

aPayerByMpesa();

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
