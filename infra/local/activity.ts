import type { Activity } from './stack.ts';

/** How long nothing may happen before the stack counts as idle: work hands over to work in the next turns of the loop. */
const quietMilliseconds = 5;
/** The same after something went to an agent: what comes back of it comes through two sockets and another process. */
const echoMilliseconds = 40;

export function createActivity(): Activity {
  const running = new Set<{ readonly what: string }>();
  const lulls = new Set<() => void>();
  let waiting: (() => void)[] = [];
  let quiet: NodeJS.Timeout | undefined;
  let expectsEcho = false;

  const settle = (): void => {
    clearTimeout(quiet);
    if (running.size > 0) return;
    if (lulls.size > 0) {
      quiet = setTimeout(() => {
        const due = [...lulls];
        lulls.clear();
        for (const callback of due) callback();
        settle();
      }, quietMilliseconds);
    } else if (waiting.length > 0) {
      quiet = setTimeout(
        () => {
          const settled = waiting;
          waiting = [];
          expectsEcho = false;
          for (const resolve of settled) resolve();
        },
        expectsEcho ? echoMilliseconds : quietMilliseconds,
      );
    }
  };

  return {
    begin(what) {
      const work = { what };
      running.add(work);
      clearTimeout(quiet);
      return () => {
        if (running.delete(work)) settle();
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
    atLull(callback) {
      lulls.add(callback);
      settle();
      return () => void lulls.delete(callback);
    },
    underway: () => [...running].map(({ what }) => what),
  };
}
