import { createHmac } from 'node:crypto';
import type { Delivery, PeerMake, PeerPage } from './payment-peers.ts';

const shortCode = '174379';
const passKey = 'bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919';
const consumerKey = 'simulatedConsumerKey';
const consumerSecret = 'simulated-consumer-secret';
const callbackSecret = 'a secret of thirty-two characters and more';

/** What became of prompts, by their ids. */
const results = new Map<string, { readonly code: string; readonly words: string }>();
/** The address that a prompt's callback goes to, by its id. */
const queries = new Map<string, string>();
let prompts = 0;

function callback(requestId: string, amount: number): Delivery {
  const item = [
    { Name: 'Amount', Value: amount },
    { Name: 'MpesaReceiptNumber', Value: 'NLJ7RT61SV' },
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

/** Daraja's M-Pesa Express, within what this house uses of it. */
export const mpesa: PeerMake = {
  name: 'mpesa',
  confirms: true,
  disputes: false,
  configuration: (address) => ({
    settings: {
      apiAddress: address,
      shortCode,
      consumerKey,
      notificationUrl: 'https://isp.example/api/v1/webhooks/payments/mpesa',
    },
    secrets: { consumerSecret, passKey, callbackSecret },
  }),
  serve({ method, path, headers, body }, pages) {
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
