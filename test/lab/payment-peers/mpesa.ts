import { createHmac } from 'node:crypto';
import type { Delivery, PeerMake, PeerPage } from '../payment-peers.ts';

const shortCode = '174379';
const passKey = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919';
const consumerKey = 'simulatedConsumerKey';
const consumerSecret = 'simulated-consumer-secret';
const initiatorName = 'reverser';
const securityCredential = 'encrypted-by-the-portal==';
const callbackSecret = 'a secret of thirty-two characters and more';

/** What became of prompts, by their ids. */
const results = new Map<string, { readonly code: string; readonly words: string }>();
/** The address that a prompt's callback goes to, by its id. */
const queries = new Map<string, string>();
let prompts = 0;

/** Reversals that were asked for, as they came. */
export const reversals: Readonly<Record<string, string>>[] = [];

/** Questions about payments that were asked, as they came. */
export const questions: Readonly<Record<string, string>>[] = [];
/** Where the peer at an address was told to tell of payments to the pay bill number. */
const registered = new Map<string, Readonly<Record<string, string>>>();
/** What Daraja takes no address with. */
const unwelcome = /m-?pesa|safaricom|exec?|cmd|sql|query/i;

function queryOf(url: string | undefined): string {
  return new URL(url ?? 'https://nowhere.example').search.slice(1);
}

export interface PaidIn {
  readonly receipt: string;
  readonly minor: number;
  readonly account: string;
}

function paidInBody({ receipt, minor, account }: PaidIn, balance: string): string {
  return JSON.stringify({
    TransactionType: 'Pay Bill',
    TransID: receipt,
    TransTime: '20260105145900',
    TransAmount: (minor / 100).toFixed(2),
    BusinessShortCode: shortCode,
    BillRefNumber: account,
    InvoiceNumber: '',
    OrgAccountBalance: balance,
    ThirdPartyTransID: '',
    MSISDN: '2547 ***** 149',
    FirstName: 'NICHOLAS',
    MiddleName: '',
    LastName: '',
  });
}

/** Somebody pays to the number from their phone: what is told before it is taken, and when it was. */
export function payIn(
  peerAddress: string,
  paid: PaidIn,
): Readonly<Record<'validation' | 'confirmation', Delivery>> {
  const urls = registered.get(peerAddress);
  return {
    validation: { body: paidInBody(paid, ''), headers: {}, query: queryOf(urls?.['ValidationURL']) },
    confirmation: {
      body: paidInBody(paid, '49197.00'),
      headers: {},
      query: queryOf(urls?.['ConfirmationURL']),
    },
  };
}

export interface StatusAnswer {
  readonly code?: number | string;
  readonly words?: string;
  readonly status?: string;
  readonly minor?: number;
  readonly receipt?: string;
  readonly to?: string;
}

function statusBody(
  of: string,
  paid: number,
  { code = 0, words = 'The service request is processed successfully.', ...told }: StatusAnswer,
): string {
  const { status = 'Completed', minor = paid, receipt = of, to = `${shortCode} - Test Paybill` } = told;
  const parameters = [
    { Key: 'DebitPartyName', Value: '254708374149 - NICHOLAS' },
    { Key: 'CreditPartyName', Value: to },
    { Key: 'OriginatorConversationID', Value: '3211-416020-3' },
    { Key: 'InitiatedTime', Value: '20260105145900' },
    { Key: 'DebitAccountType', Value: 'MMF Account For Customer' },
    { Key: 'DebitPartyCharges' },
    { Key: 'TransactionReason' },
    { Key: 'ReasonType', Value: 'Pay Bill Online' },
    { Key: 'TransactionStatus', Value: status },
    { Key: 'FinalisedTime', Value: '20260105145900' },
    { Key: 'Amount', Value: (minor / 100).toFixed(2) },
    { Key: 'ConversationID', Value: 'AG_20260105_000041b09c22e613d6c9' },
    { Key: 'ReceiptNo', Value: receipt },
  ];
  const Result = {
    ConversationID: 'AG_20260105_0000493344ae97d86f75',
    OriginatorConversationID: '3213-416199-2',
    ReferenceData: { ReferenceItem: { Key: 'Occasion' } },
    ResultCode: code,
    ResultDesc: words,
    ...(String(code) === '0' ? { ResultParameters: { ResultParameter: parameters } } : {}),
    ResultType: 0,
    TransactionID: 'SKE0000000',
  };
  return JSON.stringify({ Result });
}

