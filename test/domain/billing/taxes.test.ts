import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerLine } from '../../../functions/contracts/billing-ledger.ts';
import { billingProfile, type Tax } from '../../../functions/contracts/billing-profile.ts';
import type { InvoiceLine } from '../../../functions/contracts/invoice.ts';
import { roundedByDocument, taxesByDocument } from '../../../functions/domain/billing/tax-rounding.ts';
import { taxAmounts, taxesOn, taxesTakenBack, withTaxes } from '../../../functions/domain/billing/taxes.ts';

const exclusive = (rate: string, rest: Partial<Tax> = {}): Tax => ({
  name: `T${rate}`,
  rate,
  inclusive: false,
  ...rest,
});

const levies = fc.array(
  fc
    .record({ rate: fc.integer({ min: 0, max: 30_000 }), way: fc.constantFrom('on', 'in', 'compound') })
    .map(({ rate, way }) => ({
      name: `T${rate}`,
      rate: (rate / 1000).toFixed(3),
      inclusive: way === 'in',
      ...(way === 'compound' ? { compound: true } : {}),
    })),
  { maxLength: 4 },
);
const minor = fc.integer({ min: -10_000_000, max: 10_000_000 });

describe('a tax on tax', () => {
  it('is reckoned on the amount with the exclusive taxes before it, and on none after it', () => {
    expect(taxAmounts(10_000, [exclusive('5'), exclusive('9.5', { compound: true })])).toEqual([500, 998]);
    expect(taxAmounts(10_000, [exclusive('9.5', { compound: true }), exclusive('5')])).toEqual([950, 500]);
  });

  it('tells on its line what it was reckoned on', () => {
    const taxes = taxesOn('A', 10_000, [exclusive('5'), exclusive('9.5', { compound: true })]);
    const own: InvoiceLine = {
      lineId: 'L1',
      kind: 'once',
      item: 'A',
      minor: 10_000,
      rule: 'once',
      events: [],
    };
    const amounts = taxes.map((tax) => tax.minor);
    const lines = withTaxes(own, taxes, amounts, { rule: 'tax', aboutLineId: 'L1' }, () => 'L2');
    expect(lines.map((line) => line.tax)).toEqual([
      undefined,
      { name: 'T5', rate: '5' },
      { name: 'T9.5', rate: '9.5', base: 10_500 },
    ]);
  });

  it('cannot be inclusive, and a relief has no rate and an exemption its reason', () => {
    const flaws = (tax: object) =>
      billingProfile
        .safeParse({ taxes: [{ name: 'VAT', rate: '0', ...tax }] })
        .error?.issues.map(({ path }) => path.join('/')) ?? [];
    expect(flaws({ compound: true, inclusive: true })).toEqual(['taxes/0/compound']);
    expect(flaws({ rate: '19', relief: { kind: 'reverse-charge' } })).toEqual(['taxes/0/rate']);
    expect(flaws({ relief: { kind: 'exempt' } })).toEqual(['taxes/0/relief/reason']);
    expect(flaws({ relief: { kind: 'exempt', reason: 'Diplomatic mission' } })).toEqual([]);
  });
});

