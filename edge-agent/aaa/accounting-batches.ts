import type { AccountingEvent, NasBoot, NewAccountingRecord } from './accounting.ts';
import { type AaaSession, closeByNas, evolveSession, sessionKey } from './session.ts';
import type { SessionTable } from './session-table.ts';

/** What one commit has to hold: all of it or nothing. */
export interface AccountingBatch {
  /** Records in the order of arrival, each once. */
  readonly records: readonly NewAccountingRecord[];
  /** Sessions as they stand after the records; to be stored by `key`. */
  readonly sessions: readonly AaaSession[];
}

/** Stores a batch durably. When it returns (or resolves) the NAS is told; when it throws, the NAS will send again. */
export type RecordAccounting = (batch: AccountingBatch) => void | Promise<void>;

export interface PendingAccounting {
  readonly event: AccountingEvent;
  /** Called once: after the commit, or when it failed. */
  readonly settle: (outcome: 'recorded' | 'repeated' | 'failed') => void;
}

export interface BatchSettings {
  /** How long the first record of a batch waits for others, in milliseconds. */
  readonly windowMs: number;
  /** The most records of one batch. */
  readonly most: number;
  /** The most records that wait; beyond, a record is turned away and the NAS sends it again. */
  readonly backlog: number;
}

type Schedule = (run: () => void, afterMs: number) => void;

/**
 * Gathers the records of a few milliseconds, so that one commit covers a burst, and lets sessions change only with a
 * commit that succeeded: a record that was not stored is new when it comes again. One batch is under way at a time.
 */
export class AccountingBatches {
  readonly #sessions: SessionTable;
  readonly #record: RecordAccounting;
  readonly #settings: BatchSettings;
  readonly #schedule: Schedule;
  readonly #onFault: (fault: unknown) => void;
  readonly #boots = new Map<string, NasBoot>();
  #waiting: PendingAccounting[] = [];
  #state: 'idle' | 'gathering' | 'storing' = 'idle';
  #drained: (() => void)[] = [];

  constructor(options: {
    sessions: SessionTable;
    record: RecordAccounting;
    settings: BatchSettings;
    schedule: Schedule;
    onFault: (fault: unknown) => void;
  }) {
    this.#sessions = options.sessions;
    this.#record = options.record;
    this.#settings = options.settings;
    this.#schedule = options.schedule;
    this.#onFault = options.onFault;
  }

  /** False if too many wait already. */
  add(pending: PendingAccounting): boolean {
    if (this.#waiting.length >= this.#settings.backlog) return false;
    this.#waiting.push(pending);
    if (this.#state === 'idle') {
      this.#state = 'gathering';
      this.#schedule(() => this.#flushGathered(), this.#settings.windowMs);
    } else if (this.#state === 'gathering' && this.#waiting.length >= this.#settings.most) {
      this.#flush();
    }
    return true;
  }

  /** Resolves when nothing waits any more. */
  drained(): Promise<void> {
    if (this.#state === 'idle') return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#drained.push(resolve);
    if (this.#state === 'gathering') this.#flush();
    return promise;
  }

  /** The timer may find that a full batch has gone already. */
  #flushGathered(): void {
    if (this.#state === 'gathering') this.#flush();
  }

  #flush(): void {
    this.#state = 'storing';
    const batch = this.#waiting.splice(0, this.#settings.most);
    const staged = this.#stage(batch);
    try {
      const stored =
        staged.records.length > 0 || staged.sessions.size > 0 ? this.#record(staged.toStore()) : undefined;
      if (stored instanceof Promise) {
        stored.then(
          () => this.#finish(batch, staged),
          (fault: unknown) => this.#fail(batch, fault),
        );
        return;
      }
    } catch (fault) {
      this.#fail(batch, fault);
      return;
    }
    this.#finish(batch, staged);
  }

  #finish(batch: readonly PendingAccounting[], staged: Staged): void {
    for (const session of staged.sessions.values()) this.#sessions.put(session);
    for (const [nasKey, boot] of staged.boots) this.#boots.set(nasKey, boot);
    for (let i = 0; i < batch.length; i++) batch[i]!.settle(staged.repeated[i]! ? 'repeated' : 'recorded');
    this.#goOn();
  }

  #fail(batch: readonly PendingAccounting[], fault: unknown): void {
    this.#onFault(fault);
    for (const pending of batch) pending.settle('failed');
    this.#goOn();
  }

  #goOn(): void {
    if (this.#waiting.length === 0) {
      this.#state = 'idle';
      for (const resolve of this.#drained.splice(0)) resolve();
      return;
    }
    this.#state = 'gathering';
    if (this.#drained.length > 0 || this.#waiting.length >= this.#settings.most) this.#flush();
    else this.#schedule(() => this.#flushGathered(), this.#settings.windowMs);
  }

  #stage(batch: readonly PendingAccounting[]): Staged {
    const staged = new Staged();
    for (const { event } of batch) {
      const repeated =
        event.boot === undefined ? this.#stageSession(staged, event) : this.#stageBoot(staged, event);
      staged.repeated.push(repeated);
      if (!repeated) staged.records.push(event.record);
    }
    return staged;
  }

  #stageSession(staged: Staged, { session: change }: AccountingEvent & { boot?: never }): boolean {
    const key = sessionKey(change.nasKey, change.sessionId);
    const { session, repeated } = evolveSession(staged.sessions.get(key) ?? this.#sessions.get(key), change);
    if (!repeated) staged.sessions.set(key, session);
    return repeated;
  }

  #stageBoot(staged: Staged, { boot }: AccountingEvent & { boot: NasBoot }): boolean {
    const former = staged.boots.get(boot.nasKey) ?? this.#boots.get(boot.nasKey);
    if (former !== undefined && former.kind === boot.kind && isSameBoot(former, boot)) return true;
    staged.boots.set(boot.nasKey, boot);
    const known = [...this.#sessions.slots()].map(({ session }) => session);
    const open = [...known, ...staged.sessions.values()];
    for (const { key, nasKey } of open) {
      if (nasKey !== boot.nasKey) continue;
      const session = staged.sessions.get(key) ?? this.#sessions.get(key)!;
      const closed = closeByNas(session, boot.eventAt);
      if (closed !== session) staged.sessions.set(key, closed);
    }
    return false;
  }
}

/** What a batch would change, until it is stored. */
class Staged {
  readonly records: NewAccountingRecord[] = [];
  readonly repeated: boolean[] = [];
  readonly sessions = new Map<string, AaaSession>();
  readonly boots = new Map<string, NasBoot>();

  toStore(): AccountingBatch {
    return { records: this.records, sessions: [...this.sessions.values()] };
  }
}

/** A NAS does not start twice within half a minute; a repeated announcement does come within that. */
function isSameBoot(one: NasBoot, other: NasBoot): boolean {
  return Math.abs(one.eventAt - other.eventAt) <= 30_000;
}
