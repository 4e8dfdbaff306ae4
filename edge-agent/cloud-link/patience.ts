/** Waits for an answer to what was sent; each silence doubles the wait, each answer makes it short again. */
export interface Patience {
  /** Something is waiting for an answer: starts the clock unless it already runs. */
  wait(): void;
  /** An answer came; `waiting`: others are still due. */
  answered(waiting: boolean): void;
  stop(): void;
}

const maximumMs = 300_000;

export function createPatience(firstMs: number, silent: () => void): Patience {
  let silences = 0;
  let timer: NodeJS.Timeout | undefined;

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }
  function wait(): void {
    timer ??= setTimeout(
      () => {
        timer = undefined;
        silences++;
        silent();
      },
      Math.min(maximumMs, firstMs * 2 ** silences),
    );
  }
  return {
    wait,
    answered(waiting) {
      silences = 0;
      stop();
      if (waiting) wait();
    },
    stop() {
      silences = 0;
      stop();
    },
  };
}
