import * as z from 'zod';
import { formatMoney } from '../../domain/money.ts';
import type { ChargeOutcome } from '../../domain/payment/collection.ts';
import { done, type Result, refuse } from '../../domain/result.ts';
import type {
  ChargeWish,
  HostedPage,
  MethodNotice,
  PageWish,
  ProviderNotice,
} from '../../ports/payment-provider.ts';
import {
  instantText,
  majorMoney,
  malformed,
  messageOf,
  referenceMetadata,
  messageText as text,
} from '../payment-messages/message.ts';
import { answered, callProvider } from '../payment-messages/provider-call.ts';
import { apiAddress, definePaymentProvider, secretText } from '../payment-messages/provider-kind.ts';
import { isSecret, signatureInvalid } from '../payment-messages/signature.ts';

const id = z.union([z.int().min(1).transform(String), text.regex(/^[\w-]{1,100}$/)]);
const envelope = z.object({ event: z.string(), data: z.unknown() });
const named = z.object({ id });

/** Set on a payment whose payer wants the card kept. */
const keeps = z.object({ saveMethod: z.literal('yes') });
const card = z.object({
  token: text,
  type: z.string().max(40).nullish(),
  last_4digits: z
    .string()
    .regex(/^\d{4}$/)
    .nullish(),
  expiry: z
    .string()
    .regex(/^(0[1-9]|1[0-2])\/\d{2}$/)
    .nullish()
    .catch(undefined),
});
const transaction = z.object({
  data: z
    .object({
      id,
      amount: z.number(),
      currency: z.string(),
      status: z.string(),
      created_at: instantText,
      processor_response: z.string().max(300).nullish(),
      meta: z.unknown().optional(),
      card: card.nullish().catch(undefined),
      customer: z.object({ email: text }).nullish().catch(undefined),
    })
    .transform(({ amount, currency, meta, ...rest }, context) => {
      const money = majorMoney.safeParse({ amount, currency });
      const reference = referenceMetadata.parse(meta);
      if (money.success) {
        return { ...rest, reference, keepsCard: keeps.safeParse(meta).success, money: money.data };
      }
      context.addIssue({ code: 'custom', message: 'no amount of money' });
      return z.NEVER;
    }),
});
const refunded = z.object({
  data: z.object({
    id,
    tx_id: id,
    amount_refunded: z.number(),
    status: z.string(),
    created_at: instantText,
  }),
});
const linked = z.object({ data: z.object({ link: z.url({ protocol: /^https?$/ }).max(4000) }) });
const charged = z.object({
  data: z.object({
    id,
    tx_ref: z.string(),
    status: z.string(),
    processor_response: z.string().max(300).nullish(),
    auth_model: z.string().nullish(),
  }),
});
const trouble = z.object({ message: z.string() });
const wordsOf = (body: unknown) => trouble.safeParse(body).data?.message;

/** Flutterwave's API, opened by a secret key. */
interface Api {
  readonly address: string;
  readonly secretKey: string;
}

async function ask<S extends z.ZodType>(
  { address, secretKey }: Api,
  path: string,
  shape: S,
  json?: object,
): Promise<Result<z.infer<S>>> {
  const answer = await callProvider({
    provider: 'flutterwave',
    method: json === undefined ? 'GET' : 'POST',
    url: `${address}${path}`,
    headers: { authorization: `Bearer ${secretKey}` },
    ...(json === undefined ? {} : { json }),
  });
  return answer.ok ? answered('flutterwave', answer.value, shape, wordsOf) : answer;
}

/**
 * A payment link (https://developer.flutterwave.com/v3.0/docs/flutterwave-standard-1). Links of one session have one
 * `tx_ref`; one whose answer was lost was given to nobody.
 */
async function openPage(api: Api, wish: PageWish): Promise<Result<HostedPage>> {
  const { sessionId, money, reference, email, returnUrl, description, savesMethod } = wish;
  const { amount, currency } = formatMoney(money);
  const made = await ask(api, '/payments', linked, {
    tx_ref: sessionId,
    amount,
    currency,
    redirect_url: returnUrl,
    // Flutterwave takes no payer without an address for the receipt.
    customer: { email: email ?? `${reference.subscriberId}@no-mail.invalid` },
    meta: savesMethod === true ? { ...reference, saveMethod: 'yes' } : reference,
    // Nothing but a card can be charged again.
    ...(savesMethod === true ? { payment_options: 'card' } : {}),
    customizations: { title: description.slice(0, 100) },
  });
  return made.ok ? done({ url: made.value.data.link, providerSessionId: sessionId }) : made;
}

