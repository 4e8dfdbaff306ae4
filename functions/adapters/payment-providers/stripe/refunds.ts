import * as z from 'zod';
import { done, type Result } from '../../../domain/result.ts';
import type { PaymentNotice, RefundWish } from '../../../ports/payment-provider.ts';
import { amountIn, messageText as text } from '../../payment-messages/message.ts';
import { answered } from '../../payment-messages/provider-call.ts';
import { decimalsOf } from './amounts.ts';
import { type Api, call, wordsOf } from './api.ts';
import { charge, readRefunded } from './messages.ts';

const refundMade = z.object({
  id: text,
  status: z.string().nullish(),
  charge: z.union([charge, text]).nullish(),
});

/** A refund of a payment (https://docs.stripe.com/api/refunds/create); its charge knows the sum of all of them. */
export async function refund(
  api: Api,
  { key, providerPaymentId, money, reason }: RefundWish,
  now: string,
): Promise<Result<readonly PaymentNotice[]>> {
  const paid = providerPaymentId.startsWith('ch_') ? 'charge' : 'payment_intent';
  const answer = await call(
    api,
    'refunds',
    {
      [paid]: providerPaymentId,
      amount: String(amountIn(money, decimalsOf(money.currency))),
      'expand[0]': 'charge',
      ...(reason === undefined ? {} : { 'metadata[reason]': reason }),
    },
    key,
  );
  if (!answer.ok) return answer;
  const made = answered('stripe', answer.value, refundMade, wordsOf);
  if (!made.ok) return made;
  const { id, status, charge: of } = made.value;
  if (status !== 'succeeded' || of == null || typeof of === 'string') return done([]);
  return done([{ ...readRefunded(of), noticeId: id, occurredAt: now }]);
}
