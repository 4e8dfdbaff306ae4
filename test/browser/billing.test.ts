import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BillingRunView } from '../../functions/contracts/http/billing-runs.ts';
import type { DunningView } from '../../functions/contracts/http/dunning.ts';
import type { InvoiceView } from '../../functions/contracts/http/invoices.ts';
import type { PaymentView } from '../../functions/contracts/http/payments.ts';
import type { SubscriberView } from '../../functions/contracts/http/subscribers.ts';
import {
  type Created,
  createPlan,
  createSubscriber,
  ended,
  firstInvoice,
  order,
  selectService,
} from '../lifecycle.ts';
import { type RunningStack, startStack } from '../stack.ts';
import { looks, startBrowser, Visitor, widths } from './visitor.ts';

const previewed = 'Previewed Harbour';
const owing = 'Owing Harbour';
const price = { amount: '49.90', currency: 'USD' };
const day = 86_400_000;

let stack: RunningStack;
let browser: Browser;
let plan: Created;
/** Voided, so that the next run charges it again. */
let voided: InvoiceView;
let owed: InvoiceView;
let unmatched: PaymentView;
let today: string;

const items = async <T>(path: string) => (await stack.api.get<{ items: T[] }>(path)).items;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), startBrowser()]);
  const { api } = stack;
  today = (await api.get<{ now: string }>('/clock')).now.slice(0, 10);
  plan = await createPlan(api, 'Harbour 100');
  await api.put('/settings/dunning-policy', {
    rules: [{ steps: [{ stepId: 'late', kind: 'reminder', day: 1 }] }],
  });
  const who = await createSubscriber(api, previewed);
  const service = await selectService(api, who.id, plan.id, {
    siteId: api.endpoints.sites[0]!.siteId,
    username: 'previewed@harbour',
    password: 'the-password-of-previewed',
  });
  await ended(api, await order(api, service.id, 'activate'));
  voided = await firstInvoice(api, who.id);
  await api.post(`/invoices/${voided.id}/void`, { reason: 'to be looked at first' });
  const debtor = await createSubscriber(api, owing);
  const draft = await api.post<Created>('/draft-invoices', {
    subscriberId: debtor.id,
    lines: [{ item: 'An hour of work', amount: price }],
  });
  owed = await api.post<InvoiceView>(`/draft-invoices/${draft.id}/issue`);
  await api.post('/bank-statements', {
    format: 'csv',
    columns: { date: 'Day', amount: 'Amount', currency: { code: 'USD' }, reference: ['Text'], name: 'Name' },
    content: `Day,Amount,Text,Name\n${today},${price.amount},for the work,${owing}\n`,
  });
  [unmatched] = (await items<PaymentView>('/payments?state=unmatched')) as [PaymentView];
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

async function come(
  place: string,
  options: Parameters<typeof Visitor.come>[1] = {},
  username = stack.api.endpoints.staff.username,
  before = browser,
): Promise<Visitor> {
  const visitor = await Visitor.come(before, options);
  const { admin, staff } = stack.api.endpoints;
  await visitor.signInAsStaff(admin, { ...staff, username }, place);
  return visitor;
}

async function left(visitor: Visitor): Promise<void> {
  const { complaints } = visitor;
  await visitor.leave();
  expect(complaints).toEqual([]);
}

/** Goes on by `Tab` until what has this name is at the focus: as somebody without a mouse does. */
async function tabTo(page: Page, name: string): Promise<void> {
  const focused = () =>
    page.evaluate<string>(
      'document.activeElement.getAttribute("aria-label") ?? document.activeElement.innerText ?? ""',
    );
  await page.keyboard.press('Tab');
  for (let presses = 0; (await focused()).trim() !== name; presses += 1) {
    if (presses > 80) throw new Error(`nothing called “${name}” is reached by the keyboard`);
    await page.keyboard.press('Tab');
  }
}

