import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { startBrowser, Visitor } from '../browser/visitor.ts';
import { startStack } from '../stack.ts';
import { type BenchRow, percentile } from './rows.ts';
import { latencies, watchFrames } from './screens/interactions.ts';
import { firstSubscriber, seedSubscribers } from './screens/seed.ts';

const subscribers = 50_000;

/**
 * The admin app in a browser over 50,000 subscribers: from each press to the next frame, as browsers reckon interaction
 * to next paint (they tell of none below 16 ms, so that is the least); the frames of scrolling; and what the first load
 * of each app weighs.
 */
export async function run(): Promise<BenchRow[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'throughline-screens-'));
  try {
    const first = await startStack({ dataDir });
    const { id } = await first.api.post<{ id: string }>('/subscribers', firstSubscriber);
    await first.stop();
    await seedSubscribers(dataDir, id, subscribers);
    return await overAll(dataDir);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function overAll(dataDir: string): Promise<BenchRow[]> {
  const [stack, browser] = await Promise.all([startStack({ dataDir }), startBrowser('whole')]);
  try {
    const { admin, portal, staff } = stack.api.endpoints;
    const visitor = await Visitor.come(browser);
    await visitor.signInAsStaff(admin, staff, '/subscribers');
    const rows: BenchRow[] = [];
    const row = (metric: string, value: number, unit: string) =>
      rows.push({ bench: 'screens', metric, value, unit });
    const told = (what: string, times: readonly number[]) => {
      const sorted = times.toSorted((a, b) => a - b);
      row(`${what}_p50`, percentile(sorted, 0.5), 'ms');
      row(`${what}_p99`, percentile(sorted, 0.99), 'ms');
    };
    for (const [what, times] of await measure(visitor.page)) told(what, times);
    row('admin_first_load', await firstLoad(admin), 'kB gzip');
    row('portal_first_load', await firstLoad(portal), 'kB gzip');
    return rows;
  } finally {
    await browser.close();
    await stack.stop();
  }
}

async function measure(page: Page): Promise<readonly (readonly [string, readonly number[]])[]> {
  const table = page.getByRole('region', { name: 'Subscribers' });
  await table.locator('tbody tr').first().waitFor();
  const search = page.getByRole('searchbox', { name: 'Search subscribers' });
  const typing = await latencies(page, async (once) => {
    await search.focus();
    for (const word of ['Harbour 00420', 'person1230@example.com', 'Harbour']) {
      for (const key of word) await once(() => page.keyboard.press(key === ' ' ? 'Space' : key));
      await page.keyboard.press('Control+A');
      await once(() => page.keyboard.press('Delete'));
    }
  });
  await table.locator('tbody tr').nth(20).waitFor();

  // An export reads on to the last page: from here on all of them are in the table.
  const file = page.waitForEvent('download', { timeout: 600_000 });
  await page.getByRole('button', { name: 'Export CSV' }).click();
  await file;

  const boxes = table.locator('tbody input[type=checkbox]');
  const choosing = await latencies(page, async (once) => {
    for (let n = 0; n < 40; n += 1) await once(() => boxes.nth(n % 8).click());
    await once(() => boxes.nth(7).click({ modifiers: ['Shift'] }));
    const all = page.getByRole('checkbox', { name: 'Choose all rows that are here' });
    for (let n = 0; n < 6; n += 1) await once(() => all.click());
  });
  const walking = await latencies(page, async (once) => {
    await table.locator('tbody a[data-row]').first().focus();
    for (let n = 0; n < 60; n += 1)
      await once(() => page.keyboard.press(n % 3 === 2 ? 'Space' : 'ArrowDown'));
  });
  const frames = await watchFrames(page, async () => {
    await table.hover();
    for (let n = 0; n < 120; n += 1) await page.mouse.wheel(0, n % 40 < 20 ? 2_000 : -1_500);
    await table.focus();
    for (const key of ['End', 'Home', 'End', 'PageUp', 'PageUp', 'Home']) await page.keyboard.press(key);
  });
  return [
    ['typing_in_search', typing],
    ['choosing_of_50k', choosing],
    ['keyboard_on_50k', walking],
    ['scroll_frame_on_50k', frames],
  ];
}

/** What a page names, packed: the first load before any route of its own. */
async function firstLoad(app: string): Promise<number> {
  const html = await (await fetch(`${app}/`)).text();
  const named = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, path]) => path!);
  const files = await Promise.all(
    named.map(async (path) => Buffer.from(await (await fetch(new URL(path, `${app}/`))).arrayBuffer())),
  );
  return [Buffer.from(html), ...files].reduce((sum, file) => sum + gzipSync(file).length, 0) / 1_000;
}
