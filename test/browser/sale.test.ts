import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { gearOf, tell } from '../demo/gear.ts';
import { type RunningStack, startStack } from '../stack.ts';
import { looks, startBrowser, Visitor } from './visitor.ts';

let stack: RunningStack;
let browser: Browser;
beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), startBrowser()]);
  await stack.api.patch(`/sites/${stack.api.endpoints.sites[0]!.siteId}`, {
    address: {
      line1: 'Lighthouse',
      city: 'Cadiz',
      country: 'ES',
      location: { latitude: 36.5297, longitude: -6.2926 },
    },
  });
  await stack.api.post('/plans', {
    name: 'Fibre-like 100',
    technologies: ['pppoe', 'gpon'],
    price: { amount: '39.90', currency: 'USD' },
    period: 'month',
    network: { downKbps: 100_000, upKbps: 20_000 },
  });
  await stack.api.post('/add-ons', {
    name: 'Night tariff',
    price: { amount: '5.00', currency: 'USD' },
    period: 'month',
    accounting: 'recurring',
  });
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

let visitor: Visitor;
let page: Page;
beforeEach(async () => {
  visitor = await Visitor.come(browser);
  ({ page } = visitor);
  const { admin, staff } = stack.api.endpoints;
  await visitor.signInAsStaff(admin, staff, '/leads');
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await visitor.picture('failed-sale');
  const { complaints } = visitor;
  await visitor.leave();
  expect(complaints).toEqual([]);
});

const press = (name: string | RegExp) =>
  page
    .getByRole('button', { name, exact: typeof name === 'string' })
    .last()
    .click();
const choose = async (label: string, option: string | RegExp) => {
  await page
    .getByRole('button', { name: new RegExp(label) })
    .last()
    .click();
  await page.getByRole('option', { name: option }).last().click();
};
const field = (name: string) => page.getByRole('textbox', { name }).last();
const dialog = () => page.getByRole('dialog');

