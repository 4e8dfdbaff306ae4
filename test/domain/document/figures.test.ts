import { describe, expect, it } from 'vitest';
import type { WrittenFigures } from '../../../functions/contracts/written-figures.ts';
import { figuresIn } from '../../../functions/domain/document/figures.ts';
import { formats } from '../../../web/shared/format.ts';

const figures = (language: string, written?: WrittenFigures) => {
  const { amount, day, span, time } = figuresIn(language, 'EUR', written);
  return [amount(-123456789), day('2026-03-05'), span('2026-03-05', '2026-04-05'), time('18:30')];
};

describe('figures on documents and mails', () => {
  it('are as the language has them, where the operator says nothing', () => {
    expect(figures('en')).toEqual(['-€1,234,567.89', 'Mar 5, 2026', 'Mar 5, 2026 – Apr 4, 2026', '18:30']);
    expect(figures('de')[0]).toBe('-1.234.567,89\u00a0€');
  });

  it('are as the operator has them, in words of the language', () => {
    expect(figures('en', { dates: 'day-month-year', clock: '12-hour', numbers: 'space-and-comma' })).toEqual([
      '-€1\u202f234\u202f567,89',
      '5 Mar 2026',
      '5 Mar 2026 – 4 Apr 2026',
      expect.stringMatching(/^6:30\sPM$/),
    ]);
    expect(figures('de', { dates: 'month-day-year', clock: '24-hour', numbers: 'decimal-point' })).toEqual([
      '-1,234,567.89\u00a0€',
      'März 5, 2026',
      'März 5, 2026 – Apr. 4, 2026',
      '18:30',
    ]);
    expect(figures('ar', { dates: 'year-month-day' })[1]).toBe('2026-03-05');
  });

  it('keep the order of a language that has no words for months', () => {
    expect(figures('ja', { dates: 'month-day-year' })[1]).toBe('2026年3月5日');
  });
});

describe('figures in the portal', () => {
  const at = '2026-03-05T18:30:05.000Z';

  it('are as the language has them, where the operator says nothing', () => {
    const { day, instant, money, number } = formats('en-GB', 'UTC');
    expect([day('2026-03-05'), instant(at), number(1234.5)]).toEqual([
      '5 Mar 2026',
      '5 Mar 2026, 18:30',
      '1,234.5',
    ]);
    expect(money({ amount: '12345678901234567.89', currency: 'EUR' })).toBe('€12,345,678,901,234,567.89');
  });

  it('are as the operator has them', () => {
    const written = { dates: 'year-month-day', clock: '12-hour', numbers: 'decimal-comma' } as const;
    const { day, instant, exact, time, money, percent, volume } = formats('en-GB', 'UTC', written);
    expect(day('2026-03-05')).toBe('2026-03-05');
    expect([instant(at), exact(at), time(at)]).toEqual([
      expect.stringMatching(/^2026-03-05, 0?6:30\spm$/),
      expect.stringMatching(/^2026-03-05, 0?6:30:05\spm$/),
      expect.stringMatching(/^0?6:30:05\spm$/),
    ]);
    expect(money({ amount: '1234.50', currency: 'EUR' })).toBe('€1.234,50');
    expect([percent(0.125), volume(1_250_000_000)]).toEqual(['12,5%', '1,25 GB']);
  });
});
