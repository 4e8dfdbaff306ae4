import { createHmac } from 'node:crypto';
import type { Delivery, PeerMake } from '../payment-peers.ts';

const signatureKey = '0F3D0A5C2E7B4961ABCDEF0123456789'.repeat(4);
const transactionKey = 'simulatedTxKey16';
const loginId = 'simulated1';

export interface Transaction {
  readonly transId: string;
  readonly transactionType: string;
  readonly transactionStatus: string;
  readonly refTransId?: string;
  readonly responseReasonDescription?: string;
  readonly order?: { readonly description: string };
  readonly authAmount: number;
  readonly settleAmount: number;
  readonly payment?: {
    readonly creditCard: { readonly cardNumber: string; readonly expirationDate: string };
  };
}
const transactions = new Map<string, Transaction>();
/** What was sent back, by the number that it bore. */
const sentBack = new Map<string, { readonly of: string; readonly amount: number }>();

export const refundsOf = (transId: string) => [...sentBack.values()].filter(({ of }) => of === transId);
export const statusOf = (transId: string) => transactions.get(transId)?.transactionStatus;

/** Has the transaction be so, and tells of it; of one that is not known it only tells. */
export function told(event: string, transaction: Transaction, at: string, isKnown = true): Delivery {
  if (isKnown) transactions.set(transaction.transId, transaction);
  const body = JSON.stringify({
    notificationId: `${event}-${transaction.transId}`,
    eventType: `net.authorize.payment.${event}`,
    eventDate: at,
    webhookId: 'cd3b6e3c-5c1f-4a52-8a4c-d8f3b0e6c1aa',
    payload: {
      responseCode: 1,
      authAmount: transaction.authAmount.toFixed(2),
      entityName: 'transaction',
      id: transaction.transId,
    },
  });
  const signed = createHmac('sha512', signatureKey).update(body).digest('hex').toUpperCase();
  return { body, headers: { 'x-anet-signature': `sha512=${signed}` } };
}

type Asked = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Authorize.Net's API, within what this house uses of it: the order of members counts, and answers begin with a mark. */
export const authorizeNet: PeerMake = {
  name: 'authorize-net',
  disputes: false,
  refusesWith: 'E00007',
  configuration: (address) => ({
    settings: { apiAddress: address, pageAddress: address, loginId, currency: 'USD' },
    secrets: { signatureKey, transactionKey },
  }),
  serve({ method, path, body }, pages) {
    const tell = (answer: object) => ({ status: 200, body: `\uFEFF${JSON.stringify(answer)}` });
    const no = (code: string, words: string) =>
      tell({ messages: { resultCode: 'Error', message: [{ code, text: words }] } });
    const yes = (answer: object) =>
      tell({ ...answer, messages: { resultCode: 'Ok', message: [{ code: 'I00001', text: 'Successful.' }] } });
    if (method !== 'POST' || path !== '/xml/v1/request.api') return { status: 404, body: 'Not found' };
    const [[request, asked] = ['', {}]] = Object.entries(JSON.parse(body) as Asked);
    const [first] = Object.keys(asked);
    const { name, transactionKey: key } = (asked['merchantAuthentication'] ?? {}) as Record<string, string>;
    if (first !== 'merchantAuthentication') return no('E00003', 'The element has an invalid child element.');
    if (name !== loginId || key !== transactionKey) {
      return no('E00007', 'User authentication failed due to invalid authentication values.');
    }
    if (request === 'getTransactionDetailsRequest') {
      const found = transactions.get(String(asked['transId']));
      return found === undefined ? no('E00040', 'The record cannot be found.') : yes({ transaction: found });
    }
    if (request === 'createTransactionRequest') return transact(asked['transactionRequest'] as Transact);
    if (request !== 'getHostedPaymentPageRequest') return no('E00003', 'The request is unknown.');
    const order = 'merchantAuthentication,refId,transactionRequest,hostedPaymentSettings';
    const transaction = asked['transactionRequest'] as { amount: string; order: { description: string } };
    const inner = Object.keys(transaction).join();
    if (Object.keys(asked).join() !== order || !/^transactionType,amount,order(,customer)?$/.test(inner)) {
      return no('E00003', 'The element has an invalid child element.');
    }
    const refId = String(asked['refId']);
    if (refId.length > 20 || transaction.order.description.length > 255) return no('E00003', 'Too long.');
    const { setting } = asked['hostedPaymentSettings'] as {
      setting: readonly { settingName: string; settingValue: string }[];
    };
    const back = setting.find(({ settingName }) => settingName === 'hostedPaymentReturnOptions');
    const { url } = JSON.parse(back?.settingValue ?? '{}') as { url: string };
    pages.set(refId, {
      id: refId,
      key: refId,
      minor: Math.round(Number(transaction.amount) * 100),
      currency: 'USD',
      reference: { words: transaction.order.description },
      returnUrl: url,
      request: body,
    });
    return yes({ token: `form-token-of-${refId}` });
  },
  deliver({ kind, paymentId, minor, refundId, reference = {}, at }) {
    const amount = minor / 100;
    const amounts = { authAmount: amount, settleAmount: amount };
    if (kind === 'refunded') {
      const refund = { transactionType: 'refundTransaction', transactionStatus: 'refundPendingSettlement' };
      return told(
        'refund.created',
        { transId: `R-${refundId}`, refTransId: paymentId, ...refund, ...amounts },
        at,
      );
    }
    const description = reference['words'] ?? Object.values(reference).join(' ');
    const sale = {
      transactionType: 'authCaptureTransaction',
      transactionStatus: 'capturedPendingSettlement',
    };
    const before = transactions.get(paymentId);
    const made = before ?? { transId: paymentId, ...sale, order: { description }, ...amounts };
    return told('authcapture.created', made, at);
  },
};

