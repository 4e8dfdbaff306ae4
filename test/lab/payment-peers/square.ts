import type { Delivery, PeerMake } from '../payment-peers.ts';
import { hmac, json, keep, unknownOf } from './strict-api.ts';

const squareKey = 'signature key of the simulated square';
const squareDelivery = (body: string): Delivery => ({
  body,
  headers: { 'x-square-hmacsha256-signature': hmac('sha256', squareKey, squareUrl + body, 'base64') },
});
const squareUrl = 'https://isp.example/api/v1/webhooks/payments/square';
export const square: PeerMake = {
  name: 'square',
  configuration: (address) => ({
    settings: { apiAddress: address, notificationUrl: squareUrl, locationId: 'L1' },
    secrets: { signatureKey: squareKey, accessToken: 'simulated-access-token' },
  }),
  serve({ method, path, headers, body }, pages, address) {
    const no = (status: number, detail: string) => ({ status, body: { errors: [{ detail }] } });
    if (headers.authorization !== 'Bearer simulated-access-token')
      return no(401, 'This request could not be authorized.');
    if (method !== 'POST' || path !== '/v2/online-checkout/payment-links')
      return no(404, 'Resource not found.');
    const asked = json(body);
    const known = [/^(idempotency_key|quick_pay|checkout_options|payment_note|pre_populated_data)$/];
    const unknown = unknownOf(Object.keys(asked), known);
    if (unknown !== undefined) return no(400, `Unknown field ${unknown}`);
    const { name, price_money, location_id } = asked['quick_pay'] as {
      name?: string;
      price_money: { amount: number; currency: string };
      location_id?: string;
    };
    if (name === undefined || location_id !== 'L1') return no(400, 'Missing required parameter.');
    const note = String(asked['payment_note']);
    const page = keep(
      pages,
      {
        key: String(asked['idempotency_key']),
        minor: price_money.amount,
        currency: price_money.currency,
        reference: { note },
        returnUrl: String((asked['checkout_options'] as { redirect_url?: string }).redirect_url),
        request: body,
      },
      'LINK',
    );
    if (page === undefined) return no(400, 'The idempotency key was used with another request.');
    return { status: 200, body: { payment_link: { id: page.id, url: `${address}/pay/${page.id}` } } };
  },
  deliver({ kind, paymentId, minor, currency, refundedSoFar, reference = {}, at }) {
    const dispute = {
      id: `dis-${paymentId}`,
      amount_money: { amount: minor, currency },
      reason: 'NOT_AS_DESCRIBED',
      state: kind === 'disputed' ? 'INQUIRY_EVIDENCE_REQUIRED' : 'LOST',
      disputed_payment: { payment_id: paymentId },
    };
    const isDispute = kind === 'disputed' || kind === 'dispute-lost';
    const body = JSON.stringify({
      merchant_id: 'M1',
      type: isDispute ? 'dispute.state.updated' : 'payment.updated',
      event_id: `${paymentId}-${kind}-${refundedSoFar ?? 0}`,
      created_at: at,
      data: {
        type: 'payment',
        id: paymentId,
        object: isDispute
          ? { dispute }
          : {
              payment: {
                id: paymentId,
                status: 'COMPLETED',
                amount_money: { amount: minor, currency },
                ...(kind === 'refunded' ? { refunded_money: { amount: refundedSoFar, currency } } : {}),
                note: reference['note'] ?? Object.values(reference).join(' '),
              },
            },
      },
    });
    return squareDelivery(body);
  },
  failRefund({ paymentId, minor, currency, refundId, at }) {
    const refund = {
      id: refundId,
      payment_id: paymentId,
      status: 'FAILED',
      amount_money: { amount: minor, currency },
    };
    return squareDelivery(
      JSON.stringify({
        merchant_id: 'M1',
        type: 'refund.updated',
        event_id: `${refundId}-failed`,
        created_at: at,
        data: { type: 'refund', id: refundId, object: { refund } },
      }),
    );
  },
};
