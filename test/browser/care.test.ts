import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { DunningView } from '../../functions/contracts/http/dunning.ts';
import type { InvoiceView } from '../../functions/contracts/http/invoices.ts';
import type { NoticePreferencesView } from '../../functions/contracts/http/notifications.ts';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import { diallerOf } from '../demo/dialler.ts';
import { type Created, createSubscriber, ended, firstInvoice, order } from '../lifecycle.ts';
import { type RunningStack, startStack } from '../stack.ts';
import { startBrowser, Visitor, widths } from './visitor.ts';

const login = { username: 'care@harbour', password: 'the-password-of-care' };
const usd = (amount: string) => ({ amount, currency: 'USD' });

let stack: RunningStack;
let browser: Browser;
let subscriberId: string;
let serviceId: string;
beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), startBrowser()]);
  const { api } = stack;
  const [site] = api.endpoints.sites;
  const nas = diallerOf(site!);
  const plan = await api.post<Created>('/plans', {
    name: 'Harbour 50',
    technologies: ['pppoe'],
    price: usd('30.00'),
    period: 'month',
    network: { downKbps: 50_000, upKbps: 10_000 },
    quota: { per: 'month', steps: [{ gigabytes: 200, becomes: { downKbps: 4_000, upKbps: 1_000 } }] },
    topUps: [{ gigabytes: 50, price: usd('6.00') }],
  });
  const router = await api.post<Created>('/equipment-models', {
    name: 'Harbour router',
    vendor: 'Maker',
    model: 'R1',
    price: usd('120.00'),
    period: 'month',
    accounting: { instalments: 12 },
  });
  ({ id: subscriberId } = await createSubscriber(api, 'Somebody who calls', {
    emails: ['calls@example.com'],
  }));
  ({ id: serviceId } = await api.post<ServiceView>(`/subscribers/${subscriberId}/services`, {
    planId: plan.id,
    access: { technology: 'pppoe', siteId: site!.siteId, ...login },
    equipment: [{ equipmentModelId: router.id, serial: 'HR-1' }],
  }));
  expect((await ended(api, await order(api, serviceId, 'activate'))).state).toBe('succeeded');
  expect((await nas.dial(login)).accepted).toBe(true);
  const [session] = await nas.sessions();
  await nas.use(session!.sessionId, 1_000_000_000, 9_000_000_000);
  await api.post(`/services/${serviceId}/discounts`, { name: 'A year of thanks', off: { percent: 10 } });
  await firstInvoice(api, subscriberId);
  await api.put('/settings/dunning-policy', {
    rules: [{ steps: [{ stepId: 'late', kind: 'reminder', day: 3 }], plans: { mostInstalments: 6 } }],
  });
  await api.until<DunningView>(
    `/subscribers/${subscriberId}/dunning`,
    ({ openSince }) => openSince !== undefined,
  );
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
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await visitor.picture('failed-care');
  const { complaints } = visitor;
  await visitor.leave();
  expect(complaints).toEqual([]);
});

const come = (place: string) => {
  const { admin, staff } = stack.api.endpoints;
  return visitor.signInAsStaff(admin, staff, place);
};
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
const dialog = () => page.getByRole('dialog');
const confirm = async (name: string) => {
  await dialog().getByRole('button', { name, exact: true }).click();
  await dialog().waitFor({ state: 'detached' });
};
const service = () => stack.api.get<ServiceView>(`/services/${serviceId}`);
const dunning = () => stack.api.get<DunningView>(`/subscribers/${subscriberId}/dunning`);

it('gives a service something else by hand until a moment in the time of whoever sets it, and ends it', async () => {
  await come(`/services/${serviceId}`);
  await press('Set by hand');
  await dialog()
    .getByRole('button', { name: /What it gets/ })
    .click();
  await page.getByRole('option', { name: 'Throttled' }).click();
  await dialog().getByLabel('Down (kbit/s)').fill('8000');
  await dialog().getByLabel('Up (kbit/s)').fill('2000');
  await dialog().getByLabel('Until').fill('2099-05-01T18:30');
  await dialog().getByLabel('Why').fill('A line that flaps');
  await visitor.expectAccessible();
  await visitor.picture('service-set-by-hand');
  await confirm('Set it');
  const gets = page.getByRole('region', { name: 'What it gets' });
  await gets.getByText('Throttled to 8 Mb/s down, 2 Mb/s up, until 1 May 2099, 18:30').waitFor();
  await gets.getByText('A line that flaps').waitFor();
  await visitor.expectAccessible();
  await visitor.picture('service-by-hand');
  expect(await service()).toMatchObject({
    entitlement: 'throttled',
    override: { rate: { downKbps: 8_000, upKbps: 2_000 }, until: '2099-05-01T18:30:00.000Z' },
  });
  await press('End it');
  await confirm('End it');
  await gets.getByText('Full speed').waitFor();
  expect((await service()).override).toBeUndefined();
});

