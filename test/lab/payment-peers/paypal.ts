import 'reflect-metadata';
import { createPrivateKey, sign, webcrypto } from 'node:crypto';
import { crc32 } from 'node:zlib';
import * as x509 from '@peculiar/x509';
import type { Deed, Delivery, PeerMake, PeerPage } from '../payment-peers.ts';

x509.cryptoProvider.set(webcrypto);
const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
const certificate = await x509.X509CertificateGenerator.createSelfSigned({
  serialNumber: '01',
  name: 'CN=messageverificationcerts.paypal.com',
  notBefore: new Date('2025-01-01T00:00:00Z'),
  notAfter: new Date('2027-01-01T00:00:00Z'),
  keys,
  signingAlgorithm: algorithm,
});
const signingKey = createPrivateKey({
  key: Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)),
  format: 'der',
  type: 'pkcs8',
});

const webhookId = '8PT597110X687430LKGECATA';
const clientId = 'simulated-client-id';
const clientSecret = 'simulated-client-secret';
let address = '';
/** What was captured of an order, by the page that it has. */
const captured = new WeakMap<PeerPage, object>();
/** Refunds by their keys. */
const refunds = new Map<string, object>();
/** Captures of which a payer disputes something. */
const disputed = new Set<string>();
let transmissions = 0;

const value = (minor: number) => (minor / 100).toFixed(2);
const moneyOf = (minor: number, currency: string) => ({ currency_code: currency, value: value(minor) });

function delivery(event: string, resource: object, at: string): Delivery {
  transmissions += 1;
  const body = JSON.stringify({ id: `WH-${transmissions}`, event_type: event, create_time: at, resource });
  const id = `69cd13f0-d67a-11e5-baa3-${transmissions}`;
  const signed = `${id}|${at}|${webhookId}|${crc32(body)}`;
  return {
    body,
    headers: {
      'paypal-transmission-id': id,
      'paypal-transmission-time': at,
      'paypal-transmission-sig': sign('sha256', Buffer.from(signed), signingKey).toString('base64'),
      'paypal-cert-url': `${address}/v1/notifications/certs/CERT-360caa42-fca2a594`,
      'paypal-auth-algo': 'SHA256withRSA',
    },
  };
}

/** The payer approves an order; nothing is paid by that. */
export function approved(orderId: string, at: string): Delivery {
  return delivery('CHECKOUT.ORDER.APPROVED', { id: orderId, intent: 'CAPTURE', status: 'APPROVED' }, at);
}

/** The payer's bank takes a capture back. */
export function reversed(captureId: string, minor: number, at: string): Delivery {
  return delivery('PAYMENT.CAPTURE.REVERSED', refundOf(`R-${captureId}`, captureId, minor, 'USD', at), at);
}

function refundOf(id: string, captureId: string, minor: number, currency: string, at: string) {
  return {
    id,
    status: 'COMPLETED',
    amount: moneyOf(minor, currency),
    create_time: at,
    links: [
      { rel: 'self', href: `${address}/v2/payments/refunds/${id}` },
      { rel: 'up', href: `${address}/v2/payments/captures/${captureId}` },
    ],
  };
}

/** Methods in the vault, by their tokens: what their payer's PayPal says when one is charged. */
const vault = new Map<string, 'fine' | 'declined' | 'gone'>();
/** Captures of charges, by the invoice ids that they took. */
const charges = new Map<string, object>();
const keptKeys = new Map<string, object>();

/** PayPal keeps a key for hours only. */
export const forgetKeys = () => keptKeys.clear();
export const kept = (token: string) => vault.get(token) === 'fine';
export const charged = () => charges.size;

/** The payer agreed to later charges with that order. */
export function saved(orderId: string, token: string, at: string): Delivery {
  vault.set(token, 'fine');
  const resource = {
    id: token,
    customer: { id: 'CUST1' },
    metadata: { order_id: orderId },
    payment_source: { paypal: { email_address: 'ada@example.com' } },
  };
  return delivery('VAULT.PAYMENT-TOKEN.CREATED', resource, at);
}

/** The payer takes the consent back. */
export function withdrawn(token: string, at: string): Delivery {
  vault.set(token, 'gone');
  return delivery('VAULT.PAYMENT-TOKEN.DELETED', { id: token }, at);
}

/** The payer's bank says no from now on. */
export function decline(token: string): void {
  vault.set(token, 'declined');
}

