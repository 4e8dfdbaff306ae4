import type { NumberCounts, NumberSpans, ProofDifference } from '../../contracts/ledger-proof.ts';
import type { Invoice } from '../billing/invoice.ts';

/** A proof holds a count and a sum for so many parts of each series, however many documents there are. */
const buckets = 200;

type Span = NumberSpans[string];

const widthOf = ({ after, through }: Span) => Math.max(1, Math.ceil((through - after) / buckets));

/** The numbers of some documents, counted by series and part of it. */
export function countNumbers(
  invoices: readonly Pick<Invoice, 'numbered'>[],
  spans: NumberSpans,
): NumberCounts {
  return invoices.reduce<NumberCounts>((counts, { numbered }) => {
    const span = numbered === undefined ? undefined : spans[numbered.series];
    if (numbered === undefined || span === undefined) return counts;
    const { series, number } = numbered;
    if (number <= span.after || number > span.through) return counts;
    const bucket = Math.floor((number - span.after - 1) / widthOf(span));
    return addedCounts(counts, { [series]: { [bucket]: { count: 1, sum: number } } });
  }, {});
}

export function addedCounts(a: NumberCounts, b: NumberCounts): NumberCounts {
  const all: Record<string, NumberCounts[string]> = { ...a };
  for (const [series, ofSeries] of Object.entries(b)) {
    const mine = { ...all[series] };
    for (const [bucket, { count, sum }] of Object.entries(ofSeries)) {
      const known = mine[bucket] ?? { count: 0, sum: 0 };
      mine[bucket] = { count: known.count + count, sum: known.sum + sum };
    }
    all[series] = mine;
  }
  return all;
}

/** Numbers that no document has, or more than one. One in a part of a series is named, more of them by the part. */
export function numberDifferences(counts: NumberCounts, spans: NumberSpans): readonly ProofDifference[] {
  return Object.entries(spans).flatMap(([series, span]) => {
    const width = widthOf(span);
    const parts = Math.ceil((span.through - span.after) / width);
    return Array.from({ length: parts }, (_, bucket) => bucket).flatMap((bucket): ProofDifference[] => {
      const first = span.after + bucket * width + 1;
      const last = Math.min(span.through, first + width - 1);
      const expected = { count: last - first + 1, sum: ((first + last) * (last - first + 1)) / 2 };
      const found = counts[series]?.[String(bucket)] ?? { count: 0, sum: 0 };
      if (found.count === expected.count && found.sum === expected.sum) return [];
      const isMissing = found.count <= expected.count;
      const isOne = Math.abs(found.count - expected.count) === 1;
      const which = isOne
        ? `number ${Math.abs(expected.sum - found.sum)}`
        : `one or more of the numbers ${first} to ${last}`;
      return [
        {
          finding: isMissing ? 'number-missing' : 'number-twice',
          words: `In the series ${series} ${which} ${isMissing ? 'stands on no document' : 'stands on more than one document'}.`,
          expected: expected.count,
          found: found.count,
        },
      ];
    });
  });
}
