import type { PeerMake } from '../payment-peers.ts';
import { hmac, json, keep, unknownOf } from './strict-api.ts';

const paystackKey = 'sk_test_of_the_simulated_paystack';
export const paystack: PeerMake = {
  name: 'paystack',
  configuration: (address) => ({ settings: { apiAddress: address }, secrets: { secretKey: paystackKey } }),
  serve({ method, path, headers, body }, pages, address) {
    const no = (status: number, message: string) => ({ status, body: { status: false, message } });
    if (headers.authorization !== `Bearer ${paystackKey}`) return no(401, 'Invalid key');
    if (method !== 'POST' || path !== '/transaction/initialize') return no(404, 'Route not found');
    const asked = json(body);
    const { email, amount, currency, reference, callback_url, metadata } = asked;
    const known = [/^(email|amount|currency|reference|callback_url|metadata)$/];
    if (unknownOf(Object.keys(asked), known) !== undefined) return no(400, 'Unknown field');
    if (!/^\S+@\S+\.\S+$/.test(String(email))) return no(400, 'Invalid Email Address Passed');
    if (!/^[1-9]\d*$/.test(String(amount))) return no(400, 'Invalid Amount Sent');
    if (!/^[A-Za-z0-9.=-]+$/.test(String(reference))) return no(400, 'Invalid characters in reference');
    if (pages.has(String(reference))) return no(400, 'Duplicate Transaction Reference');
    keep(
      pages,
      {
        key: String(reference),
        minor: Number(amount),
        currency: String(currency),
        reference: metadata as Record<string, string>,
        returnUrl: String(callback_url),
        request: body,
      },
      'ps_',
    );
    const url = `${address}/pay/${reference}`;
    return {
      status: 200,
      body: { status: true, data: { authorization_url: url, access_code: 'x', reference } },
    };
  },
  deliver({ kind, paymentId, minor, currency, refundId, reference = {}, at }) {
    const dispute = {
      id: 2867,
      category: 'fraud',
      resolution: kind === 'disputed' ? null : 'merchant-accepted',
      transaction: { reference: paymentId, amount: minor, currency },
    };
    const body = JSON.stringify(
      kind === 'disputed' || kind === 'dispute-lost'
        ? {
            event: `charge.dispute.${kind === 'disputed' ? 'create' : 'resolve'}`,
            data: { ...dispute, id: paymentId },
          }
        : kind === 'paid'
          ? {
              event: 'charge.success',
              data: {
                id: 302961,
                reference: paymentId,
                amount: minor,
                currency,
                paid_at: at,
                metadata: reference,
              },
            }
          : {
              event: 'refund.processed',
              data: {
                transaction_reference: paymentId,
                refund_reference: refundId,
                amount: String(minor),
                currency,
              },
            },
    );
    return { body, headers: { 'x-paystack-signature': hmac('sha512', paystackKey, body, 'hex') } };
  },
  failRefund({ paymentId, minor, currency, refundId }) {
    const data = {
      transaction_reference: paymentId,
      refund_reference: refundId,
      amount: String(minor),
      currency,
    };
    const body = JSON.stringify({ event: 'refund.failed', data });
    return { body, headers: { 'x-paystack-signature': hmac('sha512', paystackKey, body, 'hex') } };
  },
};
