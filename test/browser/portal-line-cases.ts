import { expect, it } from 'vitest';
import type { Created } from '../lifecycle.ts';
import {
  accountId,
  dayAfter,
  now,
  owner,
  password,
  serviceId,
  signedIn,
  stack,
  viewer,
} from './portal-household.ts';

/** What a subscriber does with a line of theirs. */
export function lineCases(): void {
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
}
