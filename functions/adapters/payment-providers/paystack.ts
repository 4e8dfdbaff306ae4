import * as z from 'zod';
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
} from '../../ports/payment-provider.ts';
import {
  amountIn,
  currencyText,
  instantText,
  messageText,
  minorUnits,
  moneyIn,
  noticesOf,
  referenceMetadata,
} from '../payment-messages/message.ts';
import { answered, callProvider } from '../payment-messages/provider-call.ts';
import { apiAddress, definePaymentProvider, secretText } from '../payment-messages/provider-kind.ts';
import { isHmac, signatureInvalid } from '../payment-messages/signature.ts';

/** Paystack counts every currency in hundredths, also those without them (https://paystack.com/docs/api/#supported-currency). */
const decimals = 2;

const envelope = z.object({ event: z.string(), data: z.unknown() });
const charge = z.object({
  id: z.union([z.int(), messageText]),
  reference: messageText,
  amount: minorUnits,
  currency: currencyText,
  paid_at: instantText,
  metadata: referenceMetadata,
  customer: z.object({ email: messageText }).nullish().catch(undefined),
  authorization: z
    .object({
      authorization_code: messageText,
      reusable: z.boolean(),
      channel: z.string().max(40).nullish(),
      brand: z.string().max(40).nullish(),
      bank: z.string().max(60).nullish(),
      last4: z.string().max(4).nullish(),
      exp_month: z
        .string()
        .regex(/^\d{1,2}$/)
        .nullish(),
      exp_year: z
        .string()
        .regex(/^\d{4}$/)
        .nullish(),
    })
    .nullish()
    .catch(undefined),
});
/** Set on a transaction whose payer wants the method kept. */
const keeps = z.object({ metadata: z.object({ saveMethod: z.literal('yes') }) });
const refund = z.object({
  transaction_reference: messageText,
  refund_reference: messageText,
  amount: z.coerce.number().pipe(minorUnits),
  currency: currencyText,
});

const dispute = z.object({
  id: z.union([z.int(), messageText]).transform(String),
  resolution: z.string().nullish(),
  category: z.string().max(200).nullish(),
  transaction: z.object({ reference: messageText, amount: minorUnits, currency: currencyText }),
});
const disputeEvents = ['charge.dispute.create', 'charge.dispute.remind', 'charge.dispute.resolve'];

/** A dispute is resolved when the merchant accepted it, which gives the money back, or declined it with success. */
function readDispute(event: string, data: unknown, now: string): readonly PaymentNotice[] {
  const { id, resolution, category, transaction } = dispute.parse(data);
  const resolved = event === 'charge.dispute.resolve';
  const state = resolved ? (resolution === 'merchant-accepted' ? 'lost' : 'won') : 'open';
  return [
    {
      noticeId: `${event}:${id}`,
      kind: 'disputed',
      providerPaymentId: transaction.reference,
      money: moneyIn(transaction.amount, transaction.currency, decimals),
      occurredAt: now,
      reference: {},
      dispute: { id, state, reason: category ?? 'Paystack gave no reason.' },
    },
  ];
}

/** Paystack tells of each refund for itself, and of no instant in it: it counts when it arrives. */
function read(message: unknown, now: string): readonly ProviderNotice[] {
  const { event, data } = envelope.parse(message);
  if (event === 'charge.success') {
    const told = charge.parse(data);
    const { id, reference, amount, currency, paid_at, metadata } = told;
    return [
      ...(keeps.safeParse(data).success ? savedBy(told) : []),
      {
        noticeId: `${event}:${id}`,
        kind: 'succeeded',
        providerPaymentId: reference,
        money: moneyIn(amount, currency, decimals),
        occurredAt: paid_at,
        reference: metadata,
      },
    ];
  }
  if (disputeEvents.includes(event)) return readDispute(event, data, now);
  if (event === 'refund.processed' || event === 'refund.failed') {
    const { transaction_reference, refund_reference, amount, currency } = refund.parse(data);
    const failed = { kind: 'refund-failed' as const, failure: 'Paystack could not send it.' };
    return [
      {
        noticeId: `${event}:${refund_reference}`,
        ...(event === 'refund.processed' ? { kind: 'refunded' as const } : failed),
        providerPaymentId: transaction_reference,
        refundId: refund_reference,
        money: moneyIn(amount, currency, decimals),
        occurredAt: now,
        reference: {},
      },
    ];
  }
  return [];
}

