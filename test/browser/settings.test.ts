import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mpesa } from '../lab/payment-peers/mpesa.ts';
import { startPaymentPeer } from '../lab/payment-peers.ts';
import { createSubscriber, ended, order } from '../lifecycle.ts';
import { type RunningStack, startStack } from '../stack.ts';
import { looks, startBrowser, Visitor } from './visitor.ts';

let stack: RunningStack;
let browser: Browser;
let subscriberId: string;
let ticketId: string;
beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), startBrowser()]);
  const { api } = stack;
  ({ id: subscriberId } = await api.post<{ id: string }>('/subscribers', {
    kind: 'contact',
    name: 'Harbour Café',
    emails: ['cafe@example.com'],
  }));
  ({ id: ticketId } = await api.post<{ id: string }>(`/subscribers/${subscriberId}/tickets`, {
    topic: 'fault',
    subject: 'The line is slow',
    text: 'Since Monday every evening.',
  }));
  await api.put('/operator', {
    name: 'Quay Net',
    address: { line1: '1 Quay', city: 'Cork', postalCode: 'T12 A1B2', country: 'IE' },
  });
  const plan = await api.post<{ id: string }>('/plans', {
    name: 'Quay 50',
    technologies: ['pppoe'],
    price: { amount: '40.00', currency: 'USD' },
    period: 'month',
    network: { downKbps: 50_000, upKbps: 10_000 },
  });
  const payer = await createSubscriber(api, 'Lighthouse');
  const service = await api.post<{ id: string }>(`/subscribers/${payer.id}/services`, {
    planId: plan.id,
    access: { technology: 'pppoe', siteId: api.endpoints.sites[0]!.siteId, username: 'keeper@quay' },
  });
  expect((await ended(api, await order(api, service.id, 'activate'))).state).toBe('succeeded');
  await api.put('/settings/dunning-policy', {
    rules: [
      { steps: [{ stepId: 'late', kind: 'reminder', day: 3 }] },
      {
        category: 'prepaid',
        prepaid: true,
        minimumBalance: { amount: '10.00', currency: 'USD' },
        lowBalance: { below: { amount: '15.00', currency: 'USD' }, nextDebit: true },
        steps: [{ stepId: 'used-up', kind: 'suspension', day: 0 }],
      },
    ],
    unmatchedLimit: 10,
  });
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

let visitor: Visitor;
let page: Page;
async function come(options: Parameters<typeof Visitor.come>[1], place: string): Promise<void> {
  visitor = await Visitor.come(browser, options);
  ({ page } = visitor);
  const { admin, staff } = stack.api.endpoints;
  await visitor.signInAsStaff(admin, staff, place);
}
afterEach(async () => visitor.leave());

const places = {
  'the house': {
    operator: '/settings/operator',
    'payment-providers': '/settings/payment-providers',
    webhooks: '/settings/webhooks',
    'audit-log': '/settings/audit-log',
  },
  'its policies': {
    'billing-policy': '/settings/policies',
    'dunning-policy': '/settings/policies/dunning',
    'autopay-policy': '/settings/policies/autopay',
    taxes: '/settings/policies/taxes',
  },
  'its words with subscribers': {
    notices: '/settings/notices',
    notice: '/settings/notices/reminder/en',
    tickets: '/tickets',
    ticket: '/tickets/:id',
  },
} as const;

describe.each(looks)('on a %s in the %s theme', (width, theme) => {
  it.each(Object.entries(places))(
    'every page of %s can be used by everybody and complains of nothing',
    async (_, pages) => {
      await come({ width, theme }, '/settings/operator');
      for (const [name, place] of Object.entries(pages)) {
        await page.goto(`${stack.api.endpoints.admin}${place.replace(':id', ticketId)}`);
        await page.locator('main h1').waitFor();
        await page.waitForLoadState('networkidle');
        await visitor.expectAccessible();
        await visitor.picture(`settings-${name}`);
        expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(
          page.viewportSize()!.width,
        );
      }
      expect(visitor.complaints).toEqual([]);
    },
  );
});

const inAMonth = new Date(Date.now() + 31 * 86_400_000).toISOString().slice(0, 10);

