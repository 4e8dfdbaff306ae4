import type { ChargedTax, LedgerLine } from '../../contracts/billing-ledger.ts';
import { percentScale, scaledRate } from './proration.ts';
import { retaxed, type TaxedDocument } from './retaxed.ts';

type TaxedAmount = Pick<LedgerLine, 'minor'> & {
  readonly taxes: readonly Pick<ChargedTax, 'name' | 'rate' | 'inclusive' | 'compound' | 'minor'>[];
};

/** A tax of one amount as an exact fraction of minor units. */
interface Share {
  readonly line: number;
  readonly tax: number;
  readonly numerator: bigint;
}

/**
 * The taxes of all amounts of one document, rounded once for each tax and rate: their sum is the rounded exact sum, and
 * every amount gets its own share rounded down or up, up where the most is cut off (the largest remainder).
 */
export function taxesByDocument(lines: readonly TaxedAmount[]): readonly (readonly number[])[] {
  const amounts = lines.map(({ taxes }) => taxes.map((tax) => tax.minor));
  const keys = new Set(lines.flatMap((line) => line.taxes.map((_, i) => keyOf(line, i))));
  // In the order in which they stand on the lines: a tax on tax is reckoned on what the former ones came to.
  for (const key of keys) {
    const shares: Share[] = [];
    let denominator = 1n;
    lines.forEach((line, at) => {
      line.taxes.forEach((tax, i) => {
        if (keyOf(line, i) !== key) return;
        const before =
          tax.compound === true
            ? line.taxes.reduce(
                (sum, { inclusive }, j) => sum + (j < i && !inclusive ? (amounts[at]?.[j] ?? 0) : 0),
                0,
              )
            : 0;
        denominator = BigInt(denominatorOf(line, i));
        shares.push({
          line: at,
          tax: i,
          numerator: BigInt(line.minor + before) * BigInt(scaledRate(tax.rate)),
        });
      });
    });
    for (const { line, tax, minor } of apportioned(shares, denominator)) {
      const own = amounts[line];
      if (own !== undefined) own[tax] = minor;
    }
  }
  return amounts;
}

function denominatorOf({ taxes }: TaxedAmount, i: number): number {
  if (taxes[i]?.inclusive !== true) return 100 * percentScale;
  return taxes.reduce(
    (sum, { inclusive, rate }) => sum + (inclusive ? scaledRate(rate) : 0),
    100 * percentScale,
  );
}

function keyOf(line: TaxedAmount, i: number): string {
  const { name, rate, compound = false } = line.taxes[i] ?? {};
  return `${name} ${rate} ${compound} ${denominatorOf(line, i)}`;
}

function apportioned(shares: readonly Share[], denominator: bigint) {
  const sum = shares.reduce((total, { numerator }) => total + numerator, 0n);
  const floors = shares.map((share, order) => {
    const floor = floorOf(share.numerator, denominator);
    return { share, order, floor, rest: share.numerator - floor * denominator };
  });
  const magnitude = floorOf((sum < 0n ? -sum : sum) * 2n + denominator, denominator * 2n);
  const total = sum < 0n ? -magnitude : magnitude;
  let left = total - floors.reduce((done, { floor }) => done + floor, 0n);
  return floors
    .toSorted((a, b) => (a.rest === b.rest ? a.order - b.order : a.rest > b.rest ? -1 : 1))
    .map(({ share: { line, tax }, floor }) => {
      const up = left > 0n ? 1n : 0n;
      left -= up;
      return { line, tax, minor: Number(floor + up) };
    });
}

function floorOf(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  return numerator % denominator < 0n ? quotient - 1n : quotient;
}

/** What one document charges, with its taxes rounded by document. */
export function roundedByDocument<Content extends TaxedDocument>(
  content: Content,
  nextLineId: () => string,
): Content {
  const charges = content.entries.flatMap((entry) => entry.charges).filter(({ taxes }) => taxes.length > 0);
  const amounts = taxesByDocument(charges);
  const taxes = new Map(
    charges.map((line, at) => [
      line.lineId,
      line.taxes.map((tax, i) => ({ ...tax, minor: amounts[at]?.[i] ?? tax.minor })),
    ]),
  );
  return retaxed(content, taxes, nextLineId);
}
