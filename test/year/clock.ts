import { shiftDate } from '../../infra/local/shifted-date.ts';

/** The one clock of the year: it stands still until it is set, for the product, the agents and the simulated world alike. */
export interface YearClock {
  now(): string;
  set(at: string): void;
}

/** Takes the clock of this process over; timers go on as they are. */
export function takeClock(at: string): YearClock {
  const real = Date.now.bind(Date);
  let standing = Date.parse(at);
  shiftDate(() => standing - real());
  return {
    now: () => new Date(standing).toISOString(),
    set(next) {
      const then = Date.parse(next);
      if (then < standing) throw new Error(`the clock is not set back from ${this.now()} to ${next}`);
      standing = then;
    },
  };
}
