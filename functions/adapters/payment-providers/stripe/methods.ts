import * as z from 'zod';
import { done, type Result } from '../../../domain/result.ts';
import type { MethodNotice, ProviderNotice } from '../../../ports/payment-provider.ts';
import { messageText as text } from '../../payment-messages/message.ts';
import { answered } from '../../payment-messages/provider-call.ts';
import { type Api, call, wordsOf } from './api.ts';

/** By its id alone, or as the object that has it. */
export const idOf = z.union([text, z.object({ id: text }).transform(({ id }) => id)]);

export const paymentMethod = z.object({
  id: text,
  type: z.string().max(60),
  customer: idOf.nullish(),
  card: z
    .object({
      brand: z.string().max(40),
      last4: z.string().max(4),
      exp_month: z.int().min(1).max(12),
      exp_year: z.int().min(2000).max(2999),
    })
    .nullish(),
  sepa_debit: z.object({ last4: z.string().max(4).nullish() }).nullish(),
  us_bank_account: z
    .object({ bank_name: z.string().max(60).nullish(), last4: z.string().max(4).nullish() })
    .nullish(),
});

export function describe(method: z.infer<typeof paymentMethod>): MethodNotice['method'] {
  const { id: token, type, customer, card, sepa_debit: sepa, us_bank_account: bank } = method;
  const of = customer == null ? { token } : { token, customer };
  if (card != null) {
    const expires = `${card.exp_year}-${String(card.exp_month).padStart(2, '0')}`;
    return { ...of, kind: 'card', label: `${card.brand} •••• ${card.last4}`, expires };
  }
  const debited = sepa ?? bank;
  if (debited != null) {
    const name = bank?.bank_name ?? 'Bank account';
    return { ...of, kind: 'bank-account', label: `${name} •••• ${debited.last4 ?? ''}`.trim() };
  }
  return { ...of, kind: 'other', label: type.replaceAll('_', ' ') };
}

/** What the payer knows a saved method by (https://docs.stripe.com/api/payment_methods/retrieve). */
export async function withDescription(api: Api, notice: ProviderNotice): Promise<Result<ProviderNotice>> {
  if (notice.kind !== 'method-saved') return done(notice);
  const { token, customer } = notice.method;
  const answer = await call(api, `payment_methods/${encodeURIComponent(token)}`);
  if (!answer.ok) return answer;
  const found = answered('stripe', answer.value, paymentMethod, wordsOf);
  // Gone again already: it is kept under what is known, and the next message says so.
  if (!found.ok) return done(notice);
  return done({
    ...notice,
    method: { ...describe(found.value), ...(customer === undefined ? {} : { customer }) },
  });
}

export async function forget(api: Api, { token }: { readonly token: string }): Promise<Result<void>> {
  const answer = await call(api, `payment_methods/${encodeURIComponent(token)}/detach`, {});
  if (!answer.ok) return answer;
  // It was detached before, or deleted with its customer.
  if (answer.value.status === 400 || answer.value.status === 404) return done(undefined);
  const made = answered('stripe', answer.value, z.object({ id: text }), wordsOf);
  return made.ok ? done(undefined) : made;
}
