/**
 * An expected refusal: a stable code (`subject.reason`), words that say what to do, and where in the input it lies.
 * Refusals are returned; faults are thrown. Each code has its HTTP status in functions/runtime/refusal-status.ts.
 */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  /** RFC 6901 pointer into the input. */
  readonly pointer?: string;
  /** Where several things are wrong at once: each with its pointer. */
  readonly flaws?: readonly Flaw[];
}

export interface Flaw {
  readonly pointer: string;
  readonly message: string;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

export function done<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function refuse(code: string, message: string, pointer?: string): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: pointer === undefined ? { code, message } : { code, message, pointer } };
}

/** Refuses for all that is wrong at once; `flaws` has at least one. */
export function refuseAll(
  code: string,
  message: string,
  flaws: readonly Flaw[],
): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { code, message, flaws } };
}