describe.each(looks)('every page on a %s in the %s theme', (width, theme) => {
  it('is as wide as the screen, without a fault, and keeps nobody out', async () => {
    const visitor = await come('/', { width, theme });
    const { page } = visitor;
    // As M-Pesa tells of a payment: its payers know it by the number of their receipt.
    await page.route(`**/api/v1/payments/${unmatched.id}`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), receipt: 'SK12ABCDEF' } });
    });
    const places = {
      home: '/',
      runs: '/billing/runs',
      invoices: '/billing/invoices',
      invoice: `/billing/invoices/${owed.id}`,
      drafts: '/billing/drafts',
      payments: '/billing/payments',
      payment: `/billing/payments/${unmatched.id}`,
      inbox: '/billing/inbox',
      statements: '/billing/statements',
      dunning: '/billing/dunning',
      'hand-overs': '/billing/dunning/hand-overs',
      catalogue: '/billing/catalogue',
      plan: `/billing/catalogue/plans/${plan.id}`,
      'add-ons': '/billing/catalogue/add-ons',
      equipment: '/billing/catalogue/equipment',
      coupons: '/billing/catalogue/coupons',
      ledger: '/billing/ledger',
      entries: '/billing/ledger/entries',
      deferred: '/billing/ledger/deferred',
      assurance: '/billing/ledger/assurance',
      proofs: '/billing/ledger/proofs',
    };
    for (const [name, place] of Object.entries(places)) {
      await page.evaluate(
        `history.pushState({}, '', '/admin${place}'); dispatchEvent(new Event('popstate'))`,
      );
      await page.locator('main h1').waitFor();
      await expect.poll(() => page.getByText('Loading …').count()).toBe(0);
      if (name === 'payment') await page.getByText('SK12ABCDEF').waitFor();
      await visitor.picture(`billing-${name}`);
      await visitor.expectAccessible();
      expect(await page.evaluate('document.documentElement.scrollWidth'), place).toBe(widths[width].width);
    }
    await left(visitor);
  });
});

it('shows a role that may only read no button that would change anything', async () => {
  // The user pool of this stack as its administrator would fill it: the same password, another role.
  const pool = new DatabaseSync(join(stack.dataDir, 'stack.db'));
  pool.exec(`INSERT INTO identity_users (pool, username, sub, email, groups, salt, hash)
    SELECT pool, 'reader', 'sub-of-reader', NULL, '["read-only"]', salt, hash FROM identity_users WHERE username = 'admin'`);
  pool.close();
  const visitor = await come('/billing/inbox', {}, 'reader');
  const { page } = visitor;
  await page.getByText(owing).first().waitFor();
  expect(await page.getByRole('button', { name: 'Match' }).count()).toBe(0);
  for (const [place, heading, button] of [
    ['/billing/runs', 'Billing runs', 'Start a preview'],
    [`/billing/invoices/${owed.id}`, `Invoice ${owed.number}`, 'Write off'],
    ['/billing/payments', 'Payments', 'Record a payment'],
    ['/billing/catalogue', 'Catalogue', 'New plan'],
    ['/bulk-actions', 'Bulk actions', 'New bulk action'],
  ] as const) {
    await page.evaluate(`history.pushState({}, '', '/admin${place}'); dispatchEvent(new Event('popstate'))`);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    expect(await page.getByRole('button', { name: button }).count(), place).toBe(0);
  }
  await left(visitor);
});

