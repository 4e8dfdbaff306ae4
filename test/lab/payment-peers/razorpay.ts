import type { PeerMake, PeerPage } from '../payment-peers.ts';
import { hmac, json, keep, seconds, unknownOf } from './strict-api.ts';

const razorpaySecret = 'webhook secret of the simulated razorpay';
export const razorpay: PeerMake = {
  name: 'razorpay',
  configuration: (address) => ({
    settings: { apiAddress: address, keyId: 'rzp_test_simulated' },
    secrets: { webhookSecret: razorpaySecret, keySecret: 'simulated-key-secret' },
  }),
  serve({ method, path, query, headers, body }, pages, address) {
    const no = (status: number, description: string) => ({
      status,
      body: { error: { code: 'BAD_REQUEST_ERROR', description } },
    });
    const basic = Buffer.from('rzp_test_simulated:simulated-key-secret').toString('base64');
    if (headers.authorization !== `Basic ${basic}`) return no(401, 'Authentication failed');
    const link = (page: PeerPage) => ({ id: page.id, short_url: `${address}/pay/${page.id}` });
    if (path !== '/v1/payment_links') return no(404, 'The requested URL was not found on the server.');
    if (method === 'GET') {
      const page = pages.get(query.get('reference_id') ?? '');
      return { status: 200, body: { payment_links: page === undefined ? [] : [link(page)] } };
    }
    const asked = json(body);
    const { amount, currency, reference_id, notes, callback_url } = asked;
    const known = [
      /^(amount|currency|reference_id|description|notes|callback_url|callback_method|customer)$/,
    ];
    const unknown = unknownOf(Object.keys(asked), known);
    if (unknown !== undefined) return no(400, `${unknown} is/are not required and should not be sent`);
    if (!Number.isSafeInteger(amount)) return no(400, 'The amount must be an integer.');
    if (String(reference_id).length > 40)
      return no(400, 'The reference id may not be greater than 40 characters.');
    if (pages.has(String(reference_id))) {
      return no(400, `payment link with given reference_id (${reference_id}) already exists.`);
    }
    const page = keep(
      pages,
      {
        key: String(reference_id),
        minor: Number(amount),
        currency: String(currency),
        reference: notes as Record<string, string>,
        returnUrl: String(callback_url),
        request: body,
      },
      'plink_',
    );
    return page === undefined ? no(400, 'reference taken') : { status: 200, body: link(page) };
  },
  deliver({ kind, paymentId, minor, currency, refundedSoFar = 0, reference = {}, at }) {
    const entity = {
      id: paymentId,
      amount: minor,
      currency,
      amount_refunded: refundedSoFar,
      notes: reference,
    };
    const dispute = {
      id: `disp_${paymentId}`,
      payment_id: paymentId,
      amount: minor,
      currency,
      reason_code: 'fraud',
    };
    const events = {
      paid: 'payment.captured',
      refunded: 'refund.processed',
      disputed: 'payment.dispute.created',
      'dispute-lost': 'payment.dispute.lost',
    };
    const disputes = kind === 'disputed' || kind === 'dispute-lost' ? { dispute: { entity: dispute } } : {};
    const refund = kind === 'refunded' ? { refund: { entity: { id: 'rfnd_1', amount: minor } } } : {};
    const body = JSON.stringify({
      entity: 'event',
      event: events[kind],
      contains: Object.keys({ payment: entity, ...refund }),
      payload: { payment: { entity }, ...refund, ...disputes },
      created_at: seconds(at),
    });
    return { body, headers: { 'x-razorpay-signature': hmac('sha256', razorpaySecret, body, 'hex') } };
  },
  failRefund({ paymentId, minor, currency, refundId, at }) {
    const entity = { id: refundId, payment_id: paymentId, amount: minor, currency, status: 'failed' };
    const payload = { refund: { entity } };
    const body = JSON.stringify({
      entity: 'event',
      event: 'refund.failed',
      payload,
      created_at: seconds(at),
    });
    return { body, headers: { 'x-razorpay-signature': hmac('sha256', razorpaySecret, body, 'hex') } };
  },
};