describe('what is set', () => {
  beforeEach(() => come({}, '/settings/notices/reminder/en'));

  it('a notice is seen as it is typed, refused at its field, saved, and given its usual words again', async () => {
    const subject = page.getByRole('textbox', { name: 'Subject' });
    const usual = await subject.inputValue();
    const frame = page.frameLocator('iframe[title="The mail"]');
    await frame.locator('body').getByText(/./).first().waitFor();
    await subject.fill('Please pay {nonsense}');
    await page.getByRole('button', { name: 'Save' }).click();
    const fault = page.locator('.field-error').first();
    await fault.waitFor();
    expect(await fault.textContent()).toContain('nonsense');
    await subject.fill('A word about {number}');
    await page.getByRole('strong').filter({ hasText: 'A word about' }).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your own words').first().waitFor();
    const path = '/notification-templates/reminder/en';
    expect(await stack.api.get(path)).toMatchObject({ subject: 'A word about {number}', isOwn: true });
    await page.getByRole('button', { name: 'Back to the usual words' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Back to the usual words' }).click();
    await expect.poll(() => stack.api.get(path)).toMatchObject({ subject: usual, isOwn: false });
  });

  it('the dunning policy is changed in the form, with its simulation beside it', async () => {
    await page.goto(`${stack.api.endpoints.admin}/settings/policies/dunning`);
    await page.getByText('3 days after').waitFor();
    await page.getByText('10.00 must stay on the balance').waitFor();
    await page.getByRole('navigation', { name: 'Policies' }).getByRole('link', { name: 'Dunning' }).click();
    await page.getByText(/it differs for 0 of 1 /).waitFor();
    const day = page.getByRole('textbox', { name: 'Days after the due day' }).first();
    await day.fill('400');
    await page.locator('.note.bad').first().waitFor();
    await day.fill('5');
    await page.getByRole('button', { name: 'Set the dunning policy' }).click();
    await page.getByText('5 days after').waitFor();
    expect(await stack.api.get('/settings/dunning-policy')).toMatchObject({
      versions: [
        {
          rules: [
            { steps: [{ stepId: 'late', day: 5 }] },
            {
              minimumBalance: { amount: '10.00' },
              lowBalance: { below: { amount: '15.00' }, nextDebit: true },
            },
          ],
        },
      ],
    });
  });

  it('other taxes and other rules are tried on everybody before they are set', async () => {
    const { api } = stack;
    const rate = { place: { country: 'IE' }, name: 'Sales tax', rate: '10', from: '2020-01-01' };
    await api.put('/settings/tax-rates', { rates: [rate] });
    await page.goto(`${api.endpoints.admin}/settings/policies/taxes`);
    await page.getByRole('textbox', { name: /^Rate/ }).fill('20');
    const outcome = page.getByRole('region', { name: 'What it would do' });
    await outcome.getByRole('button', { name: 'Try it' }).click();
    await outcome.getByText('It differs for 1 of 1 who are due.').waitFor();
    await outcome.getByRole('link', { name: 'Lighthouse' }).waitFor();
    await outcome.scrollIntoViewIfNeeded();
    await visitor.picture('settings-taxes-tried');
    await visitor.expectAccessible();
    expect(await api.get('/settings/tax-rates')).toMatchObject({ rates: [{ rate: '10' }] });
    await page.getByRole('textbox', { name: /^Rate/ }).fill('25');
    await outcome.getByText('The form has changed since').waitFor();
    await page.getByRole('button', { name: 'Set the tax rates' }).click();
    await expect.poll(() => api.get('/settings/tax-rates')).toMatchObject({ rates: [{ rate: '25' }] });

    await page.goto(`${api.endpoints.admin}/settings/policies`);
    await outcome.getByRole('button', { name: 'Try it' }).click();
    await outcome.getByText('It differs for 0 of 1 who are due.').waitFor();
    await visitor.picture('settings-policy-tried');
  });

  it('another price is tried by the name of what it is for', async () => {
    await page.goto(`${stack.api.endpoints.admin}/billing/runs`);
    await page.getByRole('button', { name: 'What if …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByRole('textbox', { name: /Up to the day/ })
      .or(dialog.getByLabel(/Up to the day/))
      .first()
      .fill(inAMonth);
    await dialog.getByRole('button', { name: 'Add to prices' }).click();
    await dialog.getByRole('button', { name: /Plan, add-on or equipment/ }).click();
    await page.getByRole('option', { name: /Quay 50/ }).click();
    await dialog.getByRole('textbox', { name: 'Price' }).fill('55.00');
    await visitor.picture('settings-price-tried');
    await dialog.getByRole('button', { name: 'Compute' }).click();
    await page.getByRole('heading', { name: /What if up to/ }).waitFor();
    await page.getByRole('link', { name: 'Lighthouse' }).waitFor();
  });

  it('the VAT rates of the Union come with one button', async () => {
    await page.goto(`${stack.api.endpoints.admin}/settings/policies/taxes`);
    await page.getByRole('button', { name: 'Import EU VAT' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Import EU VAT' }).click();
    await expect
      .poll(async () => (await stack.api.get<{ rates: unknown[] }>('/settings/tax-rates')).rates.length)
      .toBeGreaterThan(26);
  });

  it('the secret of a webhook is shown once', async () => {
    const { id } = await stack.api.post<{ id: string }>('/webhook-endpoints', {
      url: 'https://hooks.example.com/one',
      types: ['invoice.issued'],
    });
    await page.goto(`${stack.api.endpoints.admin}/settings/webhooks/${id}`);
    await page.getByRole('button', { name: 'New secret' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'New secret' }).click();
    await page.getByText(/^whsec_/).waitFor();
    await visitor.expectAccessible();
    await page.reload();
    await page.locator('main h1').waitFor();
    expect(await page.getByText(/^whsec_/).count()).toBe(0);
  });

  it('a payment provider is set up; its secret goes in and does not come out', async () => {
    await stack.api.put('/payment-providers/stripe', {
      secrets: { webhookSecret: 'whsec_of_the_test_alone' },
    });
    await page.goto(`${stack.api.endpoints.admin}/settings/payment-providers`);
    await page.getByText('Secrets that are set').waitFor();
    await page.getByRole('button', { name: 'Change' }).click();
    const secret = page.getByRole('dialog').getByLabel('Webhook secret');
    expect(await secret.getAttribute('type')).toBe('password');
    expect(await secret.inputValue()).toBe('');
    expect(await page.getByText(`${stack.api.endpoints.api}/`, { exact: false }).count()).toBeGreaterThan(0);
  });

  it('a payment provider says itself what it must be told', async () => {
    await page.goto(`${stack.api.endpoints.admin}/settings/payment-providers`);
    await page.getByRole('button', { name: 'Set up a provider' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /Provider/ }).click();
    await page.getByRole('option', { name: 'PayPal' }).click();
    await dialog.getByText(/CHECKOUT\.ORDER\.APPROVED/).waitFor();
    await dialog.getByRole('textbox', { name: /Webhook/ }).fill('?');
    await dialog.getByRole('textbox', { name: 'Client', exact: true }).fill('client_of_the_test');
    await dialog.getByLabel(/Client secret/).fill('secret_of_the_test');
    await dialog.getByRole('button', { name: 'Set up', exact: true }).click();
    await dialog
      .getByText(/must be the id of the webhook/)
      .first()
      .waitFor();
    await visitor.picture('settings-payment-provider');
    await visitor.expectAccessible();
    await dialog.getByRole('textbox', { name: /Webhook/ }).fill('WH0123456789');
    await dialog.getByRole('button', { name: 'Set up', exact: true }).click();
    await page.getByRole('heading', { name: 'PayPal' }).waitFor();
    const { items } = await stack.api.get<{ items: { provider: string; settings: object }[] }>(
      '/payment-providers',
    );
    expect(items.find(({ provider }) => provider === 'paypal')).toMatchObject({
      settings: { webhookId: 'WH0123456789', clientId: 'client_of_the_test' },
      secretNames: ['clientSecret'],
    });
  });

  it('a payment provider is told by one press where to send its messages, and what it answered is seen', async () => {
    const peer = await startPaymentPeer(mpesa);
    try {
      await stack.api.put('/payment-providers/mpesa', mpesa.configuration(peer.address));
      await page.goto(`${stack.api.endpoints.admin}/settings/payment-providers`);
      await page.getByText('Not registered', { exact: false }).waitFor();
      await page.getByText(`${stack.api.endpoints.api}/webhooks/payments/paybill`).waitFor();
      for (const answer of [/“Success”/, /already registered/]) {
        await page.getByRole('button', { name: 'Register the webhook' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Register the webhook' }).click();
        await page.getByText(answer).waitFor();
      }
      await visitor.picture('settings-registered');
      await visitor.expectAccessible();
    } finally {
      await peer.stop();
    }
  });
});

it('a ticket is answered and closed, and the audit log says by whom', async () => {
  await come({}, `/tickets/${ticketId}`);
  await page.getByText('Since Monday every evening.').waitFor();
  const answer = page.getByRole('textbox', { name: 'Your answer' });
  await answer.fill('We look into it tonight.');
  await page.reload();
  await expect.poll(() => answer.inputValue()).toBe('We look into it tonight.');
  await page.getByRole('link', { name: 'Pipeline' }).click();
  await page.getByRole('heading', { name: 'Pipeline' }).waitFor();
  await page.goBack();
  await expect.poll(() => answer.inputValue()).toBe('We look into it tonight.');
  await page.getByRole('button', { name: 'Send the answer' }).click();
  await page.locator('.talk').getByText('We look into it tonight.').waitFor();
  await expect.poll(() => answer.inputValue()).toBe('');
  expect(await stack.api.get(`/tickets/${ticketId}`)).toMatchObject({ state: 'answered' });
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
  await expect.poll(() => stack.api.get(`/tickets/${ticketId}`)).toMatchObject({ state: 'closed' });
  await page.goto(`${stack.api.endpoints.admin}/settings/audit-log?by=staff`);
  await page.getByRole('button', { name: 'Ticket closed' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('link', { name: ticketId }).waitFor();
  await visitor.expectAccessible();
  await visitor.picture('settings-audit-entry');
  await page.keyboard.press('Escape');
});
