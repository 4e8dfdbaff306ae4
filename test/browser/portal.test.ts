import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InvoiceView } from '../../functions/contracts/http/invoices.ts';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import { type Dialler, diallerOf } from '../demo/dialler.ts';
import { type ChargingStripe, startChargingStripe } from '../lab/charging-stripe.ts';
import type { Delivery } from '../lab/payment-peers.ts';
import { type Created, createSubscriber, ended, firstInvoice, homeAddress, order } from '../lifecycle.ts';
import { type RunningStack, startStack } from '../stack.ts';
import { looks, startBrowser, Visitor, widths } from './visitor.ts';

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
  // An address is mailed five codes in ten minutes at most.
  await stack.api.put('/clock', { advance: 'PT3M' });
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

describe.each(looks)('on a %s in the %s theme', (width, theme) => {
  it('shows every place without a fault', async () => {
    const visitor = await signedIn(owner, { width, theme });
    const { page } = visitor;
    const places = ['/', '/bills', `/bills/${invoice.id}`, '/pay', `/service/${serviceId}`, '/help', '/you'];
    for (const place of places) {
      await page.goto(`${stack.api.endpoints.portal}${place}`);
      await page.locator('main h1').waitFor();
      await expect.poll(() => page.locator('.skeleton').count()).toBe(0);
      expect(await page.evaluate('document.documentElement.scrollWidth'), place).toBe(widths[width].width);
      expect(await page.getByText('There is nothing here.').count(), place).toBe(0);
      await visitor.expectAccessible();
      if (width === 'desktop' && place === '/') {
        // However long the name is, it does not run into the ways to the places.
        await page.evaluate("document.querySelector('.brand bdi').textContent = 'A name '.repeat(20)");
        const [brand, ways] = await Promise.all(
          ['.brand', '.places'].map((part) => page.locator(part).boundingBox()),
        );
        expect(brand!.x + brand!.width).toBeLessThanOrEqual(ways!.x);
      }
      await visitor.picture(`portal${place.replace(/[a-z]{3}_\w+/, 'one').replaceAll('/', '-')}`);
    }
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });
});

it('buys data, plans a pause and calls it off, and sets a password', async () => {
  const visitor = await signedIn(owner, { width: 'phone', theme: 'dark' }, `/service/${serviceId}`);
  const { page } = visitor;
  const dialog = page.getByRole('dialog');
  const close = () => dialog.getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('button', { name: 'Buy more data' }).click();
  // The line breaks when it is bought already: whoever presses again has it once.
  await page.route(
    '**/top-ups',
    async (route) => {
      await route.fetch();
      await route.abort('internetdisconnected');
    },
    { times: 1 },
  );
  await dialog.getByRole('button', { name: 'Buy for €6.00' }).click();
  await dialog.getByText('You seem to be offline.', { exact: false }).waitFor();
  await dialog.getByRole('button', { name: 'Buy for €6.00' }).click();
  await dialog.getByText('Bought. It is there already.').waitFor();
  await close();
  await page.getByText('34.65 GB of 250 GB used').waitFor();

  const today = now.slice(0, 10);
  await page.getByRole('button', { name: 'Pause' }).click();
  await dialog.getByText(/^You pay €[\d.]+ a month meanwhile, in place of €/).waitFor();
  await dialog.getByLabel('From').fill(dayAfter(today, 5));
  await dialog.getByLabel(/^Back on/).fill(dayAfter(today, 7));
  await dialog.getByRole('button', { name: 'Pause it' }).click();
  await dialog.getByText('This pause is too short.').waitFor();
  await visitor.expectAccessible();
  await visitor.picture('portal-pause-too-short');
  await dialog.getByLabel(/^Back on/).fill(dayAfter(today, 25));
  await dialog.getByRole('button', { name: 'Pause it' }).click();
  await dialog.getByText('Done. The pause begins on', { exact: false }).waitFor();
  await close();
  await page.getByText('Pause begins').waitFor();
  await page.getByRole('button', { name: 'Call off' }).first().click();
  await page.getByText('Pause begins').waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Connection password' }).click();
  await dialog.getByLabel('New password').fill('short');
  await dialog.getByRole('button', { name: 'Set it' }).click();
  await expect.poll(() => dialog.locator('.field-error').textContent()).toMatch(/8/);
  await dialog.getByLabel('New password').fill(password);
  await dialog.getByRole('button', { name: 'Set it' }).click();
  await dialog.getByText('It is set. Enter it in your router.').waitFor();
  await close();
  // Only what was refused may be in the console.
  expect(
    visitor.complaints.filter((one) => !/status of (400|409|422)|ERR_INTERNET_DISCONNECTED/.test(one)),
  ).toEqual([]);
  await visitor.leave();
});

