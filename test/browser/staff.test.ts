import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningStack, startStack } from '../stack.ts';
import { startBrowser, Visitor } from './visitor.ts';

const own = 'A password of my own, 1';

let stack: RunningStack;
let browser: Browser;
beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), startBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

let visitors: Visitor[] = [];
async function come(options: Parameters<typeof Visitor.come>[1] = {}): Promise<Visitor> {
  const visitor = await Visitor.come(browser, options);
  visitors.push(visitor);
  return visitor;
}
afterEach(async () => {
  await Promise.all(visitors.map((visitor) => visitor.leave()));
  visitors = [];
});

const adminOf = () => stack.api.endpoints.admin;
const staffOf = () => stack.api.endpoints.staff;
const pressInDialog = (page: Page, name: string) =>
  page.getByRole('dialog').getByRole('button', { name, exact: true }).last().click();

it('somebody is invited, comes in with the one-time password, and is offered what the role allows', async () => {
  const visitor = await come();
  const { page } = visitor;
  await visitor.signInAsStaff(adminOf(), staffOf(), '/settings/staff');
  await page.getByRole('button', { name: 'Invite' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Ben Adeyemi');
  await dialog.getByRole('textbox', { name: 'E-mail' }).fill('ben@example.com');
  await dialog.getByText('Read only').click();
  await dialog.getByText('This person may', { exact: true }).waitFor();
  await dialog.getByText('See leads and their quotes').waitFor();
  await visitor.expectAccessible();
  await visitor.picture('staff-invite');
  await pressInDialog(page, 'Invite');
  await page.getByRole('heading', { name: /Ben Adeyemi/ }).waitFor();
  await page.getByText('Has yet to sign in').waitFor();

  await page.getByRole('button', { name: 'One-time password' }).click();
  await pressInDialog(page, 'One-time password');
  await page.getByText('It is shown this once').waitFor();
  const password = (await page.getByRole('dialog').locator('code').textContent())!;
  await visitor.expectAccessible();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.reload();
  await page.getByRole('heading', { name: /Ben Adeyemi/ }).waitFor();
  expect(await page.getByText(password).count()).toBe(0);

  const ben = await come();
  await ben.page.goto(adminOf());
  await ben.page.fill('[name=username]', 'ben@example.com');
  await ben.page.fill('[name=password]', password);
  await ben.page.keyboard.press('Enter');
  await ben.page.getByText('Choose a password of your own').waitFor();
  await ben.page.fill('[name=password]', own);
  await ben.page.keyboard.press('Enter');
  await ben.page.locator('main h1').waitFor();
  const menu = ben.page.getByRole('navigation', { name: 'Main' });
  await ben.page.getByText('Ben Adeyemi').first().waitFor();
  expect(await menu.getByRole('link', { name: 'Sell a service' }).count()).toBe(0);
  await menu.getByRole('link', { name: 'Staff', exact: true }).click();
  await ben.page.getByRole('link', { name: 'Ben Adeyemi' }).waitFor();
  expect(await ben.page.getByRole('button', { name: 'Invite' }).count()).toBe(0);
  await ben.page.getByRole('link', { name: 'Ben Adeyemi' }).click();
  await ben.page.getByText('This is you.').waitFor();
  expect(await ben.page.getByRole('button', { name: 'Change' }).count()).toBe(0);

  // A sign-in is no event of this platform: the page is read anew.
  await page.reload();
  await page.getByText('Active', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('dialog').getByText('Read only').click();
  await page.getByRole('dialog').getByText('Sales', { exact: true }).click();
  await page.getByText('This person may no more').waitFor();
  await page.getByText('This person may besides').waitFor();
  await pressInDialog(page, 'Change');
  await page.getByText('Sales', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Disable' }).click();
  await pressInDialog(page, 'Disable');
  await page.getByText('Nothing while disabled.').waitFor();
  // His page is signed out by itself, although his token would still hold for an hour.
  await ben.page.locator('[name=username]').waitFor();
  await ben.page.fill('[name=username]', 'ben@example.com');
  await ben.page.fill('[name=password]', own);
  await ben.page.keyboard.press('Enter');
  await ben.page.getByText('The name or the password is not right.').waitFor();
}, 90_000);

it('the last administrator is told why it stays one; with a name, the audit log says it', async () => {
  const visitor = await come();
  const { page } = visitor;
  await visitor.signInAsStaff(adminOf(), staffOf(), '/settings/staff/admin');
  await page.getByText('This is you.').waitFor();
  expect(await page.getByRole('button', { name: 'Disable' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Change' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Ada Byron');
  await dialog.getByText('Admin', { exact: true }).click();
  await dialog.getByText('Sales', { exact: true }).click();
  await pressInDialog(page, 'Change');
  await dialog.locator('.field-error').getByText('This is the last administrator').waitFor();
  await visitor.expectAccessible();
  await visitor.picture('staff-last-administrator');
  await dialog.getByText('Admin', { exact: true }).click();
  await dialog.getByText('Sales', { exact: true }).click();
  await pressInDialog(page, 'Change');
  await page.getByRole('heading', { name: /Ada Byron/ }).waitFor();
  await page.getByRole('link', { name: 'What this person did' }).click();
  await page.getByText('Staff renamed').waitFor();
  await page.locator('tbody').getByText('Ada Byron').first().waitFor();
  expect(visitor.complaints).toEqual([]);
}, 60_000);

describe.each([
  ['desktop', 'light'],
  ['phone', 'dark'],
] as const)('on a %s in the %s theme', (width, theme) => {
  it('every page can be used by everybody and complains of nothing', async () => {
    const visitor = await come({ width, theme });
    const { page } = visitor;
    await visitor.signInAsStaff(adminOf(), staffOf(), '/settings/staff');
    for (const [name, place] of [
      ['staff', '/settings/staff'],
      ['staff-member', '/settings/staff/admin'],
      ['staff-roles', '/settings/roles'],
    ] as const) {
      await page.goto(`${adminOf()}${place}`);
      await page.locator('main h1').waitFor();
      await page.waitForLoadState('networkidle');
      await visitor.expectAccessible();
      await visitor.picture(name);
      expect(await page.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(
        page.viewportSize()!.width,
      );
    }
    expect(visitor.complaints).toEqual([]);
  }, 60_000);
});
