import type { Problem } from '../../contracts/problem.ts';
import type { Refusal } from '../../domain/result.ts';
import { refusalStatus } from '../refusal-status.ts';
import type { ApiAnswerEvent } from './api-event.ts';

const titles: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'A token is needed',
  403: 'Not allowed',
  404: 'Not found',
  409: 'In conflict with the present state',
  412: 'Changed in the meantime',
  413: 'Too large',
  415: 'Not a media type that is understood',
  422: 'The content does not fit',
  500: 'A fault of this system',
};

export type FieldError = NonNullable<Problem['errors']>[number];

export interface ProblemDetails {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  /** Names this one occurrence. */
  readonly instance?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** RFC 9457. `type` stays `about:blank`: the stable name is `code`. */
export function problemAnswer(details: ProblemDetails): ApiAnswerEvent {
  const { status, code, detail, errors, instance, headers } = details;
  const document: Problem = {
    type: 'about:blank',
    title: titles[status] ?? 'Refused',
    status,
    code,
    detail,
    ...(instance === undefined ? {} : { instance }),
    ...(errors === undefined ? {} : { errors: [...errors] }),
  };
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(document),
  };
}

/** A conflict of versions that the caller guarded against with If-Match is a failed precondition (RFC 9110 §13.1.1). */
export function refusalAnswer(refusal: Refusal, guarded: boolean): ApiAnswerEvent {
  const { code, message, pointer } = refusal;
  const flaws = refusal.flaws ?? (pointer === undefined ? [] : [{ pointer, message }]);
  const mapped = refusalStatus[code];
  if (mapped === undefined) throw new Error(`the refusal ${code} has no HTTP status in refusal-status.ts`);
  return problemAnswer({
    status: guarded && code === 'store.version-conflict' ? 412 : mapped,
    code,
    detail: message,
    ...(flaws.length === 0 ? {} : { errors: flaws.map((flaw) => ({ ...flaw, code })) }),
  });
}
