/** One figure of a benchmark; with a peer measured in the same run, the ratio of ours to the peer's. */
export interface BenchRow {
  readonly bench: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  readonly peer?: string;
  readonly peerValue?: number;
  readonly ratio?: number;
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export function table(rows: readonly BenchRow[]): string {
  const cells = rows.map((row) => [
    row.bench,
    row.metric,
    figure(row.value),
    row.unit,
    row.peer === undefined ? '' : `${row.peer} ${row.peerValue === undefined ? '' : figure(row.peerValue)}`,
    row.ratio === undefined ? '' : `× ${row.ratio.toFixed(2)}`,
  ]);
  const all = [['bench', 'metric', 'value', 'unit', 'peer', 'ratio'], ...cells];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => (column === 2 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function figure(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 100 ? 0 : 1);
}
