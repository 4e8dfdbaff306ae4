/** A run of sequences, both ends included. */
export type Run = readonly [from: number, to: number];

/** Which sequences of an epoch have been stored: all up to `through`, and runs beyond a gap. */
export interface Progress {
  readonly through: number;
  readonly ahead: readonly Run[];
}

export const nothingStored: Progress = { through: 0, ahead: [] };

export function advance(progress: Progress, run: Run): Progress {
  let through = progress.through;
  const ahead: Run[] = [];
  for (const [from, to] of [...progress.ahead, run].toSorted((a, b) => a[0] - b[0])) {
    const lastRun = ahead.at(-1);
    if (from <= through + 1) through = Math.max(through, to);
    else if (lastRun !== undefined && from <= lastRun[1] + 1)
      ahead[ahead.length - 1] = [lastRun[0], Math.max(lastRun[1], to)];
    else ahead.push([from, to]);
  }
  return { through, ahead };
}
