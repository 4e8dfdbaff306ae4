import { describe, expect, it } from 'vitest';
import { differenceOf, greatestOf } from '../../../functions/domain/billing/run-difference.ts';

describe('how a run differs from the last one', () => {
  it.each([
    { total: 3_100, before: undefined, change: 'new' },
    { total: undefined, before: 3_100, change: 'gone' },
    { total: undefined, before: undefined, change: 'same' },
    { total: 3_100, before: 3_100, change: 'same' },
    { total: 3_200, before: 3_100, change: 'changed' },
    { total: 0, before: 3_100, change: 'changed' },
  ])('$before then $total is $change', ({ total, before, change }) => {
    expect(differenceOf(total, before, []).change).toBe(change);
  });

  it('tells the percentage of what it was before, against its size where that was a credit', () => {
    expect(differenceOf(3_200, 3_100, []).percent).toBe(3.2);
    expect(differenceOf(undefined, 3_100, []).percent).toBe(-100);
    expect(differenceOf(100, -200, []).percent).toBe(150);
    expect(differenceOf(100, 0, [])).not.toHaveProperty('percent');
  });

  it('calls unusually high what is more than three times the median of the last six', () => {
    const usual = [1_000, 900, 1_100, 5_000, 1_000, 1_000];
    expect(differenceOf(3_000, 1_000, usual).isUnusuallyHigh).toBe(false);
    expect(differenceOf(3_001, 1_000, usual).isUnusuallyHigh).toBe(true);
    expect(differenceOf(3_001, 1_000, [900, 900, 1_100, 1_100]).isUnusuallyHigh).toBe(true);
  });

  it('calls nothing unusual of which little is known, or that is a small amount more', () => {
    expect(differenceOf(90_000, 1_000, [1_000, 1_000]).isUnusuallyHigh).toBe(false);
    expect(differenceOf(999, 1, [0, 0, 0]).isUnusuallyHigh).toBe(false);
    expect(differenceOf(1_000, 1, [0, 0, 0]).isUnusuallyHigh).toBe(true);
  });
});

describe('the greatest differences', () => {
  const one = (subscriberId: string, total: number, before?: number) => ({
    subscriberId,
    currency: 'USD',
    total,
    ...(before === undefined ? {} : { before }),
  });

  it('are those up and down and from nothing, the most first, and nobody without one', () => {
    const found = [
      one('a', 500, 400),
      one('b', 100, 100),
      one('c', 0, 900),
      one('d', 300),
      one('e', 400, 500),
    ];
    expect(greatestOf(found).map(({ subscriberId }) => subscriberId)).toEqual(['c', 'd', 'a', 'e']);
  });

  it('are the same however the subscribers came in batches', () => {
    const all = Array.from({ length: 100 }, (_, n) => one(`s${n}`, (n * 37) % 101, (n * 53) % 89));
    const halves = [all.slice(0, 31), all.slice(31)].map(greatestOf);
    expect(greatestOf(all)).toHaveLength(12);
    expect(greatestOf(halves.flat())).toEqual(greatestOf(all));
  });
});
