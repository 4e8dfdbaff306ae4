import type { Activity } from './stack.ts';

/** How long nothing may happen before the stack counts as idle: work hands over to work in the next turns of the loop. */
const quietMilliseconds = 5;
/** The same after something went to an agent: what comes back of it comes through two sockets and another process. */
const echoMilliseconds = 40;

export function createActivity(): Activity {
  let running = 0;
  let waiting: (() => void)[] = [];
  let quiet: NodeJS.Timeout | undefined;
  let expectsEcho = false;

  const settle = (): void => {
    clearTimeout(quiet);
    if (running > 0 || waiting.length === 0) return;
    quiet = setTimeout(
      () => {
        const settled = waiting;
        waiting = [];
        expectsEcho = false;
        for (const resolve of settled) resolve();
      },
      expectsEcho ? echoMilliseconds : quietMilliseconds,
    );
  };

  return {
    begin() {
      running++;
      clearTimeout(quiet);
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        running--;
        settle();
      };
    },
    sentAway() {
      expectsEcho = true;
      settle();
    },
    idle() {
      return new Promise((resolve) => {
        waiting.push(resolve);
        settle();
      });
    },
  };
}
