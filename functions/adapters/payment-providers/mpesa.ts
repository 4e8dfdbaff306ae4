import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { ProviderRegistration } from '../../contracts/payment-provider.ts';
import { exponentOf, formatMoney } from '../../domain/money.ts';
import { done, type Result, refuse } from '../../domain/result.ts';
import type {
  AnnouncedPayment,
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
  messageText as text,
} from '../payment-messages/message.ts';
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
const amount = z.union([z.number(), z.string().max(20)]);
const partOfName = z.string().max(100).nullish();
/** Of the message that somebody pays, or paid, to the pay bill number; what else it says is not read. */
const paidIn = z.object({
  TransID: receipt,
  TransTime: z.union([z.int(), z.string().max(20)]).optional(),
  TransAmount: amount,
  BillRefNumber: z.string().max(200).nullish(),
  FirstName: partOfName,
  MiddleName: partOfName,
  LastName: partOfName,
});
const status = z.object({
  Result: z.object({
    ResultCode: resultCode,
    ResultDesc: z.string().max(1024).nullish(),
    ResultParameters: z
      .object({
        ResultParameter: z.array(z.object({ Key: z.string(), Value: z.unknown().optional() })).max(40),
      })
      .nullish()
      .catch(undefined),
  }),
});
const token = z.object({ access_token: z.string().min(1).max(4000) });
const pushed = z.object({ ResponseCode: z.literal('0'), CheckoutRequestID: text });
const taken = z.object({ ResponseCode: z.literal('0'), ResponseDescription: z.string().max(300).optional() });
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
  readonly unknownAccounts: 'accept' | 'refuse';
  /** Who may reverse payments and ask about them, where somebody may. */
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

/** What is told of payments to the pay bill number: before one is taken, and when it was made. */
const hearing = z.object({ of: z.string().regex(/^\d{5,7}$/), end: z.enum(['validation', 'confirmation']) });
type Hearing = z.infer<typeof hearing>;

function markedAsHearing({ of, end }: Hearing): string {
  return JSON.stringify(['c2b', of, end]);
}

/**
 * What M-Pesa was asked about: a payment by its receipt, and how much it is said to be and since when. The receipt is written as hexadecimal:
 * some of its letters might be a word for which Daraja takes no address.
 */
const question = z.object({
  receipt: z.string().regex(/^([0-9a-f]{2}){6,20}$/),
  minor: minorText,
  at: instantText,
  end: z.enum(['status', 'status-queue']),
});
type Question = z.infer<typeof question>;

function markedAsQuestion({ receipt: of, minor, at, end }: Question): string {
  return JSON.stringify(['status', of, minor, at, end]);
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
  answersBy?: RegExp,
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
    ...(answersBy === undefined ? {} : { answersBy }),
  });
  return answer.ok ? answered('mpesa', answer.value, shape, wordsOf) : answer;
}

/** What the clocks of Nairobi show (UTC+3, all year). */
function inNairobi(at: string): string {
  return new Date(Date.parse(at) + 3 * 3_600_000).toISOString();
}

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
async function prompt(account: Account, wish: PageWish, now: string): Promise<Result<HostedPage>> {
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
  const number = CallbackMetadata?.Item.find(({ Name }) => Name === 'MpesaReceiptNumber')?.Value;
  const known = receipt.safeParse(number);
  const named = known.success ? { receipt: known.data, booked: bookedAs(known.data, now) } : {};
  return done([{ ...told, kind: 'succeeded', ...named }]);
}

/**
 * Asks for a reversal (https://developer.safaricom.co.ke/APIs/Reversal), of which M-Pesa tells the end later. Daraja knows
 * no key for it, and needs none: it reverses a payment whole, and once.
 */
