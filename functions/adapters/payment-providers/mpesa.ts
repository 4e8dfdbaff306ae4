import * as z from 'zod';
import { exponentOf, formatMoney } from '../../domain/money.ts';
import { done, type Result, refuse } from '../../domain/result.ts';
import type { HostedPage, PageWish, PaymentNotice, RefundWish } from '../../ports/payment-provider.ts';
import { instantText, messageOf, messageText as text } from '../payment-messages/message.ts';
import { answered, callProvider } from '../payment-messages/provider-call.ts';
import { apiAddress, definePaymentProvider, secretText } from '../payment-messages/provider-kind.ts';
import { hmacOf, isHmac, signatureInvalid } from '../payment-messages/signature.ts';

const currency = 'KES';

/** Results are told as numbers or as text. */
const resultCode = z.union([z.int(), z.string().max(20)]).transform(String);
const receipt = z.string().regex(/^[A-Z0-9]{6,20}$/);
const callback = z.object({
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
const ended = z.object({
  Result: z.object({ ResultCode: resultCode, ResultDesc: z.string().max(1024).nullish() }),
});
const token = z.object({ access_token: z.string().min(1).max(4000) });
const pushed = z.object({ ResponseCode: z.literal('0'), CheckoutRequestID: text });
const taken = z.object({ ResponseCode: z.literal('0') });
const queried = z.object({
  ResponseCode: z.literal('0'),
  CheckoutRequestID: text,
  ResultCode: resultCode,
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
  /** Who may reverse payments, where somebody may. */
  readonly initiator: { readonly name: string; readonly credential: string } | undefined;
}

const minorText = z.string().regex(/^[1-9]\d{0,11}$/);

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

/** What a reversal was asked for, and which of its two ends the address is for. */
const reversal = z.object({
  refund: text.max(60),
  payment: text.max(100),
  minor: minorText,
  at: instantText,
  end: z.enum(['result', 'queue']),
});
type Reversal = z.infer<typeof reversal>;

function markedAsReversal({ refund, payment, minor, at, end }: Reversal): string {
  return JSON.stringify(['reversal', refund, payment, minor, at, end]);
}

/** An address of its own, which nobody else can make. */
function addressOf(
  { notificationUrl, callbackSecret }: Account,
  given: Readonly<Record<string, string>>,
  marked: string,
): string {
  const mark = hmacOf('sha256', callbackSecret, [marked], 'hex');
  return `${notificationUrl}?${new URLSearchParams({ ...given, mark })}`;
}

/** What was asked for, where the address is one that this house gave away. */
function givenIn<T>(
  query: URLSearchParams | undefined,
  callbackSecret: string,
  shape: z.ZodType<T>,
  marked: (given: T) => string,
): T | undefined {
  const given = shape.safeParse(Object.fromEntries(query ?? []));
  if (!given.success) return undefined;
  const mark = query?.get('mark') ?? undefined;
  return isHmac(mark, 'sha256', callbackSecret, [marked(given.data)], 'hex') ? given.data : undefined;
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
  const named = CallbackMetadata?.Item.find(({ Name }) => Name === 'MpesaReceiptNumber')?.Value;
  const known = receipt.safeParse(named);
  return done([{ ...told, kind: 'succeeded', ...(known.success ? { receipt: known.data } : {}) }]);
}

/**
 * Asks for a reversal (https://developer.safaricom.co.ke/APIs/Reversal), of which M-Pesa tells the end later. Daraja knows
 * no key for it, and needs none: it reverses a payment whole, and once.
 */
async function reverse(
  account: Account & { readonly initiator: NonNullable<Account['initiator']> },
  { key, providerPaymentId, receipt: of, paid, money, reason }: RefundWish,
  now: string,
): Promise<Result<readonly PaymentNotice[]>> {
  const no = (words: string) => refuse('payment-provider.refused', `mpesa ${words}`);
  if (of === undefined) {
    return no('told no receipt number of this payment, without which it reverses nothing: reverse it there.');
  }
  if (money.minor !== paid.minor || money.currency !== paid.currency) {
    return no(`sends a payment back whole: refund ${formatMoney(paid).amount} ${paid.currency}.`);
  }
  const { shortCode, initiator } = account;
  const given = { refund: key, payment: providerPaymentId, minor: String(money.minor), at: now };
  const address = (end: Reversal['end']) =>
    addressOf(account, { ...given, end }, markedAsReversal({ ...given, end }));
  const made = await ask(
    account,
    '/mpesa/reversal/v1/request',
    {
      Initiator: initiator.name,
      SecurityCredential: initiator.credential,
      CommandID: 'TransactionReversal',
      TransactionID: of,
      Amount: String(money.minor / 10 ** exponentOf(currency)),
      ReceiverParty: shortCode,
      // As Daraja spells it.
      RecieverIdentifierType: '11',
      ResultURL: address('result'),
      QueueTimeOutURL: address('queue'),
      Remarks: (reason === undefined ? 'Refund' : `Refund: ${reason}`).slice(0, 100),
    },
    taken,
  );
  return made.ok ? done([]) : made;
}

const reversed = '0';
const reversedBefore = 'R000001';

/**
 * What became of a reversal. No question about it is answered but to another such address, so it is believed by its
 * address. Each request is one of its own: one that is refused says nothing of another that went through.
 */
function endOf(
  raw: Uint8Array,
  { refund, payment, minor, at, end }: Reversal,
  now: string,
): Result<readonly PaymentNotice[]> {
  const refundId = `${refund}@${at}`;
  const told = {
    providerPaymentId: payment,
    money: { minor: Number(minor), currency },
    occurredAt: now,
    reference: {},
  };
  // Were it carried out all the same, its result would count: this failure is another than that of the result.
  if (end === 'queue') {
    const id = `${refundId}:queue`;
    const failure =
      'M-Pesa did not get to it in time; see whether the payment was reversed, and refund again.';
    return done([{ ...told, kind: 'refund-failed', noticeId: id, refundId: id, failure }]);
  }
  const message = messageOf(raw, ended);
  if (!message.ok) return message;
  const { ResultCode: code, ResultDesc: words } = message.value.Result;
  const noticeId = `${refundId}:${code}`;
  return code === reversed || code === reversedBefore
    ? done([{ ...told, kind: 'refunded', noticeId, refundId }])
    : done([
        { ...told, kind: 'refund-failed', noticeId, refundId, failure: words ?? 'M-Pesa gave no reason.' },
      ]);
}

/**
 * M-Pesa of Safaricom (Daraja): a prompt on the payer's phone. Its callbacks bear no signature. So each prompt is given
 * an address of its own, `notificationUrl` with what was asked for and an HMAC of that by `callbackSecret`, and whether it
 * was paid is asked for before anything counts: of what the callback says only the prompt's id is read, and the receipt
 * number, which M-Pesa tells nowhere else and by which it reverses a payment.
 */
export const kind = definePaymentProvider({
  title: 'M-Pesa',
  about:
    'Asks on the payer’s phone. Its callbacks are not signed, so M-Pesa is asked again before a payment counts. Refunds by reversal, where an initiator is set.',
  settings: z.strictObject({
    apiAddress: apiAddress('https://api.safaricom.co.ke'),
    shortCode: z.string().regex(/^\d{5,7}$/, 'must be the pay bill number, five to seven digits'),
    consumerKey: z.string().regex(/^\w{8,200}$/, 'must be the consumer key of the app'),
    notificationUrl: z
      .url({ protocol: /^https$/ })
      .max(300)
      .meta({ description: 'The public address of this webhook.' }),
    initiatorName: z
      .string()
      .regex(/^[\w.-]{1,60}$/, 'must be the name of the API user')
      .optional()
      .meta({
        description: 'Of the API user with the role Org Reversals Initiator; payments are refunded by it.',
      }),
  }),
  secrets: z.strictObject({
    consumerSecret: secretText,
    passKey: secretText,
    callbackSecret: secretText
      .min(32)
      .meta({ description: 'At least 32 characters of chance, made up here.' }),
    securityCredential: secretText.optional().meta({
      description:
        'The password of the API user, encrypted with M-Pesa’s certificate as the portal of Daraja does.',
    }),
  }),
  make({ settings: { apiAddress: address, initiatorName: name, ...settings }, secrets }) {
    const { securityCredential: credential, ...keys } = secrets;
    const initiator = name === undefined || credential === undefined ? undefined : { name, credential };
    const account: Account = { address, ...settings, ...keys, initiator };
    return {
      name: 'mpesa',
      async read(raw, _headers, now, query) {
        const { callbackSecret } = account;
        const sentBack = givenIn(query, callbackSecret, reversal, markedAsReversal);
        if (sentBack !== undefined) return endOf(raw, sentBack, now);
        const given = givenIn(query, callbackSecret, asked, markedAs);
        if (given === undefined) return signatureInvalid();
        const message = messageOf(raw, callback);
        return message.ok ? confirm(account, message.value.Body.stkCallback, given, now) : message;
      },
      openPage: (wish, now) => prompt(account, wish, now),
      ...(initiator === undefined
        ? {}
        : { refund: (wish: RefundWish, now: string) => reverse({ ...account, initiator }, wish, now) }),
    };
  },
});