it('takes a lead to a line that the network proved', async () => {
  await press('New lead');
  await field('Name').fill('Ines Harbour');
  await field('Phone').fill('+34 600 100 200');
  await dialog().getByRole('button', { name: 'New lead' }).click();
  const card = page.getByRole('row', { name: 'Ines Harbour' });
  await card.waitFor();
  await dialog().waitFor({ state: 'detached' });

  // A board without a mouse: taken up, carried to the next list, put down.
  await card.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const target = () =>
    page.evaluate<string | undefined>(
      "document.activeElement.closest('section')?.getAttribute('aria-label') ?? undefined",
    );
  for (let lists = 0; lists < 7 && (await target()) !== 'Contacted'; lists += 1) {
    await page.keyboard.press('Tab');
  }
  expect(await target()).toBe('Contacted');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Contacted' }).getByRole('row', { name: 'Ines Harbour' }).waitFor();
  const { items } = await stack.api.get<{ items: { id: string; status: string }[] }>('/leads');
  expect(items.map(({ status }) => status)).toEqual(['contacted']);

  // With the mouse; the way goes step by step, and what a move needs to know is asked for.
  const drag = (to: string) =>
    page.getByRole('row', { name: 'Ines Harbour' }).dragTo(page.getByRole('grid', { name: `${to} leads` }));
  await drag('Qualified');
  await page.getByRole('region', { name: 'Qualified' }).getByRole('row', { name: 'Ines Harbour' }).waitFor();
  await drag('Quoted');
  await choose('Plan', 'Fibre-like 100');
  await dialog().getByRole('button', { name: 'Make the offer' }).click();
  await page
    .getByRole('region', { name: 'Quoted' })
    .getByText(/Fibre-like 100 .*39\.90/)
    .waitFor();
  await visitor.picture('pipeline');
  await visitor.expectAccessible();

  await page.getByRole('row', { name: 'Ines Harbour' }).click();
  await page.getByRole('heading', { name: 'Offer' }).waitFor();
  await visitor.picture('lead');
  await visitor.expectAccessible();
  await press('Convert and sell');
  await dialog().getByRole('button', { name: 'Convert' }).click();
  await page.getByRole('heading', { name: 'Sell a service' }).waitFor();
  expect(await page.getByRole('radio', { name: /Fibre-like 100/ }).isChecked()).toBe(true);

  await page
    .getByRole('checkbox', { name: 'Address' })
    .or(page.getByText('Address', { exact: true }))
    .first()
    .click();
  await field('Line 1').fill('Quay 1');
  await field('City').fill('Cadiz');
  await field('Country').fill('ES');
  await page.getByText('On the map', { exact: true }).click();
  await field('Latitude').fill('36.5, -6.28');
  await choose('Technology', 'PPPoE');
  await page.locator('.map-pin').waitFor();
  await page.locator('.map-marker').waitFor();
  await page.locator('.map').scrollIntoViewIfNeeded();
  await visitor.picture('sale-map');
  // The pin follows a click, and the numbers follow the pin.
  await page.locator('.map canvas').click({ position: { x: 120, y: 250 } });
  await expect.poll(() => field('Latitude').inputValue()).not.toBe('36.5');
  const place = {
    latitude: Number(await field('Latitude').inputValue()),
    longitude: Number(await field('Longitude').inputValue()),
  };
  await page.getByText('Night tariff').click();
  await page.getByText(/39\.90 a month, Night tariff \S+5\.00 a month/).waitFor();
  await page.getByRole('radio', { name: /\d (m|km) ?Online/ }).check();
  await field('Username').fill('not a username');
  await visitor.picture('sale');
  await visitor.expectAccessible();
  await press('Sell');
  await page.getByRole('alert').getByText('Not everything is right yet:').waitFor();
  await visitor.picture('sale-refused');
  await field('Username').fill('ines@harbour');
  await press('Sell');
  await page.getByText('Password, shown this once').waitFor();
  // Whoever comes to the page again goes on with what is sold, and sells nothing twice.
  await page.reload();
  await page.getByRole('heading', { name: 'Fibre-like 100 is sold' }).waitFor();
  await press('Activate now');
  await page.getByText('proven by the network').waitFor();
  expect(await page.getByRole('list', { name: 'Steps' }).getByRole('listitem').count()).toBeGreaterThan(1);
  await visitor.picture('sale-activated');
  await visitor.expectAccessible();
  await press('Open the service');
  await page.getByRole('heading', { name: /Fibre-like 100/ }).waitFor();
  await page.getByText('In sync').waitFor();
  const { items: services } = await stack.api.get<{ items: { address: object }[] }>('/services');
  expect(services).toMatchObject([{ address: { location: place } }]);
});