/** A token is charged for a year; which day it ends on is told nowhere, so its last whole month is taken. */
function lastWholeMonth(madeAt: string): string {
  const months = Number(madeAt.slice(0, 4)) * 12 + Number(madeAt.slice(5, 7)) + 10;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
}

/** The card with which was paid (https://developer.flutterwave.com/v3.0/docs/tokenization). */
function savedBy({
  id: paymentId,
  card: paidWith,
  customer,
  created_at: at,
  reference,
}: z.infer<typeof transaction>['data']): readonly MethodNotice[] {
  if (paidWith == null || customer == null || reference.subscriberId === undefined) return [];
  const { token, type, last_4digits: last4, expiry } = paidWith;
  const name = type?.trim().toLowerCase() || 'card';
  const ends = [
    lastWholeMonth(at),
    ...(expiry == null ? [] : [`20${expiry.slice(3)}-${expiry.slice(0, 2)}`]),
  ].toSorted();
  return [
    {
      noticeId: `${paymentId}:card`,
      kind: 'method-saved',
      method: {
        token,
        // A token is charged under the address that it was made with.
        customer: customer.email,
        kind: 'card',
        label: last4 == null ? name : `${name} •••• ${last4}`,
        ...(ends[0] === undefined ? {} : { expires: ends[0] }),
      },
      reference: { subscriberId: reference.subscriberId },
    },
  ];
}

/** What became of a charge: one that waits for the payer, who is not there, will not be paid. */
function outcomeOf({ id: providerPaymentId, ...told }: z.infer<typeof charged>['data']): ChargeOutcome {
  const { status, processor_response: reason, auth_model: by } = told;
  if (status === 'successful') return { outcome: 'succeeded', providerPaymentId };
  if (status === 'failed') {
    return {
      outcome: 'declined',
      reason: reason ?? 'Flutterwave gave no reason.',
      isFinal: false,
      providerPaymentId,
    };
  }
  return by != null && !/^noauth$/i.test(by)
    ? {
        outcome: 'declined',
        reason: `The bank asks for the payer (${by}); Flutterwave allows charges without on request (NOAUTH).`,
        isFinal: true,
        providerPaymentId,
      }
    : { outcome: 'accepted', providerPaymentId };
}

/**
 * A charge of a card's token (https://developer.flutterwave.com/v3.0/reference/create-a-tokenized-charge). Flutterwave does
 * not promise that it takes a `tx_ref` once, so it is asked first whether it has one of that name, and only who does not
 * know it charges.
 */
async function chargeToken(api: Api, wish: ChargeWish): Promise<Result<ChargeOutcome>> {
  const { key, method, money, reference, description, email } = wish;
  const before = await callProvider({
    provider: 'flutterwave',
    method: 'GET',
    url: `${api.address}/transactions/verify_by_reference?tx_ref=${encodeURIComponent(key)}`,
    headers: { authorization: `Bearer ${api.secretKey}` },
  });
  if (!before.ok) return before;
  if (before.value.status < 400) {
    const known = charged.safeParse(before.value.body);
    if (known.success && known.data.data.tx_ref === key) return done(outcomeOf(known.data.data));
    return refuse(
      'payment-provider.not-answering',
      `flutterwave said of the charge ${key} what cannot be read, so it is not charged again; see there.`,
    );
  }
  const { amount, currency } = formatMoney(money);
  const made = await ask(api, '/tokenized-charges', charged, {
    token: method.token,
    email: method.customer ?? email ?? `${reference.subscriberId}@no-mail.invalid`,
    currency,
    amount: Number(amount),
    tx_ref: key,
    narration: description.slice(0, 100),
    meta: reference,
  });
  return made.ok ? done(outcomeOf(made.value.data)) : made;
}

