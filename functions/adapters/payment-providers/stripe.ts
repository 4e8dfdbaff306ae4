import * as z from 'zod';
import { exponentOf } from '../../domain/money.ts';
import { done, type Result } from '../../domain/result.ts';
import type { HostedPage, PageWish, PaymentNotice } from '../../ports/payment-provider.ts';
import {
  amountIn,
  currencyText as currency,
  minorUnits as minor,
  moneyIn,
  noticesOf,
  referenceMetadata,
  messageText as text,
  unixSeconds,
} from '../payment-messages/message.ts';
import { answered, callProvider } from '../payment-messages/provider-call.ts';
import { apiAddress, definePaymentProvider, secretText } from '../payment-messages/provider-kind.ts';
import { isHmac, isTimely, signatureExpired, signatureInvalid } from '../payment-messages/signature.ts';

const reference = z.object({ metadata: referenceMetadata });
const idOf = z.union([text, z.object({ id: text }).transform(({ id }) => id)]);

const envelope = z.object({
  id: text,
  type: z.string(),
  created: unixSeconds,
  data: z.object({ object: z.unknown() }),
});

const paymentIntent = reference.extend({
  id: text,
  amount: minor,
  amount_received: minor.optional(),
  currency,
  last_payment_error: z.object({ message: z.string().optional(), code: z.string().optional() }).nullish(),
});

const checkoutSession = reference.extend({
  id: text,
  amount_total: minor.nullish(),
  currency: currency.nullish(),
  payment_status: z.string().optional(),
  payment_intent: idOf.nullish(),
  client_reference_id: z.string().max(200).nullish(),
});

const charge = reference.extend({
  id: text,
  amount_refunded: minor,
  currency,
  payment_intent: idOf.nullish(),
});

const dispute = z.object({
  id: text,
  payment_intent: idOf.nullish(),
  charge: idOf,
  amount: minor,
  currency,
  reason: z.string().max(200),
  status: z.string(),
});

/**
 * Stripe counts most currencies in their ISO minor unit; what it knows to have no decimals although ISO gives them two
 * is named here (https://docs.stripe.com/currencies#zero-decimal). Amounts in currencies of three decimals come as such.
 */
const wholeAtStripe = new Set([
  'BIF',
  'CLP',
  'DJF',
  'GNF',
  'JPY',
  'KMF',
  'KRW',
  'MGA',
  'PYG',
  'RWF',
  'VND',
  'VUV',
  'XAF',
  'XOF',
  'XPF',
]);
/** Charged in whole units although the API writes two decimals. */
const hundredfoldAtStripe = new Set(['ISK', 'UGX']);

function decimalsOf(code: string): number {
  const upper = code.toUpperCase();
  if (wholeAtStripe.has(upper)) return 0;
  return hundredfoldAtStripe.has(upper) ? 2 : exponentOf(upper);
}

function moneyOf(amount: number, code: string) {
  return moneyIn(amount, code, decimalsOf(code));
}

/** What the session was made for: its metadata, or the one id that a payment link carries. */
function referenceOf(
  { metadata }: z.infer<typeof reference>,
  clientReference?: string | null,
): PaymentNotice['reference'] {
  const named = clientReference ?? undefined;
  if (named === undefined) return metadata;
  return named.startsWith('inv_') ? { invoiceId: named, ...metadata } : { subscriberId: named, ...metadata };
}

type Told = Omit<PaymentNotice, 'noticeId' | 'occurredAt'>;

/** What each kind of event means for us; every other kind is about something else. */
const readers: Readonly<Record<string, (object: unknown) => Told | undefined>> = {
  'payment_intent.succeeded': (object) => {
    const intent = paymentIntent.parse(object);
    return {
      kind: 'succeeded',
      providerPaymentId: intent.id,
      money: moneyOf(intent.amount_received ?? intent.amount, intent.currency),
      reference: referenceOf(intent),
    };
  },
  'payment_intent.payment_failed': (object) => {
    const intent = paymentIntent.parse(object);
    const { message, code } = intent.last_payment_error ?? {};
    return {
      kind: 'failed',
      providerPaymentId: intent.id,
      money: moneyOf(intent.amount, intent.currency),
      reference: referenceOf(intent),
      failure: message ?? code ?? 'Stripe gave no reason.',
    };
  },
  'checkout.session.completed': readSession,
  'checkout.session.async_payment_succeeded': readSession,
  'charge.dispute.created': readDispute,
  'charge.dispute.closed': readDispute,
  'charge.refunded': (object) => {
    const refunded = charge.parse(object);
    return {
      kind: 'refunded',
      providerPaymentId: refunded.payment_intent ?? refunded.id,
      // The sum of all refunds of the charge so far.
      money: moneyOf(refunded.amount_refunded, refunded.currency),
      reference: referenceOf(refunded),
    };
  },
};