it('shows what another plan costs before it is changed, and then changes it', async () => {
  const visitor = await signedIn(owner, { width: 'phone' }, `/service/${serviceId}`);
  const { page } = visitor;
  await page.getByRole('button', { name: 'Change plan' }).click();
  await page.getByText('Home 100').click();
  await visitor.expectAccessible();
  await visitor.picture('portal-plans');
  await page.getByRole('button', { name: 'See what it costs' }).click();
  const effect = page.getByRole('dialog');
  await effect.getByText('€44.90 a month').waitFor();
  await effect.getByText('€34.90 a month').waitFor();
  // What is left of the month: the new plan's part is charged, the old one's given back.
  const whole = new Date(Date.UTC(Number(now.slice(0, 4)), Number(now.slice(5, 7)), 0)).getUTCDate();
  const part = (cents: number) => Math.round((cents * (whole + 1 - Number(now.slice(8, 10)))) / whole);
  const more = ((part(4490) - part(3490)) / 100).toFixed(2);
  await effect.getByText(`€${more} are added to your bill of that day.`, { exact: false }).waitFor();
  await visitor.expectAccessible();
  await visitor.picture('portal-plan-effect');
  await page.getByRole('button', { name: 'Change it' }).click();
  await page.getByText('Done. Your line is being changed.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('heading', { name: 'Home 100' }).waitFor();
  expect(await stack.api.get(`/services/${serviceId}`)).toMatchObject({ plan: { name: 'Home 100' } });
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

it('takes a report by the keyboard alone, and shows the answer of the provider', async () => {
  const visitor = await signedIn(viewer, { width: 'desktop' }, `/service/${serviceId}`);
  const { page } = visitor;
  await page.getByRole('button', { name: 'Report a fault' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('radio', { name: 'It is slow' }).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Since this morning, on all devices.');
  // A slip beside the dialog loses nothing that was written.
  await page.mouse.click(5, 5);
  await page.keyboard.press('Escape');
  await page.getByLabel('Tell us more').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('You find our answer under Help.', { exact: false }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const { items } = await stack.api.get<{ items: Created[] }>(`/tickets?subscriberId=${accountId}`);
  await stack.api.post(`/tickets/${items[0]!.id}/replies`, { text: 'A mast is being mended until noon.' });
  await page.getByRole('link', { name: 'Help' }).click();
  await expect.poll(() => page.title()).toBe('Help · Harbour Broadband');
  expect(await page.evaluate('document.activeElement.id')).toBe('content');
  await page.getByRole('link', { name: /It is slow.*Answered/ }).click();
  await page.getByText('A mast is being mended until noon.').waitFor();
  // What is written and not sent yet outlives a reload and a way back, and ends with the sign-out.
  const answer = page.getByLabel('Your answer');
  const kept = () => page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft '))");
  await answer.fill('It is still slow');
  await page.reload();
  await expect.poll(() => answer.inputValue()).toBe('It is still slow');
  await page.getByRole('link', { name: 'Help' }).first().click();
  await page.getByRole('heading', { name: 'Help' }).waitFor();
  await page.goBack();
  await expect.poll(() => answer.inputValue()).toBe('It is still slow');
  await visitor.expectAccessible();
  await visitor.picture('portal-ticket');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('.talk').getByText('It is still slow').waitFor();
  expect([await answer.inputValue(), await kept()]).toEqual(['', []]);
  await answer.fill('And another thing');
  expect(await kept()).toHaveLength(1);
  await page.getByRole('link', { name: 'You', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.locator('[name=email]').waitFor();
  await page.goto(`${stack.api.endpoints.portal}/config.json`);
  expect(await kept()).toEqual([]);
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

it('offers to nobody what the role does not allow', async () => {
  const looker = await signedIn(viewer, { width: 'phone' });
  await looker.page.getByText('Your role only lets you look.', { exact: false }).waitFor();
  expect(await looker.page.getByRole('button', { name: /^Pay/ }).count()).toBe(0);
  await looker.page.getByRole('link', { name: 'See details' }).click();
  await looker.page.getByRole('button', { name: 'Report a fault' }).waitFor();
  expect(await looker.page.getByRole('button', { name: 'Change plan' }).count()).toBe(0);
  await looker.page.getByRole('link', { name: 'You', exact: true }).click();
  await looker.page.getByText('Only an owner of this account can change this.').waitFor();
  expect(await looker.page.getByRole('button', { name: 'Save' }).count()).toBe(0);
  await looker.page.goto(`${stack.api.endpoints.portal}/service/svc_of_somebody_else`);
  await looker.page.getByText('There is no such thing in this account.', { exact: false }).waitFor();
  await looker.page.getByRole('link', { name: 'To the overview' }).click();
  await looker.page.getByRole('link', { name: 'See details' }).waitFor();
  await looker.leave();
  const payingOne = await signedIn(payer, { width: 'phone' });
  await payingOne.page.getByRole('button', { name: /^Pay €/ }).waitFor();
  await payingOne.page.getByRole('link', { name: 'See details' }).click();
  await payingOne.page.getByRole('button', { name: 'Report a fault' }).waitFor();
  expect(await payingOne.page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
  await payingOne.leave();
});

it('lets an owner invite somebody, give another role, and take the account away again', async () => {
  const visitor = await signedIn(owner, { width: 'phone', theme: 'dark' }, '/you');
  const { page } = visitor;
  const card = page.getByRole('region', { name: 'Who uses this account' });
  await card.getByRole('button', { name: 'Invite somebody' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Their e-mail address').fill('grandmother@example.com');
  await dialog.getByText('May look').click();
  await visitor.expectAccessible();
  await visitor.picture('portal-invite');
  await dialog.getByRole('button', { name: 'Invite' }).click();
  await dialog.getByText('grandmother@example.com may use the account now', { exact: false }).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await card.getByRole('button', { name: 'Change: grandmother@example.com' }).click();
  await dialog.getByText('May pay').click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await card.getByText('May pay').nth(1).waitFor();
  await visitor.expectAccessible();
  await visitor.picture('portal-people');
  await card.getByRole('button', { name: `Change: ${owner}` }).click();
  await dialog.getByRole('button', { name: 'Take the account away' }).click();
  await dialog.getByText('The account needs an owner.', { exact: false }).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.waitFor({ state: 'detached' });
  await card.getByRole('button', { name: 'Change: grandmother@example.com' }).click();
  await dialog.getByRole('button', { name: 'Take the account away' }).click();
  await dialog.waitFor({ state: 'detached' });
  await card.getByText('grandmother@example.com').waitFor({ state: 'detached' });
  // Who gives up the account's ownership sees at once what is left to them.
  await stack.api.post(`/subscribers/${accountId}/people`, { email: payer, role: 'owner' });
  await card.getByRole('button', { name: `Change: ${owner}` }).click();
  await dialog.getByText('May look').click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Only an owner of this account can change this.').waitFor();
  for (const [email, role] of [
    [owner, 'owner'],
    [payer, 'payer'],
  ])
    await stack.api.post(`/subscribers/${accountId}/people`, { email, role });
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

it('keeps what is typed when somebody else changes the contacts meanwhile, and says what is new', async () => {
  const path = `/subscribers/${accountId}`;
  await stack.api.patch(path, { emails: [owner], phones: ['+35391555200'] });
  const visitor = await signedIn(owner, { width: 'phone' }, '/you');
  const { page } = visitor;
  const card = page.getByRole('region', { name: 'How we reach you' });
  await card.getByLabel('Phone', { exact: true }).fill('+35391555201');
  await stack.api.patch(path, { emails: ['desk@example.com'], phones: ['+35391555202'] });
  await card.getByRole('button', { name: 'Save' }).click();
  await card.getByText('Somebody else has changed this meanwhile.', { exact: false }).waitFor();
  expect(await card.getByLabel('E-mail', { exact: true }).inputValue()).toBe('desk@example.com');
  expect(await card.getByLabel('Phone', { exact: true }).inputValue()).toBe('+35391555201');
  await card.getByText('+35391555202').scrollIntoViewIfNeeded();
  await visitor.expectAccessible();
  await visitor.picture('portal-changed-meanwhile');
  await card.getByRole('button', { name: 'Save' }).click();
  await card.getByText('Saved.').waitFor();
  expect(await stack.api.get(path)).toMatchObject({ emails: ['desk@example.com'], phones: ['+35391555201'] });
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

it('turns to another account of the same person, and shows nothing of the first there', async () => {
  const visitor = await signedIn(owner, { width: 'phone' });
  const { page } = visitor;
  await page.getByText('Home 100').waitFor();
  await page.getByRole('button', { name: /Household/ }).click();
  await page.getByRole('menuitem', { name: /Harbour Road School/ }).click();
  await page.getByRole('heading', { name: 'Harbour Road School' }).waitFor();
  await page.getByText('No service yet.').waitFor();
  expect(await page.getByText('Home 100').count()).toBe(0);
  await visitor.picture('portal-other');
  await visitor.leave();
});

it('lets whoever got a link of the provider pay without signing in', async () => {
  const { admin, staff } = stack.api.endpoints;
  const desk = await Visitor.come(browser);
  await desk.signInAsStaff(admin, staff, `/subscribers/${accountId}`);
  await desk.page.getByRole('button', { name: 'Send a link' }).click();
  const dialog = desk.page.getByRole('dialog');
  await dialog.getByLabel('Good for so many days').fill('7');
  await desk.expectAccessible();
  await desk.picture('link-form');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  const made = desk.page.getByRole('dialog', { name: 'The link is made' });
  await desk.picture('link-made');
  const url = await made.locator('code').textContent();
  expect(desk.complaints).toEqual([]);
  await desk.leave();
  const visitor = await Visitor.come(browser, { width: 'phone', theme: 'dark' });
  const { page } = visitor;
  await page.goto(url!);
  await page.getByRole('button', { name: /^Pay €/ }).waitFor();
  await visitor.expectAccessible();
  await visitor.picture('portal-link');
  await page.goto(`${url!.slice(0, -3)}aaa`);
  await page.getByText('This link leads nowhere.', { exact: false }).waitFor();
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

it('can be installed under the name and the colours of the operator', async () => {
  const visitor = await signedIn(viewer, { width: 'phone' });
  const { page } = visitor;
  const devtools = await page.context().newCDPSession(page);
  const { data, errors } = await devtools.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(JSON.parse(data!)).toMatchObject({
    name: 'Harbour Broadband',
    display: 'standalone',
    start_url: `${stack.api.endpoints.portal}/`,
  });
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  // A window of its own that keeps nothing, as every test has, installs nothing.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
  expect(await page.title()).toMatch(/ · Harbour Broadband$/);
  const accent = "getComputedStyle(document.querySelector('.initial')).backgroundColor";
  expect(await page.evaluate(accent)).toBe('rgb(11, 122, 94)');
  await visitor.leave();
});

it('opens without a network, says so, and goes on by itself when there is one again', async () => {
  const visitor = await signedIn(viewer, { width: 'phone' });
  const { page } = visitor;
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
  await page.context().setOffline(true);
  await page.goto(`${stack.api.endpoints.portal}/bills`);
  await page.getByRole('heading', { name: 'You seem to be offline.' }).waitFor();
  await page.getByText('Harbour Broadband').waitFor();
  await visitor.expectAccessible();
  await visitor.picture('portal-offline');
  const kept = (await page.evaluate(
    `caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys()))))
      .then((caches) => caches.flat().map(({ url }) => new URL(url).pathname))`,
  )) as string[];
  expect(kept.filter((path) => !/^\/portal\/($|assets\/)/.test(path))).toEqual([]);
  expect(kept).toContain('/portal/');
  await page.context().setOffline(false);
  await page.getByRole('heading', { name: 'Bills', exact: true }).waitFor();
  expect(visitor.complaints.filter((one) => !/ERR_INTERNET_DISCONNECTED/.test(one))).toEqual([]);
  await visitor.leave();
});

it('speaks Arabic from right to left once that is chosen, and remembers it', async () => {
  const visitor = await signedIn(viewer, { width: 'phone' }, '/you');
  const { page } = visitor;
  await page.getByText('العربية').click();
  await page.getByRole('heading', { name: 'حسابي' }).waitFor();
  const html = page.locator('html');
  expect([await html.getAttribute('lang'), await html.getAttribute('dir')]).toEqual(['ar', 'rtl']);
  await visitor.expectAccessible();
  await visitor.picture('portal-you-arabic');
  const asked = page.waitForRequest(/\/oauth2\/authorize\?/);
  await page.goto(stack.api.endpoints.portal);
  expect(new URL((await asked).url()).searchParams.get('lang')).toBe('ar');
  await page.getByText('كل شيء يعمل كما يجب.').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(widths.phone.width);
  const brand = await page.getByRole('link', { name: 'Harbour Broadband' }).boundingBox();
  expect(brand!.x + brand!.width).toBeGreaterThan(widths.phone.width - 20);
  await visitor.expectAccessible();
  await visitor.picture('portal-arabic');
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
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
  await page
    .getByRole('link', { name: /Overdue since/ })
    .first()
    .click();
  await page.locator('.head').getByText('Overdue', { exact: true }).waitFor();
  await page.goBack();
  await page.getByRole('button', { name: /^Pay €/ }).click();
  await page.getByRole('link', { name: 'Not now' }).click();
  await page.getByText('Waiting for your payment …').waitFor();
  await visitor.expectAccessible();
  await visitor.picture('portal-waiting');
  await page.getByRole('button', { name: 'I have not paid yet' }).click();
  // A page that the browser shows again as it was left begins anew.
  await page.evaluate("document.querySelector('h1').textContent = 'As it was left'");
  await page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
  await page.getByText('As it was left').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Pay €/ }).click();
  await page.getByRole('link', { name: 'Pay now' }).click();
  await page.getByText('You are back online!').waitFor();
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

it('takes money for bills that are still to come, and hands out the statement with it', async () => {
  // As the mail about a low balance leads here.
  const visitor = await signedIn(owner, { width: 'phone' }, '/bills?credit=add');
  // The provider signs by the same clock.
  ({ now } = await stack.api.get<{ now: string }>('/clock'));
  const { page } = visitor;
  await playCheckout(visitor);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Amount (EUR)').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Add credit' }).click();
  await dialog.getByLabel('Amount (EUR)').fill('0');
  await dialog.getByRole('button', { name: 'Card, Apple Pay or Google Pay' }).click();
  await dialog.locator('[aria-invalid=true]').waitFor();
  await dialog.getByText('This amount cannot be paid.', { exact: false }).waitFor();
  await dialog.getByLabel('Amount (EUR)').fill('20,50');
  await visitor.expectAccessible();
  await visitor.picture('portal-add-credit');
  // Without a network nothing is asked for, neither now nor when there is one again.
  const before = stripe.sessions.length;
  await page.context().setOffline(true);
  await dialog.getByRole('button', { name: 'Card, Apple Pay or Google Pay' }).click();
  await dialog.getByText('You seem to be offline.', { exact: false }).waitFor();
  await page.locator('.offline').waitFor();
  await page.context().setOffline(false);
  await page.locator('.offline').waitFor({ state: 'detached' });
  expect(stripe.sessions.length).toBe(before);
  await dialog.getByRole('button', { name: 'Card, Apple Pay or Google Pay' }).click();
  await page.getByRole('link', { name: 'Pay now' }).click();
  await page.getByText('You have €20.50 of credit.').waitFor();
  await page.getByText('Payment received. Thank you!').waitFor();
  await visitor.picture('portal-credit');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Account statement as PDF' }).click();
  expect((await download).suggestedFilename()).toMatch(/^statement-.*\.pdf$/);
  expect(visitor.complaints.filter((one) => !/ERR_INTERNET_DISCONNECTED/.test(one))).toEqual([]);
  await visitor.leave();
});

it('asks who pays before for what is missing on the balance, and is back online with it', async () => {
  const { api } = stack;
  const minimumBalance = { amount: '50.00', currency: 'EUR' };
  const steps = [{ stepId: 'short', kind: 'walled-garden', day: 0 }];
  await api.put('/settings/dunning-policy', {
    rules: [{ category: 'household', prepaid: true, minimumBalance, steps }],
  });
  // The balance moves, and is looked at.
  const moved = { amount: { amount: '0.50', currency: 'EUR' }, reason: 'For the trouble.' };
  await api.post(`/subscribers/${accountId}/credits`, moved);
  await api.until<{ openSince?: string }>(
    `/subscribers/${accountId}/dunning`,
    (seen) => seen.openSince !== undefined,
  );
  await api.put('/clock', { advance: 'PT1H' });
  await api.until<ServiceView>(
    `/services/${serviceId}`,
    (seen) => seen.entitlement === 'walled-garden' && seen.network.status === 'in-sync',
  );
  const visitor = await signedIn(owner, { width: 'phone' }, '/pay');
  ({ now } = await api.get<{ now: string }>('/clock'));
  const { page } = visitor;
  await playCheckout(visitor);
  await page.getByText('Your internet is waiting for a payment.').waitFor();
  await visitor.expectAccessible();
  await visitor.picture('portal-balance-short');
  await page.getByRole('button', { name: 'Pay €29.00' }).click();
  await page.getByRole('link', { name: 'Pay now' }).click();
  await page.getByText('You are back online!').waitFor({ timeout: 20_000 });
  expect(await api.get(`/services/${serviceId}`)).toMatchObject({ entitlement: 'full' });
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});
