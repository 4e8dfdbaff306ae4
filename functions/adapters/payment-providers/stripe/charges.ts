import * as z from 'zod';
import type { ChargeOutcome } from '../../../domain/payment/collection.ts';
import { done, type Result } from '../../../domain/result.ts';
import type { ChargeWish } from '../../../ports/payment-provider.ts';
import { amountIn, messageText as text } from '../../payment-messages/message.ts';
import { answered } from '../../payment-messages/provider-call.ts';
import { decimalsOf } from './amounts.ts';
import { type Api, call, metadata, wordsOf } from './api.ts';

const chargedIntent = z.object({ id: text, status: z.string() });
const declinedIntent = z.object({
  error: z.object({
    message: z.string(),
    code: z.string().optional(),
    decline_code: z.string().optional(),
    payment_intent: z.object({ id: text }).optional(),
  }),
});

/**
 * Of these the card's bank says that it must not be tried again
 * (https://docs.stripe.com/declines/codes), and one that asks for its holder will ask again.
 */
const finalDeclines = new Set([
  'authentication_required',
  'expired_card',
  'fraudulent',
  'incorrect_number',
  'invalid_account',
  'invalid_number',
  'lost_card',
  'merchant_blacklist',
  'new_account_information_available',
  'payment_method_invalid_parameter',
  'pickup_card',
  'restricted_card',
  'revocation_of_all_authorizations',
  'revocation_of_authorization',
  'stolen_card',
  'stop_payment_order',
  'transaction_not_allowed',
]);

/** A key counts for at least 24 hours (https://docs.stripe.com/api/idempotent_requests). */
const keyCountsMs = 20 * 60 * 60 * 1000;
const foundIntents = z.object({ data: z.array(chargedIntent) });

/**
 * A payment that is confirmed without the payer (https://docs.stripe.com/payments/save-and-reuse). When its key may be
 * forgotten it is looked for first, by the key that stands in its metadata.
 */
export async function chargeMethod(api: Api, wish: ChargeWish, now: string): Promise<Result<ChargeOutcome>> {
  const { key, method, money, reference: to, description, firstAskedAt } = wish;
  if (Date.parse(now) - Date.parse(firstAskedAt) > keyCountsMs) {
    const query = encodeURIComponent(`metadata['chargeKey']:'${key}'`);
    const search = await call(api, `payment_intents/search?query=${query}`);
    if (!search.ok) return search;
    const found = answered('stripe', search.value, foundIntents, wordsOf);
    if (!found.ok) return found;
    const [intent] = found.value.data;
    if (intent !== undefined) return done(outcomeOf(intent));
  }
  const answer = await call(
    api,
    'payment_intents',
    {
      amount: String(amountIn(money, decimalsOf(money.currency))),
      currency: money.currency.toLowerCase(),
      payment_method: method.token,
      ...(method.customer === undefined ? {} : { customer: method.customer }),
      description,
      off_session: 'true',
      confirm: 'true',
      'metadata[chargeKey]': key,
      ...metadata(to),
    },
    key,
  );
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status === 402) {
    const { error } = declinedIntent.parse(body);
    return done({
      outcome: 'declined',
      reason: error.message.slice(0, 300),
      isFinal: finalDeclines.has(error.decline_code ?? error.code ?? ''),
      providerPaymentId: error.payment_intent?.id,
    });
  }
  const made = answered('stripe', answer.value, chargedIntent, wordsOf);
  return made.ok ? done(outcomeOf(made.value)) : made;
}

function outcomeOf({ id: providerPaymentId, status }: z.infer<typeof chargedIntent>): ChargeOutcome {
  if (status === 'succeeded') return { outcome: 'succeeded', providerPaymentId };
  if (status === 'processing') return { outcome: 'accepted', providerPaymentId };
  return {
    outcome: 'declined',
    reason: `Stripe left the payment at ${status.replaceAll('_', ' ')}.`,
    isFinal: status === 'requires_action',
    providerPaymentId,
  };
}
