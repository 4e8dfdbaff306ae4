import * as z from 'zod';
import { done, type Result } from '../../domain/result.ts';
import type { HostedPage, PageWish, PaymentNotice } from '../../ports/payment-provider.ts';
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
});
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
function read(message: unknown, now: string): readonly PaymentNotice[] {
  const { event, data } = envelope.parse(message);
  if (event === 'charge.success') {
    const { id, reference, amount, currency, paid_at, metadata } = charge.parse(data);
    return [
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
  if (event === 'refund.processed') {
    const { transaction_reference, refund_reference, amount, currency } = refund.parse(data);
    return [
      {
        noticeId: `${event}:${refund_reference}`,
        kind: 'refunded',
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
  const { sessionId, money, returnUrl, email, reference } = wish;
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
      metadata: reference,
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

/**
 * Paystack. One secret key (`sk_…`) signs its messages and opens its API. Signature:
 * https://paystack.com/docs/payments/webhooks/, `x-paystack-signature`, HMAC-SHA512 of the body in hex, without an
 * instant: a replay tells nothing new, since each payment and each refund counts once.
 */
export const kind = definePaymentProvider({
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
  }),
});
