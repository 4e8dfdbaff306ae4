import * as z from 'zod';
import { formatMoney } from '../../domain/money.ts';
import { done, type Result, refuse } from '../../domain/result.ts';
import type { HostedPage, PageWish, PaymentNotice, RefundWish } from '../../ports/payment-provider.ts';
import {
  currencyText,
  instantText,
  majorMoney,
  malformed,
  messageOf,
  referenceIn,
  referenceWords,
  messageText as text,
} from '../payment-messages/message.ts';
import { answered, callProvider } from '../payment-messages/provider-call.ts';
import { apiAddress, definePaymentProvider, secretText } from '../payment-messages/provider-kind.ts';
import { isHmac, signatureInvalid } from '../payment-messages/signature.ts';

const envelope = z.object({
  notificationId: text,
  eventType: z.string(),
  eventDate: instantText,
  payload: z.unknown(),
});
const ofTransaction = z.object({ entityName: z.literal('transaction'), id: text.regex(/^[\w-]{1,100}$/) });

const messages = z.object({
  resultCode: z.string(),
  message: z.array(z.object({ code: z.string(), text: z.string() })),
});
const outcome = z.object({
  messages,
  transactionResponse: z
    .object({ errors: z.array(z.object({ errorCode: z.string(), errorText: z.string() })).nullish() })
    .nullish(),
});
const page = z.object({ token: z.string().min(1).max(10_000) });
const details = z.object({
  transaction: z.object({
    transId: text,
    transactionType: z.string(),
    transactionStatus: z.string(),
    refTransId: text.nullish(),
    responseReasonDescription: z.string().max(300).nullish(),
    order: z.object({ description: z.string().nullish() }).nullish().catch(undefined),
    authAmount: z.number().nullish(),
    settleAmount: z.number().nullish(),
    payment: z.object({ creditCard: z.object({ cardNumber: z.string() }).nullish() }).nullish(),
  }),
});
type Transaction = z.infer<typeof details>['transaction'];

/** Authorize.Net's API, opened by an API login id and its transaction key. */
interface Api {
  readonly address: string;
  readonly pageAddress: string;
  readonly loginId: string;
  readonly transactionKey: string;
  readonly currency: string;
}

interface Answer {
  readonly body: unknown;
  /** Why it did not do what it was asked. */
  readonly no?: { readonly code: string; readonly text: string };
}

/** One address takes all requests, and says its no in an answer of 200 (https://developer.authorize.net/api/reference/). */
async function send(
  { address, loginId, transactionKey }: Api,
  request: string,
  body: object,
): Promise<Result<Answer>> {
  const answer = await callProvider({
    provider: 'authorize-net',
    method: 'POST',
    url: `${address}/xml/v1/request.api`,
    headers: {},
    // Authorize.Net reads the members in the order of its schema.
    json: { [request]: { merchantAuthentication: { name: loginId, transactionKey }, ...body } },
  });
  if (!answer.ok) return answer;
  const told = answered('authorize-net', answer.value, outcome, () => undefined);
  if (!told.ok) return told;
  const { messages: general, transactionResponse } = told.value;
  if (general.resultCode === 'Ok') return done({ body: answer.value.body });
  const [first] = transactionResponse?.errors ?? [];
  const [message = { code: '', text: 'it gave no reason' }] = general.message;
  const no = first === undefined ? message : { code: first.errorCode, text: first.errorText };
  return done({ body: answer.value.body, no });
}

async function ask<S extends z.ZodType>(
  api: Api,
  request: string,
  body: object,
  shape: S,
): Promise<Result<z.infer<S>>> {
  const answer = await send(api, request, body);
  if (!answer.ok) return answer;
  const { no, body: told } = answer.value;
  return no === undefined
    ? answered('authorize-net', { status: 200, body: told }, shape, () => undefined)
    : refused(no);
}