/** M-Pesa answers a question about a payment, at the addresses that the question gave. */
export function answerQuestion(
  { ResultURL, QueueTimeOutURL, TransactionID = '' }: Readonly<Record<string, string>>,
  paid: number,
  told: StatusAnswer = {},
): { readonly result: Delivery; readonly queue: Delivery } {
  return {
    result: { body: statusBody(TransactionID, paid, told), headers: {}, query: queryOf(ResultURL) },
    queue: { body: JSON.stringify({ any: 'thing' }), headers: {}, query: queryOf(QueueTimeOutURL) },
  };
}

function markOf(parts: readonly string[]): string {
  return createHmac('sha256', callbackSecret).update(JSON.stringify(parts)).digest('hex');
}

/** As they come to a house that registered, or asked, itself. */
const hearing = (end: string) =>
  String(new URLSearchParams({ of: shortCode, end, mark: markOf(['c2b', shortCode, end]) }));
const paidOnce = (minor: number): PaidIn => ({ receipt: 'RKL51ZDR4F', minor, account: '10000001' });

function receiptOf(requestId: string): string {
  return `NLJ${[...requestId].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 36 ** 6, 7).toString(36)}`
    .toUpperCase()
    .padEnd(10, '0');
}

/** M-Pesa tells what became of a reversal, at the address of its own. */
export function endReversal(
  { ResultURL = '', QueueTimeOutURL = '' }: Readonly<Record<string, string>>,
  code: number | string,
  words = 'The service request is processed successfully.',
): { readonly result: Delivery; readonly queue: Delivery } {
  const Result = { ResultType: 0, ResultCode: code, ResultDesc: words, TransactionID: 'SKE52PAWR9' };
  const to = (url: string) => new URL(url).search.slice(1);
  return {
    result: { body: JSON.stringify({ Result }), headers: {}, query: to(ResultURL) },
    queue: { body: JSON.stringify({ any: 'thing' }), headers: {}, query: to(QueueTimeOutURL) },
  };
}

function callback(requestId: string, amount: number): Delivery {
  const item = [
    { Name: 'Amount', Value: amount },
    { Name: 'MpesaReceiptNumber', Value: receiptOf(requestId) },
    { Name: 'Balance' },
    { Name: 'TransactionDate', Value: 20_260_105_150_000 },
    { Name: 'PhoneNumber', Value: 254_708_374_149 },
  ];
  const { code, words } = results.get(requestId) ?? { code: '0', words: 'done' };
  const stkCallback = {
    MerchantRequestID: '29115-34620561-1',
    CheckoutRequestID: requestId,
    ResultCode: Number(code),
    ResultDesc: words,
    ...(code === '0' ? { CallbackMetadata: { Item: item } } : {}),
  };
  return {
    body: JSON.stringify({ Body: { stkCallback } }),
    headers: {},
    query: queries.get(requestId) ?? '',
  };
}

/** The payer answers the prompt: what is sent then. */
export function answer(page: PeerPage, code: string, words: string): Delivery {
  results.set(page.id, { code, words });
  return callback(page.id, page.minor / 100);
}

function passwordOf(timestamp: string): string {
  return Buffer.from(shortCode + passKey + timestamp).toString('base64');
}

