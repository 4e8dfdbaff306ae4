import * as z from 'zod';
import { exponentOf } from '../../domain/money.ts';
import { done, type Result, refuse } from '../../domain/result.ts';
import type { HostedPage, PageWish, PaymentNotice, RefundWish } from '../../ports/payment-provider.ts';
import {
  amountIn,
  currencyText,
  messageText,
  minorUnits,
  moneyIn,
  noticesOf,
  referenceMetadata,
  unixSeconds,
} from '../payment-messages/message.ts';
import { answered, callProvider } from '../payment-messages/provider-call.ts';
import { apiAddress, definePaymentProvider, secretText } from '../payment-messages/provider-kind.ts';
import { isHmac, signatureInvalid } from '../payment-messages/signature.ts';

const payment = z.object({
  id: messageText,
  amount: minorUnits,
  currency: currencyText,
  amount_refunded: minorUnits.nullish(),
  notes: referenceMetadata,
  error_description: z.string().nullish(),
});
const ofRefund = z.object({
  refund: z.object({
    entity: z.object({
      id: messageText,
      payment_id: messageText,
      amount: minorUnits,
      currency: currencyText,
    }),
  }),
});
const envelope = z.object({ event: z.string(), created_at: unixSeconds, payload: z.unknown() });
const ofPayment = z.object({ payment: z.object({ entity: payment }) });
const kinds: Readonly<Record<string, PaymentNotice['kind']>> = {
  'payment.captured': 'succeeded',
  'payment.failed': 'failed',
  'refund.processed': 'refunded',
};

const ofDispute = z.object({
  dispute: z.object({
    entity: z.object({
      id: messageText,
      payment_id: messageText,
      amount: minorUnits,
      currency: currencyText,
      reason_code: z.string().max(200).nullish(),
    }),
  }),
});
const disputeStates: Readonly<Record<string, 'open' | 'won' | 'lost'>> = {
  'payment.dispute.created': 'open',
  'payment.dispute.won': 'won',
  'payment.dispute.closed': 'won',
  'payment.dispute.lost': 'lost',
};

function readDispute(
  event: string,
  state: 'open' | 'won' | 'lost',
  payload: unknown,
  at: string,
): readonly PaymentNotice[] {
  const { id, payment_id, amount, currency, reason_code } = ofDispute.parse(payload).dispute.entity;
  return [
    {
      noticeId: `${event}:${id}`,
      kind: 'disputed',
      providerPaymentId: payment_id,
      money: moneyIn(amount, currency, exponentOf(currency)),
      occurredAt: at,
      reference: {},
      dispute: { id, state, reason: reason_code ?? 'Razorpay gave no reason.' },
    },
  ];
}

/** A refund that does not reach the payer is in the merchant's balance again, and no more in the payment's sum. */
function readFailedRefund(payload: unknown, at: string): readonly PaymentNotice[] {
  const { id, payment_id, amount, currency } = ofRefund.parse(payload).refund.entity;
  return [
    {
      noticeId: `refund.failed:${id}`,
      kind: 'refund-failed',
      providerPaymentId: payment_id,
      refundId: id,
      isOfSum: true,
      money: moneyIn(amount, currency, exponentOf(currency.toUpperCase())),
      occurredAt: at,
      reference: {},
      failure: 'Razorpay could not send it.',
    },
  ];
}

function read(message: unknown): readonly PaymentNotice[] {
  const { event, created_at, payload } = envelope.parse(message);
  const disputed = Object.hasOwn(disputeStates, event) ? disputeStates[event] : undefined;
  if (disputed !== undefined) return readDispute(event, disputed, payload, created_at);
  if (event === 'refund.failed') return readFailedRefund(payload, created_at);
  const told = Object.hasOwn(kinds, event) ? kinds[event] : undefined;
  if (told === undefined) return [];
  const { id, amount, currency, amount_refunded, notes, error_description } =
    ofPayment.parse(payload).payment.entity;
  // A refund comes with its payment, which knows the sum of all refunds so far.
  const counted = told === 'refunded' ? minorUnits.parse(amount_refunded) : amount;
  return [
    {
      noticeId: `${event}:${id}:${created_at}`,
      kind: told,
      providerPaymentId: id,
      money: moneyIn(counted, currency, exponentOf(currency.toUpperCase())),
      occurredAt: created_at,
      reference: notes,
      ...(told === 'failed' ? { failure: error_description ?? 'Razorpay gave no reason.' } : {}),
    },
  ];
}

