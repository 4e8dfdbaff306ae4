import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

/**
 * Debian's own: its headless shell is the same engine without windows, and takes two thirds of the time. What belongs to
 * the windows, such as installing an app and the viewer of PDFs, only the whole browser can tell.
 */
export function startBrowser(program: 'shell' | 'whole' = 'shell'): Promise<Browser> {
  const executablePath = program === 'shell' ? '/usr/bin/chromium-headless-shell' : '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

export const widths = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;
export type Width = keyof typeof widths;
export type Theme = 'light' | 'dark';

/** The ways in which pages are gone through; their pictures are of both themes each time. */
export const looks: readonly (readonly [Width, Theme])[] = [
  ['desktop', 'light'],
  ['phone', 'dark'],
];

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = join(import.meta.dirname, '..', '..', 'coverage', 'screens');

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** Somebody before a screen: what the page complained of is kept, and must be nothing. */
export class Visitor {
  readonly page: Page;
  readonly complaints: string[] = [];
  private constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(30_000);
    page.on('console', (message) => {
      // The browser says so of every answer that refuses; whether the page does is for each test.
      const isRefusal = /^Failed to load resource: the server responded with a status of 4\d\d/.test(
        message.text(),
      );
      if (message.type() === 'error' && !isRefusal) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  static async come(
    browser: Browser,
    {
      width = 'desktop',
      theme = 'light',
      locale = 'en-GB',
    }: { width?: Width; theme?: Theme; locale?: string } = {},
  ): Promise<Visitor> {
    const context = await browser.newContext({
      viewport: widths[width],
      colorScheme: theme,
      locale,
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
    });
    return new Visitor(await context.newPage());
  }

  async leave(): Promise<void> {
    await this.page.context().close();
  }

  /** Goes to a place of the admin app through its sign-in. */
  async signInAsStaff(
    admin: string,
    staff: { readonly username: string; readonly password: string },
    place = '/',
  ): Promise<void> {
    await this.page.goto(`${admin}${place}`);
    await this.passSignIn(staff);
  }

  /** Fills in the sign-in that is on the screen. */
  async passSignIn({
    username,
    password,
  }: {
    readonly username: string;
    readonly password: string;
  }): Promise<void> {
    await this.page.fill('[name=username]', username);
    await this.page.fill('[name=password]', password);
    await this.page.keyboard.press('Enter');
    await this.page.locator('main h1').waitFor();
  }

  /** Goes to a place of the portal through its sign-in: the code is in the newest mail to the address. */
  async signInByCode(portal: string, email: string, mailFolder: string, place = '/'): Promise<void> {
    const codes = () => codesTo(email, mailFolder);
    const before = codes().length;
    await this.page.goto(`${portal}${place}`);
    await this.page.fill('[name=email]', email);
    await this.page.keyboard.press('Enter');
    await this.page.locator('[name=code]').waitFor();
    await expect.poll(() => codes().length).toBeGreaterThan(before);
    await this.page.fill('[name=code]', codes().at(-1)!);
    await this.page.keyboard.press('Enter');
    await this.page.locator('main h1').waitFor();
  }

  /** Faults that hinder somebody who uses the page in another way (WCAG 2.2 A and AA, by axe). */
  async expectAccessible(): Promise<void> {
    await this.page.evaluate(axe);
    // What was announced a moment ago names a button that may be gone by now: React Aria takes it away by itself.
    const { violations } = (await this.page.evaluate(
      "axe.run({ exclude: ['[data-live-announcer]'] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })",
    )) as AxeResult;
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' · ')}`);
    expect(serious, this.page.url()).toEqual([]);
  }

  /** Pictures of the page in the other theme and in its own, as `coverage/screens/<name>-<theme>-<width>.png`. */
  async picture(name: string): Promise<void> {
    mkdirSync(pictures, { recursive: true });
    const own = (await this.page.evaluate('document.documentElement.dataset.theme')) as Theme;
    const { width } = this.page.viewportSize()!;
    for (const theme of [own === 'dark' ? 'light' : 'dark', own] as const) {
      await this.page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
      await this.page.screenshot({ path: join(pictures, `${name}-${theme}-${width}.png`) });
    }
  }
}

/** The sign-in codes that were mailed to somebody, oldest first: the names of the messages begin with their instants. */
function codesTo(email: string, folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.eml') && !name.startsWith('.'))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .flatMap((message) => {
      const code = /^Your code is (\d+)/m.exec(message)?.[1];
      return code !== undefined && message.includes(`To: ${email}`) ? [code] : [];
    });
}