/** The authorization with which was paid, where Paystack may charge it again (https://paystack.com/docs/payments/recurring-charges/). */
function savedBy({ id, authorization, customer, metadata }: z.infer<typeof charge>): readonly MethodNotice[] {
  if (authorization?.reusable !== true || customer == null || metadata.subscriberId === undefined) return [];
  const { authorization_code: token, channel, brand, bank, last4, exp_month, exp_year } = authorization;
  const isCard = channel === 'card';
  const name = (isCard ? brand : bank) ?? channel ?? 'Paystack';
  return [
    {
      noticeId: `charge.success:${id}:authorization`,
      kind: 'method-saved',
      method: {
        token,
        // Paystack charges an authorization of the payer whose address it was made with.
        customer: customer.email,
        kind: isCard ? 'card' : 'bank-account',
        label: last4 == null ? name.trim() : `${name.trim()} •••• ${last4}`,
        ...(exp_month == null || exp_year == null
          ? {}
          : { expires: `${exp_year}-${exp_month.padStart(2, '0')}` }),
      },
      reference: { subscriberId: metadata.subscriberId },
    },
  ];
}

const initialized = z.object({
  status: z.literal(true),
  data: z.object({ authorization_url: z.url({ protocol: /^https?$/ }).max(4000), reference: messageText }),
});
const trouble = z.object({ message: z.string() });
const mostAttempts = 5;

/**
 * A transaction that the payer completes on Paystack's page (https://paystack.com/docs/api/transaction/#initialize). A
 * reference that was used before belongs to a page that nobody was given, as its answer was lost: a new one follows.
 */
async function openPage(
  address: string,
  secretKey: string,
  wish: PageWish,
  attempt = 1,
): Promise<Result<HostedPage>> {
  const { sessionId, money, returnUrl, email, reference, savesMethod } = wish;
  const answer = await callProvider({
    provider: 'paystack',
    method: 'POST',
    url: `${address}/transaction/initialize`,
    headers: { authorization: `Bearer ${secretKey}` },
    json: {
      // Paystack takes no payer without an address for the receipt.
      email: email ?? `${reference.subscriberId}@no-mail.invalid`,
      amount: String(amountIn(money, decimals)),
      currency: money.currency,
      reference: (attempt === 1 ? sessionId : `${sessionId}-${attempt}`).replaceAll('_', '-'),
      callback_url: returnUrl,
      metadata: savesMethod === true ? { ...reference, saveMethod: 'yes' } : reference,
    },
  });
  if (!answer.ok) return answer;
  const words = trouble.safeParse(answer.value.body).data?.message;
  if (answer.value.status === 400 && /duplicate/i.test(words ?? '') && attempt < mostAttempts) {
    return openPage(address, secretKey, wish, attempt + 1);
  }
  const made = answered('paystack', answer.value, initialized, () => words);
  if (!made.ok) return made;
  const { authorization_url: url, reference: providerSessionId } = made.value.data;
  return done({ url, providerSessionId });
}

const charged = z.object({
  status: z.literal(true),
  data: z.object({
    status: z.string(),
    reference: messageText,
    gateway_response: z.string().max(300).nullish(),
  }),
});
const wordsOf = (body: unknown) => trouble.safeParse(body).data?.message;

/**
 * A charge of an authorization (https://paystack.com/docs/api/transaction/#charge-authorization). Its reference is taken
 * once: when it was used before, what became of it is read.
 */