it('ends a discount and the instalments of a router', async () => {
  await come(`/services/${serviceId}`);
  const sold = page.getByRole('region', { name: 'What was sold' });
  await sold.getByText('10% of the plan').waitFor();
  const told = dialog().getByRole('region', { name: 'What it will do' });
  await press('Give a discount');
  await dialog().getByLabel('Name').fill('For the trouble');
  await dialog()
    .getByRole('button', { name: /\bOff\b/ })
    .click();
  await page.getByRole('option', { name: 'Amount' }).click();
  await dialog().getByRole('textbox', { name: 'Amount' }).fill('4.90');
  await told.getByText(/^Will credit US\$\d/).waitFor();
  await told.getByText('US$4.90 less each month: US$22.10 in place of US$27.00').waitFor();
  await visitor.expectAccessible();
  await visitor.picture('discount-consequence');
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  await sold.getByRole('button', { name: 'End', exact: true }).click();
  await told.getByText('US$3.00 more each month: US$30.00 in place of US$27.00').waitFor();
  await confirm('End');
  await expect
    .poll(() => stack.api.get<ServiceView>(`/services/${serviceId}`).then(({ discounts }) => discounts))
    .toEqual([]);
  await sold.getByText('$120.00 in 12 instalments').waitFor();
  await sold.getByRole('button', { name: 'Pay off' }).click();
  await told.getByText('Will charge US$110.00').waitFor();
  await confirm('End them');
  // What was not charged yet of it falls due beside the first month.
  // What was not charged yet of it falls due at once.
  await expect
    .poll(async () => {
      const { items } = await stack.api.get<{ items: InvoiceView[] }>(
        `/invoices?subscriberId=${subscriberId}`,
      );
      return items.flatMap(({ lines }) =>
        lines.filter(({ kind }) => kind === 'instalment').map(({ amount }) => amount.amount),
      );
    })
    .toEqual(['10.00', '110.00']);
});

it('shows what was used as a chart, hands out its records, and sells more of it', async () => {
  await come(`/services/${serviceId}/usage`);
  const chart = page.getByRole('figure', { name: 'Used per day' });
  await chart.getByText('As a table').click();
  await chart.getByRole('cell', { name: '9 GB' }).first().waitFor();
  await visitor.expectAccessible();
  await visitor.picture('service-usage-chart');
  const download = page.waitForEvent('download');
  await press('Records of this month (CSV)');
  expect((await download).suggestedFilename()).toMatch(/\.csv$/);
  await press('Months');
  await page.getByRole('figure', { name: 'Used per month' }).waitFor();
  await press('Top up');
  await dialog().getByText('50 GB for US$6.00').waitFor();
  await confirm('Buy it');
  await page.getByText(/50 GB from/).waitFor();
  expect((await service()).topUps).toMatchObject([{ gigabytes: 50 }]);
});

it('spares somebody who owes: by instalments that sum to the debt, and by a hold', async () => {
  await come(`/subscribers/${subscriberId}`);
  await press('Agree on instalments');
  await dialog().getByLabel('In how many').fill('3');
  await dialog()
    .getByLabel('The first on')
    .fill(new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10));
  await confirm('Agree on instalments');
  await page.getByText(/\$\d+\.\d\d in 3/).waitFor();
  expect((await dunning()).plan?.instalments).toHaveLength(3);
  await visitor.expectAccessible();
  await visitor.picture('subscriber-instalments');
  await press('End the plan');
  await confirm('End the plan');
  await expect.poll(async () => (await dunning()).plan).toBeUndefined();
  await press('Hold dunning');
  await dialog().getByLabel('Until').fill('2099-01-01');
  await dialog().getByLabel('Reason').fill('Waits for the landlord');
  await confirm('Hold');
  await page.getByText('until 1 Jan 2099: Waits for the landlord').waitFor();
  await press('Lift the hold');
  await confirm('Lift the hold');
  await expect.poll(async () => (await dunning()).hold).toBeUndefined();
  await press('Dispute an invoice');
  await dialog()
    .getByRole('button', { name: /\bInvoice\b/ })
    .click();
  const offered = page.getByRole('option').first();
  const told = await offered.locator(':scope > *').allTextContents();
  const [number = ''] = /\S+-\d+/.exec(told.join(' ')) ?? [];
  await offered.click();
  await dialog().getByLabel('Reason').fill('The router was never delivered');
  await confirm('Dispute');
  await page.getByText(`${number}: The router was never delivered`).waitFor();
  expect((await dunning()).disputed).toMatchObject([{ number }]);
  await visitor.expectAccessible();
  await visitor.picture('subscriber-dispute');
  await press(`End the dispute of ${number}`);
  await confirm(`End the dispute of ${number}`);
  await expect.poll(async () => (await dunning()).disputed).toBeUndefined();
});