it('previews a run, shows what differs, and issues exactly that once it is confirmed', async () => {
  const whole = await startBrowser('whole');
  const visitor = await come('/billing/runs', {}, undefined, whole);
  const { page } = visitor;
  await page.getByRole('button', { name: 'Start a preview' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Start a preview' }).click();
  await page.getByRole('heading', { level: 1, name: /^Preview up to/ }).waitFor();
  const row = page.getByRole('row', { name: previewed });
  await row.getByText('new').waitFor();
  await visitor.picture('billing-preview');
  await visitor.expectAccessible();
  await row.getByRole('button', { name: 'Lines' }).click();
  await page.getByRole('dialog').getByText('Harbour 100').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Issue these invoices' }).click();
  const question = page.getByRole('dialog');
  await question.getByText('An issued invoice can only be voided').waitFor();
  expect(await items<InvoiceView>(`/invoices?subscriberId=${voided.subscriberId}`)).toHaveLength(1);
  await question.getByRole('button', { name: 'Issue these invoices' }).click();
  await page.getByRole('heading', { level: 1, name: /^Issued up to/ }).waitFor();
  const issued = page.getByRole('region', { name: 'Invoices of this run' }).getByRole('link').first();
  await issued.waitFor();
  const [, again] = await items<InvoiceView>(`/invoices?subscriberId=${voided.subscriberId}`);
  expect(again).toMatchObject({ state: 'issued', total: voided.total });
  const runs = await items<BillingRunView>('/billing-runs');
  expect(runs.find(({ previewId }) => previewId !== undefined)).toMatchObject({ counts: { invoices: 1 } });

  await issued.click();
  await page.getByRole('heading', { level: 1, name: `Invoice ${again?.number}` }).waitFor();
  await page.getByRole('button', { name: 'Why Harbour 100?' }).click();
  const why = page.getByRole('region', { name: /^Why .* for Harbour 100/ });
  await why.getByText('Service activated').waitFor();
  await page.getByRole('button', { name: 'Show PDF' }).click();
  const print = page.getByRole('region', { name: 'PDF' });
  await print.locator(`iframe[title="${again?.number}: Document"]`).waitFor();
  // The browser's own viewer has it: the policy of the page lets it through.
  await expect
    .poll(() => page.frames().some((frame) => frame.url().startsWith('chrome-extension:')))
    .toBe(true);
  expect(await why.isVisible()).toBe(true);
  await visitor.picture('billing-why');
  await visitor.expectAccessible();
  const desktop = page.viewportSize()!;
  await page.setViewportSize(widths.phone);
  await page.getByRole('button', { name: 'Open PDF' }).waitFor();
  await print.waitFor({ state: 'detached' });
  await visitor.picture('billing-why');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(widths.phone.width);
  await page.setViewportSize(desktop);
  await left(visitor);
  await whole.close();
});

it('holds, before the day, somebody who would be dunned on it', async () => {
  const on = new Date(Date.parse(owed.dueOn) + day).toISOString().slice(0, 10);
  const visitor = await come(`/billing/dunning?on=${on}`);
  const { page } = visitor;
  const row = page.getByRole('row', { name: owing });
  await row.getByText('Reminder').waitFor();
  await visitor.picture('billing-dunning-step');
  await row.getByRole('button', { name: 'Hold' }).click();
  const until = new Date(Date.parse(on) + 30 * day).toISOString().slice(0, 10);
  await page.getByRole('dialog').getByLabel('Until').fill(until);
  await page.getByRole('dialog').getByLabel('Reason').fill('The work is disputed');
  await page.getByRole('dialog').getByRole('button', { name: 'Hold' }).click();
  await row.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Held', exact: true }).click();
  await row.getByRole('button', { name: 'Lift' }).waitFor();
  expect(await stack.api.get<DunningView>(`/subscribers/${owed.subscriberId}/dunning`)).toMatchObject({
    hold: { until, reason: 'The work is disputed' },
  });
  await left(visitor);
});

it('finds a document by its number, in the list and from anywhere', async () => {
  const visitor = await come('/billing/invoices');
  const { page } = visitor;
  const { number } = await stack.api.get<InvoiceView>(`/invoices/${owed.id}`);
  await page.getByRole('searchbox', { name: 'Which' }).fill(number.replaceAll('-', '').toLowerCase());
  await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
  await page.locator('tbody tr').getByText(number).waitFor();
  await visitor.picture('billing-invoices-sought');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export CSV' }).click(),
  ]);
  const whose = await stack.api.get<SubscriberView>(`/subscribers/${owed.subscriberId}`);
  const [heading = '', line = ''] = readFileSync(await file.path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(heading).toContain('Number,Subscriber,Account number,State');
  expect(line).toContain(`${number},${whose.name},${whose.number},`);
  await page.keyboard.press('Escape');
  await page.locator('main h1').click();
  const found = page.getByRole('menuitem', { name: number });
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/^Go to/).fill(number.slice(0, -1));
  await found.waitFor();
  await visitor.picture('palette-document');

  // What comes between the finger's coming down and going up moves nothing away from under it.
  const { promise: isDown, resolve: down } = Promise.withResolvers<void>();
  await page.route(`**/subscribers?*q=${number}*`, async (route) => {
    await isDown;
    await route.fulfill({ json: { items: [] } });
  });
  await page.keyboard.type(number.slice(-1));
  await found.hover();
  await page.mouse.down();
  const answered = page.waitForResponse((response) => response.url().includes(`q=${number}`));
  down();
  await answered;
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  await page.mouse.up();
  await page.getByRole('heading', { name: `Invoice ${number}` }).waitFor();
  await left(visitor);
});