type Told = Result<readonly ProviderNotice[]>;
const nothing: Told = done([]);

/** What Flutterwave does not know, or will not show, has not happened. */
function unlessRefused<T>(answer: Result<T>, tell: (told: T) => Told | Promise<Told>): Told | Promise<Told> {
  if (answer.ok) return tell(answer.value);
  return answer.refusal.code === 'payment-provider.refused' ? nothing : answer;
}

/** https://developer.flutterwave.com/v3.0/reference/verify-transaction */
async function tellCharge(api: Api, paymentId: string): Promise<Told> {
  const found = await ask(api, `/transactions/${paymentId}/verify`, transaction);
  return unlessRefused(found, ({ data }) => {
    const { status, money, created_at: occurredAt, reference, processor_response: reason } = data;
    const about = { providerPaymentId: paymentId, money, occurredAt, reference };
    // Asked for one, it speaks of one: an answer about another proves nothing.
    if (data.id !== paymentId) return nothing;
    if (status === 'successful') {
      return done([
        ...(data.keepsCard ? savedBy(data) : []),
        { ...about, noticeId: `${paymentId}:successful`, kind: 'succeeded' },
      ]);
    }
    if (status !== 'failed') return nothing;
    const failure = reason ?? 'Flutterwave gave no reason.';
    return done([{ ...about, noticeId: `${paymentId}:failed`, kind: 'failed', failure }]);
  });
}

/** https://developer.flutterwave.com/v3.0/reference/fetch-a-refund; the refund names no currency, its payment does. */
async function tellRefund(api: Api, refundId: string): Promise<Told> {
  const found = await ask(api, `/refunds/${refundId}`, refunded);
  return unlessRefused(found, async ({ data }) => {
    const { tx_id: paymentId, amount_refunded: amount, status, created_at: occurredAt } = data;
    const isFailed = /^failed/.test(status);
    if (data.id !== refundId || !(isFailed || /^completed/.test(status))) return nothing;
    const failed = { kind: 'refund-failed' as const, failure: 'Flutterwave could not send it.' };
    const paid = await ask(api, `/transactions/${paymentId}/verify`, transaction);
    return unlessRefused(paid, ({ data: { money: of } }) => {
      const money = majorMoney.safeParse({ amount, currency: of.currency });
      if (!money.success) return malformed();
      return done([
        {
          noticeId: `${refundId}:${isFailed ? 'failed' : 'refunded'}`,
          ...(isFailed ? failed : { kind: 'refunded' as const }),
          providerPaymentId: paymentId,
          refundId,
          money: money.data,
          occurredAt,
          reference: {},
        },
      ]);
    });
  });
}

/**
 * Flutterwave, API version 3. `secretHash` is the one set beside the webhook, `secretKey` opens the API.
 * https://developer.flutterwave.com/v3.0/docs/webhooks: `verif-hash` repeats the secret hash and says nothing about the
 * body, so that of a message only the id counts: what happened is asked for.
 */
export const kind = definePaymentProvider({
  title: 'Flutterwave',
  about:
    'Cards, banks and mobile money in Africa by payment links; a card is saved with a payment. Refunds are made at its own desk.',
  settings: z.strictObject({ apiAddress: apiAddress('https://api.flutterwave.com/v3') }),
  secrets: z.strictObject({ secretHash: secretText, secretKey: secretText }),
  make({ settings, secrets: { secretHash, secretKey } }) {
    const api: Api = { address: settings.apiAddress, secretKey };
    return {
      name: 'flutterwave',
      async read(raw, headers) {
        if (!isSecret(headers['verif-hash'], secretHash)) return signatureInvalid();
        const message = messageOf(raw, envelope);
        if (!message.ok) return message;
        const { event, data } = message.value;
        if (event !== 'charge.completed' && event !== 'refund.completed' && event !== 'refund.failed')
          return nothing;
        const about = named.safeParse(data);
        if (!about.success) return malformed();
        return event === 'charge.completed' ? tellCharge(api, about.data.id) : tellRefund(api, about.data.id);
      },
      openPage: (wish) => openPage(api, wish),
      charge: (wish) => chargeToken(api, wish),
    };
  },
});
