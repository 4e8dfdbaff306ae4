import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningStack, startStack } from '../stack.ts';
import { startBrowser, Visitor, widths } from './visitor.ts';

/** More than two pages of the list, so that it must go on by itself. */
const subscribers = 210;
const nameOf = (n: number) => `Harbour ${String(n).padStart(3, '0')}`;

let stack: RunningStack;
let browser: Browser;
beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), startBrowser()]);
  for (let n = 0; n < subscribers; n += 1) {
    await stack.api.post('/subscribers', {
      kind: n === 7 ? 'organization' : 'contact',
      name: nameOf(n),
      emails: [`person${n}@example.com`],
    });
  }
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

async function signedIn(options: Parameters<typeof Visitor.come>[1]): Promise<Visitor> {
  const visitor = await Visitor.come(browser, options);
  const { admin, staff } = stack.api.endpoints;
  await visitor.signInAsStaff(admin, staff, '/subscribers');
  await visitor.page.getByText(nameOf(0)).waitFor();
  return visitor;
}

describe.each(['desktop', 'phone'] as const)('the admin app at the width of a %s', (width) => {
  let page: Page;
  let visitor: Visitor;
  beforeEach(async () => {
    visitor = await signedIn({ width });
    ({ page } = visitor);
    return () => visitor.leave();
  });

  it('is as wide as the screen, breaks no rule of its own, and keeps no code in its address', async () => {
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(widths[width].width);
    expect(page.url()).toBe(`${stack.api.endpoints.admin}/subscribers`);
    expect(visitor.complaints).toEqual([]);
    await visitor.expectAccessible();
  });

  it('goes through all subscribers by the keyboard, and holds only the rows that are seen', async () => {
    await page.getByRole('region', { name: 'Subscribers' }).focus();
    const last = page.getByText(nameOf(subscribers - 1));
    await expect
      .poll(async () => {
        await page.keyboard.press('End');
        return last.count();
      })
      .toBe(1);
    expect(await page.locator('tbody tr').count()).toBeLessThan(60);
  });

  it('finds one by what a caller says, and says so when there is none', async () => {
    const search = page.getByRole('searchbox', { name: 'Search subscribers' });
    await search.fill('person17@example.com');
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    expect(await page.locator('tbody tr').textContent()).toContain(nameOf(17));
    await search.fill('nobody-of-that-name');
    await page.getByText('Nothing found for “nobody-of-that-name”.').waitFor();
  });
});

it('keeps what was sought as a view under a name: of the person, in whatever browser, or of everybody', async () => {
  const visitor = await signedIn({});
  const { page } = visitor;
  await page.getByRole('searchbox', { name: 'Search subscribers' }).fill('person17@example.com');
  await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
  await page.getByRole('button', { name: 'Keep this view' }).click();
  await page.getByRole('textbox', { name: 'Name of the view' }).fill('Seventeen');
  await visitor.expectAccessible();
  await visitor.picture('keep-view');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Seventeen' }).waitFor();
  await stack.api.post('/saved-views', {
    name: 'Whoever is suspended',
    path: '/services',
    search: { status: 'suspended' },
    isShared: true,
  });
  await visitor.leave();

  const elsewhere = await signedIn({});
  const { page: other } = elsewhere;
  await other.getByRole('link', { name: 'Pipeline' }).click();
  await other.getByRole('link', { name: 'Seventeen' }).click();
  await expect.poll(() => other.locator('tbody tr').count()).toBe(1);
  expect(await other.locator('tbody tr').textContent()).toContain(nameOf(17));
  await other.getByText('Shared by others').waitFor();
  await other.getByRole('link', { name: 'Whoever is suspended' }).click();
  await other.getByRole('heading', { name: 'Services' }).waitFor();
  expect(other.url()).toContain('/services?status=suspended');
  await elsewhere.picture('views');
  for (const name of ['Seventeen', 'Whoever is suspended']) {
    await other.getByRole('button', { name: `Forget the view ${name}` }).click();
    await other.getByRole('link', { name }).waitFor({ state: 'detached' });
  }
  expect(await stack.api.get('/saved-views')).toEqual({ items: [] });
  expect([...visitor.complaints, ...elsewhere.complaints]).toEqual([]);
  await elsewhere.leave();
});

it('begins things by the keyboard from anywhere, and says which keys there are', async () => {
  const visitor = await signedIn({});
  const { page } = visitor;
  const dialog = page.getByRole('dialog');
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/^Go to/).fill('new lead');
  await page.getByRole('menuitem', { name: 'New lead' }).click();
  await dialog.getByRole('heading', { name: 'New lead' }).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(page.url()).not.toContain('begin');
  await page.keyboard.press('c');
  await dialog.getByRole('heading', { name: 'New lead' }).waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page.keyboard.press('?');
  await dialog.getByRole('heading', { name: 'By the keyboard' }).waitFor();
  await visitor.expectAccessible();
  await visitor.picture('keys');
  expect(visitor.complaints).toEqual([]);
  await visitor.leave();
});

it('changes its theme, and remembers it; who comes back is not asked again who it is', async () => {
  const visitor = await signedIn({});
  const { page } = visitor;
  const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const light = await ground();
  await page.getByRole('button', { name: 'Use dark theme' }).click();
  await expect.poll(ground).not.toBe(light);
  const dark = await ground();
  await page.reload();
  await page.getByText(nameOf(0)).waitFor();
  expect(await ground()).toBe(dark);
  await visitor.expectAccessible();
  await visitor.leave();
});

it('comes with the headers of the template, and answers for every place in it', async () => {
  const { admin, api } = stack.api.endpoints;
  const page = await fetch(`${admin}/subscribers/one`);
  expect(page.status).toBe(200);
  const policy = page.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`connect-src 'self' ${api}/ `);
  expect(policy).not.toContain('unsafe');
  expect(page.headers.get('x-frame-options')).toBe('DENY');
  expect(page.headers.get('cache-control')).toBe('no-cache');
  const [, script] = /src="([^"]+)"/.exec(await page.text())!;
  const asset = await fetch(new URL(script!, admin));
  expect(asset.headers.get('cache-control')).toContain('immutable');
  expect(asset.headers.get('x-content-type-options')).toBe('nosniff');
});

it('shows nothing after sign-out', async () => {
  const visitor = await signedIn({});
  const { page } = visitor;
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.locator('[name=password]').waitFor();
  expect(await page.getByText(nameOf(0)).count()).toBe(0);
  await visitor.leave();
});
