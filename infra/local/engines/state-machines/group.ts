import type { Branch } from './branch.ts';
import { StateError } from './state-error.ts';

/** What a Map or Parallel runs, as the journal keeps it. */
export interface GroupWork {
  /** The items of a Map. */
  readonly items?: readonly unknown[];
  /** What each branch of a Parallel gets. */
  readonly input?: unknown;
  readonly total: number;
  /** How many run at once. */
  readonly limit: number;
  readonly toleratedCount?: number;
  readonly toleratedPercentage?: number;
  readonly distributed: boolean;
}

/** The children of a Map or Parallel: how far they are, and whether too many failed. */
export class Group {
  readonly work: GroupWork;
  readonly finished = Promise.withResolvers<readonly unknown[]>();
  readonly running = new Set<Branch>();
  readonly #outputs: unknown[] = [];
  #settled = 0;
  #failures = 0;
  /** Children are made in order, each once. */
  next = 0;
  /** Children are being made just now. */
  making = false;
  over = false;

  constructor(work: GroupWork) {
    this.work = work;
    // It may fail while it is restored, before anyone waits for it.
    this.finished.promise.catch(() => undefined);
    if (work.total === 0) this.#end(() => this.finished.resolve([]));
  }

  itemAt(position: number): { readonly Index: number; readonly Value: unknown } | undefined {
    return this.work.items === undefined ? undefined : { Index: position, Value: this.work.items[position] };
  }

  /** How many more children may be made now. */
  room(): number {
    if (this.over) return 0;
    return Math.min(this.work.limit - this.running.size, this.work.total - this.next);
  }

  succeeded(position: number, output: unknown): void {
    this.#settle(position, output);
  }

  failed(position: number, error: StateError): void {
    if (this.over) return;
    this.#failures += 1;
    const { toleratedCount, toleratedPercentage, total, distributed } = this.work;
    const tolerant = toleratedCount !== undefined || toleratedPercentage !== undefined;
    if (!tolerant && !distributed) {
      this.fail(error);
      return;
    }
    const tooMany =
      this.#failures > (toleratedCount ?? (toleratedPercentage === undefined ? 0 : total)) ||
      (toleratedPercentage !== undefined && (this.#failures * 100) / total > toleratedPercentage);
    if (tooMany)
      this.fail(
        new StateError(
          'States.ExceedToleratedFailureThreshold',
          `The specified tolerated failure threshold was exceeded; the last failure was ${error.message}`,
        ),
      );
    else this.#settle(position, { Error: error.error, Cause: error.reason });
  }

  fail(error: unknown): void {
    this.#end(() => this.finished.reject(error));
  }

  #settle(position: number, output: unknown): void {
    this.#outputs[position] = output;
    this.#settled += 1;
    if (this.#settled === this.work.total) this.#end(() => this.finished.resolve(this.#outputs));
  }

  #end(settle: () => void): void {
    if (this.over) return;
    this.over = true;
    settle();
  }
}
