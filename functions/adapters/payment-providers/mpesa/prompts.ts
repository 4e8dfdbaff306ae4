import * as z from 'zod';
import { exponentOf, formatMoney } from '../../../domain/money.ts';
import { done, type Result, refuse } from '../../../domain/result.ts';
import type { HostedPage, PageWish, PaymentNotice } from '../../../ports/payment-provider.ts';
import { messageText as text } from '../../payment-messages/message.ts';
import { type Account, ask, currency, receipt, resultCode } from './daraja.ts';
import { bookedAs, inNairobi } from './nairobi.ts';
import { addressOf, givenIn, minorText } from './own-address.ts';

export const callback = z.object({
  Body: z.object({
    stkCallback: z.object({
      CheckoutRequestID: text,
      CallbackMetadata: z
        .object({ Item: z.array(z.object({ Name: z.string(), Value: z.unknown().optional() })).max(20) })
        .optional()
        .catch(undefined),
    }),
  }),
});
const pushed = z.object({ ResponseCode: z.literal('0'), CheckoutRequestID: text });
const queried = z.object({
  ResponseCode: z.literal('0'),
  CheckoutRequestID: text,
  ResultCode: resultCode,
  ResultDesc: z.string().max(300).nullish(),
});

/** What a prompt was made for; it comes back in the address of the callback, as M-Pesa repeats nothing of it. */
const asked = z.object({
  session: text.max(60),
  minor: minorText,
  subscriber: text.max(60),
  invoice: text.max(60).optional(),
});
type Asked = z.infer<typeof asked>;

function markedAs({ session, minor, subscriber, invoice }: Asked): string {
  return JSON.stringify([session, minor, subscriber, invoice ?? null]);
}

export const askedIn = (query: URLSearchParams | undefined, account: Account) =>
  givenIn(query, account, asked, markedAs);

/** The short code's password at an instant, which Daraja wants in the time of Nairobi. */
function signedIn({ shortCode, passKey }: Account, now: string) {
  const timestamp = inNairobi(now).replace(/\D/g, '').slice(0, 14);
  return {
    BusinessShortCode: shortCode,
    Password: Buffer.from(shortCode + passKey + timestamp).toString('base64'),
    Timestamp: timestamp,
  };
}

/**
 * A prompt on the payer's phone (https://developer.safaricom.co.ke/APIs/MpesaExpressSimulate); there is no page, so the
 * payer is sent straight to where the return leads. Daraja knows no key for it: while one prompt is open it refuses a
 * second to the same phone, and each is paid only by the payer's PIN.
 */
export async function prompt(account: Account, wish: PageWish, now: string): Promise<Result<HostedPage>> {
  const { sessionId, money, phone, reference, accountNumber, description, returnUrl } = wish;
  const no = (words: string) => refuse('payment-provider.refused', `mpesa ${words}`);
  const msisdn = /^\+(254[17]\d{8})$/.exec(phone ?? '')?.[1];
  if (msisdn === undefined) {
    return no('asks on a phone: give the subscriber a first phone number of Kenya, such as +254712345678.');
  }
  const unit = 10 ** exponentOf(currency);
  if (money.currency !== currency || money.minor % unit !== 0) {
    return no(`takes whole ${currency} only, not ${formatMoney(money).amount} ${money.currency}.`);
  }
  const { shortCode } = account;
  const given = {
    session: sessionId,
    minor: String(money.minor),
    subscriber: reference.subscriberId,
    ...(reference.invoiceId === undefined ? {} : { invoice: reference.invoiceId }),
  };
  const made = await ask(
    account,
    '/mpesa/stkpush/v1/processrequest',
    {
      ...signedIn(account, now),
      TransactionType: 'CustomerPayBillOnline',
      Amount: money.minor / unit,
      PartyA: msisdn,
      PartyB: shortCode,
      PhoneNumber: msisdn,
      CallBackURL: addressOf(account, given, markedAs(given)),
      // By this the pay bill number hears of it, too.
      AccountReference: /^Invoice (\S{1,12})$/.exec(description)?.[1] ?? accountNumber.slice(0, 12),
      TransactionDesc: description.slice(0, 13),
    },
    pushed,
  );
  return made.ok ? done({ url: returnUrl, providerSessionId: made.value.CheckoutRequestID }) : made;
}

/** What became of a prompt (https://developer.safaricom.co.ke/APIs/MpesaExpressQuery), paid with what it asked for. */
export async function confirm(
  account: Account,
  { CheckoutRequestID: requestId, CallbackMetadata }: z.infer<typeof callback>['Body']['stkCallback'],
  { minor, subscriber, invoice }: Asked,
  now: string,
): Promise<Result<readonly PaymentNotice[]>> {
  const json = { ...signedIn(account, now), CheckoutRequestID: requestId };
  const found = await ask(account, '/mpesa/stkpushquery/v1/query', json, queried);
  if (!found.ok) return found.refusal.code === 'payment-provider.refused' ? done([]) : found;
  const { CheckoutRequestID: about, ResultCode: code, ResultDesc: words } = found.value;
  if (about !== requestId) return done([]);
  const told = {
    noticeId: `${requestId}:${code}`,
    providerPaymentId: requestId,
    money: { minor: Number(minor), currency },
    occurredAt: now,
    reference: { subscriberId: subscriber, ...(invoice === undefined ? {} : { invoiceId: invoice }) },
  };
  if (code !== '0') return done([{ ...told, kind: 'failed', failure: words ?? 'M-Pesa gave no reason.' }]);
  const number = CallbackMetadata?.Item.find(({ Name }) => Name === 'MpesaReceiptNumber')?.Value;
  const known = receipt.safeParse(number);
  const named = known.success ? { receipt: known.data, booked: bookedAs(known.data, now) } : {};
  return done([{ ...told, kind: 'succeeded', ...named }]);
}