it('says before a payment is recorded what it settles', async () => {
  const ofSubscriber = `subscriberId=${subscriberId}`;
  const [oldest] = (await stack.api.get<{ items: InvoiceView[] }>(`/invoices?${ofSubscriber}`)).items;
  await come(`/subscribers/${subscriberId}`);
  await press('Record a payment');
  await dialog().getByLabel('Amount').fill('1.00');
  const told = dialog().getByRole('region', { name: 'What it will do' });
  await told.getByText(`${oldest!.number} is paid in part`).waitFor();
  await told.getByText(/^Then US\$[\d.]+ is open, none of it overdue/).waitFor();
  await dialog()
    .getByRole('button', { name: /\bInvoice\b/ })
    .click();
  const offered = page.getByRole('option', { name: oldest!.number });
  await offered.getByText(/open, due \d/).waitFor();
  await visitor.picture('invoice-picker');
  await offered.click();
  await told.getByText(`${oldest!.number} is paid in part`).waitFor();
  await visitor.expectAccessible();
  await visitor.picture('payment-consequence');
  expect((await stack.api.get<{ items: unknown[] }>(`/payments?${ofSubscriber}`)).items).toEqual([]);
});

it('asks the devices of a line from the page of the subscriber, and says by which ways they are told', async () => {
  await come(`/subscribers/${subscriberId}`);
  const card = page.getByRole('region', { name: 'Harbour 50' });
  await card.getByText('Online', { exact: true }).waitFor();
  await press('Ask the devices now');
  await page.getByText('AAA on site knows:').waitFor();
  await page.getByRole('main').getByRole('link', { name: 'Details', exact: true }).click();
  await page.getByText('By mail and by text message, kind by kind').click();
  const box = page.getByRole('checkbox', { name: 'Quota reached by mail' });
  expect(await box.isChecked()).toBe(true);
  await page
    .getByRole('row', { name: /Quota reached/ })
    .locator('label')
    .first()
    .click();
  await expect
    .poll(async () => {
      const { ways } = await stack.api.get<NoticePreferencesView>(
        `/subscribers/${subscriberId}/notification-preferences`,
      );
      return ways.find(({ kind }) => kind === 'quota-reached')?.email;
    })
    .toBe(false);
  await visitor.expectAccessible();
  await visitor.picture('subscriber-notices');
});

it('loses nothing of two who change the same subscriber at once, and says what the other one did', async () => {
  await come(`/subscribers/${subscriberId}`);
  await page.getByRole('main').getByRole('link', { name: 'Details', exact: true }).click();
  await press('Change');
  await dialog().getByLabel('Name', { exact: true }).fill('Somebody who calls often');
  const path = `/subscribers/${subscriberId}`;
  await stack.api.patch(path, { name: 'Somebody else', purchaseOrderNumber: 'PO-77' });
  await dialog().getByRole('button', { name: 'Save' }).click();
  await dialog().getByText('Somebody else has changed this meanwhile.', { exact: false }).waitFor();
  await dialog().getByText('Taken over into the form.').waitFor();
  expect(await dialog().getByLabel('Purchase order number').inputValue()).toBe('PO-77');
  expect(await dialog().getByLabel('Name', { exact: true }).inputValue()).toBe('Somebody who calls often');
  await visitor.expectAccessible();
  await visitor.picture('changed-meanwhile');
  await page.setViewportSize(widths.phone);
  await dialog()
    .getByText('Somebody else has changed this meanwhile.', { exact: false })
    .scrollIntoViewIfNeeded();
  await visitor.picture('changed-meanwhile');
  await confirm('Save');
  expect(await stack.api.get(path)).toMatchObject({
    name: 'Somebody who calls often',
    purchaseOrderNumber: 'PO-77',
  });
});
