import { expect, it } from 'vitest';
import type { ServiceView } from '../../functions/contracts/http/services.ts';
import { comeFrom } from '../come-from.ts';
import { freePort } from '../free-port.ts';
import { answerQuestion, mpesa, payIn, questions } from '../lab/payment-peers/mpesa.ts';
import { startPaymentPeer } from '../lab/payment-peers.ts';
import { createSubscriber } from '../lifecycle.ts';
import {
  accountId,
  browser,
  dayAfter,
  deliver,
  framedIp,
  invoice,
  nas,
  owner,
  password,
  playCheckout,
  readClock,
  serviceId,
  setClock,
  signedIn,
  stack,
  stripe,
  username,
} from './portal-household.ts';
import { Visitor } from './visitor.ts';

/** How a subscriber pays, and what follows on the line. */
export function moneyCases(): void {
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

  it('leads whoever is in the walled garden to the page where to pay, known by the address alone', async () => {
    const { api } = stack;
    const port = await freePort();
    await api.patch(`/sites/${api.endpoints.sites[0]!.siteId}`, { payRedirect: { port } });
    await api.put('/settings/dunning-policy', {
      rules: [{ category: 'household', steps: [{ stepId: 'garden', kind: 'walled-garden', day: 1 }] }],
    });
    await setClock(`${dayAfter(invoice.dueOn, 1)}T12:00:00Z`);
    await api.until<ServiceView>(
      `/services/${serviceId}`,
      (seen) => seen.entitlement === 'walled-garden' && seen.network.status === 'in-sync',
    );
    expect((await nas.dial({ username, password })).accepted).toBe(true);
    const probe = { path: '/generate_204', headers: { host: 'connectivitycheck.gstatic.com' } };
    const led = await comeFrom(framedIp, port, probe);
    const { portal } = api.endpoints;
    expect([led.status, led.headers.location]).toEqual([
      302,
      expect.stringMatching(new RegExp(`^${portal}/link/\\w{16}$`)),
    ]);
    expect((await comeFrom('127.12.0.13', port, probe)).headers.location).toBe(portal);
    const visitor = await Visitor.come(browser, { width: 'phone' });
    const { page } = visitor;
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    await page.goto(led.headers.location!);
    await page.getByRole('button', { name: /^Pay €/ }).waitFor();
    await page.getByText('This link works until', { exact: false }).waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
    const reachable = [portal, api.endpoints.api].map((address) => new URL(address).host);
    expect([...hosts].filter((host) => !reachable.includes(host))).toEqual([]);
    await visitor.expectAccessible();
    await visitor.picture('portal-led');
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  it('lets a subscriber who is cut off pay, and be back online while watching', async () => {
    const { api } = stack;
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
    await readClock();
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
    await readClock();
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

  it('says where one pays from the phone, and shows the money once M-Pesa confirmed it', async () => {
    const { api } = stack;
    const peer = await startPaymentPeer(mpesa);
    try {
      await api.put('/payment-providers/mpesa', mpesa.configuration(peer.address));
      await api.post('/payment-providers/mpesa/registration');
      const nairobi = await createSubscriber(api, 'Flat in Nairobi', {
        currency: 'KES',
        timeZone: 'Africa/Nairobi',
        billingProfile: { model: 'pro-rata' },
      });
      const { number } = await api.get<{ number: string }>(`/subscribers/${nairobi.id}`);
      await api.post(`/subscribers/${nairobi.id}/people`, { email: 'dan@example.net', role: 'owner' });
      const visitor = await signedIn('dan@example.net', { width: 'phone' }, '/bills?credit=add');
      const { page } = visitor;
      const dialog = page.getByRole('dialog');
      await dialog.getByText('174379').waitFor();
      await dialog.getByText(number).waitFor();
      await visitor.expectAccessible();
      await visitor.picture('portal-pay-bill');
      await page.keyboard.press('Escape');
      const paid = { receipt: 'RKL51ZDR0K', minor: 250_000, account: number };
      await deliver(payIn(peer.address, paid).confirmation, 'paybill');
      const isAsked = () => questions.find(({ TransactionID }) => TransactionID === paid.receipt);
      await expect.poll(isAsked, { timeout: 20_000 }).toBeDefined();
      await deliver(answerQuestion(isAsked() ?? {}, paid.minor).result, 'paybill');
      await page.getByText('You have KES 2,500.00 of credit.').waitFor();
      expect(visitor.complaints).toEqual([]);
      await visitor.leave();
    } finally {
      await peer.stop();
    }
  });
}
