import type { NumberSeries, OperatorSettings } from '../../contracts/operator.ts';
import type { Day } from '../../contracts/scalars.ts';

/** A gapless series and how its numbers are written. */
export interface DocumentSeries {
  /** Names the counter. */
  readonly name: string;
  write(number: number): string;
}

/**
 * The series from which a document issued on that day takes its number. The counter belongs to the kind of document and,
 * where it begins anew each year, to the year; a new prefix goes on counting, so that no number is left out or comes twice.
 */
export function documentSeries(
  { numbering }: Pick<OperatorSettings, 'numbering'>,
  document: 'invoice' | 'credit-note',
  issuedOn: Day,
): DocumentSeries {
  const { invoice, creditNote } = numbering;
  const isOwn = document === 'credit-note' && creditNote !== undefined;
  const series: NumberSeries = isOwn ? creditNote : invoice;
  const year = issuedOn.slice(0, 4);
  const counter = isOwn ? 'credit-note' : 'invoice';
  return {
    name: series.yearly ? `${counter}-${year}` : counter,
    write: (number) =>
      `${series.prefix}${series.yearly ? `${year}-` : ''}${String(number).padStart(series.digits, '0')}`,
  };
}
