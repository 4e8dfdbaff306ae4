import * as z from 'zod';
import { exponentOf } from '../../domain/money.ts';
import type { ChargeOutcome } from '../../domain/payment/collection.ts';
import { done, type Result } from '../../domain/result.ts';
import type {
  ChargeWish,
  HostedPage,
  MethodNotice,
  PageWish,
  PaymentNotice,
  ProviderNotice,
  RefundWish,
  SavingPageWish,
} from '../../ports/payment-provider.ts';
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
  customer: idOf.nullish(),
  payment_method: idOf.nullish(),
  setup_future_usage: z.string().nullish(),
});

const setupIntent = reference.extend({ id: text, payment_method: idOf, customer: idOf.nullish() });

const paymentMethod = z.object({
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

const refundTold = reference.extend({
  id: text,
  amount: minor,
  currency,
  status: z.string().nullish(),
  failure_reason: z.string().max(200).nullish(),
  payment_intent: idOf.nullish(),
  charge: idOf.nullish(),
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

type ToldOfPayment = Omit<PaymentNotice, 'noticeId' | 'occurredAt'>;
type ToldOfMethod = Omit<MethodNotice, 'noticeId'>;
type Told = ToldOfPayment | ToldOfMethod;

/** What each kind of event means for us; every other kind is about something else. */
const readers: Readonly<Record<string, (object: unknown) => readonly Told[]>> = {
  'payment_intent.succeeded': (object) => {
    const intent = paymentIntent.parse(object);
    const { payment_method: token, setup_future_usage: usage } = intent;
    return [
      {
        kind: 'succeeded',
        providerPaymentId: intent.id,
        money: moneyOf(intent.amount_received ?? intent.amount, intent.currency),
        reference: referenceOf(intent),
      },
      ...(usage === 'off_session' && token != null ? [savedBy(token, intent.customer, intent)] : []),
    ];
  },
  'payment_intent.payment_failed': (object) => {
    const intent = paymentIntent.parse(object);
    const { message, code } = intent.last_payment_error ?? {};
    return [
      {
        kind: 'failed',
        providerPaymentId: intent.id,
        money: moneyOf(intent.amount, intent.currency),
        reference: referenceOf(intent),
        failure: message ?? code ?? 'Stripe gave no reason.',
      },
    ];
  },
  'setup_intent.succeeded': (object) => {
    const intent = setupIntent.parse(object);
    return [savedBy(intent.payment_method, intent.customer, intent)];
  },
  'payment_method.updated': (object) => [readMethod('method-changed', object)],
  'payment_method.automatically_updated': (object) => [readMethod('method-changed', object)],
  'payment_method.detached': (object) => [readMethod('method-gone', object)],
  'checkout.session.completed': readSession,
  'checkout.session.async_payment_succeeded': readSession,
  'charge.dispute.created': readDispute,
  'charge.dispute.closed': readDispute,
  'charge.refunded': (object) => [readRefunded(charge.parse(object))],
  'charge.refund.updated': readFailedRefund,
  'refund.updated': readFailedRefund,
  'refund.failed': readFailedRefund,
};

/** A refund that does not reach the payer comes back to the balance (https://docs.stripe.com/refunds#failed-refunds). */
function readFailedRefund(object: unknown): readonly Told[] {
  const told = refundTold.parse(object);
  const payment = told.payment_intent ?? told.charge;
  if ((told.status !== 'failed' && told.status !== 'canceled') || payment == null) return [];
  return [
    {
      kind: 'refund-failed',
      providerPaymentId: payment,
      refundId: told.id,
      isOfSum: true,
      money: moneyOf(told.amount, told.currency),
      reference: referenceOf(told),
      failure: told.failure_reason ?? `Stripe says that it is ${told.status}.`,
    },
  ];
}

function readRefunded(refunded: z.infer<typeof charge>): ToldOfPayment {
  return {
    kind: 'refunded',
    providerPaymentId: refunded.payment_intent ?? refunded.id,
    // The sum of all refunds of the charge so far.
    money: moneyOf(refunded.amount_refunded, refunded.currency),
    reference: referenceOf(refunded),
  };
}

/** The event names the method alone; what the payer knows it by is read from the API. */
const unread = 'Stripe';

function savedBy(
  token: string,
  customer: string | null | undefined,
  { metadata }: z.infer<typeof reference>,
): ToldOfMethod {
  return {
    kind: 'method-saved',
    method: { token, ...(customer == null ? {} : { customer }), kind: 'other', label: unread },
    reference: metadata,
  };
}

function readMethod(kind: MethodNotice['kind'], object: unknown): ToldOfMethod {
  return { kind, method: describe(paymentMethod.parse(object)), reference: {} };
}

function describe(method: z.infer<typeof paymentMethod>): MethodNotice['method'] {
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

function readDispute(object: unknown): readonly Told[] {
  const told = dispute.parse(object);
  const { status } = told;
  const state = status === 'won' || status === 'lost' ? status : status === 'warning_closed' ? 'won' : 'open';
  return [
    {
      kind: 'disputed',
      providerPaymentId: told.payment_intent ?? told.charge,
      money: moneyOf(told.amount, told.currency),
      reference: {},
      dispute: { id: told.id, state, reason: told.reason },
    },
  ];
}

/** A session tells of the payment that its intent tells of too: both count once, by the intent's id. */
function readSession(object: unknown): readonly Told[] {
  const session = checkoutSession.parse(object);
  if (session.payment_status !== 'paid' || session.amount_total == null || session.currency == null) {
    return [];
  }
  return [
    {
      kind: 'succeeded',
      providerPaymentId: session.payment_intent ?? session.id,
      money: moneyOf(session.amount_total, session.currency),
      reference: referenceOf(session, session.client_reference_id),
    },
  ];
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

function read(message: unknown): readonly ProviderNotice[] {
  const { id, type, created, data } = envelope.parse(message);
  const told = Object.hasOwn(readers, type) ? readers[type]?.(data.object) : undefined;
  return (told ?? []).map((one) => ({ ...one, noticeId: id, occurredAt: created }));
}

const session = z.object({ id: text, url: z.url({ protocol: /^https?$/ }).max(4000) });
const trouble = z.object({ error: z.object({ message: z.string() }) });
const wordsOf = (body: unknown) => trouble.safeParse(body).data?.error.message;

/** Stripe's API, opened by a key. */
interface Api {
  readonly address: string;
  readonly apiKey: string;
}

function call({ address, apiKey }: Api, path: string, form?: Readonly<Record<string, string>>, key?: string) {
  return callProvider({
    provider: 'stripe',
    method: form === undefined ? 'GET' : 'POST',
    url: `${address}/v1/${path}`,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(form === undefined ? {} : { form }),
  });
}

function metadata(
  references: { readonly subscriberId: string; readonly invoiceId?: string | undefined },
  within = '',
): Readonly<Record<string, string>> {
  const { subscriberId, invoiceId } = references;
  const prefix = within === '' ? 'metadata' : `${within}[metadata]`;
  return {
    [`${prefix}[subscriberId]`]: subscriberId,
    ...(invoiceId === undefined ? {} : { [`${prefix}[invoiceId]`]: invoiceId }),
  };
}

/**
 * A Checkout Session that takes money, or that saves a method when there is none to take
 * (https://docs.stripe.com/api/checkout/sessions/create). Stripe gives the same one for the same Idempotency-Key for at
 * least a day.
 */
async function openSession(
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

/** What the payer knows a saved method by (https://docs.stripe.com/api/payment_methods/retrieve). */
async function withDescription(api: Api, notice: ProviderNotice): Promise<Result<ProviderNotice>> {
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
async function chargeMethod(api: Api, wish: ChargeWish, now: string): Promise<Result<ChargeOutcome>> {
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

const refundMade = z.object({
  id: text,
  status: z.string().nullish(),
  charge: z.union([charge, text]).nullish(),
});

/** A refund of a payment (https://docs.stripe.com/api/refunds/create); its charge knows the sum of all of them. */
async function refund(
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

async function forget(api: Api, { token }: { readonly token: string }): Promise<Result<void>> {
  const answer = await call(api, `payment_methods/${encodeURIComponent(token)}/detach`, {});
  if (!answer.ok) return answer;
  // It was detached before, or deleted with its customer.
  if (answer.value.status === 400 || answer.value.status === 404) return done(undefined);
  const made = answered('stripe', answer.value, z.object({ id: text }), wordsOf);
  return made.ok ? done(undefined) : made;
}

/**
 * Stripe. `webhookSecret` is that of the webhook endpoint (`whsec_…`), `apiKey` a secret or restricted key with which
 * pages are made, saved methods charged and payments refunded. Signature: https://docs.stripe.com/webhooks/signature,
 * `t=<seconds>,v1=<HMAC-SHA256 of t.body>`.
 */
export const kind = definePaymentProvider({
  title: 'Stripe',
  about:
    'Cards and wallets on Stripe’s own page; saves methods, charges them for autopay and refunds. Without an API key it only takes messages.',
  settings: z.strictObject({ apiAddress: apiAddress('https://api.stripe.com') }),
  secrets: z.strictObject({
    webhookSecret: secretText.meta({ description: 'Of the endpoint in the dashboard: whsec_…' }),
    apiKey: secretText.optional().meta({ description: 'A restricted key: rk_…' }),
  }),
  make({ settings, secrets: { webhookSecret, apiKey } }) {
    const api = apiKey === undefined ? undefined : { address: settings.apiAddress, apiKey };
    return {
      name: 'stripe',
      async read(raw, headers, now) {
        const refused = refusedSignature(raw, headers['stripe-signature'], webhookSecret, now);
        if (refused !== undefined) return refused;
        const told = noticesOf(raw, read);
        if (!told.ok || api === undefined) return told;
        const notices: ProviderNotice[] = [];
        for (const notice of told.value) {
          const whole = await withDescription(api, notice);
          if (!whole.ok) return whole;
          notices.push(whole.value);
        }
        return done(notices);
      },
      ...(api === undefined
        ? {}
        : {
            openPage: (wish: PageWish) => openSession(api, wish),
            openSavingPage: (wish: SavingPageWish) => openSession(api, wish),
            charge: (wish: ChargeWish, now: string) => chargeMethod(api, wish, now),
            refund: (wish: RefundWish, now: string) => refund(api, wish, now),
            forget: (method: { readonly token: string }) => forget(api, method),
          }),
    };
  },
});
