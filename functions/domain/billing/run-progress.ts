import type { Instant } from '../../contracts/scalars.ts';
import type { BillingRun } from './run.ts';

/** How far a run is. The rate is known once a batch is done, and reckoned up to the instant of the last one. */
export interface RunProgress {
  readonly done: number;
  /** Subscribers a second. */
  readonly perSecond?: number;
  readonly remainingSeconds?: number;
}

export function progressOf(
  { state, startedAt, subscribers: done }: Pick<BillingRun, 'state' | 'startedAt' | 'subscribers'>,
  due: number,
  updatedAt: Instant,
): RunProgress {
  const seconds = (Date.parse(updatedAt) - Date.parse(startedAt)) / 1_000;
  const known = done > 0 && seconds > 0;
  const left = Math.max(0, due - done);
  return {
    done,
    ...(known ? { perSecond: Math.round((done / seconds) * 10) / 10 } : {}),
    ...(state !== 'running'
      ? { remainingSeconds: 0 }
      : known
        ? { remainingSeconds: Math.ceil((left * seconds) / done) }
        : {}),
  };
}
