import type { Priority } from '../../functions/contracts/edge/messages.ts';
import { lanes, type Place, type Taken, type Turns } from './turns.ts';

/**
 * Work by key: never two at a time for one key, at most `concurrency` in all, and on each device no more than it bears. A
 * key that is asked for while it is being worked on is worked on once more afterwards; asked for ten times, still once.
 */
export interface WorkQueue {
  /** In the better lane, if it was asked for in another one already. */
  ask(key: string, lane?: Priority): void;
  /** Asked for or being worked on. */
  isBusy(key: string): boolean;
  /** Resolves when nothing is asked for and nothing runs. */
  idle(): Promise<void>;
  /** Takes nothing new up; resolves when what runs has ended. */
  stop(): Promise<void>;
}

export interface WorkQueueOptions {
  readonly concurrency: number;
  readonly turns: Turns;
  /** The devices on which the key's work is done; it begins when there is a turn on all of them. */
  placesOf(key: string): readonly Place[];
  work(key: string): Promise<void>;
  failed(key: string, error: unknown): void;
}

/** One in so many is kept free of bulk, so that what a person waits for begins at once. */
const keptFree = 4;

export function createWorkQueue({ concurrency, turns, placesOf, work, failed }: WorkQueueOptions): WorkQueue {
  const ready: Readonly<Record<Priority, Set<string>>> = { interactive: new Set(), bulk: new Set() };
  /** Keys that wait for a turn on a device. */
  const parked = new Map<string, { readonly lane: Priority; cancel(): void }>();
  const running = new Map<string, Priority>();
  const most: Readonly<Record<Priority, number>> = {
    interactive: concurrency,
    bulk: concurrency - Math.floor(concurrency / keptFree),
  };
  let runningBulk = 0;
  let stopped = false;
  let whenIdle: (() => void)[] = [];

  function hasRoom(lane: Priority): boolean {
    return !stopped && running.size < concurrency && (lane === 'interactive' || runningBulk < most.bulk);
  }

  function isAsked(key: string): boolean {
    return ready.interactive.has(key) || ready.bulk.has(key) || parked.has(key);
  }

  async function run(key: string, release: () => void): Promise<void> {
    try {
      await work(key);
    } catch (error) {
      failed(key, error);
    } finally {
      if (running.get(key) === 'bulk') runningBulk--;
      running.delete(key);
      release();
      next();
    }
  }

  /** Begins with the key if its devices have turns, or lets it wait there. */
  function begin(key: string, lane: Priority): void {
    let taken: Taken;
    try {
      taken = turns.take(placesOf(key));
    } catch (error) {
      failed(key, error);
      return;
    }
    if ('release' in taken) {
      running.set(key, lane);
      if (lane === 'bulk') runningBulk++;
      void run(key, taken.release);
      return;
    }
    const place = taken.blockedBy;
    const waiting = turns.wait(place, lane, () => {
      if (!hasRoom(lane)) return false;
      parked.delete(key);
      if (running.has(key)) ready[lane].add(key);
      else begin(key, lane);
      return true;
    });
    parked.set(key, { lane, cancel: waiting.cancel });
  }

  function next(): void {
    for (const lane of lanes) {
      if (!hasRoom(lane)) break;
      turns.wake(lane);
      for (const key of ready[lane]) {
        if (!hasRoom(lane)) break;
        if (running.has(key)) continue;
        ready[lane].delete(key);
        begin(key, lane);
      }
    }
    const isAtRest = stopped || (ready.interactive.size + ready.bulk.size === 0 && parked.size === 0);
    if (running.size === 0 && isAtRest) {
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
    ask(key, lane = 'interactive') {
      const waiting = parked.get(key);
      if (waiting !== undefined) {
        if (waiting.lane === 'interactive' || lane === 'bulk') return;
        waiting.cancel();
        parked.delete(key);
      }
      if (lane === 'interactive') ready.bulk.delete(key);
      if (!ready.interactive.has(key)) ready[lane].add(key);
      next();
    },
    isBusy: (key) => running.has(key) || isAsked(key),
    idle,
    stop() {
      stopped = true;
      for (const { cancel } of parked.values()) cancel();
      return idle();
    },
  };
}