function readDispute(object: unknown): Told {
  const told = dispute.parse(object);
  const { status } = told;
  const state = status === 'won' || status === 'lost' ? status : status === 'warning_closed' ? 'won' : 'open';
  return {
    kind: 'disputed',
    providerPaymentId: told.payment_intent ?? told.charge,
    money: moneyOf(told.amount, told.currency),
    reference: {},
    dispute: { id: told.id, state, reason: told.reason },
  };
}

/** A session tells of the payment that its intent tells of too: both count once, by the intent's id. */
function readSession(object: unknown): Told | undefined {
  const session = checkoutSession.parse(object);
  if (session.payment_status !== 'paid' || session.amount_total == null || session.currency == null) {
    return undefined;
  }
  return {
    kind: 'succeeded',
    providerPaymentId: session.payment_intent ?? session.id,
    money: moneyOf(session.amount_total, session.currency),
    reference: referenceOf(session, session.client_reference_id),
  };
}

/** `t=<seconds>` and any number of `v1=<signature>`, of which one must hold: a rotated secret signs twice. */
function refusedSignature(raw: Uint8Array, header: string | undefined, secret: string, now: string) {
  const parts = (header ?? '').split(',').map((part) => part.trim());
  const values = (scheme: string) =>
    parts.flatMap((part) => (part.startsWith(`${scheme}=`) ? [part.slice(scheme.length + 1)] : []));
  const [signedAt = ''] = values('t');
  const holds = values('v1').map((given) => isHmac(given, 'sha256', secret, [`${signedAt}.`, raw], 'hex'));
  if (!holds.includes(true)) return signatureInvalid();
  return isTimely(signedAt, now) ? undefined : signatureExpired();
}

function read(message: unknown): readonly PaymentNotice[] {
  const { id, type, created, data } = envelope.parse(message);
  const told = Object.hasOwn(readers, type) ? readers[type]?.(data.object) : undefined;
  return told === undefined ? [] : [{ ...told, noticeId: id, occurredAt: created }];
}

const session = z.object({ id: text, url: z.url({ protocol: /^https?$/ }).max(4000) });
const trouble = z.object({ error: z.object({ message: z.string() }) });

/**
 * A Checkout Session in payment mode (https://docs.stripe.com/api/checkout/sessions/create). Stripe gives the same one
 * for the same Idempotency-Key for at least a day.
 */
async function openSession(address: string, apiKey: string, wish: PageWish): Promise<Result<HostedPage>> {
  const { sessionId, money, returnUrl, email, description } = wish;
  const { subscriberId, invoiceId } = wish.reference;
  const references = { subscriberId, ...(invoiceId === undefined ? {} : { invoiceId }) };
  const metadata = Object.entries(references).flatMap(([name, value]) => [
    [`metadata[${name}]`, value],
    [`payment_intent_data[metadata][${name}]`, value],
  ]);
  const answer = await callProvider({
    provider: 'stripe',
    method: 'POST',
    url: `${address}/v1/checkout/sessions`,
    headers: { authorization: `Bearer ${apiKey}`, 'idempotency-key': sessionId },
    form: {
      mode: 'payment',
      success_url: returnUrl,
      cancel_url: returnUrl,
      client_reference_id: invoiceId ?? subscriberId,
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': money.currency.toLowerCase(),
      'line_items[0][price_data][unit_amount]': String(amountIn(money, decimalsOf(money.currency))),
      'line_items[0][price_data][product_data][name]': description,
      ...(email === undefined ? {} : { customer_email: email }),
      ...Object.fromEntries(metadata),
    },
  });
  if (!answer.ok) return answer;
  const made = answered(
    'stripe',
    answer.value,
    session,
    (body) => trouble.safeParse(body).data?.error.message,
  );
  return made.ok ? done({ url: made.value.url, providerSessionId: made.value.id }) : made;
}

/**
 * Stripe. `webhookSecret` is that of the webhook endpoint (`whsec_…`), `apiKey` a secret or restricted key with which
 * pages are made. Signature: https://docs.stripe.com/webhooks/signature, `t=<seconds>,v1=<HMAC-SHA256 of t.body>`.
 */
export const kind = definePaymentProvider({
  settings: z.strictObject({ apiAddress: apiAddress('https://api.stripe.com') }),
  secrets: z.strictObject({ webhookSecret: secretText, apiKey: secretText.optional() }),
  make: ({ settings, secrets: { webhookSecret, apiKey } }) => ({
    name: 'stripe',
    async read(raw, headers, now) {
      const refused = refusedSignature(raw, headers['stripe-signature'], webhookSecret, now);
      return refused ?? noticesOf(raw, read);
    },
    ...(apiKey === undefined ? {} : { openPage: (wish) => openSession(settings.apiAddress, apiKey, wish) }),
  }),
});
