import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { settle } from '../crowd.ts';
import { createPlan } from '../lifecycle.ts';
import { type RunningStack, startStack } from '../stack.ts';
import { looks, startBrowser, Visitor, widths } from './visitor.ts';

const many = 12;

let stack: RunningStack;
let browser: Browser;
let members: Awaited<ReturnType<typeof settle>>;
beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), startBrowser()]);
  const plan = await createPlan(stack.api, 'Valley 50', { downKbps: 50_000, upKbps: 10_000 });
  const names = Array.from({ length: many }, (_, n) => `line${String(n).padStart(2, '0')}@valley`);
  members = await settle(stack.api, plan.id, names);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

async function come(place: string, options: Parameters<typeof Visitor.come>[1] = {}): Promise<Visitor> {
  const visitor = await Visitor.come(browser, options);
  const { admin, staff } = stack.api.endpoints;
  await visitor.signInAsStaff(admin, staff, place);
  return visitor;
}

it('suspends a range of services by the keyboard: seen beforehand, watched, and resumed from the filter', async () => {
  const visitor = await come('/services');
  const { page } = visitor;
  const rows = page.getByRole('region', { name: 'Services' }).locator('tbody a[data-row]');
  await expect.poll(() => rows.count()).toBe(many);
  await rows.nth(1).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+Space');
  const bar = page.getByRole('region', { name: 'What is done with the chosen rows' });
  await bar.getByText('3 chosen.').waitFor();
  await visitor.picture('bulk-chosen');
  await visitor.expectAccessible();

  await bar.getByRole('button', { name: 'Suspend' }).click();
  const dialog = page.getByRole('dialog');
  await visitor.picture('bulk-suspend');
  await dialog.getByRole('button', { name: 'See what it means' }).click();
  await page.getByRole('heading', { level: 1, name: /^Suspension/ }).waitFor();
  await page.getByText('Not started').waitFor();
  const survey = page.getByRole('region', { name: 'For whom it is, and what it means' });
  await expect.poll(() => survey.textContent()).toContain('Services3');
  expect(await survey.textContent()).toContain('Together a month');
  await visitor.picture('bulk-surveyed');
  await page.getByRole('button', { name: 'Suspend them' }).click();
  await dialog.getByRole('button', { name: 'Suspend them' }).click();
  await page.getByText('3 of 3 done, 0 failed').waitFor({ timeout: 60_000 });
  const results = page.getByRole('region', { name: 'Results' });
  await expect.poll(() => results.locator('tbody tr').count()).toBe(3);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    results.getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  expect(readFileSync(await file.path(), 'utf8')).toMatch(
    /Outcome,With whom,Why,Order\r\n(done,svc_\w+,,ord_\w+\r\n){3}$/,
  );
  await visitor.picture('bulk-done');
  await visitor.expectAccessible();
  const desktop = page.viewportSize()!;
  await page.setViewportSize(widths.phone);
  await visitor.picture('bulk-done');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(widths.phone.width);
  await page.setViewportSize(desktop);

  await page.goto(`${stack.api.endpoints.admin}/services?status=suspended`);
  await expect.poll(() => rows.count()).toBe(3);
  await page.getByRole('checkbox', { name: 'Choose all rows that are here' }).check();
  await bar.getByRole('button', { name: 'Choose all that match' }).click();
  await bar.getByText('All that match are chosen.').waitFor();
  await bar.getByRole('button', { name: 'Resume' }).click();
  await dialog.getByRole('button', { name: 'See what it means' }).click();
  await page.getByRole('button', { name: 'Resume them' }).click();
  await dialog.getByRole('button', { name: 'Resume them' }).click();
  await page.getByText('3 of 3 done, 0 failed').waitFor({ timeout: 60_000 });
  for (const { serviceId } of members) {
    expect(await stack.api.get(`/services/${serviceId}`)).toMatchObject({ state: 'active' });
  }
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
}, 180_000);

