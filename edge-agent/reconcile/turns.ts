import type { Priority } from '../../functions/contracts/edge/messages.ts';
import type { NodeLimits } from '../capabilities/driver.ts';

/** Who goes first. */
export const lanes: readonly Priority[] = ['interactive', 'bulk'];

/** One device with what it bears. Places of one name are one device. */
export interface Place {
  readonly name: string;
  readonly limits: NodeLimits;
}

export interface TurnTools {
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
  readonly schedule: (run: () => void, afterMs: number) => { cancel(): void };
}

/** A turn on all places that were asked for, or the place on which there is none at this moment. */
export type Taken = { release(): void } | { readonly blockedBy: Place };

/**
 * Turns on devices: of each, so many at the same time and so many begun in a second as it bears. Who waits for one device
 * waits there, and keeps nobody from another.
 */
export interface Turns {
  /** A turn on every place at once, or on none of them. */
  take(places: readonly Place[]): Taken;
  /**
   * Waits for a turn on the place: `wake` is called when there may be one and says whether it made use of it. If it did
   * not, it goes on waiting. The lanes go in their order, each first come, first served.
   */
  wait(place: Place, lane: Priority, wake: () => boolean): { cancel(): void };
  /** Lets those of a lane who wait for a place with a free turn try again. */
  wake(lane: Priority): void;
  /** Resolves with a turn, which must be released. For work that is asked for outside a work queue. */
  enter(place: Place, lane: Priority): Promise<{ release(): void }>;
}

interface Standing {
  running: number;
  /** When the next turn may begin. */
  nextAt: number;
  timer: { cancel(): void } | undefined;
  readonly waiting: Readonly<Record<Priority, Set<{ readonly place: Place; readonly wake: () => boolean }>>>;
}

/** Timers are late by a few milliseconds; a pace that lost them is made up for within this time. */
const latenessMs = 50;

export function createTurns({ now, schedule }: TurnTools): Turns {
  const standings = new Map<string, Standing>();

  function standingOf({ name }: Place): Standing {
    let standing = standings.get(name);
    if (standing === undefined) {
      standing = {
        running: 0,
        nextAt: 0,
        timer: undefined,
        waiting: { interactive: new Set(), bulk: new Set() },
      };
      standings.set(name, standing);
    }
    return standing;
  }

  function isFree(standing: Standing, { limits }: Place): boolean {
    return standing.running < limits.parallel && now() >= standing.nextAt;
  }

  /** Forgets a place of which nothing is left to be known. */
  function tidy(name: string, standing: Standing): void {
    const { interactive, bulk } = standing.waiting;
    if (standing.running > 0 || interactive.size + bulk.size > 0 || now() < standing.nextAt) return;
    standing.timer?.cancel();
    standings.delete(name);
  }

  function wakeLane(standing: Standing, lane: Priority): boolean {
    for (const waiter of standing.waiting[lane]) {
      if (!isFree(standing, waiter.place)) {
        watchPace(standing);
        return false;
      }
      if (!waiter.wake()) return false;
      standing.waiting[lane].delete(waiter);
    }
    return true;
  }

  function wakePlace(standing: Standing): void {
    for (const lane of lanes) if (!wakeLane(standing, lane)) return;
  }

  /** Where only the pace holds somebody up, time itself must wake him. */
  function watchPace(standing: Standing): void {
    const left = standing.nextAt - now();
    if (left <= 0 || standing.timer !== undefined) return;
    standing.timer = schedule(() => {
      standing.timer = undefined;
      wakePlace(standing);
    }, left);
  }

  function take(places: readonly Place[]): Taken {
    const asked = [...new Map(places.map((place) => [place.name, place])).values()];
    const blockedBy = asked.find((place) => !isFree(standingOf(place), place));
    if (blockedBy !== undefined) return { blockedBy };
    const at = now();
    const taken = asked.map((place) => {
      const standing = standingOf(place);
      standing.running++;
      const { perSecond } = place.limits;
      if (perSecond !== undefined) {
        standing.nextAt = Math.max(standing.nextAt, at - latenessMs) + 1000 / perSecond;
      }
      return { name: place.name, standing };
    });
    return {
      release() {
        for (const { name, standing } of taken.splice(0)) {
          standing.running--;
          wakePlace(standing);
          tidy(name, standing);
        }
      },
    };
  }

  function wait(place: Place, lane: Priority, wake: () => boolean): { cancel(): void } {
    const standing = standingOf(place);
    const waiter = { place, wake };
    standing.waiting[lane].add(waiter);
    watchPace(standing);
    return {
      cancel() {
        standing.waiting[lane].delete(waiter);
        tidy(place.name, standing);
      },
    };
  }

  return {
    take,
    wait,
    wake(lane) {
      for (const standing of standings.values()) wakeLane(standing, lane);
    },
    enter(place, lane) {
      const taken = take([place]);
      if ('release' in taken) return Promise.resolve(taken);
      return new Promise((resolve) => {
        wait(place, lane, () => {
          const again = take([place]);
          if (!('release' in again)) return false;
          resolve(again);
          return true;
        });
      });
    },
  };
}
