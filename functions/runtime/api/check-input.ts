import type { z } from 'zod';
import type { Route } from '../../contracts/route.ts';
import { wordsOfIssue } from './field-words.ts';
import type { FieldError, ProblemDetails } from './problem-answer.ts';

export interface Input {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

type Checked =
  | { readonly ok: true; readonly value: Input }
  | { readonly ok: false; readonly problem: ProblemDetails };

/** More tell the caller nothing new. */
const mostErrors = 50;

/** Tells what is missing from what is wrong; the input itself is never answered. */
const issues = { reportInput: true, error: wordsOfIssue };

/** Parses path, query and body with the route's contract. Pointers into the path and query are `/path/…` and `/query/…`. */
export function checkInput(route: Route, input: Input): Checked {
  const params = route.params?.safeParse(input.params, issues);
  if (params?.success === false) return misfit(400, 'request.path-invalid', 'path', params.error, '/path');
  const query = route.query?.safeParse(input.query, issues);
  if (query?.success === false) return misfit(400, 'request.query-invalid', 'query', query.error, '/query');
  const body = route.body?.safeParse(input.body, issues);
  if (body?.success === false) return misfit(422, 'request.body-invalid', 'body', body.error, '');
  if (route.body === undefined && input.body !== undefined && !isEmptyObject(input.body)) {
    return {
      ok: false,
      problem: {
        status: 422,
        code: 'request.body-unexpected',
        detail: 'This request takes no body; leave it out.',
      },
    };
  }
  return { ok: true, value: { params: params?.data, query: query?.data, body: body?.data } };
}

function isEmptyObject(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
  );
}

function misfit(
  status: number,
  code: string,
  part: string,
  error: z.ZodError,
  prefix: string,
): { ok: false; problem: ProblemDetails } {
  const errors = error.issues.flatMap((issue) => fieldErrors(issue, prefix)).slice(0, mostErrors);
  const first = errors[0];
  const where = first === undefined || first.pointer === '' ? '' : ` ${first.pointer}:`;
  return {
    ok: false,
    problem: { status, code, detail: `The ${part} does not fit:${where} ${first?.message ?? ''}`, errors },
  };
}

function fieldErrors(issue: z.core.$ZodIssue, prefix: string): FieldError[] {
  const at = (name: PropertyKey) =>
    `/${String(name).slice(0, 200).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const pointer = prefix + issue.path.map(at).join('');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: pointer + at(key),
      code: 'field.unknown',
      message: 'is not a field of this request',
    }));
  }
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  return [
    {
      pointer,
      code: missing ? 'field.missing' : `field.${issue.code.replaceAll('_', '-')}`,
      message: issue.message,
    },
  ];
}
