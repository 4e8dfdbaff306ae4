import { describe, expect, it } from 'vitest';
import { aHousehold, invoice, owner, serviceId, signedIn, stack, viewer } from './portal-household.ts';
import { lineCases } from './portal-line-cases.ts';
import { moneyCases } from './portal-money-cases.ts';
import { peopleCases } from './portal-people-cases.ts';
import { looks, startBrowser, widths } from './visitor.ts';

aHousehold();

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

lineCases();
peopleCases();

it('can be installed under the name and the colours of the operator', async () => {
  const whole = await startBrowser('whole');
  const visitor = await signedIn(viewer, { width: 'phone' }, '/', whole);
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
  expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito']);
  expect(await page.title()).toMatch(/ · Harbour Broadband$/);
  const accent = "getComputedStyle(document.querySelector('.initial')).backgroundColor";
  expect(await page.evaluate(accent)).toBe('rgb(11, 122, 94)');
  await whole.close();
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

moneyCases();
