import { verify, X509Certificate } from 'node:crypto';
import { crc32 } from 'node:zlib';
import * as z from 'zod';
import type { Money } from '../../contracts/scalars.ts';
import { exponentOf, formatMoney } from '../../domain/money.ts';
import type { ChargeOutcome } from '../../domain/payment/collection.ts';
import { done, type Result, refuse } from '../../domain/result.ts';
import type {
  ChargeWish,
  HostedPage,
  PageWish,
  PaymentNotice,
  ProviderNotice,
  RefundWish,
} from '../../ports/payment-provider.ts';
import {
  instantText,
  majorMoney,
  malformed,
  messageOf,
  referenceIn,
  referenceWords,
  messageText as text,
} from '../payment-messages/message.ts';
import {
  answered,
  callProvider,
  type ProviderAnswer,
  readPublished,
} from '../payment-messages/provider-call.ts';
import { apiAddress, definePaymentProvider, secretText } from '../payment-messages/provider-kind.ts';
import { signatureInvalid } from '../payment-messages/signature.ts';

const money = z
  .object({ value: z.string(), currency_code: z.string() })
  .transform(
    ({ value, currency_code }): z.input<typeof majorMoney> => ({
      amount: value,
      currency: currency_code,
    }),
  )
  .pipe(majorMoney);

const capture = z.object({
  id: text,
  status: z.string(),
  amount: money,
  custom_id: z.string().nullish().catch(undefined),
  create_time: instantText,
  status_details: z.object({ reason: z.string().max(200) }).nullish(),
});
const refunded = z.object({
  id: text,
  amount: money,
  create_time: instantText,
  links: z.array(z.object({ rel: z.string(), href: z.string().max(500) })),
});
const dispute = z.object({
  dispute_id: text,
  disputed_transactions: z.array(z.object({ seller_transaction_id: text })).min(1),
  dispute_amount: money,
  reason: z.string().max(200).nullish(),
  dispute_outcome: z.object({ outcome_code: z.string(), amount_refunded: money.nullish() }).nullish(),
});
const order = z.object({ id: text.regex(/^[\w-]+$/) });
const capturedOrder = z.object({
  purchase_units: z.array(z.object({ payments: z.object({ captures: z.array(capture) }) })),
});

const vaulted = z.object({
  id: text,
  customer: z.object({ id: text }).nullish(),
  metadata: z.object({ order_id: text.nullish() }).nullish(),
  payment_source: z
    .object({ paypal: z.object({ email_address: z.string().max(254).nullish() }).nullish() })
    .nullish(),
});
const savingOrder = z.object({
  purchase_units: z.array(z.object({ custom_id: z.string().nullish() })).min(1),
});

const envelope = z.object({
  id: text,
  create_time: instantText,
  event_type: z.string(),
  resource: z.unknown(),
});
type Message = z.infer<typeof envelope>;

const trouble = z.object({
  message: z.string().nullish(),
  error_description: z.string().nullish(),
  details: z.array(z.object({ issue: z.string(), description: z.string().nullish() })).nullish(),
});

function wordsOf(body: unknown): string | undefined {
  const told = trouble.safeParse(body).data;
  const [first] = told?.details ?? [];
  return first?.description ?? first?.issue ?? told?.message ?? told?.error_description ?? undefined;
}

