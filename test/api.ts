import { randomUUID } from 'node:crypto';
import { basePath } from '../functions/contracts/base-path.ts';
import type { Ports } from '../functions/ports/ports.ts';
import type { ApiAnswerEvent, ApiEvent } from '../functions/runtime/api/api-event.ts';
import { apiHandler } from '../functions/runtime/api/handler.ts';
import type { ApiPorts, BoundRoute } from '../functions/runtime/bind.ts';
import type { Problem, Routes } from '../web/shared/routes.ts';

export interface Sent {
  readonly body?: unknown;
  /** Sent as it is instead of `body`. */
  readonly raw?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

export interface Got<B = AnswerTo<string, string>> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: B;
}

/** `GET /a/{id}/b` and what is asked for as `/a/${id}/b` in one form: each part that is not written out is a `*`. */
type Form<P extends string> = P extends `${infer Head}/${infer Rest}`
  ? `${Part<Head>}/${Form<Rest>}`
  : Part<P>;
type Part<S extends string> = string extends S ? '*' : S extends `{${string}}` ? '*' : S;
type WithoutQuery<P extends string> = P extends `${infer Path}?${string}` ? Path : P;
type AnswerByForm = { readonly [R in keyof Routes as Form<R>]: Routes[R]['answer'] };

type OrRefusal<A> = A extends object ? A & Partial<Omit<Problem, keyof A>> : Partial<Problem>;

/** What a route answers, or why it refuses; loosely where its path is not written out by whoever asks. */
export type AnswerTo<
  M extends string,
  P extends string,
> = `${M} ${Form<WithoutQuery<P>>}` extends infer F extends keyof AnswerByForm
  ? OrRefusal<AnswerByForm[F]>
  : Partial<Problem> & Readonly<Record<string, unknown>>;

export type Call = <const M extends string, const P extends string>(
  method: M,
  path: P,
  sent?: Sent,
) => Promise<Got<AnswerTo<M, P>>>;

export const admin = { sub: 'sub-of-admin', username: 'admin', 'cognito:groups': '[admin]' };

/** The API's function in this process, called with the events that API Gateway would make. */
export function makeApi(routes: readonly BoundRoute[], ports: ApiPorts): Call {
  const handler = apiHandler({ routes, ports, checkAnswers: true });
  return async (method, path, sent = {}) => {
    const { statusCode, headers, body } = await answerOf(handler, apiEvent(routes, method, path, sent));
    return { status: statusCode, headers, body: body === undefined ? undefined : JSON.parse(body) };
  };
}

export interface File {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What came, as bytes; a problem comes as its text. */
  readonly bytes: Buffer;
}

/** The documents' function, called in the same way. */
export function makeDocuments(
  routes: readonly BoundRoute<Ports>[],
  ports: Ports,
): (path: string) => Promise<File> {
  const handler = apiHandler({ routes, ports });
  return async (path) => {
    const answer = await answerOf(handler, apiEvent(routes, 'GET', path, {}));
    const { statusCode, headers, body = '', isBase64Encoded } = answer;
    return {
      status: statusCode,
      headers,
      bytes: Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8'),
    };
  };
}

async function answerOf(handler: ReturnType<typeof apiHandler>, event: ApiEvent): Promise<ApiAnswerEvent> {
  return (await handler(event, { awsRequestId: randomUUID() } as never)) as ApiAnswerEvent;
}

function apiEvent(
  routes: readonly Pick<BoundRoute, 'route'>[],
  method: string,
  path: string,
  sent: Sent,
): ApiEvent {
  const [rawPath = '', rawQueryString = ''] = path.split('?', 2);
  const { key, parameters } = match(routes, method, rawPath);
  const raw = sent.raw ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
  const claims = 'claims' in sent ? sent.claims : admin;
  return {
    routeKey: key,
    rawPath: basePath + rawPath,
    rawQueryString,
    headers: { ...(raw === undefined ? {} : { 'content-type': 'application/json' }), ...sent.headers },
    pathParameters: parameters,
    ...(raw === undefined
      ? {}
      : typeof raw === 'string'
        ? { body: raw, isBase64Encoded: false }
        : { body: raw.toString('base64'), isBase64Encoded: true }),
    requestContext: {
      requestId: randomUUID(),
      ...(claims === undefined ? {} : { authorizer: { jwt: { claims, scopes: null } } }),
    },
  };
}

function match(routes: readonly Pick<BoundRoute, 'route'>[], method: string, path: string) {
  const parts = path.split('/');
  for (const { route } of routes) {
    const pattern = route.path.split('/');
    if (route.method !== method || pattern.length !== parts.length) continue;
    const parameters: Record<string, string> = {};
    const fits = pattern.every((segment, i) => {
      const part = parts[i] ?? '';
      if (!segment.startsWith('{')) return segment === part;
      parameters[segment.slice(1, -1)] = decodeURIComponent(part);
      return true;
    });
    if (fits) return { key: `${method} ${basePath}${route.path}`, parameters };
  }
  return { key: '$default', parameters: {} };
}