it('matches a payment to whom it fits, by the keyboard alone', async () => {
  const visitor = await come('/billing/inbox');
  const { page } = visitor;
  // The likeliest comes first.
  await page.getByRole('button', { name: 'Match' }).first().waitFor();
  await tabTo(page, 'Match');
  await page.keyboard.press('Enter');
  await page.getByText('Every payment has its subscriber.').waitFor();
  expect(await stack.api.get<PaymentView>(`/payments/${unmatched.id}`)).toMatchObject({
    state: 'received',
    subscriberId: owed.subscriberId,
  });
  expect(await stack.api.get<InvoiceView>(`/invoices/${owed.id}`)).toMatchObject({ state: 'paid' });
  await left(visitor);
});

it('shows an entry beside the payment that it looks like, says on a phone whose each is, drops it by a press, and hands out the usage of all', async () => {
  await stack.api.post('/bank-statements', {
    format: 'csv',
    columns: { date: 'Booked', amount: 'Sum', currency: { code: 'USD' }, reference: ['Words'] },
    content: `Booked,Sum,Words\n${today},${price.amount},${owing} for the work\n`,
  });
  const [held] = (await items<PaymentView>('/payments?state=held')) as [PaymentView];
  for (const width of ['phone', 'desktop'] as const) {
    const visitor = await come('/billing/inbox', { width });
    const { page } = visitor;
    await page.getByText('Looks like the').waitFor();
    await visitor.picture('held-entry');
    if (width === 'phone') {
      const tabs = page.getByRole('navigation', { name: 'Payments' });
      await tabs.getByRole('link', { name: 'Payments' }).click();
      const row = page.getByRole('row', { name: owing });
      const day = (await row.locator('a[data-row]').boundingBox())!;
      const who = (await row.getByRole('link', { name: owing }).boundingBox())!;
      expect(who.y).toBeGreaterThanOrEqual(day.y + day.height);
      await page.getByRole('row').getByText('Nobody yet').waitFor();
      await visitor.expectAccessible();
      await visitor.picture('billing-payments-whose');
    } else {
      await page.getByRole('button', { name: 'The same: drop it' }).click();
      await page.getByText('Every payment has its subscriber.').waitFor();
      await page.getByRole('link', { name: 'Ledger' }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Usage records (CSV)' }).click();
      expect((await download).suggestedFilename()).toMatch(/^usage.*\.csv$/);
      await visitor.picture('ledger-usage-records');
    }
    await left(visitor);
  }
  expect(await stack.api.get<PaymentView>(`/payments/${held.id}`)).toMatchObject({
    state: 'dropped',
    held: { twinId: unmatched.id },
  });
});
