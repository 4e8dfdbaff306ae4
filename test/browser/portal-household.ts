import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { InvoiceView } from '../../functions/contracts/http/invoices.ts';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import { type Dialler, diallerOf } from '../demo/dialler.ts';
import { type ChargingStripe, startChargingStripe } from '../lab/charging-stripe.ts';
import type { Delivery } from '../lab/payment-peers.ts';
import { type Created, createSubscriber, ended, firstInvoice, homeAddress, order } from '../lifecycle.ts';
import { type RunningStack, startStack } from '../stack.ts';
import { startBrowser, Visitor } from './visitor.ts';

export const username = 'harbour12@portal';
export const password = 'the-password-of-harbour12';
/** Of this machine, so that a test can ask from it. */
export const framedIp = '127.12.0.12';
export const owner = 'ada@example.net';
export const payer = 'ben@example.net';
export const viewer = 'cleo@example.net';

export let stack: RunningStack;
export let browser: Browser;
export let stripe: ChargingStripe;
export let nas: Dialler;
export let now: string;
export let accountId: string;
export let serviceId: string;
export let invoice: InvoiceView;

export const setClock = async (instant: string) => {
  ({ now } = await stack.api.put<{ now: string }>('/clock', { now: instant }));
};
export const readClock = async () => {
  ({ now } = await stack.api.get<{ now: string }>('/clock'));
};
export const dayAfter = (day: string, days: number) =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** Before all tests there is a household with a line that works, at a provider through whom it can pay. */
export function aHousehold(): void {
  beforeAll(async () => {
    [stack, browser] = await Promise.all([startStack(), startBrowser()]);
    const { api } = stack;
    nas = diallerOf(api.endpoints.sites[0]!);
    const started = (await api.get<{ now: string }>('/clock')).now.slice(0, 10);
    // A morning within a month, so that the chart of its days has something before it and nothing runs over its end.
    const isWithin = Number(started.slice(8)) > 1 && Number(started.slice(8)) < 25;
    const begin = isWithin
      ? dayAfter(started, 1)
      : `${dayAfter(`${started.slice(0, 7)}-25`, 10).slice(0, 7)}-03`;
    await setClock(`${begin}T09:00:00Z`);
    stripe = await startChargingStripe(() => now);
    await api.put('/payment-providers/stripe', stripe.configuration);
    await api.put('/operator', {
      name: 'Harbour Broadband',
      accent: '#0b7a5e',
      email: 'hello@harbour.example',
      phone: '+35391555100',
      website: 'https://harbour.example',
      portal: { address: api.endpoints.portal },
    });
    const plan = (name: string, amount: string, downKbps: number, more: object = {}) =>
      api.post<Created>('/plans', {
        name,
        technologies: ['pppoe'],
        price: { amount, currency: 'EUR' },
        period: 'month',
        charge: 'in-advance',
        network: { downKbps, upKbps: downKbps / 5, addressPool: 'subscribers' },
        ...more,
      });
    const quota = { per: 'month', steps: [{ gigabytes: 200, becomes: { downKbps: 4_000, upKbps: 1_000 } }] };
    const topUps = [{ gigabytes: 50, price: { amount: '6.00', currency: 'EUR' } }];
    const home = await plan('Home 50', '34.90', 50_000, { quota, topUps });
    await plan('Home 100', '44.90', 100_000);
    await plan('Home 300', '59.90', 300_000);
    await api.post('/add-ons', {
      name: 'Fixed IP address',
      price: { amount: '5.00', currency: 'EUR' },
      period: 'month',
      accounting: 'recurring',
    });
    const billingProfile = {
      model: 'pro-rata',
      taxes: [{ name: 'VAT', rate: '23', inclusive: true }],
      vacation: { minimumDays: 7, maximumDays: 90 },
      suspension: { requested: 20 },
    };
    const terms = { currency: 'EUR', timeZone: 'Europe/Dublin', billingProfile };
    const household = await createSubscriber(api, 'Household, 12 Harbour Road', terms);
    accountId = household.id;
    await api.patch(`/subscribers/${accountId}`, { category: 'household' });
    const service = await api.post<ServiceView>(`/subscribers/${accountId}/services`, {
      planId: home.id,
      access: { technology: 'pppoe', siteId: api.endpoints.sites[0]!.siteId, username, password, framedIp },
      address: homeAddress,
    });
    serviceId = service.id;
    await ended(api, await order(api, serviceId, 'activate'));
    await useTheLine(31_500_000_000);
    invoice = await firstInvoice(api, accountId);
    const school = await createSubscriber(api, 'Harbour Road School', terms);
    for (const [email, id, role] of [
      [owner, accountId, 'owner'],
      [owner, school.id, 'viewer'],
      [payer, accountId, 'payer'],
      [viewer, accountId, 'viewer'],
    ] as const) {
      await api.post(`/subscribers/${id}/people`, { email, role });
    }
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
    await stripe?.stop();
  });
}

/** The subscriber's router dials in, and octets go through. */
export async function useTheLine(octets: number): Promise<void> {
  const dialled = await nas.dial({ username, password });
  if (!dialled.accepted) throw new Error('the log-in was refused');
  const [session] = await nas.sessions();
  await nas.use(session!.sessionId, octets / 10, octets);
}

export async function signedIn(
  email: string,
  options: Parameters<typeof Visitor.come>[1] = {},
  place = '/',
  before = browser,
): Promise<Visitor> {
  const visitor = await Visitor.come(before, options);
  const { portal, mail } = stack.api.endpoints;
  // An address is mailed five codes in ten minutes at most.
  await stack.api.put('/clock', { advance: 'PT3M' });
  await visitor.signInByCode(portal, email, mail, place);
  return visitor;
}

export async function deliver({ body, headers, query = '' }: Delivery, provider = 'stripe'): Promise<void> {
  const answer = await fetch(`${stack.api.endpoints.api}/webhooks/payments/${provider}?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  if (!answer.ok) throw new Error(`the webhook answered ${answer.status}: ${await answer.text()}`);
}

/** The provider's page, on which a press pays what the session asks for: its message goes out, and the payer goes back. */
export async function playCheckout({ page }: Visitor): Promise<void> {
  const host = 'https://checkout.example';
  await page.route(`${host}/**`, async (route) => {
    const session = stripe.sessions.at(-1)!;
    const back = session.get('success_url')!;
    if (new URL(route.request().url()).pathname === '/paid') {
      const amount = Number(session.get('line_items[0][price_data][unit_amount]'));
      const metadata = Object.fromEntries(
        [...session].flatMap(([name, value]) => {
          const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
          return key === undefined ? [] : [[key, value]];
        }),
      );
      await deliver(
        stripe.message('payment_intent.succeeded', {
          id: `pi_portal_${stripe.sessions.length}`,
          amount,
          amount_received: amount,
          currency: session.get('line_items[0][price_data][currency]'),
          metadata,
        }),
      );
      return route.fulfill({ status: 303, headers: { location: back } });
    }
    return route.fulfill({
      contentType: 'text/html',
      body: `<h1>Checkout</h1><a href="${host}/paid">Pay now</a> <a href="${back}">Not now</a>`,
    });
  });
}
