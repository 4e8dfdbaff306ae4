import * as z from 'zod';
import { done, type Result } from '../../../domain/result.ts';
import type { HostedPage, PageWish, SavingPageWish } from '../../../ports/payment-provider.ts';
import { amountIn, messageText as text } from '../../payment-messages/message.ts';
import { answered } from '../../payment-messages/provider-call.ts';
import { decimalsOf } from './amounts.ts';
import { type Api, call, metadata, wordsOf } from './api.ts';

const session = z.object({ id: text, url: z.url({ protocol: /^https?$/ }).max(4000) });

/**
 * A Checkout Session that takes money, or that saves a method when there is none to take
 * (https://docs.stripe.com/api/checkout/sessions/create). Stripe gives the same one for the same Idempotency-Key for at
 * least a day.
 */
export async function openSession(
  api: Api,
  wish: SavingPageWish & Partial<Pick<PageWish, 'money' | 'savesMethod'>>,
): Promise<Result<HostedPage>> {
  const { sessionId, money, returnUrl, email, description, customer, reference: to } = wish;
  const savesMethod = wish.savesMethod ?? money === undefined;
  const payer: Readonly<Record<string, string>> =
    customer !== undefined
      ? { customer }
      : {
          ...(email === undefined ? {} : { customer_email: email }),
          // Only what belongs to a customer can be charged again.
          ...(savesMethod ? { customer_creation: 'always' } : {}),
        };
  const kept: Readonly<Record<string, string>> =
    money === undefined
      ? { mode: 'setup', ...metadata(to, 'setup_intent_data') }
      : {
          mode: 'payment',
          'line_items[0][quantity]': '1',
          'line_items[0][price_data][currency]': money.currency.toLowerCase(),
          'line_items[0][price_data][unit_amount]': String(amountIn(money, decimalsOf(money.currency))),
          'line_items[0][price_data][product_data][name]': description,
          ...metadata(to, 'payment_intent_data'),
          ...(savesMethod ? { 'payment_intent_data[setup_future_usage]': 'off_session' } : {}),
        };
  const answer = await call(
    api,
    'checkout/sessions',
    {
      success_url: returnUrl,
      cancel_url: returnUrl,
      client_reference_id: to.invoiceId ?? to.subscriberId,
      ...payer,
      ...kept,
      ...metadata(to),
    },
    sessionId,
  );
  if (!answer.ok) return answer;
  const made = answered('stripe', answer.value, session, wordsOf);
  return made.ok ? done({ url: made.value.url, providerSessionId: made.value.id }) : made;
}
