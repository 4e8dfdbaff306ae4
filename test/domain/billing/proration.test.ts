import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayNumber } from '../../../functions/domain/billing/days.ts';
import { partPrice, percentage, ratio } from '../../../functions/domain/billing/proration.ts';
import { instalmentParts } from '../../../functions/domain/billing/purchase-charges.ts';
import { taxesOn, taxesTakenBack } from '../../../functions/domain/billing/taxes.ts';
import { prorate } from '../../../functions/domain/money.ts';

const seed = { seed: 20261123 };

describe('ratio', () => {
  it('is the exact ratio, rounded half up by magnitude, whatever the size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
        fc.integer({ min: 0, max: 40_000_000 }),
        fc.integer({ min: 1, max: 40_000_000 }),
        (minor, numerator, denominator) => {
          fc.pre(Math.abs(minor) * (numerator / denominator) < Number.MAX_SAFE_INTEGER / 2);
          expect(ratio(minor, numerator, denominator)).toBe(
            prorate(minor, BigInt(numerator), BigInt(denominator)),
          );
          expect(ratio(-minor, numerator, denominator) + ratio(minor, numerator, denominator)).toBe(0);
        },
      ),
      { ...seed, numRuns: 3_000 },
    );
  });

  it('is the same on both sides of the border of machine numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_000_000_000_000 }),
        fc.integer({ min: 1, max: 365 }),
        (minor, days) => {
          expect(ratio(minor, days, 365)).toBe(prorate(minor, BigInt(days), 365n));
        },
      ),
      { ...seed, numRuns: 3_000 },
    );
  });
});

describe('a part of a period', () => {
  const part = (
    method: Parameters<typeof partPrice>[1],
    from: string,
    to: string,
    periodFrom: string,
    periodTo: string,
  ) =>
    partPrice({ price: 1_995, rate: 100 }, method, 'month', {
      from: dayNumber(from),
      to: dayNumber(to),
      periodFrom: dayNumber(periodFrom),
      periodTo: dayNumber(periodTo),
    });

  it.each([
    ['actual', '2023-05-15', '2023-05-23', '2023-04-23', '2023-05-23', { minor: 532, days: 8, of: 30 }],
    ['actual', '2024-02-10', '2024-03-01', '2024-02-01', '2024-03-01', { minor: 1376, days: 20, of: 29 }],
    ['actual-30', '2026-01-02', '2026-02-01', '2026-01-01', '2026-02-01', { minor: 1995, days: 30, of: 30 }],
    ['actual-30', '2026-02-01', '2026-02-15', '2026-02-01', '2026-03-01', { minor: 931, days: 14, of: 30 }],
    ['30-360', '2026-02-15', '2026-03-01', '2026-02-01', '2026-03-01', { minor: 1064, days: 16, of: 30 }],
    ['30-360', '2026-01-30', '2026-01-31', '2026-01-01', '2026-02-01', { minor: 0, days: 0, of: 30 }],
    ['none', '2026-01-10', '2026-02-01', '2026-01-01', '2026-02-01', { minor: 0, days: 22, of: 31 }],
  ] as const)('by %s from %s to %s', (method, from, to, periodFrom, periodTo, expected) => {
    expect(part(method, from, to, periodFrom, periodTo)).toEqual(expected);
  });

  it('never costs more than the price under actual-30', () => {
    expect(
      partPrice({ price: 9_000, rate: 100 }, 'actual-30', 'quarter', {
        from: dayNumber('2026-07-01'),
        to: dayNumber('2026-09-30'),
        periodFrom: dayNumber('2026-07-01'),
        periodTo: dayNumber('2026-10-01'),
      }),
    ).toEqual({ minor: 9_000, days: 91, of: 90 });
  });

  it('is charged by a percentage in one exact step', () => {
    // 999 × 10/31 × 50 % = 161.129…; two steps would give 322 × 50 % = 161.
    expect(
      partPrice({ price: 999, rate: 50 }, 'actual', 'month', {
        from: dayNumber('2026-01-22'),
        to: dayNumber('2026-02-01'),
        periodFrom: dayNumber('2026-01-01'),
        periodTo: dayNumber('2026-02-01'),
      }).minor,
    ).toBe(161);
    expect(percentage(333, 33.3333)).toBe(111);
  });
});

describe('instalments', () => {
  it('differ by at most one minor unit, the larger first, and sum to the price', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000_000 }),
        fc.integer({ min: 1, max: 120 }),
        (price, count) => {
          const parts = instalmentParts(price, count);
          expect(parts).toHaveLength(count);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(price);
          expect(Math.max(...parts) - Math.min(...parts)).toBeLessThanOrEqual(1);
          expect(parts).toEqual(parts.toSorted((a, b) => b - a));
        },
      ),
      seed,
    );
  });
});

describe('taxes', () => {
  const vat = { name: 'VAT', rate: '19', inclusive: false };

  it('are computed per line, half up, for what they apply to', () => {
    expect(taxesOn('A', 250, [vat]).map(({ minor }) => minor)).toEqual([48]);
    expect(taxesOn('A', 250, [{ ...vat, appliesTo: ['B'] }])).toEqual([]);
    expect(taxesOn('A', 11_900, [{ ...vat, inclusive: true }]).map(({ minor }) => minor)).toEqual([1_900]);
    expect(taxesOn('A', 1_000, [{ ...vat, rate: '7.25' }]).map(({ minor }) => minor)).toEqual([73]);
  });

  it('go back with what is taken back and never beyond what was charged', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 6 }),
        fc.constantFrom('19', '7.25', '0.000001', '33.333333'),
        fc.boolean(),
        (minor, wanted, rate, inclusive) => {
          let line = { minor, credited: 0, taxes: taxesOn('A', minor, [{ name: 'T', rate, inclusive }]) };
          const steps = [...wanted, minor];
          for (const step of steps) {
            const back = Math.min(step, line.minor - line.credited);
            const [tax = 0] = taxesTakenBack({ ...line, taxes: [...line.taxes] }, back);
            expect(tax).toBeGreaterThanOrEqual(0);
            line = {
              ...line,
              credited: line.credited + back,
              taxes: line.taxes.map((held) => ({ ...held, credited: held.credited + tax })),
            };
          }
          // With the last step nothing is left of the line, so nothing may be left of its tax.
          for (const tax of line.taxes) expect(tax.credited).toBe(tax.minor);
        },
      ),
      seed,
    );
  });
});
