import middy, { type MiddlewareObj } from '@middy/core';
import type { Context as LambdaContext } from 'aws-lambda';
import type { z } from 'zod';
import { basePath } from '../../contracts/base-path.ts';
import { isGranted, isPortal } from '../../contracts/permissions.ts';
import { file, type Route } from '../../contracts/route.ts';
import type { Result } from '../../domain/result.ts';
import { rolesNow, staffAggregate, staffAggregateId } from '../../domain/staff/staff.ts';
import type { Answers } from '../../ports/answers.ts';
import type { Context } from '../../ports/context.ts';
import type { Store } from '../../ports/store.ts';
import type { ApiPorts, ApiRequest, BoundRoute } from '../bind.ts';
import { now } from '../clock.ts';
import { described, log } from '../log.ts';
import type { ApiAnswerEvent, ApiEvent } from './api-event.ts';
import { checkInput, type Input } from './check-input.ts';
import { actorIn, type Claims, rolesIn, staffTokenIn } from './claims.ts';
import { type RequestBody, readJsonBody } from './json-body.ts';
import { readIdempotency, readIfMatch } from './preconditions.ts';
import { problemAnswer, refusalAnswer } from './problem-answer.ts';

/** What the steps find out about a request, each adding its part. */
interface Found extends Record<string, unknown> {
  bound: ServedRoute;
  claims: Claims;
  /** Of whoever of the staff asks. */
  roles?: readonly string[];
  body: RequestBody;
  input: Input;
  context: Context;
}

/** A bound route that has its ports. */
interface ServedRoute extends Pick<BoundRoute, 'route' | 'present'> {
  run(request: ApiRequest<Route>): Promise<Result<unknown>>;
}

type Step = MiddlewareObj<ApiEvent, ApiAnswerEvent, Error, LambdaContext, Found>;
/** A step that answers ends the request there. */
type Before = NonNullable<Step['before']>;

export interface ApiOptions<P> {
  readonly routes: readonly BoundRoute<P>[];
  readonly ports: P;
  /** Whether every answer is held against its contract; for tests, as an answer is ours and its check costs each caller. */
  readonly checkAnswers?: boolean;
}

/** What every route needs: who may call it, and the answers to keys that were used before. */
interface Serving {
  readonly store: Store;
  readonly answers: Answers;
}

/** The function behind a set of routes of the API. */
export function apiHandler<P extends Serving = ApiPorts>(options: ApiOptions<P>) {
  const { ports } = options;
  return middy<ApiEvent, ApiAnswerEvent, Error, LambdaContext, Found>()
    .use({ onError: faultAnswer })
    .use({ before: findRoute(options) })
    .use({ before: (request) => authorize(request, ports) })
    .use({ before: readBody })
    .use({ before: parseInput })
    .use({ before: readConditions })
    .use({ before: (request) => replayAnswer(request.internal, ports) })
    .use({ before: (request) => run(request.internal, options) })
    .handler(() => {
      throw new Error('the last step always answers');
    });
}

function findRoute<P>({ routes, ports }: ApiOptions<P>): Before {
  const byKey = new Map(
    routes.map((bound): [string, ServedRoute] => [
      `${bound.route.method} ${basePath}${bound.route.path}`,
      { ...bound, run: (request) => bound.run(request, ports) },
    ]),
  );
  return ({ event, internal }) => {
    const bound = byKey.get(event.routeKey);
    if (bound !== undefined) {
      internal.bound = bound;
      return undefined;
    }
    return problemAnswer({
      status: 404,
      code: 'request.route-unknown',
      detail: 'There is no such path or method.',
    });
  };
}

async function authorize(
  { event, internal }: Parameters<Before>[0],
  { store }: Serving,
): Promise<ApiAnswerEvent | undefined> {
  const claims = event.requestContext?.authorizer?.jwt?.claims;
  internal.claims = claims ?? {};
  const { permission } = internal.bound.route;
  if (permission === 'public') return undefined;
  if (claims === undefined || permission === 'signature') {
    return problemAnswer({
      status: 401,
      code: 'request.token-missing',
      detail: 'Send a bearer token of this system.',
      headers: { 'www-authenticate': 'Bearer' },
    });
  }
  // Only the portal's own issuer is heard on its routes; what its people may do, their accounts say.
  if (isPortal(permission)) return undefined;
  const notPermitted = problemAnswer({
    status: 403,
    code: 'request.not-permitted',
    detail: `This needs the permission ${permission}, which your roles do not have.`,
  });
  if (!isGranted(permission, rolesIn(claims))) return notPermitted;
  internal.roles = rolesIn(claims);
  const token = staffTokenIn(claims, actorIn(claims, permission));
  const staff = token === undefined ? undefined : await store.load(staffAggregate, staffAggregateId);
  if (token === undefined || staff === undefined) return undefined;
  const roles = rolesNow(staff.state, token);
  if (roles !== undefined) {
    internal.roles = roles;
    return isGranted(permission, roles) ? undefined : notPermitted;
  }
  return problemAnswer({
    status: 401,
    code: 'request.signed-out',
    detail: 'You were signed out. Sign in again; where that is refused, ask an administrator.',
    headers: { 'www-authenticate': 'Bearer' },
  });
}

