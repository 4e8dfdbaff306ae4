import * as z from 'zod';
import { exponentOf } from '../../domain/money.ts';
import { done, type Result } from '../../domain/result.ts';
import type { HostedPage, PageWish, PaymentNotice, RefundWish } from '../../ports/payment-provider.ts';
import {
  amountIn,
  currencyText,
  instantText,
  messageText,
  minorUnits,
  moneyIn,
  noticesOf,
  referenceIn,
  referenceWords,
} from '../payment-messages/message.ts';
import { answered, callProvider } from '../payment-messages/provider-call.ts';
import { apiAddress, definePaymentProvider, secretText } from '../payment-messages/provider-kind.ts';
import { isHmac, signatureInvalid } from '../payment-messages/signature.ts';

const money = z.object({ amount: minorUnits, currency: currencyText });
const envelope = z.object({
  type: z.string(),
  event_id: messageText,
  created_at: instantText,
  data: z.object({ object: z.unknown() }),
});
const ofPayment = z.object({
  payment: z.object({
    id: messageText,
    status: z.string(),
    amount_money: money,
    refunded_money: money.nullish(),
    note: z.string().nullish().catch(undefined),
  }),
});

function moneyOf({ amount, currency }: z.infer<typeof money>) {
  return moneyIn(amount, currency, exponentOf(currency.toUpperCase()));
}

const ofDispute = z.object({
  dispute: z.object({
    id: messageText,
    amount_money: money,
    reason: z.string().max(200).nullish(),
    state: z.string(),
    disputed_payment: z.object({ payment_id: messageText }),
  }),
});
const decided: Readonly<Record<string, 'won' | 'lost'>> = { WON: 'won', LOST: 'lost', ACCEPTED: 'lost' };

function readDispute(noticeId: string, occurredAt: string, object: unknown): readonly PaymentNotice[] {
  const { id, amount_money, reason, state, disputed_payment } = ofDispute.parse(object).dispute;
  return [
    {
      noticeId,
      kind: 'disputed',
      providerPaymentId: disputed_payment.payment_id,
      money: moneyOf(amount_money),
      occurredAt,
      reference: {},
      dispute: { id, state: decided[state] ?? 'open', reason: reason ?? 'Square gave no reason.' },
    },
  ];
}

const ofRefund = z.object({
  refund: z.object({ id: messageText, payment_id: messageText, status: z.string(), amount_money: money }),
});

/** What went back stands with the payment; that it did not reach the payer only with the refund. */
function readRefund(noticeId: string, occurredAt: string, object: unknown): readonly PaymentNotice[] {
  const { id, payment_id, status, amount_money } = ofRefund.parse(object).refund;
  if (status !== 'FAILED' && status !== 'REJECTED') return [];
  return [
    {
      noticeId,
      kind: 'refund-failed',
      providerPaymentId: payment_id,
      refundId: id,
      isOfSum: true,
      money: moneyOf(amount_money),
      occurredAt,
      reference: {},
      failure: `Square says that it is ${status.toLowerCase()}.`,
    },
  ];
}

/** A payment carries the sum of its refunds: one message may tell that it succeeded and that some of it went back. */
function read(message: unknown): readonly PaymentNotice[] {
  const { type, event_id, created_at, data } = envelope.parse(message);
  if (type === 'dispute.created' || type === 'dispute.state.updated') {
    return readDispute(event_id, created_at, data.object);
  }
  if (type === 'refund.created' || type === 'refund.updated') {
    return readRefund(event_id, created_at, data.object);
  }
  if (type !== 'payment.created' && type !== 'payment.updated') return [];
  const { id, status, amount_money, refunded_money, note } = ofPayment.parse(data.object).payment;
  const told = {
    noticeId: event_id,
    providerPaymentId: id,
    money: moneyOf(amount_money),
    occurredAt: created_at,
    reference: referenceIn(note),
  };
  if (status === 'FAILED') return [{ ...told, kind: 'failed', failure: 'Square could not collect it.' }];
  if (status !== 'COMPLETED') return [];
  return [
    { ...told, kind: 'succeeded' },
    ...(refunded_money == null || refunded_money.amount === 0
      ? []
      : [{ ...told, kind: 'refunded' as const, money: moneyOf(refunded_money) }]),
  ];
}