it('finds services by whose they are, and tells a spreadsheet the same', async () => {
  const visitor = await come('/services');
  const { page } = visitor;
  const rows = page.getByRole('region', { name: 'Services' }).locator('tbody tr');
  await page.getByRole('searchbox', { name: 'Whose' }).fill('line07@valley');
  await expect.poll(() => rows.count()).toBe(1);
  await visitor.picture('services-found');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  const { name } = await stack.api.get<{ name: string }>(`/subscribers/${members[7]!.subscriberId}`);
  expect(readFileSync(await file.path(), 'utf8')).toContain(`line07@valley,${name},`);
  await rows.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

it('means the services of chosen subscribers; a press with the shift key takes in what lies between', async () => {
  const visitor = await come('/subscribers');
  const { page } = visitor;
  const boxes = page.getByRole('region', { name: 'Subscribers' }).locator('tbody input[type=checkbox]');
  await expect.poll(() => boxes.count()).toBeGreaterThan(4);
  const offset = (await boxes.count()) - many;
  await boxes.nth(offset).click();
  await boxes.nth(offset + 3).click({ modifiers: ['Shift'] });
  await page.getByText('4 chosen.').waitFor();
  await page.getByRole('button', { name: 'Suspend' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'See what it means' }).click();
  await page.getByRole('heading', { level: 1, name: /^Suspension/ }).waitFor();
  const survey = page.getByRole('region', { name: 'For whom it is, and what it means' });
  await expect.poll(() => survey.textContent()).toContain('Services4');
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
}, 120_000);

it('tags the chosen, and writes to all that have the tag: seen as one of them gets it, sent once', async () => {
  const visitor = await come('/subscribers');
  const { page } = visitor;
  const rows = page.getByRole('region', { name: 'Subscribers' });
  const boxes = rows.locator('tbody input[type=checkbox]');
  await expect.poll(() => boxes.count()).toBeGreaterThan(4);
  const offset = (await boxes.count()) - many;
  await boxes.nth(offset).click();
  await boxes.nth(offset + 2).click({ modifiers: ['Shift'] });
  await page.getByRole('button', { name: 'Tag them' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Add').fill('Mast 7');
  await visitor.picture('bulk-tags');
  await dialog.getByRole('button', { name: 'See what it means' }).click();
  await page.getByRole('heading', { level: 1, name: '+ Mast 7' }).waitFor();
  await page.getByRole('button', { name: 'Tag them' }).click();
  await dialog.getByRole('button', { name: 'Tag them' }).click();
  await page.getByText('3 of 3 done, 0 failed').waitFor({ timeout: 60_000 });

  await page.goto(`${stack.api.endpoints.admin}/subscribers?tag=mast+7`);
  await expect.poll(() => boxes.count()).toBe(3);
  await page.getByRole('checkbox', { name: 'Choose all rows that are here' }).check();
  await page.getByRole('button', { name: 'Choose all that match' }).click();
  await page.getByRole('button', { name: 'Write to them' }).click();
  await dialog.getByLabel('Subject').fill('Work on the mast');
  await dialog.getByLabel('Text').first().fill('On Sunday, {name}.');
  await visitor.picture('bulk-message');
  await visitor.expectAccessible();
  await dialog.getByRole('button', { name: 'See what it means' }).click();
  await page.getByRole('heading', { level: 1, name: 'Work on the mast' }).waitFor();
  const mail = page.frameLocator('iframe[title="The mail"]');
  await mail.getByText(/^On Sunday, Crowd line/).waitFor();
  await visitor.picture('bulk-message-surveyed');
  await visitor.expectAccessible();
  await page.getByRole('button', { name: 'Send it' }).click();
  await dialog.getByText(/^3 mails and 0 text messages are sent/).waitFor();
  await dialog.getByRole('button', { name: 'Send it' }).click();
  await page.getByText('3 of 3 done, 0 failed').waitFor({ timeout: 60_000 });
  await visitor.picture('bulk-message-done');
  const tagged = await stack.api.get<{ items: { id: string }[] }>('/subscribers?tag=Mast%207');
  for (const { id } of tagged.items) {
    const { items } = await stack.api.get<{ items: { words: string }[] }>(
      `/subscribers/${id}/timeline?limit=100`,
    );
    const told = items.filter(({ words }) => /^Told by e-mail .*: Work on the mast$/.test(words));
    expect(told).toHaveLength(1);
  }
  await page.goto(`${stack.api.endpoints.admin}/services?tag=mast+7`);
  await expect.poll(() => page.getByRole('region', { name: 'Services' }).locator('tbody tr').count()).toBe(3);
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
}, 180_000);

it.each(looks)(
  'shows every page of daily work on a %s in the %s',
  async (width, theme) => {
    const [{ serviceId, subscriberId }] = members as [(typeof members)[number]];
    const visitor = await come('/', { width, theme });
    const { page } = visitor;
    const places = {
      home: '/',
      pipeline: '/leads',
      subscribers: '/subscribers',
      subscriber: `/subscribers/${subscriberId}`,
      ...Object.fromEntries(
        ['documents', 'statement', 'payments', 'timeline', 'details'].map((tab) => [
          `subscriber-${tab}`,
          `/subscribers/${subscriberId}/${tab}`,
        ]),
      ),
      services: '/services',
      service: `/services/${serviceId}`,
      ...Object.fromEntries(
        ['sessions', 'usage', 'orders', 'charges'].map((tab) => [
          `service-${tab}`,
          `/services/${serviceId}/${tab}`,
        ]),
      ),
      orders: '/orders?show=all',
      tickets: '/tickets',
      'bulk-actions': '/bulk-actions',
    };
    for (const [name, place] of Object.entries(places)) {
      await page.goto(`${stack.api.endpoints.admin}${place}`);
      await page.locator('main h1').waitFor();
      await expect.poll(() => page.getByText('Loading …').count()).toBe(0);
      await visitor.picture(`work-${name}`);
      await visitor.expectAccessible();
      expect(await page.evaluate('document.documentElement.scrollWidth'), place).toBe(widths[width].width);
    }
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  },
  180_000,
);
