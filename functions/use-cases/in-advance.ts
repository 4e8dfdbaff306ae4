/**
 * Goes through parts in their order: while the caller works on one, the next ones are being made ready. Whoever stops
 * before the end leaves behind what was begun and nobody waits for.
 */
export async function* inAdvance<P, R>(
  parts: readonly P[],
  ahead: number,
  makeReady: (part: P) => Promise<R>,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  for (const [i] of parts.entries()) {
    for (const part of parts.slice(begun.length, i + ahead + 1)) {
      // What the caller sends meanwhile goes out first.
      const ready = nextTurn().then(() => makeReady(part));
      // Its fault is thrown when its turn comes.
      ready.catch(() => undefined);
      begun.push(ready);
    }
    const ready = begun[i];
    if (ready !== undefined) yield await ready;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