function refused({ code, text: words }: { readonly code: string; readonly text: string }): Result<never> {
  return refuse(
    'payment-provider.refused',
    `authorize-net refused: ${`${code} ${words}`.trim().slice(0, 300)}`,
  );
}

const setting = (settingName: string, value: object) => ({
  settingName,
  settingValue: JSON.stringify(value),
});

/**
 * A form token for Accept Hosted (https://developer.authorize.net/api/reference/features/accept_hosted.html), which the
 * payer's browser posts to the page, within 15 minutes. A token whose answer was lost was given to nobody.
 */
async function openPage(api: Api, wish: PageWish): Promise<Result<HostedPage>> {
  const { sessionId, money, reference, email, returnUrl } = wish;
  if (money.currency !== api.currency) {
    const words = `this account of authorize-net takes ${api.currency}, not ${money.currency}.`;
    return refuse('payment-provider.refused', words);
  }
  const refId = sessionId.slice(-20);
  const made = await ask(
    api,
    'getHostedPaymentPageRequest',
    {
      refId,
      transactionRequest: {
        transactionType: 'authCaptureTransaction',
        amount: formatMoney(money).amount,
        order: { description: referenceWords(reference) },
        ...(email === undefined ? {} : { customer: { email } }),
      },
      hostedPaymentSettings: {
        setting: [
          setting('hostedPaymentReturnOptions', { showReceipt: false, url: returnUrl, cancelUrl: returnUrl }),
          setting('hostedPaymentOrderOptions', { show: false }),
        ],
      },
    },
    page,
  );
  if (!made.ok) return made;
  const url = `${api.pageAddress}/payment/payment`;
  return done({ url, providerSessionId: refId, fields: { token: made.value.token } });
}

/** What it says of a refund, or of a void, that it made before. */
const madeBefore = new Set(['11', '310']);

/**
 * A refund of a settled transaction, to the card of which Authorize.Net tells the last digits; one that is not settled yet
 * can only be undone whole (https://developer.authorize.net/api/reference/#payment-transactions-refund-a-transaction). It
 * knows no key: for its longest window, eight hours, it takes no second one with the same number. A message tells of it.
 */
async function refund(
  api: Api,
  { key, providerPaymentId, money }: RefundWish,
): Promise<Result<readonly PaymentNotice[]>> {
  const found = await ask(api, 'getTransactionDetailsRequest', { transId: providerPaymentId }, details);
  if (!found.ok) return found;
  const { transactionStatus: status, authAmount, settleAmount, payment } = found.value.transaction;
  const { amount } = formatMoney(money);
  const refId = key.slice(-20);
  const isWhole = Number(amount) === (settleAmount || authAmount);
  if (status === 'voided') return done([]);
  if (status === 'capturedPendingSettlement' && !isWhole) {
    return refused({ code: '', text: 'it is not settled yet; send all of it back, or a part in a day.' });
  }
  const lastDigits = /\d{4}$/.exec(payment?.creditCard?.cardNumber ?? '')?.[0];
  if (status !== 'capturedPendingSettlement' && lastDigits === undefined) {
    return refused({ code: '', text: 'it was not paid by card; send it back at the desk of Authorize.Net.' });
  }
  const transactionRequest =
    status === 'capturedPendingSettlement'
      ? { transactionType: 'voidTransaction', refTransId: providerPaymentId }
      : {
          transactionType: 'refundTransaction',
          amount,
          payment: { creditCard: { cardNumber: lastDigits, expirationDate: 'XXXX' } },
          refTransId: providerPaymentId,
          order: { invoiceNumber: refId },
          transactionSettings: { setting: [{ settingName: 'duplicateWindow', settingValue: '28800' }] },
        };
  const answer = await send(api, 'createTransactionRequest', { refId, transactionRequest });
  if (!answer.ok) return answer;
  const { no } = answer.value;
  return no === undefined || madeBefore.has(no.code) ? done([]) : refused(no);
}

