import type { DatabaseSync } from 'node:sqlite';
import type { Log } from './log.ts';
import type { Activity, Clock } from './stack.ts';

interface Appointment {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** setTimeout takes no more than 2^31 - 1 milliseconds; looking again each hour is as good. */
const longestTimer = 3_600_000;

/** How long one moment's work may take when the clock is set past several, in real milliseconds. */
const patience = 30_000;

/** Set ahead by more than this the clock does not look every hour whether something is due, but every few, up to a last day. */
const longWay = 3 * 86_400_000;
const longStride = 6 * 3_600_000;
const lastStretch = 86_400_000;

/**
 * The settable clock: real time plus a shift that outlives a restart. Workers read the shift from shared memory, so that
 * they all see a new time at once.
 */
export class ShiftedClock implements Clock {
  /** One 64-bit integer: the shift in milliseconds. */
  readonly shared = new BigInt64Array(new SharedArrayBuffer(8));
  readonly #db: DatabaseSync;
  readonly #activity: Activity;
  readonly #log: Log;
  /** Ordered by instant, then by arrival. */
  readonly #appointments: Appointment[] = [];
  readonly #listeners = new Set<(offset: number) => void>();
  readonly #setBackListeners = new Set<() => void>();
  readonly #strideListeners = new Set<() => void>();
  #stride = 0;
  #order = 0;
  #timer: NodeJS.Timeout | undefined;
  #setting: Promise<void> = Promise.resolve();
  #stopped = false;
  #target = Number.NEGATIVE_INFINITY;

  constructor(db: DatabaseSync, activity: Activity, log: Log) {
    this.#db = db;
    this.#activity = activity;
    this.#log = log;
    db.exec(
      'CREATE TABLE IF NOT EXISTS clock_offset (id INTEGER PRIMARY KEY CHECK (id = 1), milliseconds INTEGER NOT NULL)',
    );
    const row = db.prepare('SELECT milliseconds FROM clock_offset').get();
    this.shared[0] = BigInt(Number(row?.['milliseconds'] ?? 0));
  }

  get offset(): number {
    return Number(Atomics.load(this.shared, 0));
  }

  now(): number {
    return Date.now() + this.offset;
  }

  headedFor(): number {
    return Math.max(this.now(), this.#target);
  }

  at(at: number, callback: () => void): () => void {
    const appointment = { at, order: this.#order++, callback };
    this.#appointments.splice(this.#placeOf(appointment), 0, appointment);
    if (this.#appointments[0] === appointment) this.#arm();
    return () => {
      const place = this.#placeOf(appointment);
      if (this.#appointments[place] === appointment) this.#appointments.splice(place, 1);
    };
  }

  /** Calls back with the new shift in milliseconds whenever the clock is set. */
  onShift(listener: (offset: number) => void): void {
    this.#listeners.add(listener);
  }

  onSetBack(listener: () => void): void {
    this.#setBackListeners.add(listener);
  }

  get stride(): number {
    return this.#stride;
  }

  onStride(listener: () => void): void {
    this.#strideListeners.add(listener);
  }

  /**
   * While the work lasts, a schedule that comes more often fires once in `stride` milliseconds: a past of months is lived
   * through in a minute, and what would mostly find nothing to do looks less often.
   */
  async sparsely(stride: number, work: () => Promise<void>): Promise<void> {
    this.#setStride(stride);
    try {
      await work();
    } finally {
      this.#setStride(0);
    }
  }

  #setStride(stride: number): void {
    this.#stride = stride;
    for (const listener of this.#strideListeners) listener();
  }

  /**
   * Sets the clock. Forward, it lets the work that is under way come to rest, stops at every appointment on the way, in
   * order, and lets the work that this started come to rest before it goes on; a long way is lived through sparsely up to its last day. Backward, it is just set: appointments
   * then wait longer, and schedules are planned anew from the earlier time.
   */
  set(target: number): Promise<void> {
    const done = this.#setting.then(() => this.#walkTo(target));
    this.#setting = done.catch(() => undefined);
    return done;
  }

  async #walkTo(target: number): Promise<void> {
    this.#target = target;
    try {
      if (this.#stride === 0 && target - this.now() > longWay) {
        await this.sparsely(longStride, () => this.#walk(target - lastStretch));
      }
      await this.#walk(target);
    } finally {
      this.#target = Number.NEGATIVE_INFINITY;
    }
  }

  async #walk(target: number): Promise<void> {
    if (target < this.now()) {
      this.#shiftTo(target);
      for (const listener of this.#setBackListeners) listener();
    } else {
      // What happened before has its time from before: it does not wait over the jump for a hand that is still busy.
      await this.#rest();
    }
    for (;;) {
      const next = this.#appointments[0];
      if (next === undefined || next.at > target || this.#stopped) break;
      if (next.at > this.now()) this.#shiftTo(next.at);
      this.#fireDue();
      await this.#rest();
    }
    if (target > this.now()) this.#shiftTo(target);
    this.#fireDue();
    // The agents were told of the new time; what they make of it is waited for once.
    this.#activity.sentAway();
    await this.#rest();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#appointments.length = 0;
  }

  #shiftTo(now: number): void {
    const offset = Math.round(now - Date.now());
    this.#db
      .prepare(
        'INSERT INTO clock_offset VALUES (1, ?) ON CONFLICT DO UPDATE SET milliseconds = excluded.milliseconds',
      )
      .run(offset);
    Atomics.store(this.shared, 0, BigInt(offset));
    for (const listener of this.#listeners) listener(offset);
    this.#arm();
  }

  async #rest(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const bound = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.#log('warn', 'the clock goes on although work is under way', {
          underway: this.#activity.underway(),
        });
        resolve();
      }, patience);
    });
    await Promise.race([this.#activity.idle(), bound]);
    clearTimeout(timer);
  }

  /** Index of the first appointment that does not come before this one. */
  #placeOf({ at, order }: Appointment): number {
    let low = 0;
    let high = this.#appointments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#appointments[middle]!;
      if (other.at < at || (other.at === at && other.order < order)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #fireDue(): void {
    const now = this.now();
    while (this.#appointments.length > 0 && this.#appointments[0]!.at <= now) {
      this.#appointments.shift()!.callback();
    }
    this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const next = this.#appointments[0];
    if (next === undefined || this.#stopped) return;
    const wait = Math.min(Math.max(next.at - this.now(), 0), longestTimer);
    this.#timer = setTimeout(() => this.#fireDue(), wait);
  }
}
