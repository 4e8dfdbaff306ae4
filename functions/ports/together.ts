interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (answer: R) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Has done in one go what is asked for piece by piece: all of one moment, and while `atOnce` goes are under way all that
 * comes up meanwhile. Who asks alone never waits; who asks among many waits for others to be answered, and what a
 * request costs is paid once for all.
 */
export function together<T, R>(
  atOnce: number,
  work: (items: readonly T[]) => Promise<readonly R[]>,
): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = [];
  let underway = 0;
  let isPlanned = false;

  async function go(): Promise<void> {
    isPlanned = false;
    const taken = waiting;
    waiting = [];
    underway += 1;
    try {
      const answers = await work(taken.map(({ item }) => item));
      for (const [i, { resolve }] of taken.entries()) resolve(answers[i] as R);
    } catch (error) {
      for (const { reject } of taken) reject(error);
    }
    underway -= 1;
    plan();
  }

  // Not before everything that runs now has asked: answers make others ask again.
  function plan(): void {
    if (isPlanned || waiting.length === 0 || underway === atOnce) return;
    isPlanned = true;
    process.nextTick(() => void go());
  }

  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<R>();
    waiting.push({ item, resolve, reject });
    plan();
    return promise;
  };
}
