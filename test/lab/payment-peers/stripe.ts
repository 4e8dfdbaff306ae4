import type { Delivery, PeerMake } from '../payment-peers.ts';
import { hmac, keep, seconds, unknownOf } from './strict-api.ts';

const stripeSecret = 'whsec_of_the_simulated_stripe';
export const stripe: PeerMake = {
  name: 'stripe',
  configuration: (address) => ({
    settings: { apiAddress: address },
    secrets: { webhookSecret: stripeSecret, apiKey: 'sk_test_simulated' },
  }),
  serve({ method, path, headers, body }, pages, address) {
    const no = (status: number, message: string) => ({ status, body: { error: { message } } });
    if (headers.authorization !== 'Bearer sk_test_simulated') return no(401, 'Invalid API Key provided');
    if (method !== 'POST' || path !== '/v1/checkout/sessions') return no(404, 'Unrecognized request URL');
    const form = new URLSearchParams(body);
    const line = 'line_items[0][price_data]';
    const unknown = unknownOf(
      [...form.keys()],
      [
        /^(mode|success_url|cancel_url|client_reference_id|customer_email)$/,
        /^line_items\[\d+\]\[(quantity|price_data\]\[(currency|unit_amount|product_data\]\[name))\]$/,
        /^(payment_intent_data\[metadata\]|metadata)\[\w+\]$/,
      ],
    );
    if (unknown !== undefined) return no(400, `Received unknown parameter: ${unknown}`);
    const minor = Number(form.get(`${line}[unit_amount]`));
    if (form.get('mode') !== 'payment' || !Number.isSafeInteger(minor) || minor <= 0) {
      return no(400, 'Invalid integer: unit_amount');
    }
    const reference = Object.fromEntries(
      ['invoiceId', 'subscriberId'].flatMap((name) => {
        const value = form.get(`payment_intent_data[metadata][${name}]`);
        return value === null ? [] : [[name, value]];
      }),
    );
    const page = keep(
      pages,
      {
        key: String(headers['idempotency-key']),
        minor,
        currency: (form.get(`${line}[currency]`) ?? '').toUpperCase(),
        reference,
        returnUrl: form.get('success_url') ?? '',
        request: body,
      },
      'cs_test_',
    );
    if (page === undefined) {
      return no(400, 'Keys for idempotent requests can only be used with the same parameters');
    }
    return {
      status: 200,
      body: { id: page.id, object: 'checkout.session', url: `${address}/pay/${page.id}` },
    };
  },
  deliver({ kind, paymentId, minor, currency, refundedSoFar, reference = {}, at }) {
    const common = { currency: currency.toLowerCase(), metadata: reference };
    const dispute = {
      id: `dp_${paymentId}`,
      payment_intent: paymentId,
      charge: `ch_${paymentId}`,
      amount: minor,
      reason: 'fraudulent',
      ...common,
    };
    const [type, object] =
      kind === 'disputed'
        ? ['charge.dispute.created', { ...dispute, status: 'needs_response' }]
        : kind === 'dispute-lost'
          ? ['charge.dispute.closed', { ...dispute, status: 'lost' }]
          : kind === 'paid'
            ? [
                'payment_intent.succeeded',
                { id: paymentId, amount: minor, amount_received: minor, ...common },
              ]
            : [
                'charge.refunded',
                {
                  id: `ch_${paymentId}`,
                  payment_intent: paymentId,
                  amount_refunded: refundedSoFar,
                  ...common,
                },
              ];
    return stripeDelivery(type, object, at);
  },
  failRefund({ paymentId, minor, currency, refundId, at }) {
    const refund = { id: refundId, payment_intent: paymentId, charge: `ch_${paymentId}`, amount: minor };
    const failed = { ...refund, currency: currency.toLowerCase(), status: 'failed', metadata: {} };
    return stripeDelivery(
      'charge.refund.updated',
      { ...failed, failure_reason: 'expired_or_canceled_card' },
      at,
    );
  },
};

function stripeDelivery(type: unknown, object: unknown, at: string): Delivery {
  const body = JSON.stringify({ id: 'evt_1', type, created: seconds(at), data: { object } });
  const signed = hmac('sha256', stripeSecret, `${seconds(at)}.${body}`, 'hex');
  return { body, headers: { 'stripe-signature': `t=${seconds(at)},v1=${signed}` } };
}
