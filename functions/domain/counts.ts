/** How many there are, by reason. */
export type Counts = Readonly<Record<string, number>>;

export function countedBy(reasons: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

export function summed(known: Counts, more: Counts): Counts {
  const sums: Record<string, number> = { ...known };
  for (const [reason, count] of Object.entries(more)) sums[reason] = (sums[reason] ?? 0) + count;
  return sums;
}