/** PayPal's API, opened by an app of the merchant. */
interface Api {
  readonly address: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const token = z.object({ access_token: z.string().min(1).max(4000) });

/** https://developer.paypal.com/api/rest/authentication/ */
async function authorization({ address, clientId, clientSecret }: Api): Promise<Result<string>> {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const answer = await callProvider({
    provider: 'paypal',
    method: 'POST',
    url: `${address}/v1/oauth2/token`,
    headers: { authorization: `Basic ${basic}` },
    form: { grant_type: 'client_credentials' },
  });
  if (!answer.ok) return answer;
  const read = answered('paypal', answer.value, token, wordsOf);
  return read.ok ? done(`Bearer ${read.value.access_token}`) : read;
}

interface Call {
  readonly method?: 'DELETE';
  readonly path: string;
  readonly json?: object;
  /** PayPal answers a key that it knows as it did before (https://developer.paypal.com/api/rest/reference/idempotency/). */
  readonly key?: string;
}

async function send(api: Api, { method, path, json, key }: Call): Promise<Result<ProviderAnswer>> {
  const bearer = await authorization(api);
  if (!bearer.ok) return bearer;
  return callProvider({
    provider: 'paypal',
    method: method ?? (json === undefined ? 'GET' : 'POST'),
    url: `${api.address}${path}`,
    headers: {
      authorization: bearer.value,
      prefer: 'return=representation',
      ...(key === undefined ? {} : { 'paypal-request-id': key }),
    },
    ...(json === undefined ? {} : { json }),
  });
}

async function ask<S extends z.ZodType>(
  api: Api,
  { shape, ...call }: Call & { readonly shape: S },
): Promise<Result<z.infer<S>>> {
  const answer = await send(api, call);
  return answer.ok ? answered('paypal', answer.value, shape, wordsOf) : answer;
}

/** Currencies that PayPal takes whole, against ISO 4217 (https://developer.paypal.com/api/rest/reference/currency-codes/). */
const whole = new Set(['HUF', 'TWD']);

function amountOf(given: Money): Result<{ readonly currency_code: string; readonly value: string }> {
  const { amount, currency } = formatMoney(given);
  if (!whole.has(currency)) return done({ currency_code: currency, value: amount });
  return given.minor % 10 ** exponentOf(currency) === 0
    ? done({ currency_code: currency, value: amount.replace(/\.0+$/, '') })
    : refuse('payment-provider.refused', `paypal takes whole ${currency} only, not ${amount}.`);
}

const ordered = z.object({
  id: text,
  links: z.array(z.object({ rel: z.string(), href: z.string().max(4000) })),
});
const pageAddress = z.url({ protocol: /^https?$/ });

/** An order that the payer approves on PayPal's page (https://developer.paypal.com/docs/api/orders/v2/#orders_create). */
async function openPage(api: Api, wish: PageWish): Promise<Result<HostedPage>> {
  const amount = amountOf(wish.money);
  if (!amount.ok) return amount;
  const made = await ask(api, {
    path: '/v2/checkout/orders',
    shape: ordered,
    key: wish.sessionId,
    json: {
      intent: 'CAPTURE',
      purchase_units: [
        {
          custom_id: referenceWords(wish.reference),
          description: wish.description.slice(0, 127),
          amount: amount.value,
        },
      ],
      payment_source: {
        paypal: {
          ...(wish.email === undefined ? {} : { email_address: wish.email }),
          ...(wish.savesMethod === true ? { attributes: vaulting(wish.customer) } : {}),
          experience_context: {
            return_url: wish.returnUrl,
            cancel_url: wish.returnUrl,
            user_action: 'PAY_NOW',
            shipping_preference: 'NO_SHIPPING',
          },
        },
      },
    },
  });
  if (!made.ok) return made;
  const { id, links } = made.value;
  const url = pageAddress.safeParse(
    links.find(({ rel }) => rel === 'payer-action' || rel === 'approve')?.href,
  );
  return url.success
    ? done({ url: url.data, providerSessionId: id })
    : refuse('payment-provider.refused', 'paypal made an order and no page for it.');
}

/** The payer's consent to later charges is asked for with the payment (https://developer.paypal.com/docs/checkout/save-payment-methods/during-purchase/). */
function vaulting(customer: string | undefined) {
  return {
    ...(customer === undefined ? {} : { customer: { id: customer } }),
    vault: { store_in_vault: 'ON_SUCCESS', usage_type: 'MERCHANT' },
  };
}

/** A method that is gone, or whose payer took the consent back, will not do the next time either. */
const finalIssues = new Set([
  'INVALID_RESOURCE_ID',
  'PAYER_ACTION_REQUIRED',
  'TOKEN_ID_NOT_FOUND',
  'VAULT_ID_NOT_FOUND',
  'BILLING_AGREEMENT_NOT_FOUND',
  'AGREEMENT_ALREADY_CANCELLED',
]);

/**
 * A charge of a method in the vault. PayPal keeps a key for hours only; after that the invoice id, which it takes once,
 * keeps the same charge from being made again.
 */
async function charge(api: Api, wish: ChargeWish): Promise<Result<ChargeOutcome>> {
  const amount = amountOf(wish.money);
  if (!amount.ok) return amount;
  const answer = await send(api, {
    path: '/v2/checkout/orders',
    key: wish.key,
    json: {
      intent: 'CAPTURE',
      purchase_units: [
        {
          custom_id: referenceWords(wish.reference),
          invoice_id: wish.key,
          description: wish.description.slice(0, 127),
          amount: amount.value,
        },
      ],
      payment_source: {
        paypal: {
          vault_id: wish.method.token,
          stored_credential: {
            payment_initiator: 'MERCHANT',
            usage: 'SUBSEQUENT',
            usage_pattern: 'RECURRING_POSTPAID',
          },
        },
      },
    },
  });
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  const issue = trouble.safeParse(body).data?.details?.[0]?.issue;
  if (issue === 'DUPLICATE_INVOICE_ID') {
    const words = 'paypal made this charge before, and its message tells the end of it.';
    return refuse('payment-provider.not-answering', words);
  }
  if (status === 422 && issue !== undefined) {
    const reason = (wordsOf(body) ?? issue).slice(0, 300);
    return done({ outcome: 'declined', reason, isFinal: finalIssues.has(issue) });
  }
  const made = answered('paypal', answer.value, capturedOrder, wordsOf);
  if (!made.ok) return made;
  const [first] = made.value.purchase_units.flatMap(({ payments }) => payments.captures);
  return first === undefined
    ? refuse('payment-provider.refused', 'paypal made an order and captured nothing of it.')
    : done(outcomeOf(first));
}

function outcomeOf({
  id: providerPaymentId,
  status,
  status_details,
}: z.infer<typeof capture>): ChargeOutcome {
  if (status === 'COMPLETED') return { outcome: 'succeeded', providerPaymentId };
  if (status === 'PENDING') return { outcome: 'accepted', providerPaymentId };
  const reason = status_details?.reason ?? `PayPal says ${status}.`;
  return { outcome: 'declined', reason, isFinal: false, providerPaymentId };
}

/** https://developer.paypal.com/docs/api/payment-tokens/v3/#payment-tokens_delete; one that is gone already is fine. */
async function forget(api: Api, { token: of }: { readonly token: string }): Promise<Result<void>> {
  const path = `/v3/vault/payment-tokens/${encodeURIComponent(of)}`;
  const answer = await send(api, { method: 'DELETE', path });
  if (!answer.ok) return answer;
  if (answer.value.status === 404) return done(undefined);
  const gone = answered('paypal', answer.value, z.unknown(), wordsOf);
  return gone.ok ? done(undefined) : gone;
}

const refundMade = z.object({ id: text, status: z.string(), create_time: instantText.nullish() });

/** https://developer.paypal.com/docs/api/payments/v2/#captures_refund */
async function refund(
  api: Api,
  { key, providerPaymentId, money: given, reason }: RefundWish,
  now: string,
): Promise<Result<readonly PaymentNotice[]>> {
  const amount = amountOf(given);
  if (!amount.ok) return amount;
  const made = await ask(api, {
    path: `/v2/payments/captures/${encodeURIComponent(providerPaymentId)}/refund`,
    shape: refundMade,
    key,
    json: { amount: amount.value, ...(reason === undefined ? {} : { note_to_payer: reason.slice(0, 255) }) },
  });
  if (!made.ok) return made;
  const { id, status, create_time } = made.value;
  if (status === 'FAILED' || status === 'CANCELLED') {
    return refuse('payment-provider.refused', `paypal could not send it back (${status}).`);
  }
  // One that is pending is told by a message once it went.
  if (status !== 'COMPLETED') return done([]);
  return done([
    {
      noticeId: id,
      kind: 'refunded',
      providerPaymentId,
      refundId: id,
      money: given,
      occurredAt: create_time ?? now,
      reference: {},
    },
  ]);
}

type Told = Result<readonly ProviderNotice[]>;
const nothing: Told = done([]);

function tellCapture(noticeId: string, told: z.infer<typeof capture>): readonly PaymentNotice[] {
  const about = {
    noticeId,
    providerPaymentId: told.id,
    money: told.amount,
    occurredAt: told.create_time,
    reference: referenceIn(told.custom_id),
  };
  switch (told.status) {
    case 'COMPLETED':
    case 'PARTIALLY_REFUNDED':
    case 'REFUNDED':
      return [{ ...about, kind: 'succeeded' }];
    case 'DECLINED':
    case 'FAILED':
      return [{ ...about, kind: 'failed', failure: told.status_details?.reason ?? 'PayPal gave no reason.' }];
    default:
      return [];
  }
}

/** Of an order that the payer approved nothing is paid until it is captured. */
async function captureOrder(api: Api, noticeId: string, orderId: string): Promise<Told> {
  const path = `/v2/checkout/orders/${encodeURIComponent(orderId)}/capture`;
  const made = await ask(api, { path, shape: capturedOrder, key: `${orderId}-capture`, json: {} });
  if (made.ok) {
    const captures = made.value.purchase_units.flatMap(({ payments }) => payments.captures);
    return done(captures.flatMap((one) => tellCapture(noticeId, one)));
  }
  // What it refuses to capture (declined, voided, captured before) is the same the next time; a message tells its end.
  return made.refusal.code === 'payment-provider.refused' ? nothing : made;
}

const disputes = z.object({ items: z.array(z.unknown()).nullish() });

/** The refund names its capture by a link. */
function captureOf({ links }: z.infer<typeof refunded>): string | undefined {
  const up = links.find(({ rel }) => rel === 'up')?.href ?? '';
  return /\/captures\/([\w-]{1,100})$/.exec(up)?.[1];
}

/** A refund from a bank account may be turned down days after it was taken on. */
function tellRefundFailed(noticeId: string, at: string, told: z.infer<typeof refunded>): Told {
  const captureId = captureOf(told);
  if (captureId === undefined) return nothing;
  return done([
    {
      noticeId,
      kind: 'refund-failed',
      providerPaymentId: captureId,
      refundId: told.id,
      money: told.amount,
      occurredAt: at,
      reference: {},
      failure: 'PayPal could not send it.',
    },
  ]);
}

async function tellRefund(api: Api, isReversal: boolean, told: z.infer<typeof refunded>): Promise<Told> {
  const captureId = captureOf(told);
  if (captureId === undefined) return nothing;
  if (isReversal) {
    const path = `/v1/customer/disputes?disputed_transaction_id=${encodeURIComponent(captureId)}`;
    const found = await ask(api, { path, shape: disputes });
    if (!found.ok) return found;
    // The dispute tells for itself what it took.
    if ((found.value.items ?? []).length > 0) return nothing;
  }
  return done([
    {
      noticeId: told.id,
      kind: 'refunded',
      providerPaymentId: captureId,
      refundId: told.id,
      money: told.amount,
      occurredAt: told.create_time,
      reference: {},
    },
  ]);
}

/** What is given to the buyer, or accepted, is lost; PayPal pays out itself where it protects the seller. */
const lost = new Set(['RESOLVED_BUYER_FAVOUR', 'ACCEPTED']);

function tellDispute(noticeId: string, at: string, told: z.infer<typeof dispute>): readonly PaymentNotice[] {
  const { dispute_outcome: outcome, dispute_amount: disputed } = told;
  const state = outcome == null ? 'open' : lost.has(outcome.outcome_code) ? 'lost' : 'won';
  return told.disputed_transactions.slice(0, 1).map(({ seller_transaction_id: providerPaymentId }) => ({
    noticeId,
    kind: 'disputed',
    providerPaymentId,
    money: state === 'lost' ? (outcome?.amount_refunded ?? disputed) : disputed,
    occurredAt: at,
    reference: {},
    dispute: { id: told.dispute_id, state, reason: told.reason ?? 'PayPal gave no reason.' },
  }));
}

/** The method in the vault is whose the order was with which it was saved. */
async function tellSaved(api: Api, noticeId: string, told: z.infer<typeof vaulted>): Promise<Told> {
  const orderId = told.metadata?.order_id;
  if (orderId == null) return nothing;
  const path = `/v2/checkout/orders/${encodeURIComponent(orderId)}`;
  const found = await ask(api, { path, shape: savingOrder });
  if (!found.ok) return found.refusal.code === 'payment-provider.refused' ? nothing : found;
  const { subscriberId } = referenceIn(found.value.purchase_units[0]?.custom_id);
  if (subscriberId === undefined) return nothing;
  const email = told.payment_source?.paypal?.email_address;
  const method = {
    token: told.id,
    ...(told.customer == null ? {} : { customer: told.customer.id }),
    kind: 'wallet' as const,
    label: (email == null ? 'PayPal' : `PayPal ${email}`).slice(0, 100),
  };
  return done([{ noticeId, kind: 'method-saved', method, reference: { subscriberId } }]);
}

function tell(api: Api, { id, create_time, event_type, resource }: Message): Told | Promise<Told> {
  const as = <S extends z.ZodType>(shape: S, then: (told: z.infer<S>) => Told | Promise<Told>) => {
    const parsed = shape.safeParse(resource);
    return parsed.success ? then(parsed.data) : malformed();
  };
  switch (event_type) {
    case 'CHECKOUT.ORDER.APPROVED':
      return as(order, (told) => captureOrder(api, id, told.id));
    case 'PAYMENT.CAPTURE.COMPLETED':
    case 'PAYMENT.CAPTURE.DENIED':
    case 'PAYMENT.CAPTURE.DECLINED':
      return as(capture, (told) => done(tellCapture(id, told)));
    case 'PAYMENT.CAPTURE.REFUNDED':
    case 'PAYMENT.CAPTURE.REVERSED':
      return as(refunded, (told) => tellRefund(api, event_type === 'PAYMENT.CAPTURE.REVERSED', told));
    case 'PAYMENT.REFUND.FAILED':
    case 'PAYMENT.REFUND.DENIED':
    case 'PAYMENT.REFUND.CANCELLED':
      return as(refunded, (told) => tellRefundFailed(id, create_time, told));
    case 'CUSTOMER.DISPUTE.CREATED':
    case 'CUSTOMER.DISPUTE.UPDATED':
    case 'CUSTOMER.DISPUTE.RESOLVED':
      return as(dispute, (told) => done(tellDispute(id, create_time, told)));
    case 'VAULT.PAYMENT-TOKEN.CREATED':
      return as(vaulted, (told) => tellSaved(api, id, told));
    case 'VAULT.PAYMENT-TOKEN.DELETED':
      return as(vaulted, (told) => {
        const method = { token: told.id, kind: 'wallet' as const, label: 'PayPal' };
        return done([{ noticeId: id, kind: 'method-gone', method, reference: {} }]);
      });
    default:
      return nothing;
  }
}

/** Certificates by their addresses, which never change: few, so that nobody can fill the memory. */
const certificates = new Map<string, X509Certificate>();
const mostCertificates = 16;

/**
 * The certificate with which PayPal signed. It counts since it comes from PayPal's own address, over TLS: no other
 * address is asked.
 */
async function certificateAt(address: string, url: string): Promise<Result<X509Certificate>> {
  const known = certificates.get(url);
  if (known !== undefined) return done(known);
  const own = [address, address.replace('://api-m.', '://api.')].map((at) => `${at}/v1/notifications/certs/`);
  const isOwn = own.some((at) => url.startsWith(at) && /^[\w-]{1,100}$/.test(url.slice(at.length)));
  if (!isOwn) return signatureInvalid();
  const published = await readPublished('paypal', url);
  if (!published.ok) return published;
  if (published.value === undefined || !published.value.includes('-----BEGIN CERTIFICATE-----')) {
    return signatureInvalid();
  }
  const certificate = new X509Certificate(published.value);
  if (certificates.size >= mostCertificates) certificates.clear();
  certificates.set(url, certificate);
  return done(certificate);
}

type Headers = Readonly<Record<string, string | undefined>>;

/** RSA-SHA256 over the transmission's id and instant, the webhook's id, and the body's CRC-32 in decimals. */
async function held(
  address: string,
  webhookId: string,
  raw: Uint8Array,
  headers: Headers,
  now: string,
): Promise<Result<void>> {
  const id = headers['paypal-transmission-id'];
  const at = headers['paypal-transmission-time'];
  const signature = headers['paypal-transmission-sig'];
  const url = headers['paypal-cert-url'];
  const isWhole = id !== undefined && at !== undefined && signature !== undefined && url !== undefined;
  if (!isWhole || headers['paypal-auth-algo'] !== 'SHA256withRSA') return signatureInvalid();
  const certificate = await certificateAt(address, url);
  if (!certificate.ok) return certificate;
  const { publicKey, validFromDate, validToDate } = certificate.value;
  const instant = Date.parse(now);
  if (instant < validFromDate.getTime() || instant > validToDate.getTime()) return signatureInvalid();
  const signed = Buffer.from(`${id}|${at}|${webhookId}|${crc32(raw)}`);
  return verify('sha256', signed, publicKey, Buffer.from(signature, 'base64'))
    ? done(undefined)
    : signatureInvalid();
}

/**
 * PayPal. `clientId` and `clientSecret` are those of the app, `webhookId` is the id that PayPal gave its webhook. An
 * order that a payer approved is captured when PayPal tells of it. Signature:
 * https://developer.paypal.com/api/rest/webhooks/rest/, five headers `paypal-*`, over the CRC-32 of the body. A message
 * that comes again, for days where it must, tells nothing new.
 */
export const kind = definePaymentProvider({
  title: 'PayPal',
  about:
    'PayPal accounts and cards. Have the webhook told of CHECKOUT.ORDER.APPROVED, PAYMENT.CAPTURE.*, CUSTOMER.DISPUTE.* and VAULT.PAYMENT-TOKEN.*.',
  settings: z.strictObject({
    apiAddress: apiAddress('https://api-m.paypal.com'),
    webhookId: z.string().regex(/^\w{8,50}$/, 'must be the id of the webhook, as PayPal shows it'),
    clientId: z.string().regex(/^[\w-]{8,200}$/, 'must be the client id of the app, as PayPal shows it'),
  }),
  secrets: z.strictObject({ clientSecret: secretText }),
  make({ settings: { apiAddress: address, webhookId, clientId }, secrets: { clientSecret } }) {
    const api: Api = { address, clientId, clientSecret };
    return {
      name: 'paypal',
      async read(raw, headers, now) {
        const signed = await held(address, webhookId, raw, headers, now);
        if (!signed.ok) return signed;
        const message = messageOf(raw, envelope);
        return message.ok ? tell(api, message.value) : message;
      },
      openPage: (wish) => openPage(api, wish),
      charge: (wish) => charge(api, wish),
      refund: (wish, now) => refund(api, wish, now),
      forget: (method) => forget(api, method),
    };
  },
});