interface OrderAsked {
  readonly intent: string;
  readonly purchase_units: readonly {
    readonly custom_id: string;
    readonly invoice_id?: string;
    readonly amount: { readonly currency_code: string; readonly value: string };
  }[];
  readonly payment_source: {
    readonly paypal: {
      readonly vault_id?: string;
      readonly stored_credential?: { readonly payment_initiator: string };
      readonly experience_context?: { readonly return_url: string };
    };
  };
}

function deliver({ kind, paymentId, minor, currency, refundId, reference = {}, at }: Deed): Delivery {
  const words = reference['words'] ?? Object.values(reference).join(' ');
  switch (kind) {
    case 'paid': {
      const resource = {
        id: paymentId,
        status: 'COMPLETED',
        amount: moneyOf(minor, currency),
        create_time: at,
      };
      return delivery('PAYMENT.CAPTURE.COMPLETED', { ...resource, custom_id: words }, at);
    }
    case 'refunded':
      return delivery(
        'PAYMENT.CAPTURE.REFUNDED',
        refundOf(`${refundId}`, paymentId, minor, currency, at),
        at,
      );
    default: {
      disputed.add(paymentId);
      const isLost = kind === 'dispute-lost';
      const outcome = { outcome_code: 'RESOLVED_BUYER_FAVOUR', amount_refunded: moneyOf(minor, currency) };
      const resource = {
        dispute_id: `PP-D-${paymentId}`,
        disputed_transactions: [{ seller_transaction_id: paymentId }],
        dispute_amount: moneyOf(minor, currency),
        reason: 'UNAUTHORISED',
        ...(isLost ? { dispute_outcome: outcome } : {}),
      };
      return delivery(`CUSTOMER.DISPUTE.${isLost ? 'RESOLVED' : 'CREATED'}`, resource, at);
    }
  }
}

/** PayPal as its Orders v2, Payments v2 and webhooks behave, within what this house uses of them. */
export const paypal: PeerMake = {
  name: 'paypal',
  configuration(at) {
    address = at;
    return { settings: { apiAddress: at, webhookId, clientId }, secrets: { clientSecret } };
  },
  serve({ method, path, query, headers, body }, pages) {
    const no = (status: number, issue: string) => ({
      status,
      body: { name: 'UNPROCESSABLE_ENTITY', message: 'It failed.', details: [{ issue, description: issue }] },
    });
    if (method === 'GET' && path.startsWith('/v1/notifications/certs/')) {
      return path.endsWith('/CERT-360caa42-fca2a594')
        ? { status: 200, body: certificate.toString('pem') }
        : { status: 404, body: 'Not found' };
    }
    if (path === '/v1/oauth2/token') {
      const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
      const isApp = method === 'POST' && headers.authorization === `Basic ${basic}`;
      return isApp && body === 'grant_type=client_credentials'
        ? { status: 200, body: { access_token: 'simulated-token', token_type: 'Bearer', expires_in: 32_400 } }
        : {
            status: 401,
            body: { error: 'invalid_client', error_description: 'Client Authentication failed' },
          };
    }
    if (headers.authorization !== 'Bearer simulated-token') return no(401, 'AUTHENTICATION_FAILURE');
    if (method === 'GET' && path === '/v1/customer/disputes') {
      const about = query.get('disputed_transaction_id') ?? '';
      return { status: 200, body: { items: disputed.has(about) ? [{ dispute_id: `PP-D-${about}` }] : [] } };
    }
    const token = /^\/v3\/vault\/payment-tokens\/([\w-]+)$/.exec(path)?.[1];
    if (method === 'DELETE' && token !== undefined) {
      return vault.delete(token) ? { status: 204, body: '' } : no(404, 'RESOURCE_NOT_FOUND');
    }
    const readId = /^\/v2\/checkout\/orders\/([\w-]+)$/.exec(path)?.[1];
    if (method === 'GET' && readId !== undefined) {
      const page = [...pages.values()].find(({ id }) => id === readId);
      if (page === undefined) return no(404, 'INVALID_RESOURCE_ID');
      return { status: 200, body: { id: readId, purchase_units: [{ custom_id: page.reference['words'] }] } };
    }
    const key = String(headers['paypal-request-id'] ?? '');
    if (method !== 'POST' || !/^[\w-]{1,108}$/.test(key)) return no(404, 'RESOURCE_NOT_FOUND');
    if (path === '/v2/checkout/orders') return placeOrder(body, key, pages);
    const orderId = /^\/v2\/checkout\/orders\/([\w-]+)\/capture$/.exec(path)?.[1];
    if (orderId !== undefined) {
      const page = [...pages.values()].find(({ id }) => id === orderId);
      if (page === undefined) return no(404, 'INVALID_RESOURCE_ID');
      const made = captured.get(page) ?? captureOf(page);
      captured.set(page, made);
      return {
        status: 201,
        body: { id: orderId, status: 'COMPLETED', purchase_units: [{ payments: { captures: [made] } }] },
      };
    }
    const captureId = /^\/v2\/payments\/captures\/([\w-]+)\/refund$/.exec(path)?.[1];
    if (captureId === undefined) return no(404, 'RESOURCE_NOT_FOUND');
    const made = refunds.get(key);
    if (made !== undefined) return { status: 200, body: made };
    const { amount } = JSON.parse(body) as { amount: { value: string; currency_code: string } };
    if (Number(amount.value) > 31) return no(422, 'REFUND_AMOUNT_EXCEEDED');
    const minor = Math.round(Number(amount.value) * 100);
    const fresh = refundOf(
      `RF${refunds.size + 1}`,
      captureId,
      minor,
      amount.currency_code,
      '2026-01-05T12:00:00Z',
    );
    refunds.set(key, fresh);
    return { status: 201, body: fresh };
  },
  deliver,
  failRefund: ({ paymentId, minor, currency, refundId, at }) =>
    delivery(
      'PAYMENT.REFUND.FAILED',
      { ...refundOf(refundId, paymentId, minor, currency, at), status: 'FAILED' },
      at,
    ),
};

