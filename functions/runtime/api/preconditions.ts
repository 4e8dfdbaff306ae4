import { createHash } from 'node:crypto';
import type { Route } from '../../contracts/route.ts';
import type { Idempotency } from '../../ports/context.ts';
import type { ApiEvent } from './api-event.ts';
import type { ProblemDetails } from './problem-answer.ts';

type Read<T> =
  | { readonly ok: true; readonly value: T | undefined }
  | { readonly ok: false; readonly problem: ProblemDetails };

/** `If-Match: "<version>"` of a write. `*` asks for no more than that the thing is there, which every write does. */
export function readIfMatch(route: Route, event: ApiEvent): Read<number> {
  const header = event.headers?.['if-match']?.trim();
  if (header === undefined || route.method === 'GET' || header === '*') return { ok: true, value: undefined };
  const version = /^"(\d{1,10})"$/.exec(header)?.[1];
  if (version === undefined) {
    return {
      ok: false,
      problem: {
        status: 400,
        code: 'request.if-match-malformed',
        detail: 'If-Match takes one ETag as it was answered, such as "3" with its quotes.',
      },
    };
  }
  return { ok: true, value: Number(version) };
}

/** `Idempotency-Key` of a POST. `scope` keeps the keys of one caller from those of another. */
export function readIdempotency(
  route: Route,
  event: ApiEvent,
  raw: Uint8Array,
  scope: string,
): Read<Idempotency> {
  const key = event.headers?.['idempotency-key'];
  if (key === undefined || route.method !== 'POST') return { ok: true, value: undefined };
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    return {
      ok: false,
      problem: {
        status: 400,
        code: 'request.idempotency-key-malformed',
        detail: 'Idempotency-Key takes 1 to 255 visible ASCII characters.',
      },
    };
  }
  const hash = createHash('sha256');
  hash.update(`${route.method} ${event.rawPath ?? event.routeKey}\n`);
  hash.update(raw);
  return { ok: true, value: { scope, key, bodyHash: hash.digest('hex') } };
}
