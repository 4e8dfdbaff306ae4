import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InvoiceView } from '../../functions/contracts/http/invoices.ts';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import { type Dialler, diallerOf } from '../demo/dialler.ts';
import { type ChargingStripe, startChargingStripe } from '../lab/charging-stripe.ts';
import type { Delivery } from '../lab/payment-peers.ts';
import { type Created, createSubscriber, ended, firstInvoice, homeAddress, order } from '../lifecycle.ts';
import { type RunningStack, startStack } from '../stack.ts';
import { startBrowser, Visitor, widths } from './visitor.ts';

const username = 'harbour12@portal';
const password = 'the-password-of-harbour12';
const owner = 'ada@example.net';
const payer = 'ben@example.net';
const viewer = 'cleo@example.net';

let stack: RunningStack;
let browser: Browser;
let stripe: ChargingStripe;
let nas: Dialler;
let now: string;
let accountId: string;
let serviceId: string;
let invoice: InvoiceView;

const setClock = async (instant: string) => {
  ({ now } = await stack.api.put<{ now: string }>('/clock', { now: instant }));
};
const dayAfter = (day: string, days: number) =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), startBrowser()]);
  const { api } = stack;
  nas = diallerOf(api.endpoints.sites[0]!);
  const started = (await api.get<{ now: string }>('/clock')).now.slice(0, 10);
  // The tenth of a month, so that the chart of its days has something before it.
  await setClock(`${dayAfter(started, 40).slice(0, 7)}-10T09:00:00Z`);
  stripe = await startChargingStripe(() => now);
  await api.put('/payment-providers/stripe', stripe.configuration);
  await api.put('/operator', {
    name: 'Harbour Broadband',
    accent: '#0b7a5e',
    email: 'hello@harbour.example',
    phone: '+35391555100',
    website: 'https://harbour.example',
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
  };
  const terms = { currency: 'EUR', timeZone: 'Europe/Dublin', billingProfile };
  const household = await createSubscriber(api, 'Household, 12 Harbour Road', terms);
  accountId = household.id;
  await api.patch(`/subscribers/${accountId}`, { category: 'household' });
  const service = await api.post<ServiceView>(`/subscribers/${accountId}/services`, {
    planId: home.id,
    access: { technology: 'pppoe', siteId: api.endpoints.sites[0]!.siteId, username, password },
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

/** The subscriber's router dials in, and octets go through. */
async function useTheLine(octets: number): Promise<void> {
  const dialled = await nas.dial({ username, password });
  if (!dialled.accepted) throw new Error('the log-in was refused');
  const [session] = await nas.sessions();
  await nas.use(session!.sessionId, octets / 10, octets);
}

async function signedIn(
  email: string,
  options: Parameters<typeof Visitor.come>[1] = {},
  place = '/',
): Promise<Visitor> {
  const visitor = await Visitor.come(browser, options);
  const { portal, mail } = stack.api.endpoints;
  await visitor.signInByCode(portal, email, mail, place);
  return visitor;
}

async function deliver({ body, headers }: Delivery): Promise<void> {
  const answer = await fetch(`${stack.api.endpoints.api}/webhooks/payments/stripe`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  if (!answer.ok) throw new Error(`the webhook answered ${answer.status}: ${await answer.text()}`);
}

/** The provider's page, on which a press pays what the session asks for: its message goes out, and the payer goes back. */
async function playCheckout({ page }: Visitor): Promise<void> {
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

const looks = [
  { width: 'phone', theme: 'light' },
  { width: 'desktop', theme: 'dark' },
] as const;

describe.each(looks)('at the width of a $width, $theme', (look) => {
  it('shows every place without a fault', async () => {
    const visitor = await signedIn(owner, look);
    const { page } = visitor;
    const places = ['/', '/bills', `/bills/${invoice.id}`, '/pay'];
    for (const place of places) {
      await page.goto(`${stack.api.endpoints.portal}${place}`);
      await page.locator('main h1').waitFor();
      await expect.poll(() => page.locator('.skeleton').count(), { timeout: 10_000 }).toBe(0);
      expect(await page.evaluate('document.documentElement.scrollWidth'), place).toBe(
        widths[look.width].width,
      );
      await visitor.expectAccessible();
      await visitor.picture(`portal${place.replace(/[a-z]{3}_\w+/, 'one').replaceAll('/', '-')}`);
    }
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });
});

it('lets a subscriber who is cut off pay, and be back online while watching', async () => {
  const { api } = stack;
  await api.put('/settings/dunning-policy', {
    rules: [{ category: 'household', steps: [{ stepId: 'garden', kind: 'walled-garden', day: 1 }] }],
  });
  await setClock(`${dayAfter(invoice.dueOn, 1)}T12:00:00Z`);
  await api.until<ServiceView>(
    `/services/${serviceId}`,
    (seen) => seen.entitlement === 'walled-garden' && seen.network.status === 'in-sync',
  );
  const visitor = await signedIn(owner, { width: 'phone' }, '/pay');
  const { page } = visitor;
  await playCheckout(visitor);
  await page.getByText('Your internet is waiting for a payment.').waitFor();
  await visitor.expectAccessible();
  await visitor.picture('portal-garden');
  await page.getByRole('button', { name: /^Pay €/ }).click();
  await page.getByRole('link', { name: 'Not now' }).click();
  await page.getByText('Waiting for your payment …').waitFor();
  await visitor.expectAccessible();
  await visitor.picture('portal-waiting');
  await page.getByRole('button', { name: 'I have not paid yet' }).click();
  await page.getByRole('button', { name: /^Pay €/ }).click();
  await page.getByRole('link', { name: 'Pay now' }).click();
  await page.getByText('You are back online!').waitFor({ timeout: 20_000 });
  expect(await api.get(`/services/${serviceId}`)).toMatchObject({
    entitlement: 'full',
    network: { status: 'in-sync' },
  });
  expect((await nas.dial({ username, password })).accepted).toBe(true);
  await visitor.expectAccessible();
  await visitor.picture('portal-restored');
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});
