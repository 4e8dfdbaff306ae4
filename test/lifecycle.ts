import { createHmac, randomBytes } from 'node:crypto';
import type { InvoiceView } from '../functions/contracts/http/invoices.ts';
import type { OrderView } from '../functions/contracts/http/orders.ts';
import type { ServiceView } from '../functions/contracts/http/services.ts';
import type { ApiClient } from './client.ts';

/** The steps of a subscriber's life as calls of the public API, for the demo, the benchmarks and the long tests. */

export const homeAddress = {
  line1: '12 Harbour Road',
  city: 'Galway',
  postalCode: 'H91 AB12',
  country: 'IE',
} as const;

export interface Created {
  readonly id: string;
}

export function createPlan(
  api: ApiClient,
  name: string,
  rates = { downKbps: 100_000, upKbps: 20_000 },
): Promise<Created> {
  return api.post<Created>('/plans', {
    name,
    technologies: ['pppoe', 'ipoe', 'hotspot', 'gpon', 'lte'],
    price: { amount: '49.90', currency: 'USD' },
    period: 'month',
    charge: 'in-advance',
    network: { ...rates, addressPool: 'subscribers', interimSeconds: 300 },
  });
}

export function createSubscriber(api: ApiClient, name: string, more: object = {}): Promise<Created> {
  return api.post<Created>('/subscribers', {
    kind: 'contact',
    name,
    emails: [`${name.toLowerCase().replace(/[^a-z0-9]+/g, '.')}@example.net`],
    addresses: { service: homeAddress },
    ...more,
  });
}

export interface Pppoe {
  readonly siteId: string;
  readonly username: string;
  readonly password: string;
}

export function selectService(
  api: ApiClient,
  subscriberId: string,
  planId: string,
  access: Pppoe,
): Promise<ServiceView> {
  return api.post<ServiceView>(`/subscribers/${subscriberId}/services`, {
    planId,
    access: { technology: 'pppoe', ...access },
  });
}

export type Order = 'activate' | 'suspend' | 'resume' | 'terminate';

export async function order(
  api: ApiClient,
  serviceId: string,
  what: Order,
  body: object = {},
): Promise<string> {
  const { orderId } = await api.post<{ orderId: string }>(`/services/${serviceId}/${what}`, body);
  return orderId;
}

export function ended(api: ApiClient, orderId: string, timeoutMs?: number): Promise<OrderView> {
  return api.until<OrderView>(
    `/orders/${orderId}`,
    ({ state }) => state === 'succeeded' || state === 'failed',
    timeoutMs,
  );
}

export function firstInvoice(api: ApiClient, subscriberId: string, timeoutMs?: number): Promise<InvoiceView> {
  return api
    .until<{ items: InvoiceView[] }>(
      `/invoices?subscriberId=${subscriberId}`,
      ({ items }) => items.length > 0,
      timeoutMs,
    )
    .then(({ items }) => items[0]!);
}

const stripeSecret = `whsec_${randomBytes(24).toString('hex')}`;

/** Sets Stripe up with a signing secret of this process, and gives it. The same again changes nothing. */
export async function webhookSecret(api: ApiClient): Promise<string> {
  await api.put('/payment-providers/stripe', { secrets: { webhookSecret: stripeSecret } });
  return stripeSecret;
}

export interface StripePayment {
  readonly eventId: string;
  readonly paymentId: string;
  /** In the currency's minor unit. */
  readonly minor: number;
  readonly currency: string;
  readonly invoiceId: string;
  readonly subscriberId: string;
  /** How many seconds ago it was signed; less than nothing for a signature from the future. */
  readonly signedAgo?: number;
}

/** Delivers `payment_intent.succeeded` as Stripe does: raw body, `t=…,v1=…` over `<t>.<body>` (Stripe's webhook documentation). */
export async function deliverStripePayment(
  api: ApiClient,
  secret: string,
  payment: StripePayment,
): Promise<Response> {
  const { now } = await api.get<{ now: string }>('/clock');
  const created = Math.floor(Date.parse(now) / 1000);
  const signedAt = created - (payment.signedAgo ?? 0);
  const body = JSON.stringify({
    id: payment.eventId,
    object: 'event',
    api_version: '2026-01-28',
    type: 'payment_intent.succeeded',
    created,
    livemode: false,
    data: {
      object: {
        id: payment.paymentId,
        object: 'payment_intent',
        amount: payment.minor,
        amount_received: payment.minor,
        currency: payment.currency.toLowerCase(),
        status: 'succeeded',
        created,
        metadata: { invoiceId: payment.invoiceId, subscriberId: payment.subscriberId },
      },
    },
  });
  const signature = createHmac('sha256', secret).update(`${signedAt}.${body}`).digest('hex');
  return fetch(`${api.endpoints.api}/webhooks/payments/stripe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': `t=${signedAt},v1=${signature}` },
    body,
  });
}
