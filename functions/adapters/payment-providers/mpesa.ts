import * as z from 'zod';
import { exponentOf, formatMoney } from '../../domain/money.ts';
import { done, type Result, refuse } from '../../domain/result.ts';
import type { HostedPage, PageWish, PaymentNotice } from '../../ports/payment-provider.ts';
import { messageOf, messageText as text } from '../payment-messages/message.ts';
import { answered, callProvider } from '../payment-messages/provider-call.ts';
import { apiAddress, definePaymentProvider, secretText } from '../payment-messages/provider-kind.ts';
import { hmacOf, isHmac, signatureInvalid } from '../payment-messages/signature.ts';

const currency = 'KES';

const callback = z.object({ Body: z.object({ stkCallback: z.object({ CheckoutRequestID: text }) }) });
const token = z.object({ access_token: z.string().min(1).max(4000) });
const pushed = z.object({ ResponseCode: z.literal('0'), CheckoutRequestID: text });
const queried = z.object({
  ResponseCode: z.literal('0'),
  CheckoutRequestID: text,
  ResultCode: z.union([z.int(), z.string().max(20)]).transform(String),
  ResultDesc: z.string().max(300).nullish(),
});
const trouble = z.object({ errorMessage: z.string().nullish(), ResponseDescription: z.string().nullish() });

function wordsOf(body: unknown): string | undefined {
  const told = trouble.safeParse(body).data;
  return told?.errorMessage ?? told?.ResponseDescription ?? undefined;
}

/** A pay bill number of Safaricom, and an app that speaks for it. */
interface Account {
  readonly address: string;
  readonly shortCode: string;
  readonly notificationUrl: string;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly passKey: string;
  readonly callbackSecret: string;
}

/** What a prompt was made for; it comes back in the address of the callback, as M-Pesa repeats nothing of it. */
const asked = z.object({
  session: text.max(60),
  minor: z.string().regex(/^[1-9]\d{0,11}$/),
  subscriber: text.max(60),
  invoice: text.max(60).optional(),
});
type Asked = z.infer<typeof asked>;

function markOf({ session, minor, subscriber, invoice }: Asked): string {
  return JSON.stringify([session, minor, subscriber, invoice ?? null]);
}

function callbackUrl({ notificationUrl, callbackSecret }: Account, given: Asked): string {
  const mark = hmacOf('sha256', callbackSecret, [markOf(given)], 'hex');
  const { invoice, ...rest } = given;
  const named = { ...rest, ...(invoice === undefined ? {} : { invoice }), mark };
  return `${notificationUrl}?${new URLSearchParams(named)}`;
}

/** What was asked for, where the address is one that this house gave away. */
function askedIn(query: URLSearchParams | undefined, callbackSecret: string): Asked | undefined {
  const given = asked.safeParse(Object.fromEntries(query ?? []));
  if (!given.success) return undefined;
  const mark = query?.get('mark') ?? undefined;
  return isHmac(mark, 'sha256', callbackSecret, [markOf(given.data)], 'hex') ? given.data : undefined;
}

async function ask<S extends z.ZodType>(
  account: Account,
  path: string,
  json: object,
  shape: S,
): Promise<Result<z.infer<S>>> {
  const { address, consumerKey, consumerSecret } = account;
  const basic = Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64');
  const opened = await callProvider({
    provider: 'mpesa',
    method: 'GET',
    url: `${address}/oauth/v1/generate?grant_type=client_credentials`,
    headers: { authorization: `Basic ${basic}` },
  });
  if (!opened.ok) return opened;
  const read = answered('mpesa', opened.value, token, wordsOf);
  if (!read.ok) return read;
  const answer = await callProvider({
    provider: 'mpesa',
    method: 'POST',
    url: `${address}${path}`,
    headers: { authorization: `Bearer ${read.value.access_token}` },
    json,
  });
  return answer.ok ? answered('mpesa', answer.value, shape, wordsOf) : answer;
}

/** The short code's password at an instant, which Daraja wants in the time of Nairobi (UTC+3, all year). */
function signedIn({ shortCode, passKey }: Account, now: string) {
  const nairobi = new Date(Date.parse(now) + 3 * 3_600_000).toISOString();
  const timestamp = nairobi.replace(/\D/g, '').slice(0, 14);
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
async function prompt(account: Account, wish: PageWish, now: string): Promise<Result<HostedPage>> {
  const { sessionId, money, phone, reference, description, returnUrl } = wish;
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
      CallBackURL: callbackUrl(account, {
        session: sessionId,
        minor: String(money.minor),
        subscriber: reference.subscriberId,
        ...(reference.invoiceId === undefined ? {} : { invoice: reference.invoiceId }),
      }),
      AccountReference: description.replace(/^Invoice /, '').slice(0, 12),
      TransactionDesc: description.slice(0, 13),
    },
    pushed,
  );
  return made.ok ? done({ url: returnUrl, providerSessionId: made.value.CheckoutRequestID }) : made;
}

/** What became of a prompt (https://developer.safaricom.co.ke/APIs/MpesaExpressQuery), paid with what it asked for. */
async function confirm(
  account: Account,
  requestId: string,
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
  return code === '0'
    ? done([{ ...told, kind: 'succeeded' }])
    : done([{ ...told, kind: 'failed', failure: words ?? 'M-Pesa gave no reason.' }]);
}

/**
 * M-Pesa of Safaricom (Daraja): a prompt on the payer's phone. Its callbacks bear no signature. So each prompt is given
 * an address of its own, `notificationUrl` with what was asked for and an HMAC of that by `callbackSecret`, and whether it
 * was paid is asked for before anything counts: of what the callback says only the prompt's id is read.
 */
export const kind = definePaymentProvider({
  title: 'M-Pesa',
  about:
    'Asks on the payer’s phone. Its callbacks are not signed, so M-Pesa is asked again before a payment counts.',
  settings: z.strictObject({
    apiAddress: apiAddress('https://api.safaricom.co.ke'),
    shortCode: z.string().regex(/^\d{5,7}$/, 'must be the pay bill number, five to seven digits'),
    consumerKey: z.string().regex(/^\w{8,200}$/, 'must be the consumer key of the app'),
    notificationUrl: z
      .url({ protocol: /^https$/ })
      .max(300)
      .meta({ description: 'The public address of this webhook.' }),
  }),
  secrets: z.strictObject({
    consumerSecret: secretText,
    passKey: secretText,
    callbackSecret: secretText
      .min(32)
      .meta({ description: 'At least 32 characters of chance, made up here.' }),
  }),
  make({ settings: { apiAddress: address, ...settings }, secrets }) {
    const account: Account = { address, ...settings, ...secrets };
    return {
      name: 'mpesa',
      async read(raw, _headers, now, query) {
        const given = askedIn(query, account.callbackSecret);
        if (given === undefined) return signatureInvalid();
        const message = messageOf(raw, callback);
        return message.ok
          ? confirm(account, message.value.Body.stkCallback.CheckoutRequestID, given, now)
          : message;
      },
      openPage: (wish, now) => prompt(account, wish, now),
    };
  },
});
