import * as z from 'zod';
import type { Permission } from './permissions.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One HTTP route, declared once: the API function serves it, the CDK app routes it, the OpenAPI document describes it.
 * `path` is below `/api/v1`, with `{name}` for parameters. A body or query that does not fit is answered 422 (body)
 * or 400 (query, path) with a pointer to each bad field.
 */
export interface Route {
  readonly method: Method;
  readonly path: string;
  readonly permission: Permission;
  readonly summary: string;
  readonly tag: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Status and shape of the success answer. `z.void()` for 204. */
  readonly answer: {
    readonly status: 200 | 201 | 202 | 204;
    readonly body: z.ZodType;
    /** Of an answer that is a file: then the body is `file`, and the documents function serves the route. */
    readonly content?: 'application/pdf' | 'application/xml' | 'text/csv';
  };
  /** Stable refusal codes that this route may answer with, for the OpenAPI document. */
  readonly refusals?: readonly string[];
  /** The answer carries an ETag of the aggregate's version; a write takes If-Match. */
  readonly versioned?: boolean;
}

/**
 * A file that is handed out: its bytes, and the name under which a browser keeps it. `next` is the query of the same
 * path with which it goes on; the answer's Link header (RFC 8288) holds it.
 */
export const file = z.object({
  name: z.string(),
  bytes: z.instanceof(Uint8Array),
  next: z.string().optional(),
});

export function defineRoute<const R extends Route>(route: R): R {
  return route;
}

export type Output<S> = S extends z.ZodType ? z.infer<S> : undefined;