describe('laws', () => {
  it('a credit of the same amount mirrors its charge, tax by tax', () => {
    fc.assert(
      fc.property(levies, minor, (taxes, amount) => {
        expect(taxAmounts(-amount, taxes).map((tax) => 0 - tax)).toEqual(
          taxAmounts(amount, taxes).map((tax) => 0 + tax),
        );
      }),
      { numRuns: 3000 },
    );
  });

  it('whatever the parts, all of each tax has gone back when all of the line has, and never more', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(levies, cuts, (taxes, parts) => {
        const whole = parts.reduce((sum, part) => sum + part, 0);
        let line = { minor: whole, credited: 0, taxes: [...taxesOn('A', whole, taxes)] };
        for (const part of parts) {
          const back = taxesTakenBack(line, part);
          line = {
            ...line,
            credited: line.credited + part,
            taxes: line.taxes.map((tax, i) => ({ ...tax, credited: tax.credited + (back[i] ?? 0) })),
          };
          for (const tax of line.taxes) expect(tax.credited).toBeLessThanOrEqual(tax.minor);
        }
        for (const tax of line.taxes) expect(tax.credited).toBe(tax.minor);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('rounded by document', () => {
  const amounts = fc.array(minor, { minLength: 1, maxLength: 12 });
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  const halfUp = (numerator: bigint, denominator: bigint) => {
    const magnitude = ((numerator < 0n ? -numerator : numerator) * 2n + denominator) / (denominator * 2n);
    return Number(numerator < 0n ? -magnitude : magnitude);
  };
  const lines = (of: readonly number[], taxes: readonly Tax[]) =>
    of.map((amount) => ({ minor: amount, taxes: taxesOn('A', amount, taxes) }));

  it('three lines of 0.03 at 19 % come to 0.02, where line by line they came to 0.03', () => {
    const three = lines([3, 3, 3], [exclusive('19')]);
    expect(sum(three.flatMap(({ taxes }) => taxes.map((tax) => tax.minor)))).toBe(3);
    expect(taxesByDocument(three)).toEqual([[1], [1], [0]]);
  });

  it('a tax comes to its rounded exact sum, and no line is off by a whole minor unit', () => {
    fc.assert(
      fc.property(
        amounts,
        fc.integer({ min: 0, max: 30_000 }),
        fc.boolean(),
        (of, thousandths, inclusive) => {
          const tax = exclusive((thousandths / 1000).toFixed(3), { inclusive });
          const shares = taxesByDocument(lines(of, [tax])).map(([share = 0]) => share);
          const denominator = 100_000n + (inclusive ? BigInt(thousandths) : 0n);
          expect(sum(shares)).toBe(halfUp(BigInt(sum(of)) * BigInt(thousandths), denominator) + 0);
          shares.forEach((share, i) => {
            const off = BigInt(share) * denominator - BigInt(of[i] ?? 0) * BigInt(thousandths);
            expect(off > -denominator && off <= denominator).toBe(true);
          });
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('a tax on tax is reckoned on what the tax before it came to', () => {
    fc.assert(
      fc.property(amounts, (of) => {
        const shares = taxesByDocument(lines(of, [exclusive('5'), exclusive('9.975', { compound: true })]));
        const base = sum(of) + sum(shares.map(([first = 0]) => first));
        expect(sum(shares.map(([, second = 0]) => second))).toBe(halfUp(BigInt(base) * 9975n, 100_000n) + 0);
      }),
      { numRuns: 1000 },
    );
  });

  it('part credits of its lines take back the same share of each tax as of the line, and all of it in the end', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(levies, fc.array(cuts, { minLength: 1, maxLength: 6 }), (taxes, documents) => {
        const whole = (parts: readonly number[]) => sum(parts);
        const charged = lines(documents.map(whole), taxes);
        const shares = taxesByDocument(charged);
        documents.forEach((parts, at) => {
          const alone = charged[at]?.taxes ?? [];
          let line = {
            minor: whole(parts),
            credited: 0,
            taxes: alone.map((tax, i) => ({ ...tax, minor: shares[at]?.[i] ?? 0 })),
          };
          for (const part of parts) {
            const back = taxesTakenBack(line, part);
            line = {
              ...line,
              credited: line.credited + part,
              taxes: line.taxes.map((tax, i) => ({ ...tax, credited: tax.credited + (back[i] ?? 0) })),
            };
            line.taxes.forEach((tax, i) => {
              expect(tax.credited).toBeLessThanOrEqual(tax.minor);
              // Where the document made another amount of it, it goes back by its share: half a minor unit off at most.
              if (tax.minor === alone[i]?.minor) return;
              const off = 2 * Math.abs(tax.credited * line.minor - tax.minor * line.credited);
              expect(off).toBeLessThanOrEqual(line.minor);
            });
          }
          for (const tax of line.taxes) expect(tax.credited).toBe(tax.minor);
        });
      }),
      { numRuns: 2000 },
    );
  });

  it('what the document itself gives back of a charge follows the charge', () => {
    const own = { kind: 'recurring', itemId: 'I', terms: 'A', until: '2026-02-01', credited: 0 } as const;
    const days = { from: '2026-01-01', to: '2026-02-01' };
    const charges = ['a', 'b', 'c'].map(
      (lineId): LedgerLine => ({
        ...own,
        ...days,
        lineId,
        item: 'A',
        periodFrom: days.from,
        periodTo: days.to,
        period: 'month',
        method: 'actual',
        price: 3,
        rate: 100,
        minor: 3,
        taxes: [...taxesOn('A', 3, [exclusive('19')])],
      }),
    );
    const [a, b, c] = charges;
    if (a === undefined || b === undefined || c === undefined) throw new Error('three charges');
    const written = (line: LedgerLine): InvoiceLine[] =>
      withTaxes(
        { lineId: line.lineId, kind: 'recurring', item: 'A', minor: 3, rule: 'full-period', events: [] },
        line.taxes,
        [1],
        { rule: 'tax', aboutLineId: line.lineId },
        () => `${line.lineId}-tax`,
      );
    const credit: InvoiceLine = {
      lineId: 'd',
      kind: 'credit',
      item: 'A',
      minor: -3,
      rule: 'outage',
      aboutLineId: 'c',
      events: [],
    };
    const takenBack = withTaxes(
      credit,
      c.taxes,
      [-1],
      { rule: 'tax-taken-back', aboutLineId: 'd' },
      () => 'e',
    );
    const rounded = roundedByDocument(
      {
        entries: [
          {
            serviceId: 'S',
            slotId: 'plan',
            charges,
            credits: [{ lineId: 'c', minor: 3, taxes: [1] }],
          },
        ],
        lines: [...charges.flatMap(written), ...takenBack],
      },
      () => 'new',
    );
    const taxed = rounded.entries[0]?.charges.map(({ taxes }) => taxes[0]?.minor);
    expect(taxed).toEqual([1, 1, 0]);
    expect(rounded.entries[0]?.credits).toEqual([{ lineId: 'c', minor: 3, taxes: [0] }]);
    expect(rounded.lines.map(({ minor: each }) => each)).toEqual([3, 1, 3, 1, 3, 0, -3, 0]);
  });
});
