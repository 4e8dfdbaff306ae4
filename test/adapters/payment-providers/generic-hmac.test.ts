import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { kind } from '../../../functions/adapters/payment-providers/generic-hmac.ts';
import { must } from '../../use-cases/paying-subscriber.ts';

const now = '2026-01-05T12:00:00.000Z';
const signingSecret = 'a-secret-of-the-bank';
const fields = {
  paymentIdPath: 'payment',
  statusPath: 'status',
  amountPath: 'amount',
  amountUnit: 'minor',
  currency: 'EUR',
};

async function read(settings: Record<string, string>, message: object) {
  const provider = kind.make(must(kind.check({ settings, secrets: { signingSecret } })));
  const raw = Buffer.from(JSON.stringify(message));
  const signature = createHmac('sha256', signingSecret).update(raw).digest('hex');
  return must(await provider.read(raw, { 'x-signature': signature }, now));
}

const failed = {
  payment: 'p-1',
  status: 'refund_failed',
  amount: 1_000,
  refund: { id: 'r-1', why: 'Account closed.' },
};

it('a refund that failed later is told by its id, with the sender’s reason', async () => {
  const settings = { ...fields, refundIdPath: 'refund.id', failurePath: 'refund.why' };
  expect(await read(settings, failed)).toMatchObject([
    {
      kind: 'refund-failed',
      providerPaymentId: 'p-1',
      refundId: 'r-1',
      money: { minor: 1_000, currency: 'EUR' },
      failure: 'Account closed.',
    },
  ]);
  const refunded = await read(settings, { ...failed, status: 'refunded' });
  expect(refunded).toMatchObject([{ kind: 'refunded', refundId: 'r-1' }]);
  const worded = { ...settings, refundFailedWords: 'bounced' };
  expect(await read(worded, { ...failed, status: 'bounced' })).toMatchObject([{ kind: 'refund-failed' }]);
});

it('which refund failed must be known, since a repeat would bring its money back twice', async () => {
  expect(await read(fields, failed)).toEqual([]);
});
