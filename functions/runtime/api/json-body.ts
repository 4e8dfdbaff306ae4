import type { ApiEvent } from './api-event.ts';
import type { ProblemDetails } from './problem-answer.ts';

/** Enough for every request of the contracts many times over. */
const mostBytes = 256 * 1024;
const mostDepth = 24;
/** They would shadow what every object can do: whoever compares such an object, as a check of `length` does, throws. */
const shadowing = new Set(['__proto__', 'toString', 'valueOf']);

export interface RequestBody {
  /** The bytes as they came, for the hash of an Idempotency-Key. */
  readonly raw: Uint8Array;
  /** Undefined when the request had no body. */
  readonly value: unknown;
}

type Read =
  | { readonly ok: true; readonly value: RequestBody }
  | { readonly ok: false; readonly problem: ProblemDetails };

/**
 * Reads a JSON body strictly. What JSON can say but the table cannot hold (half a surrogate pair, a number that is not
 * exact, depth without end) is turned down here, so that no contract has to think of it.
 */
export function readJsonBody(event: ApiEvent): Read {
  const raw = Buffer.from(event.body ?? '', event.isBase64Encoded === true ? 'base64' : 'utf8');
  if (raw.length === 0) return { ok: true, value: { raw, value: undefined } };
  if (raw.length > mostBytes) {
    return problem(
      413,
      'request.too-large',
      `A body may have ${mostBytes} bytes; this one has ${raw.length}.`,
    );
  }
  const type = event.headers?.['content-type'] ?? '';
  if (!/^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(type)) {
    return problem(415, 'request.not-json', 'Send the body as `Content-Type: application/json`.');
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
  } catch (error) {
    return problem(
      400,
      'request.malformed-json',
      `The body is not JSON in UTF-8: ${(error as Error).message}`,
    );
  }
  const flaw = flawIn(value, '', 0);
  if (flaw !== undefined) return { ok: false, problem: flaw };
  return { ok: true, value: { raw, value } };
}

function problem(status: number, code: string, detail: string): { ok: false; problem: ProblemDetails } {
  return { ok: false, problem: { status, code, detail } };
}

function flawIn(value: unknown, pointer: string, depth: number): ProblemDetails | undefined {
  if (depth > mostDepth) return flaw(pointer.slice(0, 200), `is nested more than ${mostDepth} deep`);
  if (typeof value === 'string') {
    return value.isWellFormed() ? undefined : flaw(pointer, 'holds half a surrogate pair');
  }
  if (typeof value === 'number') {
    return isHeldExactly(value) ? undefined : flaw(pointer, 'is a number beyond what is held exactly');
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, held] of Object.entries(value)) {
    const below = `${pointer}/${name.toWellFormed().slice(0, 200).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!name.isWellFormed() || name === '' || shadowing.has(name))
      return flaw(below, 'is no name of a field');
    const found = flawIn(held, below, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** DynamoDB holds magnitudes from 1e-130; a JavaScript number is exact up to 2⁵³. */
function isHeldExactly(number: number): boolean {
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER && (number === 0 || Math.abs(number) >= 1e-100);
}

function flaw(pointer: string, words: string): ProblemDetails {
  const code = 'request.not-storable';
  return {
    status: 422,
    code,
    detail: `${pointer === '' ? 'The body' : pointer} ${words}.`,
    errors: [{ pointer, code, message: words }],
  };
}
