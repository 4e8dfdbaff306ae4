/**
 * Work by key: never two at a time for one key, at most `concurrency` in all. A key that is asked for while it is being
 * worked on is worked on once more afterwards; asked for ten times, still once.
 */
export interface WorkQueue {
  ask(key: string): void;
  /** Asked for or being worked on. */
  isBusy(key: string): boolean;
  /** Resolves when nothing is asked for and nothing runs. */
  idle(): Promise<void>;
  /** Takes nothing new up; resolves when what runs has ended. */
  stop(): Promise<void>;
}

export function createWorkQueue(
  concurrency: number,
  work: (key: string) => Promise<void>,
  failed: (key: string, error: unknown) => void,
): WorkQueue {
  const waiting = new Set<string>();
  const running = new Set<string>();
  let stopped = false;
  let whenIdle: (() => void)[] = [];

  async function run(key: string): Promise<void> {
    try {
      await work(key);
    } catch (error) {
      failed(key, error);
    } finally {
      running.delete(key);
      next();
    }
  }

  function next(): void {
    if (!stopped) {
      for (const key of waiting) {
        if (running.size >= concurrency) break;
        if (running.has(key)) continue;
        waiting.delete(key);
        running.add(key);
        void run(key);
      }
    }
    if (running.size === 0 && (stopped || waiting.size === 0)) {
      const resolved = whenIdle;
      whenIdle = [];
      for (const resolve of resolved) resolve();
    }
  }

  function idle(): Promise<void> {
    return new Promise((resolve) => {
      whenIdle.push(resolve);
      next();
    });
  }

  return {
    ask(key) {
      waiting.add(key);
      next();
    },
    isBusy: (key) => waiting.has(key) || running.has(key),
    idle,
    stop() {
      stopped = true;
      return idle();
    },
  };
}
