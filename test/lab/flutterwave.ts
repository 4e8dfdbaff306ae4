import type { PeerMake } from './payment-peers.ts';

const secretHash = 'secret hash of the simulated flutterwave';
const secretKey = 'FLWSECK_TEST-simulated';

interface Transaction {
  readonly amount: number;
  readonly currency: string;
  readonly at: string;
  readonly meta: Readonly<Record<string, string>>;
}
/** What happened, by its id: a message about it may say what it likes. */
const transactions = new Map<string, Transaction>();
const refunds = new Map<
  string,
  { readonly paymentId: string; readonly amount: number; readonly at: string; readonly status?: 'failed' }
>();

/** Flutterwave's API of version 3, within what this house uses of it. */
export const flutterwave: PeerMake = {
  name: 'flutterwave',
  confirms: true,
  disputes: false,
  configuration: (address) => ({
    settings: { apiAddress: address },
    secrets: { secretHash, secretKey },
  }),
  serve({ method, path, headers, body }, pages, address) {
    const no = (status: number, message: string) => ({
      status,
      body: { status: 'error', message, data: null },
    });
    const yes = (data: object) => ({ status: 200, body: { status: 'success', message: 'fetched', data } });
    if (headers.authorization !== `Bearer ${secretKey}`) return no(401, 'Invalid authorization key');
    const paymentId = /^\/transactions\/([\w-]+)\/verify$/.exec(path)?.[1];
    if (method === 'GET' && paymentId !== undefined) {
      const found = transactions.get(paymentId);
      if (found === undefined) return no(400, 'No transaction was found for this id');
      const { amount, currency, at, meta } = found;
      return yes({ id: paymentId, amount, currency, status: 'successful', created_at: at, meta });
    }
    const refundId = /^\/refunds\/([\w-]+)$/.exec(path)?.[1];
    if (method === 'GET' && refundId !== undefined) {
      const found = refunds.get(refundId);
      if (found === undefined) return no(400, 'Refund not found');
      const { paymentId: tx_id, amount, at, status = 'completed' } = found;
      return yes({ id: refundId, tx_id, amount_refunded: amount, status, created_at: at });
    }
    if (method !== 'POST' || path !== '/payments') return no(404, 'Cannot find that route');
    const asked = JSON.parse(body) as {
      tx_ref: string;
      amount: string;
      currency: string;
      redirect_url: string;
      customer: { email: string };
      meta: Record<string, string>;
    };
    const known = /^(tx_ref|amount|currency|redirect_url|customer|meta|customizations)$/;
    const unknown = Object.keys(asked).find((name) => !known.test(name));
    if (unknown !== undefined) return no(400, `${unknown} is not allowed`);
    if (!/^\S+@\S+\.\S+$/.test(asked.customer.email)) return no(400, 'customer email is required');
    const page = {
      id: asked.tx_ref,
      key: asked.tx_ref,
      minor: Math.round(Number(asked.amount) * 100),
      currency: asked.currency,
      reference: asked.meta,
      returnUrl: asked.redirect_url,
      request: body,
    };
    pages.set(page.key, page);
    return yes({ link: `${address}/hosted/pay/${page.id}` });
  },
  deliver({ kind, paymentId, minor, currency, refundId, reference = {}, at }) {
    const transaction = { amount: minor / 100, currency, at, meta: reference };
    const headers = { 'verif-hash': secretHash };
    if (kind === 'paid') {
      transactions.set(paymentId, transactions.get(paymentId) ?? transaction);
      const { amount, at: created_at } = transaction;
      const data = { id: paymentId, amount, currency, status: 'successful', created_at, meta: reference };
      return { body: JSON.stringify({ event: 'charge.completed', data }), headers };
    }
    // Who refunds a payment knows it, whether or not a message about it came first.
    if (!transactions.has(paymentId)) transactions.set(paymentId, { ...transaction, amount: 31 });
    if (!refunds.has(`${refundId}`))
      refunds.set(`${refundId}`, { paymentId, amount: transaction.amount, at });
    const data = { id: refundId, TransactionId: paymentId, AmountRefunded: transaction.amount };
    return {
      body: JSON.stringify({ event: 'refund.completed', data: { ...data, status: 'completed' } }),
      headers,
    };
  },
  failRefund({ paymentId, minor, refundId, at }) {
    refunds.set(refundId, { paymentId, amount: minor / 100, at, status: 'failed' });
    const data = { id: refundId, TransactionId: paymentId, status: 'failed' };
    return {
      body: JSON.stringify({ event: 'refund.completed', data }),
      headers: { 'verif-hash': secretHash },
    };
  },
};
