import type { Activity } from './stack.ts';

/** How long nothing may happen before the stack counts as idle: work hands over to work through sockets in between. */
const quietMilliseconds = 40;

export function createActivity(): Activity {
  let running = 0;
  let waiting: (() => void)[] = [];
  let quiet: NodeJS.Timeout | undefined;

  const settle = (): void => {
    clearTimeout(quiet);
    if (running > 0 || waiting.length === 0) return;
    quiet = setTimeout(() => {
      const settled = waiting;
      waiting = [];
      for (const resolve of settled) resolve();
    }, quietMilliseconds);
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
    idle() {
      return new Promise((resolve) => {
        waiting.push(resolve);
        settle();
      });
    },
  };
}