const link = z.object({ id: messageText, short_url: z.url({ protocol: /^https?$/ }).max(4000) });
const links = z.object({ payment_links: z.array(link).min(1) });
const trouble = z.object({ error: z.object({ description: z.string() }) });
const wordsOf = (body: unknown) => trouble.safeParse(body).data?.error.description;

interface Account {
  readonly address: string;
  readonly authorization: string;
}

/**
 * A payment link (https://razorpay.com/docs/api/payments/payment-links/create-standard/). Its `reference_id` is taken
 * once: a link whose answer was lost is read again by it.
 */
async function openLink(account: Account, wish: PageWish): Promise<Result<HostedPage>> {
  const { sessionId, money, returnUrl, email, reference, description } = wish;
  const call = { provider: 'razorpay', headers: { authorization: account.authorization } };
  const url = `${account.address}/v1/payment_links`;
  const answer = await callProvider({
    ...call,
    method: 'POST',
    url,
    json: {
      amount: amountIn(money, exponentOf(money.currency)),
      currency: money.currency,
      reference_id: sessionId,
      description,
      notes: reference,
      callback_url: returnUrl,
      callback_method: 'get',
      ...(email === undefined ? {} : { customer: { email } }),
    },
  });
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status === 400 && /already exists/i.test(wordsOf(body) ?? '')) {
    const found = await callProvider({ ...call, method: 'GET', url: `${url}?reference_id=${sessionId}` });
    if (!found.ok) return found;
    const read = answered('razorpay', found.value, links, wordsOf);
    return read.ok ? pageOf(read.value.payment_links[0]) : read;
  }
  const made = answered('razorpay', answer.value, link, wordsOf);
  return made.ok ? pageOf(made.value) : made;
}

const refundMade = z.object({ id: messageText, status: z.string() });

/**
 * A refund, one per key (https://razorpay.com/docs/api/refunds/normal-refunds-idempotent/); a message tells of it. 409 says
 * that the same request is still at work.
 */
async function refund(
  account: Account,
  { key, providerPaymentId, money, reason }: RefundWish,
): Promise<Result<readonly PaymentNotice[]>> {
  const answer = await callProvider({
    provider: 'razorpay',
    method: 'POST',
    url: `${account.address}/v1/payments/${encodeURIComponent(providerPaymentId)}/refund`,
    headers: { authorization: account.authorization, 'x-refund-idempotency': key },
    json: {
      amount: amountIn(money, exponentOf(money.currency)),
      ...(reason === undefined ? {} : { notes: { reason: reason.slice(0, 250) } }),
    },
  });
  if (!answer.ok) return answer;
  if (answer.value.status === 409) {
    return refuse('payment-provider.not-answering', 'razorpay is still at work on it; try the same again.');
  }
  const made = answered('razorpay', answer.value, refundMade, wordsOf);
  return made.ok ? done([]) : made;
}

function pageOf(made: z.infer<typeof link> | undefined): Result<HostedPage> {
  return done({ url: made?.short_url ?? '', providerSessionId: made?.id ?? '' });
}

/**
 * Razorpay. `keyId` and `keySecret` open its API, `webhookSecret` is the one given to the webhook. Signature:
 * https://razorpay.com/docs/webhooks/validate-test/, `x-razorpay-signature`, HMAC-SHA256 of the body in hex, without an
 * instant. Amounts are in the currency's smallest unit.
 */
export const kind = definePaymentProvider({
  title: 'Razorpay',
  about: 'UPI, cards and banks in India by payment links. Without its key it only takes messages.',
  settings: z.strictObject({
    apiAddress: apiAddress('https://api.razorpay.com'),
    keyId: z
      .string()
      .regex(/^rzp_[A-Za-z0-9_]{4,60}$/, 'must be a key id of Razorpay such as rzp_live_…')
      .optional(),
  }),
  secrets: z.strictObject({ webhookSecret: secretText, keySecret: secretText.optional() }),
  make({ settings: { apiAddress: address, keyId }, secrets: { webhookSecret, keySecret } }) {
    const account =
      keyId === undefined || keySecret === undefined
        ? undefined
        : {
            address,
            authorization: `Basic ${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}`,
          };
    return {
      name: 'razorpay',
      async read(raw, headers) {
        return isHmac(headers['x-razorpay-signature'], 'sha256', webhookSecret, [raw], 'hex')
          ? noticesOf(raw, read)
          : signatureInvalid();
      },
      ...(account === undefined
        ? {}
        : {
            openPage: (wish: PageWish) => openLink(account, wish),
            refund: (wish: RefundWish) => refund(account, wish),
          }),
    };
  },
});