const readBody: Before = ({ event, internal }) => {
  const read = readJsonBody(event);
  if (!read.ok) return problemAnswer(read.problem);
  internal.body = read.value;
  return undefined;
};

const parseInput: Before = ({ event, internal }) => {
  const checked = checkInput(internal.bound.route, {
    params: event.pathParameters ?? {},
    query: Object.fromEntries(new URLSearchParams(event.rawQueryString ?? '')),
    body: internal.body.value,
  });
  if (!checked.ok) return problemAnswer(checked.problem);
  internal.input = checked.value;
  return undefined;
};

const readConditions: Before = ({ event, internal }) => {
  const { bound, claims, body, roles } = internal;
  const actor = actorIn(claims, bound.route.permission);
  const ifMatch = readIfMatch(bound.route, event);
  if (!ifMatch.ok) return problemAnswer(ifMatch.problem);
  const idempotency = readIdempotency(bound.route, event, body.raw, String(claims['sub'] ?? actor.id));
  if (!idempotency.ok) return problemAnswer(idempotency.problem);
  internal.context = {
    actor,
    now: now(),
    ...(roles === undefined ? {} : { roles }),
    ...(ifMatch.value === undefined ? {} : { expectedVersion: ifMatch.value }),
    ...(idempotency.value === undefined ? {} : { idempotency: idempotency.value }),
  };
  return undefined;
};

/** A key that was used before: its first answer, or a refusal when it came with another request. */
async function replayAnswer({ bound, context }: Found, ports: Serving): Promise<ApiAnswerEvent | undefined> {
  if (context.idempotency === undefined) return undefined;
  const first = await ports.answers.find(context.idempotency, context.now);
  if (first === undefined) return undefined;
  if (first.bodyHash === context.idempotency.bodyHash) return successAnswer(bound, first.answer);
  return refusalAnswer(
    {
      code: 'idempotency.body-differs',
      message: 'This Idempotency-Key was used with another request; take a fresh one.',
    },
    false,
  );
}

async function run(
  found: Found,
  { ports, checkAnswers = false }: Pick<ApiOptions<Serving>, 'ports' | 'checkAnswers'>,
): Promise<ApiAnswerEvent> {
  const { bound, input, context } = found;
  const result = await bound.run({ ...input, context } as ApiRequest<Route>);
  if (result.ok) return successAnswer(bound, result.value, checkAnswers);
  // The same request may have run at the same moment and been first: what refuses this one is then its own work.
  const first = await replayAnswer(found, ports);
  return first ?? refusalAnswer(result.refusal, context.expectedVersion !== undefined);
}

function successAnswer(bound: ServedRoute, value: unknown, check = false): ApiAnswerEvent {
  const { route } = bound;
  const { body, version } = bound.present(value);
  if (route.answer.content !== undefined) return fileAnswer(route.answer.content, file.parse(body));
  if (check) route.answer.body.parse(body === undefined ? undefined : JSON.parse(JSON.stringify(body)));
  const headers = {
    'cache-control': 'no-store',
    ...(route.versioned === true && version !== undefined ? { etag: `"${version}"` } : {}),
  };
  if (route.answer.status === 204) return { statusCode: 204, headers };
  return {
    statusCode: route.answer.status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** What was handed out once may be kept by its reader, and by nobody on the way. */
function fileAnswer(content: string, { name, bytes, next }: z.infer<typeof file>): ApiAnswerEvent {
  return {
    statusCode: 200,
    headers: {
      'content-type': content,
      'content-disposition': `inline; filename="${name.replace(/[^\w.-]/g, '_')}"`,
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      ...(next === undefined ? {} : { link: `<?${next}>; rel="next"` }),
    },
    isBase64Encoded: true,
    body: Buffer.from(bytes).toString('base64'),
  };
}

/** The caller gets a name for the fault and nothing of its inside; the log has the rest under that name. */
const faultAnswer: NonNullable<Step['onError']> = ({ event, error, context }) => {
  const fault = `urn:uuid:${crypto.randomUUID()}`;
  log('error', 'a request ended in a fault', {
    fault,
    route: event.routeKey,
    requestId: event.requestContext?.requestId ?? context.awsRequestId,
    error: described(error),
  });
  return problemAnswer({
    status: 500,
    code: 'system.fault',
    detail:
      'Something went wrong on our side and is on record; try again, and name the instance when you ask.',
    instance: fault,
  });
};
