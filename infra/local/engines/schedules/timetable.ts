import type { LocalStack } from '../../stack.ts';
import { transaction } from '../../transaction.ts';
import { type Moments, parseSchedule } from './expression.ts';

export interface Entry {
  /** Names the schedule for good: its last firing is remembered under it. */
  readonly key: string;
  readonly expression: string;
  readonly zone?: string | undefined;
  /** Nothing fires before, or at or after, these instants. */
  readonly startAt?: number | undefined;
  readonly endAt?: number | undefined;
  /** Its moments are not exact: when the clock is set past several of them, the last fires for all. */
  readonly flexible?: boolean;
  /** Runs inside the transaction that remembers the firing. */
  readonly fire: (scheduledAt: number) => void;
}

interface Kept extends Entry {
  readonly moments: Moments;
}

/** More missed moments than this are not made up for, oldest first: a year of days is, a month of minutes is not. */
const mostMissed = 400;

/**
 * Fires schedules by the stack's clock, each moment once: the firing and the memory of it are one transaction, so a
 * restart neither misses nor repeats one.
 */
export class Timetable {
  readonly #stack: Pick<LocalStack, 'db' | 'clock' | 'log' | 'activity'>;
  readonly #prefix: string;
  readonly #entries = new Map<string, Kept>();
  readonly #cancels = new Map<string, () => void>();

  /** `prefix` keeps the schedules of one engine apart from another's. */
  constructor(
    stack: Pick<LocalStack, 'db' | 'clock' | 'log' | 'activity' | 'onStart' | 'onStop'>,
    prefix: string,
  ) {
    this.#stack = stack;
    this.#prefix = prefix;
    stack.db.exec(`CREATE TABLE IF NOT EXISTS schedules_firing (
      key TEXT PRIMARY KEY, expression TEXT NOT NULL, anchor INTEGER NOT NULL, fired_at INTEGER NOT NULL
    ) STRICT`);
    stack.onStart(() => this.#start());
    stack.clock.onSetBack(() => this.#startOver());
    stack.clock.onStride(() => this.#changeStride());
    stack.onStop(() => {
      for (const cancel of this.#cancels.values()) cancel();
    });
  }

  /** Throws a plain Error that names a bad expression. */
  add(entry: Entry): void {
    const moments = parseSchedule(entry.expression, entry.zone);
    this.#entries.set(`${this.#prefix}/${entry.key}`, { ...entry, moments });
  }

  #start(): void {
    const { db, clock, log } = this.#stack;
    const now = clock.now();
    // A schedule that was taken out, switched off or changed starts anew when it comes back.
    for (const row of db.prepare('SELECT key, expression FROM schedules_firing').all()) {
      const key = String(row['key']);
      if (!key.startsWith(`${this.#prefix}/`)) continue;
      const entry = this.#entries.get(key);
      if (entry === undefined || row['expression'] !== textOf(entry)) {
        db.prepare('DELETE FROM schedules_firing WHERE key = ?').run(key);
      }
    }
    for (const [key, entry] of this.#entries) {
      db.prepare('INSERT OR IGNORE INTO schedules_firing VALUES (?, ?, ?, ?)').run(
        key,
        textOf(entry),
        entry.startAt ?? now,
        now,
      );
      const skipped = this.#skipMissed(key, entry, now);
      if (skipped > 0) log('warn', 'missed firings are left out', { schedule: key, skipped });
      this.#arm(key, entry);
    }
  }

  /** The clock was set back: moments that had been fired are still to come again. */
  #startOver(): void {
    const now = this.#stack.clock.now();
    for (const [key, entry] of this.#entries) {
      this.#cancels.get(key)?.();
      if (this.#memory(key).firedAt > now) this.#remember(key, now);
      this.#arm(key, entry);
    }
  }

  /** Moments that the longer stride passed over are not made up for when it is over. */
  #changeStride(): void {
    const now = this.#stack.clock.now();
    for (const [key, entry] of this.#entries) {
      this.#cancels.get(key)?.();
      if (this.#stack.clock.stride === 0) this.#remember(key, now);
      this.#arm(key, entry);
    }
  }

  /** Leaves at most `mostMissed` past moments to fire, one for an interval. Answers how many are given up. */
  #skipMissed(key: string, entry: Kept, now: number): number {
    const missed: number[] = [];
    let { firedAt, anchor } = this.#memory(key);
    for (;;) {
      const next = this.#next(entry, firedAt, anchor);
      if (next === undefined || next > now) break;
      missed.push(next);
      firedAt = next;
    }
    const kept = entry.moments.interval ? 1 : mostMissed;
    const last = missed.at(-kept - 1);
    if (last === undefined) return 0;
    this.#remember(key, last);
    return missed.length - kept;
  }

  #next(entry: Kept, firedAt: number, anchor: number): number | undefined {
    // An interval that has a start fires at the start, too.
    const first = entry.startAt;
    if (entry.moments.interval && first !== undefined && firedAt < first) return bounded(first, entry.endAt);
    return bounded(entry.moments.next(Math.max(firedAt, (first ?? 0) - 1), anchor), entry.endAt);
  }

  /**
   * The next moment; of those that come more often than the clock's stride, the first of each stride. Strides begin with the
   * day in UTC, so that what does more in its first hour does it.
   */
  #nextInStride(entry: Kept, firedAt: number, anchor: number): number | undefined {
    const { stride } = this.#stack.clock;
    const next = this.#next(entry, firedAt, anchor);
    if (next === undefined || stride === 0) return next;
    const following = this.#next(entry, next, anchor);
    const isFrequent = following !== undefined && following - next < stride;
    return isFrequent ? this.#next(entry, (Math.floor(firedAt / stride) + 1) * stride - 1, anchor) : next;
  }