it('sells a fibre by the light that the OLT sees; a refusal is understood, and tried again', async () => {
  const [site] = stack.api.endpoints.sites;
  const olt = gearOf(site!, 'huawei-ma5800');
  const serial = 'HWTC0DE0CAFE';
  await tell(olt, 'plug-in', { serial, at: { slot: 4, port: 2 } });
  await stack.api.post('/address-pools', {
    siteId: site!.siteId,
    name: 'VLANs',
    kind: 'vlan',
    nodeId: olt.nodeId,
    serviceVlans: [{ first: 700, last: 709 }],
    userVlans: [{ first: 1000, last: 1999 }],
  });
  const { id } = await stack.api.post<{ id: string }>('/subscribers', {
    kind: 'contact',
    name: 'Marlow Fibre',
    addresses: { service: { line1: 'Quay 2', city: 'Cadiz', country: 'ES' } },
  });

  // Found from anywhere by what the caller says, with the keyboard alone.
  const { promise: line, resolve: come } = Promise.withResolvers<void>();
  await page.route(/\/seek-\w+\.js$/, async (route) => {
    await line;
    await route.continue();
  });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Marlox');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('w');
  come();
  await page.getByRole('searchbox', { name: 'Search and go' }).waitFor();
  expect(await page.getByRole('searchbox', { name: 'Search and go' }).inputValue()).toBe('Marlow');
  await page.getByRole('menuitem', { name: /Marlow Fibre/ }).waitFor();
  await visitor.picture('palette');
  // So is what is no subscriber: somebody who is not won yet, a site, a plan.
  await stack.api.post('/leads', { name: 'Marlow Prospect', phone: '+34600300400', source: 'phone' });
  const found = async (text: string, kind: string, name: RegExp) => {
    await page.getByRole('searchbox').fill(text);
    await expect
      .poll(async () => {
        await page.getByRole('searchbox').fill('');
        await page.getByRole('searchbox').fill(text);
        return page.getByRole('group', { name: kind }).getByRole('menuitem', { name }).count();
      })
      .toBe(1);
  };
  await found('marlow prospect', 'Pipeline', /Marlow Prospect/);
  await found('fibre-like', 'Plans', /Fibre-like 100/);
  await visitor.expectAccessible();
  await page.getByRole('searchbox').fill('Marlow Fibre');
  await page.getByRole('menuitem', { name: /Marlow Fibre/ }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Marlow Fibre' }).waitFor();
  await page.getByRole('link', { name: 'Sell the first one' }).click();

  await page.getByRole('radio', { name: /Fibre-like 100/ }).check();
  await choose('Technology', 'GPON');
  await choose('Site', /./);
  await choose('OLT', /./);
  await page.getByRole('radio', { name: new RegExp(serial) }).check();
  await field('Line profile').fill('home');
  await field('Service profile').fill('router');
  await field('Username').fill('marlow@fibre');
  await visitor.picture('sale-fibre');
  await press('Sell');
  await press('Activate now');
  await page.getByText('proven by the network').waitFor();
  await press('Open the service');

  await tell(olt, 'fault', { does: 'refuse', on: 'set' });
  await press('Suspend');
  const told = dialog().getByRole('region', { name: 'What it will do' });
  await told.getByText('Suspended, blocked').waitFor();
  await visitor.picture('suspend');
  await dialog().getByRole('button', { name: 'Suspend', exact: true }).last().click();
  await page.getByText('Why it failed').waitFor();
  await visitor.picture('order-failed');
  await visitor.expectAccessible();
  await tell(olt, 'heal');
  await press('Try to suspend again');
  await expect
    .poll(async () => {
      const { items } = await stack.api.get<{ items: { state: string }[] }>(`/services?subscriberId=${id}`);
      return items.map(({ state }) => state);
    })
    .toEqual(['suspended']);
});

it.each(looks)('shows a subscriber and a service on a %s in the %s', async (width, theme) => {
  const other = await Visitor.come(browser, { width, theme });
  const { admin, staff } = stack.api.endpoints;
  await other.signInAsStaff(admin, staff, '/subscribers');
  await other.page.getByRole('link', { name: 'Marlow Fibre' }).click();
  await other.page.getByRole('heading', { name: 'Balance' }).waitFor();
  const part = (name: string) => other.page.getByRole('main').getByRole('link', { name, exact: true });
  const seen = async (name: string) => {
    await expect.poll(() => other.page.getByText('Loading …').count()).toBe(0);
    expect(await other.page.evaluate('document.documentElement.scrollWidth')).toBe(
      other.page.viewportSize()!.width,
    );
    await other.expectAccessible();
    await other.picture(name);
  };
  for (const tab of ['Services', 'Documents', 'Statement', 'Payments', 'Tickets', 'Timeline', 'Details']) {
    await part(tab).click();
    if (tab === 'Timeline') await goBack(other);
    await seen(`subscriber-${tab.toLowerCase()}`);
  }
  await part('Services').click();
  await part('Fibre-like 100').click();
  await other.page.getByRole('heading', { name: 'Must be' }).waitFor();
  for (const tab of ['Now', 'Sessions', 'Usage', 'Orders', 'Charges']) {
    await part(tab).click();
    await seen(`service-${tab.toLowerCase()}`);
  }
  expect(other.complaints).toEqual([]);
  await other.leave();
});

/** In the timeline of a subscriber: to the event before, by the keys of the slider to the beginning, and an event on. */
async function goBack({ page }: Visitor): Promise<void> {
  await page.getByRole('button', { name: 'Event before' }).click();
  await page.getByRole('heading', { name: /^Everything as it was on/ }).waitFor();
  await page.getByRole('button', { name: 'All of it' }).first().click();
  await page.getByRole('slider', { name: 'Instant' }).press('Home');
  await page.getByText('No service was there yet.').waitFor();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await page.getByRole('heading', { name: /^Everything as it was on/ }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Event before' }).click();
  await page.getByText('Owed in all').waitFor();
}