interface Transact {
  readonly transactionType: string;
  readonly amount?: string;
  readonly payment?: {
    readonly creditCard: { readonly cardNumber: string; readonly expirationDate: string };
  };
  readonly refTransId: string;
  readonly order?: { readonly invoiceNumber: string };
}

function transact({ transactionType, amount, payment, refTransId, order }: Transact) {
  const tell = (answer: object) => ({ status: 200, body: `\uFEFF${JSON.stringify(answer)}` });
  const no = (errorCode: string, errorText: string) =>
    tell({
      transactionResponse: { responseCode: '3', transId: '0', errors: [{ errorCode, errorText }] },
      messages: {
        resultCode: 'Error',
        message: [{ code: 'E00027', text: 'The transaction was unsuccessful.' }],
      },
    });
  const yes = () =>
    tell({
      transactionResponse: { responseCode: '1', transId: `6${sentBack.size}` },
      messages: { resultCode: 'Ok', message: [{ code: 'I00001', text: 'Successful.' }] },
    });
  const paid = transactions.get(refTransId);
  if (paid === undefined) return no('16', 'The transaction cannot be found.');
  if (transactionType === 'voidTransaction') {
    if (paid.transactionStatus === 'voided') return no('310', 'This transaction has already been voided.');
    if (paid.transactionStatus !== 'capturedPendingSettlement')
      return no('16', 'The transaction cannot be found.');
    transactions.set(refTransId, { ...paid, transactionStatus: 'voided', settleAmount: 0 });
    return yes();
  }
  const number = order?.invoiceNumber ?? '';
  if (sentBack.has(number)) return no('11', 'A duplicate transaction has been submitted.');
  const sum = refundsOf(refTransId).reduce((all, one) => all + one.amount, Number(amount));
  const isCard = paid.payment?.creditCard.cardNumber === `XXXX${payment?.creditCard.cardNumber}`;
  if (!isCard || number === '') return no('13', 'The card is another.');
  if (paid.transactionStatus !== 'settledSuccessfully' || sum > paid.settleAmount) {
    return no('54', 'The referenced transaction does not meet the criteria for issuing a credit.');
  }
  sentBack.set(number, { of: refTransId, amount: Number(amount) });
  return yes();
}