/** Daraja, within what this house uses of it. */
export const mpesa: PeerMake = {
  name: 'mpesa',
  confirms: true,
  disputes: false,
  configuration: (address) => ({
    settings: {
      apiAddress: address,
      shortCode,
      consumerKey,
      notificationUrl: 'https://isp.example/api/v1/webhooks/payments/paybill',
      initiatorName,
    },
    secrets: { consumerSecret, passKey, callbackSecret, securityCredential },
  }),
  serve({ method, path, headers, body }, pages, address) {
    const no = (status: number, errorMessage: string) => ({
      status,
      body: { requestId: '1', errorCode: `${status}.001.1001`, errorMessage },
    });
    if (method === 'GET' && path === '/oauth/v1/generate') {
      const basic = Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64');
      return headers.authorization === `Basic ${basic}`
        ? { status: 200, body: { access_token: 'simulated-token', expires_in: '3599' } }
        : no(400, 'Invalid Authentication passed');
    }
    if (method !== 'POST' || headers.authorization !== 'Bearer simulated-token')
      return no(401, 'Invalid Access Token');
    const asked = JSON.parse(body) as Readonly<Record<string, string | number>>;
    if (path === '/mpesa/reversal/v1/request') {
      const { Initiator, SecurityCredential, CommandID, RecieverIdentifierType, ReceiverParty } = asked;
      const isBy = Initiator === initiatorName && SecurityCredential === securityCredential;
      const isOne = CommandID === 'TransactionReversal' && RecieverIdentifierType === '11';
      if (!isBy || !isOne || ReceiverParty !== shortCode) return no(400, 'Bad Request - Invalid Initiator');
      const { TransactionID, Amount, Remarks } = asked;
      if (!/^[A-Z0-9]{10}$/.test(String(TransactionID)))
        return no(400, 'Bad Request - Invalid TransactionID');
      if (!/^\d+$/.test(String(Amount)) || !/^.{2,100}$/.test(String(Remarks))) return no(400, 'Bad Request');
      reversals.push(JSON.parse(body) as Record<string, string>);
      const ConversationID = `AG_20260105_${reversals.length}`;
      return { status: 200, body: { OriginatorConversationID: '1', ConversationID, ResponseCode: '0' } };
    }
    if (path === '/mpesa/c2b/v2/registerurl') {
      const { ShortCode, ResponseType, ConfirmationURL, ValidationURL, ...more } = asked;
      const urls = [String(ConfirmationURL), String(ValidationURL)];
      const isFit = urls.every((url) => url.startsWith('https://') && !unwelcome.test(url));
      const isWhole = ShortCode === shortCode && /^(Completed|Cancelled)$/.test(String(ResponseType));
      if (!isFit || !isWhole || Object.keys(more).length > 0) return no(400, 'Bad Request - Invalid URL');
      if (registered.has(address)) {
        const errorMessage = 'Urls are already registered.';
        return { status: 500, body: { requestId: '1', errorCode: '500.003.1001', errorMessage } };
      }
      registered.set(address, JSON.parse(body) as Record<string, string>);
      const told = { OriginatorCoversationID: '6e86-45dd-91ac', ResponseCode: '0' };
      return { status: 200, body: { ...told, ResponseDescription: 'Success' } };
    }
    if (path === '/mpesa/transactionstatus/v1/query') {
      const { Initiator, SecurityCredential, CommandID, TransactionID, PartyA, IdentifierType } = asked;
      const isBy = Initiator === initiatorName && SecurityCredential === securityCredential;
      const isOne = CommandID === 'TransactionStatusQuery' && IdentifierType === '4' && PartyA === shortCode;
      if (!isBy || !isOne) return no(400, 'Bad Request - Invalid Initiator');
      if (!/^[A-Z0-9]{10}$/.test(String(TransactionID)) || !/^.{1,100}$/.test(String(asked['Remarks'])))
        return no(400, 'Bad Request - Invalid TransactionID');
      if (unwelcome.test(String(asked['ResultURL']))) return no(400, 'Bad Request - Invalid ResultURL');
      questions.push(JSON.parse(body) as Record<string, string>);
      const told = { OriginatorConversationID: '1236-7134259-1', ConversationID: `AG_${questions.length}` };
      const ResponseDescription = 'Accept the service request successfully.';
      return { status: 200, body: { ...told, ResponseCode: '0', ResponseDescription } };
    }
    const timestamp = String(asked['Timestamp']);
    const isSigned = asked['Password'] === passwordOf(timestamp) && /^2026\d{10}$/.test(timestamp);
    if (asked['BusinessShortCode'] !== shortCode || !isSigned) return no(400, 'Wrong credentials');
    if (path === '/mpesa/stkpushquery/v1/query') {
      const about = String(asked['CheckoutRequestID']);
      const found = results.get(about);
      if (found === undefined) return no(400, 'The transaction does not exist');
      const { code, words } = found;
      const told = { ResponseCode: '0', CheckoutRequestID: about, ResultCode: code, ResultDesc: words };
      return { status: 200, body: told };
    }
    if (path !== '/mpesa/stkpush/v1/processrequest') return no(404, 'Resource not found');
    const { Amount, PhoneNumber, CallBackURL, AccountReference, TransactionDesc, TransactionType } = asked;
    if (TransactionType !== 'CustomerPayBillOnline' || !Number.isSafeInteger(Amount))
      return no(400, 'Invalid Amount');
    if (!/^254[17]\d{8}$/.test(String(PhoneNumber))) return no(400, 'Invalid PhoneNumber');
    if (String(AccountReference).length > 12 || String(TransactionDesc).length > 13)
      return no(400, 'Too long');
    const open = [...pages.values()].some(({ id, key }) => key === PhoneNumber && !results.has(id));
    if (open) return no(500, 'Unable to lock subscriber, a transaction is already in process');
    const { search } = new URL(String(CallBackURL));
    prompts += 1;
    const id = `ws_CO_${prompts}_${timestamp}`;
    queries.set(id, search.slice(1));
    pages.set(id, {
      id,
      key: String(PhoneNumber),
      minor: Number(Amount) * 100,
      currency: 'KES',
      reference: {},
      returnUrl: '',
      request: body,
    });
    return { status: 200, body: { MerchantRequestID: '1', CheckoutRequestID: id, ResponseCode: '0' } };
  },
  others: {
    validation: (minor) => ({
      body: paidInBody(paidOnce(minor), ''),
      headers: {},
      query: hearing('validation'),
    }),
    confirmation: (minor) => ({
      body: paidInBody(paidOnce(minor), '25.00'),
      headers: {},
      query: hearing('confirmation'),
    }),
    status(minor) {
      const { receipt } = paidOnce(minor);
      const [hex, of] = [Buffer.from(receipt).toString('hex'), String(minor)];
      const at = '2026-01-05T11:59:00.000Z';
      const mark = markOf(['status', hex, of, at, 'status']);
      const query = String(new URLSearchParams({ receipt: hex, minor: of, at, end: 'status', mark }));
      return { body: statusBody(receipt, minor, {}), headers: {}, query };
    },
  },
  /** A prompt that was paid; its address is the one it was made with, however often it is told of. */
  deliver({ paymentId, minor, reference = {} }) {
    results.set(paymentId, { code: '0', words: 'The service request is processed successfully.' });
    if (!queries.has(paymentId)) {
      const { subscriberId: subscriber = 'sub_1', invoiceId: invoice } = reference;
      const asked = { session: `pse_${paymentId}`, minor: String(minor), subscriber };
      const marked = JSON.stringify([asked.session, asked.minor, subscriber, invoice ?? null]);
      const mark = createHmac('sha256', callbackSecret).update(marked).digest('hex');
      const all = { ...asked, ...(invoice === undefined ? {} : { invoice }), mark };
      queries.set(paymentId, String(new URLSearchParams(all)));
    }
    return callback(paymentId, minor / 100);
  },
};