async function chargeAuthorization(
  address: string,
  secretKey: string,
  wish: ChargeWish,
): Promise<Result<ChargeOutcome>> {
  const { key, method, money, reference: to, email } = wish;
  const reference = key.replaceAll('_', '-');
  const call = { provider: 'paystack', headers: { authorization: `Bearer ${secretKey}` } };
  const answer = await callProvider({
    ...call,
    method: 'POST',
    url: `${address}/transaction/charge_authorization`,
    json: {
      email: method.customer ?? email ?? `${to.subscriberId}@no-mail.invalid`,
      amount: String(amountIn(money, decimals)),
      currency: money.currency,
      authorization_code: method.token,
      reference,
      metadata: to,
    },
  });
  if (!answer.ok) return answer;
  const isKnown = answer.value.status === 400 && /duplicate/i.test(wordsOf(answer.value.body) ?? '');
  const made = isKnown
    ? await callProvider({ ...call, method: 'GET', url: `${address}/transaction/verify/${reference}` })
    : answer;
  if (!made.ok) return made;
  const read = answered('paystack', made.value, charged, wordsOf);
  if (!read.ok) return read;
  const { status, gateway_response: reason } = read.value.data;
  if (status === 'success') return done({ outcome: 'succeeded', providerPaymentId: reference });
  // Anything else is still on its way, and a message tells of its end.
  if (status !== 'failed' && status !== 'reversed' && status !== 'abandoned') {
    return done({ outcome: 'accepted', providerPaymentId: reference });
  }
  return done({
    outcome: 'declined',
    reason: reason ?? 'Paystack gave no reason.',
    isFinal: false,
    providerPaymentId: reference,
  });
}

const refundMade = z.object({
  status: z.literal(true),
  data: z.object({ id: z.union([z.int(), messageText]) }),
});
const refundsMade = z.object({
  data: z.array(z.object({ id: z.union([z.int(), messageText]), merchant_note: z.string().nullish() })),
});

/**
 * A refund (https://paystack.com/docs/api/refund/#create), of which a message tells when it is carried out. Paystack knows
 * no key for it, so the key stands in the merchant's note, and one that has it already is not made again.
 */
async function refundTransaction(
  address: string,
  secretKey: string,
  { key, providerPaymentId, money }: RefundWish,
): Promise<Result<readonly PaymentNotice[]>> {
  const call = { provider: 'paystack', headers: { authorization: `Bearer ${secretKey}` } };
  const url = `${address}/refund`;
  const before = await callProvider({
    ...call,
    method: 'GET',
    url: `${url}?reference=${encodeURIComponent(providerPaymentId)}&currency=${money.currency}`,
  });
  if (!before.ok) return before;
  const known = answered('paystack', before.value, refundsMade, wordsOf);
  if (!known.ok) return known;
  if (known.value.data.some(({ merchant_note: note }) => note === key)) return done([]);
  const answer = await callProvider({
    ...call,
    method: 'POST',
    url,
    json: {
      transaction: providerPaymentId,
      amount: amountIn(money, decimals),
      currency: money.currency,
      merchant_note: key,
    },
  });
  if (!answer.ok) return answer;
  const made = answered('paystack', answer.value, refundMade, wordsOf);
  return made.ok ? done([]) : made;
}

/**
 * Paystack. One secret key (`sk_…`) signs its messages and opens its API. Signature:
 * https://paystack.com/docs/payments/webhooks/, `x-paystack-signature`, HMAC-SHA512 of the body in hex, without an
 * instant: a replay tells nothing new, since each payment and each refund counts once.
 */
export const kind = definePaymentProvider({
  title: 'Paystack',
  about: 'Cards, banks and mobile money in Africa on Paystack’s page; a method is saved with a payment.',
  settings: z.strictObject({ apiAddress: apiAddress('https://api.paystack.co') }),
  secrets: z.strictObject({ secretKey: secretText }),
  make: ({ settings, secrets: { secretKey } }) => ({
    name: 'paystack',
    async read(raw, headers, now) {
      return isHmac(headers['x-paystack-signature'], 'sha512', secretKey, [raw], 'hex')
        ? noticesOf(raw, (message) => read(message, now))
        : signatureInvalid();
    },
    openPage: (wish) => openPage(settings.apiAddress, secretKey, wish),
    charge: (wish) => chargeAuthorization(settings.apiAddress, secretKey, wish),
    refund: (wish) => refundTransaction(settings.apiAddress, secretKey, wish),
  }),
});