function placeOrder(body: string, key: string, pages: Map<string, PeerPage>) {
  const asked = JSON.parse(body) as OrderAsked;
  const [unit] = asked.purchase_units;
  const isWhole =
    unit !== undefined && /^\d+\.\d{2}$/.test(unit.amount.value) && unit.custom_id.length <= 127;
  if (asked.intent !== 'CAPTURE' || !isWhole) {
    return {
      status: 400,
      body: { message: 'Request is not well-formed.', details: [{ issue: 'INVALID_REQUEST' }] },
    };
  }
  const { vault_id: token } = asked.payment_source.paypal;
  if (token !== undefined) return chargeVault(asked, token, key);
  const former = pages.get(key);
  if (former !== undefined && former.request !== body) {
    return { status: 422, body: { message: 'PAYPAL_REQUEST_ID_PREVIOUSLY_USED' } };
  }
  const page = former ?? {
    id: `5O190127TN36471${pages.size + 1}`,
    key,
    minor: Math.round(Number(unit.amount.value) * 100),
    currency: unit.amount.currency_code,
    reference: { words: unit.custom_id },
    returnUrl: asked.payment_source.paypal.experience_context?.return_url ?? '',
    request: body,
  };
  pages.set(key, page);
  const href = `${address}/checkoutnow?token=${page.id}`;
  return {
    status: 200,
    body: { id: page.id, status: 'PAYER_ACTION_REQUIRED', links: [{ rel: 'payer-action', href }] },
  };
}

function captureOf({ id, minor, currency, reference }: PeerPage) {
  return {
    id: `CAP-${id}`,
    status: 'COMPLETED',
    amount: moneyOf(minor, currency),
    custom_id: reference['words'],
    create_time: '2026-01-05T12:00:00Z',
  };
}

function chargeVault({ purchase_units: [unit], payment_source }: OrderAsked, token: string, key: string) {
  const no = (issue: string) => ({
    status: 422,
    body: { name: 'UNPROCESSABLE_ENTITY', details: [{ issue, description: issue }] },
  });
  const before = keptKeys.get(key);
  if (before !== undefined) return { status: 200, body: before };
  const { invoice_id: invoiceId = '', custom_id, amount } = unit ?? {};
  if (payment_source.paypal.stored_credential?.payment_initiator !== 'MERCHANT') return no('INVALID_REQUEST');
  if (charges.has(invoiceId)) return no('DUPLICATE_INVOICE_ID');
  const state = vault.get(token);
  if (state === 'declined') return no('INSTRUMENT_DECLINED');
  if (state !== 'fine') return no('TOKEN_ID_NOT_FOUND');
  const id = `CAP-${invoiceId}`;
  const capture = { id, status: 'COMPLETED', amount, custom_id, create_time: '2026-01-05T12:00:00Z' };
  const made = {
    id: `O-${invoiceId}`,
    status: 'COMPLETED',
    purchase_units: [{ payments: { captures: [capture] } }],
  };
  charges.set(invoiceId, capture);
  keptKeys.set(key, made);
  return { status: 201, body: made };
}
