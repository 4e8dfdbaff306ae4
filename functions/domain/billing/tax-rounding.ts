import type { ChargedTax, LedgerEntry, LedgerLine } from '../../contracts/billing-ledger.ts';
import type { InvoiceLine } from '../../contracts/invoice.ts';
import { percentScale, scaledRate } from './proration.ts';

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

/**
 * What one document charges, with its taxes rounded by document. A charge of which the same document gives something back
 * keeps the taxes by which that was reckoned; credits take tax back as it was charged.
 */
export function roundedByDocument<
  Step extends { readonly entries: readonly LedgerEntry[]; readonly lines: readonly InvoiceLine[] },
>(step: Step): Step {
  const credited = new Set(step.entries.flatMap(({ credits }) => credits.map(({ lineId }) => lineId)));
  const charges = step.entries
    .flatMap((entry) => entry.charges)
    .filter(({ lineId, taxes }) => taxes.length > 0 && !credited.has(lineId));
  const amounts = taxesByDocument(charges);
  const charged = new Map<string, LedgerLine>(
    charges.map((line, at) => [
      line.lineId,
      { ...line, taxes: line.taxes.map((tax, i) => ({ ...tax, minor: amounts[at]?.[i] ?? tax.minor })) },
    ]),
  );
  return {
    ...step,
    entries: step.entries.map((entry) => ({
      ...entry,
      charges: entry.charges.map((line) => charged.get(line.lineId) ?? line),
    })),
    lines: withRoundedTaxes(step.lines, charged),
  };
}

function withRoundedTaxes(
  lines: readonly InvoiceLine[],
  charged: ReadonlyMap<string, LedgerLine>,
): readonly InvoiceLine[] {
  const seen = new Map<string, number>();
  return lines.map((line): InvoiceLine => {
    const own = charged.get(line.lineId);
    if (own !== undefined && line.contains !== undefined) {
      const contained = own.taxes.filter(({ inclusive, relief }) => inclusive && relief === undefined);
      return {
        ...line,
        contains: line.contains.map((tax, i) => ({ ...tax, minor: contained[i]?.minor ?? tax.minor })),
      };
    }
    const about = line.rule === 'tax' ? charged.get(line.aboutLineId ?? '') : undefined;
    if (about === undefined || line.tax === undefined) return line;
    const added = about.taxes.filter(({ inclusive, relief }) => !inclusive && relief === undefined);
    const position = seen.get(about.lineId) ?? 0;
    seen.set(about.lineId, position + 1);
    const before = added.slice(0, position).reduce((sum, { minor }) => sum + minor, about.minor);
    return {
      ...line,
      minor: added[position]?.minor ?? line.minor,
      tax: { ...line.tax, ...(line.tax.base === undefined ? {} : { base: before }) },
    };
  });
}
