import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readStory } from './story.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-stories-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cases = join(import.meta.dirname, 'cases');

function stories(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const main = join(import.meta.dirname, 'main.ts');
    execFile(process.execPath, [main, ...args], (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

describe('npm run stories', () => {
  it('plays every story of its own folder', async () => {
    const { code, out } = await stories();
    expect(out).not.toMatch(/^FAIL/m);
    expect(out).toMatch(/^ok the-day-is-the-subscribers$/m);
    expect(out.trim().split('\n').at(-1)).toMatch(/^\d\d+ passed, 0 failed$/);
    expect(code).toBe(0);
  }, 120_000);

  it('names what differs, expected and actual, and exits 1', async () => {
    const file = join(cases, 'yen-have-no-decimals.json');
    const wrong = JSON.parse(readFileSync(file, 'utf8')) as {
      expect: { invoices: { lines: { amount: string }[] }[] };
    };
    wrong.expect.invoices[0]!.lines[0]!.amount = '709';
    const changed = join(folder, 'wrong.json');
    writeFileSync(changed, JSON.stringify(wrong));
    const { code, out } = await stories(changed, file);
    expect(code).toBe(1);
    expect(out).toContain('FAIL yen-have-no-decimals\n');
    expect(out).toContain('  invoice 1: expected recurring s1 2026-01-10 to 2026-02-01 709\n');
    expect(out).toContain('  invoice 1: actual   recurring s1 A 2026-01-10 to 2026-02-01 710\n');
    expect(out).toContain('ok yen-have-no-decimals\n');
    expect(out).toMatch(/1 passed, 1 failed\n$/);
  });

  it('exits 2 for a file that is not a story and names the field', async () => {
    const file = join(folder, 'broken.json');
    const good = JSON.parse(readFileSync(join(cases, 'yen-have-no-decimals.json'), 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...good, timezone: 'Mars/Olympus' }));
    const { code, out, err } = await stories(file);
    expect(code).toBe(2);
    expect(err).toContain('timezone');
    expect(out).toBe('');
  });
});

describe('a story', () => {
  const good = JSON.parse(readFileSync(join(cases, 'yen-have-no-decimals.json'), 'utf8')) as Record<
    string,
    unknown
  >;

  it.each([
    ['an unknown verb', { ...good, steps: [{ at: '2026-01-01', do: 'explode' }] }, 'steps.0.do'],
    ['an unknown field', { ...good, surprise: 1 }, 'surprise'],
    ['a day that is none', { ...good, until: '2026-02-30' }, 'until'],
    [
      'a price that is a number',
      { ...good, plans: { A: { price: 1, period: 'month', charge: 'in-advance' } } },
      'plans.A.price',
    ],
  ])('with %s is turned down by that field', (_, value, field) => {
    const read = readStory(JSON.stringify(value));
    expect(read.ok ? '' : read.problems.join('\n')).toContain(field);
  });
});