const captured = new Set(['capturedPendingSettlement', 'settledSuccessfully']);
const uncollected = new Set(['declined', 'generalError', 'settlementError', 'failedReview', 'expired']);
/** Of a transaction that sends money back: none went, or it is undone. */
const unsent = new Set([...uncollected, 'communicationError', 'voided']);

function tell(api: Api, noticeId: string, occurredAt: string, told: Transaction): readonly PaymentNotice[] {
  const { transId, transactionType, transactionStatus: status, refTransId, order } = told;
  const money = majorMoney.safeParse({
    amount: told.settleAmount || told.authAmount,
    currency: api.currency,
  });
  if (!money.success) return [];
  const about = { noticeId, money: money.data, occurredAt, reference: {} };
  const failure = told.responseReasonDescription ?? `Authorize.Net says ${status}.`;
  if (transactionType === 'refundTransaction') {
    if (refTransId == null) return [];
    const refund = { ...about, providerPaymentId: refTransId, refundId: transId };
    return [
      unsent.has(status) ? { ...refund, kind: 'refund-failed', failure } : { ...refund, kind: 'refunded' },
    ];
  }
  const payment = { ...about, providerPaymentId: transId, reference: referenceIn(order?.description) };
  if (captured.has(status)) return [{ ...payment, kind: 'succeeded' }];
  if (status === 'voided') return [{ ...payment, kind: 'refunded' }];
  return uncollected.has(status) ? [{ ...payment, kind: 'failed', failure }] : [];
}

/** https://developer.authorize.net/api/reference/#transaction-reporting-get-transaction-details */
async function confirm(
  api: Api,
  { notificationId, eventDate }: z.infer<typeof envelope>,
  transId: string,
): Promise<Result<readonly PaymentNotice[]>> {
  const found = await ask(api, 'getTransactionDetailsRequest', { transId }, details);
  if (!found.ok) return found.refusal.code === 'payment-provider.refused' ? done([]) : found;
  const { transaction } = found.value;
  return done(transaction.transId === transId ? tell(api, notificationId, eventDate, transaction) : []);
}

/**
 * Authorize.Net. `loginId` and `transactionKey` open its API, `signatureKey` signs its messages, `currency` is that of the
 * account, since its messages name none. Signature: https://developer.authorize.net/api/reference/features/webhooks.html,
 * `x-anet-signature`, `sha512=` and the HMAC-SHA512 of the body in hex, without an instant. A message names a transaction
 * and nothing of whom it is for, so the transaction is asked for; a replay tells nothing new.
 */
export const kind = definePaymentProvider({
  title: 'Authorize.Net',
  about: 'Cards on its hosted form, in one currency. It tells of no disputes.',
  settings: z.strictObject({
    apiAddress: apiAddress('https://api.authorize.net'),
    pageAddress: apiAddress('https://accept.authorize.net'),
    loginId: z.string().regex(/^\w{4,25}$/, 'must be the API login id'),
    currency: currencyText,
  }),
  secrets: z.strictObject({ signatureKey: secretText, transactionKey: secretText }),
  make({ settings, secrets: { signatureKey, transactionKey } }) {
    const { apiAddress: address, ...rest } = settings;
    const api: Api = { address, ...rest, transactionKey };
    return {
      name: 'authorize-net',
      async read(raw, headers) {
        const given = /^sha512=([0-9a-f]{128})$/i.exec(headers['x-anet-signature'] ?? '')?.[1];
        if (!isHmac(given?.toLowerCase(), 'sha512', signatureKey, [raw], 'hex')) return signatureInvalid();
        const message = messageOf(raw, envelope);
        if (!message.ok) return message;
        if (!message.value.eventType.startsWith('net.authorize.payment.')) return done([]);
        const about = ofTransaction.safeParse(message.value.payload);
        return about.success ? confirm(api, message.value, about.data.id) : malformed();
      },
      openPage: (wish) => openPage(api, wish),
      refund: (wish) => refund(api, wish),
    };
  },
});