const made = z.object({
  payment_link: z.object({ id: messageText, url: z.url({ protocol: /^https?$/ }).max(4000) }),
});
const trouble = z.object({ errors: z.array(z.object({ detail: z.string() })).min(1) });
const wordsOf = (body: unknown) => trouble.safeParse(body).data?.errors[0]?.detail;

/** A payment link (https://developer.squareup.com/reference/square/checkout-api/create-payment-link), one per idempotency key. */
async function openLink(
  address: string,
  locationId: string,
  accessToken: string,
  wish: PageWish,
): Promise<Result<HostedPage>> {
  const answer = await callProvider({
    provider: 'square',
    method: 'POST',
    url: `${address}/v2/online-checkout/payment-links`,
    headers: { authorization: `Bearer ${accessToken}` },
    json: {
      idempotency_key: wish.sessionId,
      quick_pay: {
        name: wish.description,
        price_money: {
          amount: amountIn(wish.money, exponentOf(wish.money.currency)),
          currency: wish.money.currency,
        },
        location_id: locationId,
      },
      checkout_options: { redirect_url: wish.returnUrl },
      payment_note: referenceWords(wish.reference),
      ...(wish.email === undefined ? {} : { pre_populated_data: { buyer_email: wish.email } }),
    },
  });
  if (!answer.ok) return answer;
  const page = answered('square', answer.value, made, wordsOf);
  if (!page.ok) return page;
  const { id, url } = page.value.payment_link;
  return done({ url, providerSessionId: id });
}

const refundMade = z.object({ refund: z.object({ id: messageText, status: z.string() }) });

/** A refund, one per idempotency key (https://developer.squareup.com/reference/square/refunds-api/refund-payment); a message tells of it. */
async function refund(
  address: string,
  accessToken: string,
  { key, providerPaymentId, money: back, reason }: RefundWish,
): Promise<Result<readonly PaymentNotice[]>> {
  const answer = await callProvider({
    provider: 'square',
    method: 'POST',
    url: `${address}/v2/refunds`,
    headers: { authorization: `Bearer ${accessToken}` },
    json: {
      idempotency_key: key,
      payment_id: providerPaymentId,
      amount_money: { amount: amountIn(back, exponentOf(back.currency)), currency: back.currency },
      ...(reason === undefined ? {} : { reason: reason.slice(0, 192) }),
    },
  });
  if (!answer.ok) return answer;
  const read = answered('square', answer.value, refundMade, wordsOf);
  return read.ok ? done([]) : read;
}

/**
 * Square. `notificationUrl` is the webhook's address exactly as it was given to Square, since it is signed with the
 * body; `accessToken` and `locationId` make pages. Signature:
 * https://developer.squareup.com/docs/webhooks/step3validate, `x-square-hmacsha256-signature`, HMAC-SHA256 of the
 * address followed by the body, in Base64. Amounts are in the currency's smallest unit.
 */
export const kind = definePaymentProvider({
  title: 'Square',
  about: 'Cards by Square’s payment links. Without an access token it only takes messages.',
  settings: z.strictObject({
    apiAddress: apiAddress('https://connect.squareup.com'),
    notificationUrl: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .meta({ description: 'The address of this webhook, as Square has it: it is signed along.' }),
    locationId: z.string().min(1).max(60).optional(),
  }),
  secrets: z.strictObject({ signatureKey: secretText, accessToken: secretText.optional() }),
  make: ({ settings: { apiAddress: address, notificationUrl, locationId }, secrets }) => {
    const { signatureKey, accessToken } = secrets;
    return {
      name: 'square',
      async read(raw, headers) {
        const signature = headers['x-square-hmacsha256-signature'];
        return isHmac(signature, 'sha256', signatureKey, [notificationUrl, raw], 'base64')
          ? noticesOf(raw, read)
          : signatureInvalid();
      },
      ...(accessToken === undefined
        ? {}
        : { refund: (wish: RefundWish) => refund(address, accessToken, wish) }),
      ...(locationId === undefined || accessToken === undefined
        ? {}
        : { openPage: (wish) => openLink(address, locationId, accessToken, wish) }),
    };
  },
});
