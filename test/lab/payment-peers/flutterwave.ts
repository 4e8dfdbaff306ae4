import type { Delivery, PeerMake } from '../payment-peers.ts';

const secretHash = 'secret hash of the simulated flutterwave';
const secretKey = 'FLWSECK_TEST-simulated';

interface Transaction {
  readonly amount: number;
  readonly currency: string;
  readonly at: string;
  readonly meta: Readonly<Record<string, string>>;
  readonly card?: SimulatedCard;
}
interface SimulatedCard {
  readonly token: string;
  readonly expiry: string;
}
interface Charge {
  readonly id: number;
  readonly tx_ref: string;
  readonly status: 'successful' | 'failed' | 'pending';
  readonly processor_response: string;
  readonly auth_model: 'noauth' | 'VBVSECURECODE';
  readonly amount: number;
  readonly currency: string;
}
/** What becomes of a token's next charges; those of other tokens go through. */
type Behaviour = 'declines' | 'asks the payer' | 'waits';
const behaviours = new Map<string, Behaviour>();
const tokens = new Map<string, { readonly email: string }>();
/** Charges of tokens, those under one `tx_ref` too: nothing keeps who asks from charging twice. */
export const charges: Charge[] = [];

export function behave(token: string, behaviour: Behaviour): void {
  behaviours.set(token, behaviour);
}

/** A payer pays by card, for whom the reference says: what is sent then. */
export function payByCard(
  paymentId: string,
  card: SimulatedCard,
  meta: Transaction['meta'],
  at: string,
): Delivery {
  transactions.set(paymentId, { amount: 31, currency: 'USD', at, meta, card });
  tokens.set(card.token, { email: 'ada@example.com' });
  return flutterwave.deliver({ kind: 'paid', paymentId, minor: 3_100, currency: 'USD', at, reference: meta });
}

function charge(asked: Readonly<Record<string, unknown>>): Charge | undefined {
  const { token, email, amount, currency, tx_ref } = asked;
  if (typeof amount !== 'number' || tokens.get(String(token))?.email !== email) return undefined;
  const behaviour = behaviours.get(String(token));
  const made: Charge = {
    id: 900_001 + charges.length,
    tx_ref: String(tx_ref),
    status: behaviour === undefined ? 'successful' : behaviour === 'declines' ? 'failed' : 'pending',
    processor_response: behaviour === 'declines' ? 'Insufficient Funds' : 'Approved',
    auth_model: behaviour === 'asks the payer' ? 'VBVSECURECODE' : 'noauth',
    amount,
    currency: String(currency),
  };
  charges.push(made);
  return made;
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
  serve({ method, path, query, headers, body }, pages, address) {
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
      const { amount, currency, at, meta, card } = found;
      const paidWith = card && { ...card, type: 'MASTERCARD', last_4digits: '2643', first_6digits: '455605' };
      const customer = { id: 1, email: 'ada@example.com' };
      const told = { id: paymentId, amount, currency, status: 'successful', created_at: at, meta };
      return yes({ ...told, customer, ...(paidWith === undefined ? {} : { card: paidWith }) });
    }
    if (method === 'GET' && path === '/transactions/verify_by_reference') {
      const found = charges.findLast(({ tx_ref }) => tx_ref === query.get('tx_ref'));
      return found === undefined ? no(400, 'No transaction was found for this id') : yes(found);
    }
    const refundId = /^\/refunds\/([\w-]+)$/.exec(path)?.[1];
    if (method === 'GET' && refundId !== undefined) {
      const found = refunds.get(refundId);
      if (found === undefined) return no(400, 'Refund not found');
      const { paymentId: tx_id, amount, at, status = 'completed' } = found;
      return yes({ id: refundId, tx_id, amount_refunded: amount, status, created_at: at });
    }
    if (method === 'POST' && path === '/tokenized-charges') {
      const made = charge(JSON.parse(body) as Record<string, unknown>);
      return made === undefined ? no(400, 'Invalid token') : yes(made);
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
    const known = /^(tx_ref|amount|currency|redirect_url|customer|meta|customizations|payment_options)$/;
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