async function reverse(
  account: Account & { readonly initiator: NonNullable<Account['initiator']> },
  { key, providerPaymentId, receipt: told, paid, money, reason }: RefundWish,
  now: string,
): Promise<Result<readonly PaymentNotice[]>> {
  const no = (words: string) => refuse('payment-provider.refused', `mpesa ${words}`);
  // What was paid to the pay bill number is known by its receipt.
  const of = told ?? receipt.safeParse(providerPaymentId).data;
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

/** An instant as M-Pesa writes it, in the time of Nairobi. */
function instantIn(value: unknown): string | undefined {
  const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(String(value));
  if (digits === null) return undefined;
  const [, year, month, day, hour, minute, second] = digits;
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+03:00`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** The statement of the pay bill number names a payment by its receipt, on the day of Nairobi. */
function bookedAs(reference: string, at: string): NonNullable<PaymentNotice['booked']> {
  return { reference, on: inNairobi(at).slice(0, 10) };
}

function moneyOf(value: unknown): PaymentNotice['money'] | undefined {
  return majorMoney.safeParse({ amount: value, currency }).data;
}

const accepted = { ResultCode: '0', ResultDesc: 'Accepted' };
const accountUnknown = { ResultCode: 'C2B00012', ResultDesc: 'Rejected' };

/**
 * What M-Pesa says of payments to the pay bill number (https://developer.safaricom.co.ke/APIs/CustomerToBusiness). It bears
 * no signature: who paid for which account is believed by the address, whether and how much is asked for.
 */
function heard(
  raw: Uint8Array,
  { end }: Hearing,
  { unknownAccounts }: Account,
  now: string,
): Result<readonly ProviderNotice[]> {
  const message = messageOf(raw, paidIn);
  if (!message.ok) return message;
  const { TransID, TransTime, TransAmount, BillRefNumber, FirstName, MiddleName, LastName } = message.value;
  const said = BillRefNumber ?? '';
  if (end === 'validation') {
    const unknown = unknownAccounts === 'refuse' ? accountUnknown : accepted;
    return done([{ kind: 'enquiry', text: said, answers: { known: accepted, unknown } }]);
  }
  const money = moneyOf(TransAmount);
  if (money === undefined) return malformed();
  const names = [FirstName, MiddleName, LastName].filter(Boolean).join(' ');
  const paidAt = instantIn(TransTime) ?? now;
  return done([
    {
      kind: 'announced',
      noticeId: `${TransID}:announced`,
      providerPaymentId: TransID,
      money,
      occurredAt: paidAt,
      reference: {},
      booked: bookedAs(TransID, paidAt),
      said: { text: said, name: names === '' ? undefined : names },
    },
  ]);
}

/**
 * Asks whether a payment was made (https://developer.safaricom.co.ke/APIs/TransactionStatus), which M-Pesa tells later, at an
 * address that is made for the question.
 */
async function inquire(
  account: Account,
  { providerPaymentId, money, at }: AnnouncedPayment,
): Promise<Result<void>> {
  const { shortCode, initiator } = account;
  if (initiator === undefined) return noInitiator();
  const hex = Buffer.from(providerPaymentId).toString('hex');
  const given = { receipt: hex, minor: String(money.minor), at };
  const address = (end: Question['end']) =>
    addressOf(account, { ...given, end }, markedAsQuestion({ ...given, end }));
  const made = await ask(
    account,
    '/mpesa/transactionstatus/v1/query',
    {
      Initiator: initiator.name,
      SecurityCredential: initiator.credential,
      CommandID: 'TransactionStatusQuery',
      TransactionID: providerPaymentId,
      PartyA: shortCode,
      IdentifierType: '4',
      ResultURL: address('status'),
      QueueTimeOutURL: address('status-queue'),
      Remarks: 'Confirmation',
    },
    taken,
  );
  return made.ok ? done(undefined) : made;
}

const endedWithout = /^(cancelled|declined|expired)$/i;

/** What M-Pesa says when it was asked about a payment. Only one that was completed, to this number and of that amount, counts. */
function statusOf(
  raw: Uint8Array,
  { receipt: hex, minor, at, end }: Question,
  { shortCode }: Account,
): Result<readonly PaymentNotice[]> {
  const of = Buffer.from(hex, 'hex').toString('latin1');
  const told = {
    providerPaymentId: of,
    money: { minor: Number(minor), currency },
    occurredAt: at,
    reference: {},
  };
  const doubt = (failure: string) =>
    done([{ ...told, kind: 'unconfirmed' as const, noticeId: `${of}:unconfirmed`, failure }]);
  if (end === 'status-queue') return doubt('M-Pesa did not get to the question in time; it is asked again.');
  const message = messageOf(raw, status);
  if (!message.ok) return message;
  const { ResultCode: code, ResultDesc: words, ResultParameters: parameters } = message.value.Result;
  if (code !== '0') return doubt(`M-Pesa says: ${words ?? `result ${code}`}`);
  const value = (key: string) => parameters?.ResultParameter.find(({ Key }) => Key === key)?.Value;
  const stands = String(value('TransactionStatus'));
  if (endedWithout.test(stands)) {
    return done([
      { ...told, kind: 'failed', noticeId: `${of}:${stands}`, failure: `M-Pesa says: ${stands}.` },
    ]);
  }
  if (!/^completed$/i.test(stands)) return doubt(`M-Pesa says that it is not completed yet (${stands}).`);
  const to = String(value('CreditPartyName'));
  if (value('ReceiptNo') !== of || /^\s*(\d+)\b/.exec(to)?.[1] !== shortCode) {
    return doubt('M-Pesa knows it as a payment to somebody else.');
  }
  if (moneyOf(value('Amount'))?.minor !== told.money.minor) {
    return doubt('M-Pesa knows it with another amount.');
  }
  return done([{ ...told, kind: 'succeeded', noticeId: `${of}:0`, booked: bookedAs(of, at) }]);
}

function noInitiator() {
  return refuse(
    'payment-provider.settings-unfit',
    'M-Pesa signs nothing, so it is asked about each payment by an API user: set initiatorName, with the role Transaction Status query ORG API, and securityCredential.',
    '/settings/initiatorName',
  );
}

/** Daraja takes no address with such words in it, in whatever case. */
const unwelcome = /m-?pesa|safaricom|exe|cmd|sql|query/i;
const registeredBefore = /already registered/i;

function hearingAddresses(account: Account): readonly [validation: string, confirmation: string] {
  const address = (end: Hearing['end']) => {
    const given = { of: account.shortCode, end };
    return addressOf(account, given, markedAsHearing(given));
  };
  return [address('validation'), address('confirmation')];
}

/**
 * Has M-Pesa tell of payments to the pay bill number. In production it takes addresses once, and says of each later attempt
 * only that it has some. Should this house not answer whether it takes a payment, the payment is taken.
 */
async function register(account: Account): Promise<Result<ProviderRegistration>> {
  const { shortCode, notificationUrl, initiator } = account;
  if (initiator === undefined) return noInitiator();
  const word = unwelcome.exec(notificationUrl)?.[0];
  if (word !== undefined) {
    return refuse(
      'payment-provider.settings-unfit',
      `Daraja takes no address with “${word}” in it: set the one that is shown as the webhook’s address here.`,
      '/settings/notificationUrl',
    );
  }
  const [ValidationURL, ConfirmationURL] = hearingAddresses(account);
  const made = await ask(
    account,
    '/mpesa/c2b/v2/registerurl',
    { ShortCode: shortCode, ResponseType: 'Completed', ConfirmationURL, ValidationURL },
    taken,
    registeredBefore,
  );
  if (made.ok) return done({ outcome: 'registered', answer: made.value.ResponseDescription ?? 'Success' });
  return registeredBefore.test(made.refusal.message)
    ? done({ outcome: 'registered-before', answer: made.refusal.message })
    : made;
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
    'Asks on the payer’s phone, and hears of what is paid to the pay bill number. Its callbacks are not signed, so M-Pesa is asked again before a payment counts. Payments to the number are heard of, and refunds made by reversal, where an initiator is set.',
  webhookName: 'paybill',
  isRegistered: true,
  settings: z.strictObject({
    apiAddress: apiAddress('https://api.safaricom.co.ke'),
    shortCode: z.string().regex(/^\d{5,7}$/, 'must be the pay bill number, five to seven digits'),
    consumerKey: z.string().regex(/^\w{8,200}$/, 'must be the consumer key of the app'),
    notificationUrl: z
      .url({ protocol: /^https$/ })
      .max(300)
      .meta({ description: 'The public address of this webhook, as it is shown here.' }),
    initiatorName: z
      .string()
      .regex(/^[\w.-]{1,60}$/, 'must be the name of the API user')
      .optional()
      .meta({
        description:
          'Of the API user by which M-Pesa is asked about payments (role Transaction Status query ORG API) and refunds them (Org Reversals Initiator).',
      }),
    unknownAccounts: z.enum(['accept', 'refuse']).default('accept').meta({
      description:
        'Whether M-Pesa takes what is paid for an account that is unknown here. It waits for staff; where M-Pesa has external validation switched on for the number, it can be refused instead.',
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
      thanks: accepted,
      transfers: { number: account.shortCode, currency },
      registering: {
        key: createHash('sha256')
          .update(JSON.stringify(hearingAddresses(account)))
          .digest('hex'),
        ask: () => register(account),
      },
      confirm: (announced) => inquire(account, announced),
      async read(raw, _headers, now, query) {
        const { callbackSecret } = account;
        const told = givenIn(query, callbackSecret, hearing, markedAsHearing);
        if (told !== undefined) return heard(raw, told, account, now);
        const questioned = givenIn(query, callbackSecret, question, markedAsQuestion);
        if (questioned !== undefined) return statusOf(raw, questioned, account);
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
