import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Quota } from '../../../functions/contracts/quota.ts';
import { carriedFrom } from '../../../functions/domain/usage/rollover.ts';

const quota = (gigabytes: number, most?: number): Quota => ({
  per: 'month',
  steps: [{ gigabytes, becomes: 'exhausted' }],
  ...(most === undefined ? {} : { rollover: { most } }),
});

it('carries what is left of the first step, and never more than the bound', () => {
  expect(carriedFrom(quota(10, 4), 7e9)).toBe(3e9);
  expect(carriedFrom(quota(10, 4), 6e9)).toBe(4e9);
  expect(carriedFrom(quota(10, 4), 0)).toBe(4e9);
  expect(carriedFrom(quota(10, 4), 10e9)).toBe(0);
  expect(carriedFrom(quota(10, 4), 12e9)).toBe(0);
  expect(carriedFrom(quota(10), 0)).toBe(0);
});

it('gives no volume twice: what is carried and what was used are never more than the step', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer({ min: 1, max: 1_000 }),
      fc.integer({ min: 0, max: 2_000_000_000_000 }),
      (gigabytes, most, used) => {
        const carried = carriedFrom(quota(gigabytes, most), used);
        expect(carried).toBeGreaterThanOrEqual(0);
        expect(carried).toBeLessThanOrEqual(most * 1e9);
        if (carried > 0) expect(carried + used).toBeLessThanOrEqual(gigabytes * 1e9);
      },
    ),
  );
});