  #arm(key: string, entry: Kept): void {
    const { firedAt, anchor } = this.#memory(key);
    const next = this.#nextInStride(entry, firedAt, anchor);
    if (next === undefined) return;
    const cancel = this.#stack.clock.at(next, () => {
      if (this.#isPassedOver(key, entry, next)) {
        this.#arm(key, entry);
        return;
      }
      const end = this.#stack.activity.begin(`schedule ${key}`);
      try {
        transaction(this.#stack.db, () => {
          this.#remember(key, next);
          entry.fire(next);
        });
      } catch (error) {
        this.#remember(key, next);
        this.#stack.log('error', 'a schedule could not reach its target', {
          schedule: key,
          error: String(error),
        });
      } finally {
        end();
      }
      this.#arm(key, entry);
    });
    this.#cancels.set(key, cancel);
  }

  /** The clock is being set past this moment and others that are not exact either: the last of them fires for all. */
  #isPassedOver(key: string, entry: Kept, moment: number): boolean {
    if (entry.flexible !== true) return false;
    const { anchor } = this.#memory(key);
    const head = this.#stack.clock.headedFor();
    let last: number | undefined;
    let next = this.#next(entry, moment, anchor);
    for (let at = moment; next !== undefined && next <= head; next = this.#next(entry, at, anchor)) {
      last = at;
      at = next;
    }
    if (last !== undefined) this.#remember(key, last);
    return last !== undefined;
  }

  #memory(key: string): { readonly firedAt: number; readonly anchor: number } {
    const row = this.#stack.db
      .prepare('SELECT fired_at, anchor FROM schedules_firing WHERE key = ?')
      .get(key);
    return { firedAt: Number(row?.['fired_at']), anchor: Number(row?.['anchor']) };
  }

  #remember(key: string, firedAt: number): void {
    this.#stack.db.prepare('UPDATE schedules_firing SET fired_at = ? WHERE key = ?').run(firedAt, key);
  }
}

function textOf(entry: Entry): string {
  return [entry.expression, entry.zone, entry.startAt, entry.endAt].join(' ');
}

function bounded(moment: number | undefined, endAt: number | undefined): number | undefined {
  return moment !== undefined && endAt !== undefined && moment >= endAt ? undefined : moment;
}
