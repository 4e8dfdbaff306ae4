/** Lets so many at a time begin, in the order in which they came, and not faster than the pace. */
export function turns(parallel: number, paceMs = 0): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  let earliest = 0;
  const paced = async () => {
    const now = performance.now();
    const wait = earliest - now;
    earliest = Math.max(earliest, now) + paceMs;
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  };
  return async (task) => {
    if (running >= parallel) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      if (paceMs > 0) await paced();
      return await task();
    } finally {
      const next = waiting.shift();
      // Whoever waits takes over this one's place.
      if (next === undefined) running--;
      else next();
    }
  };
}
