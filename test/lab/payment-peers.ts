import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProviderConfiguration } from '../../functions/ports/payment-provider.ts';
import { authorizeNet } from './authorize-net.ts';
import { flutterwave } from './flutterwave.ts';
import { paypal } from './paypal.ts';

/** A page that a simulated provider made, as it understood the request. */
export interface PeerPage {
  readonly id: string;
  readonly key: string;
  readonly minor: number;
  readonly currency: string;
  readonly reference: Readonly<Record<string, string>>;
  readonly returnUrl: string;
  /** The request as it came: the same key with another is refused. */
  readonly request: string;
}

export interface Delivery {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the address that it is sent to. */
  readonly query?: string;
}

/** What the payer, or the merchant at the provider's own desk, did. Amounts in minor units of a two-decimal currency. */
export interface Deed {
  readonly kind: 'paid' | 'refunded' | 'disputed' | 'dispute-lost';
  readonly paymentId: string;
  readonly minor: number;
  readonly currency: string;
  /** Of all refunds so far, this one included. */
  readonly refundedSoFar?: number;
  readonly refundId?: string;
  readonly reference?: Readonly<Record<string, string>>;
  readonly at: string;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

interface Told {
  readonly status: number;
  /** Text is published as it is, all else as JSON. */
  readonly body: object | string;
}

/** One make of provider: how it is set up, how its API behaves, and how it tells of what was done. */
export interface PeerMake {
  readonly name: string;
  /** Its signature does not cover the message: what counts is what the provider says when it is asked. */
  readonly confirms?: true;
  /** False where no message tells of disputes. */
  readonly disputes?: false;
  /** How it says that it does not know who asks; 401 where it is left out. */
  readonly refusesWith?: string;
  configuration(address: string): ProviderConfiguration;
  /** Left out where the make has no API that is used. */
  serve?(asked: Asked, pages: Map<string, PeerPage>, address: string): Told;
  deliver(deed: Deed): Delivery;
  /** Messages of other kinds that are told of a payment of so much, by what they are called. */
  readonly others?: Readonly<Record<string, (minor: number) => Delivery>>;
  /** Tells that a refund did not reach the payer. Left out where no message tells that. */
  failRefund?(deed: FailedRefund): Delivery;
}

export type FailedRefund = Pick<Deed, 'paymentId' | 'minor' | 'currency' | 'at'> & {
  readonly refundId: string;
};

const hmac = (algorithm: string, key: string, text: string, encoding: 'hex' | 'base64') =>
  createHmac(algorithm, key).update(text).digest(encoding);
const json = (body: string): Record<string, unknown> => JSON.parse(body) as Record<string, unknown>;
const seconds = (at: string) => Math.floor(Date.parse(at) / 1000);

/** Refuses names that the API does not know, as a strict server does. */
function unknownOf(given: readonly string[], known: readonly RegExp[]): string | undefined {
  return given.find((name) => !known.some((pattern) => pattern.test(name)));
}

function keep(
  pages: Map<string, PeerPage>,
  page: Omit<PeerPage, 'id'>,
  prefix: string,
): PeerPage | undefined {
  const former = pages.get(page.key);
  if (former !== undefined) return former.request === page.request ? former : undefined;
  const made = { ...page, id: `${prefix}${pages.size + 1}` };
  pages.set(page.key, made);
  return made;
}

const stripeSecret = 'whsec_of_the_simulated_stripe';
const stripe: PeerMake = {
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

const paystackKey = 'sk_test_of_the_simulated_paystack';
const paystack: PeerMake = {
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

const razorpaySecret = 'webhook secret of the simulated razorpay';
const razorpay: PeerMake = {
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

const squareKey = 'signature key of the simulated square';
const squareDelivery = (body: string): Delivery => ({
  body,
  headers: { 'x-square-hmacsha256-signature': hmac('sha256', squareKey, squareUrl + body, 'base64') },
});
const squareUrl = 'https://isp.example/api/v1/webhooks/payments/square';
const square: PeerMake = {
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

const fields = {
  paymentIdPath: 'data.id',
  statusPath: 'status',
  amountPath: 'data.amount',
  currencyPath: 'data.currency',
  invoiceIdPath: 'data.invoice',
  occurredAtPath: 'at',
  refundIdPath: 'data.refund',
};
/** A message of no particular make: amounts as decimals or as minor units, each refund for itself. */
const plainMessage = (
  { kind, paymentId, minor, currency, refundId, reference, at }: Deed,
  amount: number | string,
) =>
  JSON.stringify({
    status: kind === 'paid' ? 'PAID' : kind,
    at,
    data: { id: paymentId, amount, minor, currency, refund: refundId, invoice: reference?.['invoiceId'] },
  });

const plainSecret = 'signing secret of a plain sender';
const genericHmac: PeerMake = {
  name: 'generic-hmac',
  configuration: () => ({
    settings: {
      ...fields,
      header: 'x-bank-signature',
      algorithm: 'sha512',
      encoding: 'base64',
      prefix: 'sha512=',
      timestampHeader: 'x-bank-time',
      amountUnit: 'minor',
    },
    secrets: { signingSecret: plainSecret },
  }),
  deliver(deed) {
    const body = plainMessage(deed, deed.minor);
    const signed = hmac('sha512', plainSecret, `${seconds(deed.at)}.${body}`, 'base64');
    return {
      body,
      headers: { 'x-bank-signature': `sha512=${signed}`, 'x-bank-time': String(seconds(deed.at)) },
    };
  },
};

const standardKey = Buffer.from('a key of the standard sender').toString('base64');
const standardWebhooks: PeerMake = {
  name: 'standard-webhooks',
  configuration: () => ({
    settings: { ...fields, amountUnit: 'major' },
    secrets: { signingSecret: `whsec_${standardKey}` },
  }),
  deliver(deed) {
    const body = plainMessage(deed, (deed.minor / 100).toFixed(2));
    const id = `msg_${deed.paymentId}`;
    const signed = createHmac('sha256', Buffer.from(standardKey, 'base64'))
      .update(`${id}.${seconds(deed.at)}.${body}`)
      .digest('base64');
    return {
      body,
      headers: {
        'webhook-signature': `v1,${signed}`,
        'webhook-id': id,
        'webhook-timestamp': String(seconds(deed.at)),
      },
    };
  },
};

export const peerMakes: readonly PeerMake[] = [
  stripe,
  paystack,
  razorpay,
  square,
  paypal,
  flutterwave,
  authorizeNet,
  genericHmac,
  standardWebhooks,
];

export interface PaymentPeer {
  readonly make: PeerMake;
  readonly address: string;
  readonly pages: ReadonlyMap<string, PeerPage>;
  /** From the next request on that many, of such paths, are carried out, but their answer is lost. */
  loseAnswers(count: number, paths?: RegExp): void;
  stop(): Promise<void>;
}

/** Starts a simulated provider of the make on this machine: it takes only what that make's API takes. */
export async function startPaymentPeer(make: PeerMake): Promise<PaymentPeer> {
  const pages = new Map<string, PeerPage>();
  let lost = 0;
  let losing = /./;
  let address = '';
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', address);
      const told = make.serve?.(
        {
          method: request.method ?? '',
          path: url.pathname,
          query: url.searchParams,
          headers: request.headers,
          body: Buffer.concat(parts).toString(),
        },
        pages,
        address,
      ) ?? { status: 404, body: {} };
      // A token that did not arrive says nothing about what is asked with one.
      if (lost > 0 && !url.pathname.endsWith('/token') && losing.test(url.pathname)) {
        lost -= 1;
        response.destroy();
        return;
      }
      const text = typeof told.body === 'string' ? told.body : JSON.stringify(told.body);
      response.writeHead(told.status, { 'content-type': 'application/json' }).end(text);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    make,
    address,
    pages,
    loseAnswers(count, paths = /./) {
      lost = count;
      losing = paths;
    },
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
}
