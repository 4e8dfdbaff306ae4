import { randomUUID } from 'node:crypto';
import { problem } from '../problem.ts';
import type { LocalStack, RestAnswer, RestRequest } from '../stack.ts';
import { StartError } from '../start-error.ts';
import { toAnswer, toEvent, type Verified } from './http-api/payload.ts';
import { RouteTable } from './http-api/routes.ts';
import { bearerToken, scopesOf, TokenVerifier } from './http-api/token-verifier.ts';

export interface Cors {
  readonly AllowCredentials?: boolean | undefined;
  readonly AllowHeaders?: readonly string[] | undefined;
  readonly AllowMethods?: readonly string[] | undefined;
  readonly AllowOrigins?: readonly string[] | undefined;
  readonly ExposeHeaders?: readonly string[] | undefined;
  readonly MaxAge?: number | undefined;
}

export interface Integration {
  readonly functionArn: string;
  readonly timeoutMilliseconds: number;
}

export interface Authorizer {
  readonly verifier: TokenVerifier;
  readonly audience: readonly string[];
  readonly header: string;
}

export interface Route {
  readonly key: string;
  readonly integrationId: string;
  readonly authorizerId: string | undefined;
  readonly scopes: readonly string[];
}

/** One API Gateway HTTP API with its `$default` stage, on the front. */
export class HttpApi {
  readonly id: string;
  readonly integrations = new Map<string, Integration>();
  readonly authorizers = new Map<string, Authorizer>();
  readonly #stack: LocalStack;
  readonly #cors: Cors | undefined;
  readonly #routes = new RouteTable<Route>();

  constructor(stack: LocalStack, id: string, cors: Cors | undefined) {
    this.#stack = stack;
    this.id = id;
    this.#cors = cors;
  }

  addRoute(route: Route): void {
    this.#routes.add(route.key, route);
  }

  async handle(request: RestRequest): Promise<RestAnswer> {
    const origin = this.#allowedOrigin(request.headers['origin']);
    if (
      this.#cors !== undefined &&
      request.method === 'OPTIONS' &&
      request.headers['access-control-request-method'] !== undefined
    ) {
      return { status: 204, headers: this.#preflight(origin) };
    }
    const requestId = randomUUID();
    const answer = await this.#answer(request, requestId);
    return {
      ...answer,
      headers: { ...answer.headers, ...this.#exposure(origin), 'apigw-requestid': requestId },
    };
  }

  async #answer(request: RestRequest, requestId: string): Promise<RestAnswer> {
    const match = this.#routes.find(request.method, request.path);
    if (match === undefined) return problem(404);
    const { route, parameters } = match;
    let verified: Verified | undefined;
    if (route.authorizerId !== undefined) {
      const judged = await this.#authorize(request, route, this.authorizers.get(route.authorizerId)!);
      if ('status' in judged) return judged;
      verified = judged;
    }
    const integration = this.integrations.get(route.integrationId)!;
    const event = toEvent(request, {
      account: this.#stack.account,
      apiId: this.id,
      routeKey: route.key,
      requestId,
      parameters,
      verified,
      routeScopes: route.scopes,
      now: this.#stack.clock.now(),
    });
    return await this.#integrate(integration, event);
  }

  async #integrate(integration: Integration, event: Record<string, unknown>): Promise<RestAnswer> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), integration.timeoutMilliseconds);
    });
    const result = await Promise.race([this.#stack.lambda.invoke(integration.functionArn, event), timeout]);
    clearTimeout(timer);
    if (result === undefined) return problem(503);
    const answer = result.ok ? toAnswer(result.payload) : undefined;
    if (answer !== undefined) return answer;
    this.#stack.log('error', 'a function did not answer a request', {
      route: String(event['routeKey']),
      ...(result.ok ? {} : { error: result.errorType, message: result.errorMessage }),
    });
    return problem(500);
  }

  async #authorize(
    request: RestRequest,
    route: Route,
    { verifier, audience, header }: Authorizer,
  ): Promise<Verified | RestAnswer> {
    const token = bearerToken(request.headers[header]);
    if (token === undefined) return problem(401, { 'www-authenticate': 'Bearer' });
    const claims = await verifier.verify(token);
    // A token without audience, as Cognito's access tokens are, counts as made for its client.
    const audiences = [claims?.aud ?? claims?.['client_id']].flat().map(String);
    if (claims === undefined || !audiences.some((one) => audience.includes(one))) {
      return problem(401, { 'www-authenticate': 'Bearer error="invalid_token"' });
    }
    const scopes = scopesOf(claims);
    if (route.scopes.length > 0 && !route.scopes.some((scope) => scopes.includes(scope))) {
      return problem(403, {
        'www-authenticate': `Bearer scope="${route.scopes.join(' ')}" error="insufficient_scope"`,
      });
    }
    return { claims, scopes };
  }

  #allowedOrigin(origin: string | undefined): string | undefined {
    const allowed = this.#cors?.AllowOrigins ?? [];
    if (origin === undefined) return undefined;
    if (allowed.includes('*')) return this.#cors?.AllowCredentials === true ? origin : '*';
    return allowed.includes(origin) ? origin : undefined;
  }

  #preflight(origin: string | undefined): Record<string, string> {
    if (origin === undefined) return {};
    const { AllowCredentials, AllowHeaders, AllowMethods, MaxAge } = this.#cors!;
    return {
      'access-control-allow-origin': origin,
      vary: 'origin',
      ...(AllowMethods === undefined ? {} : { 'access-control-allow-methods': AllowMethods.join(',') }),
      ...(AllowHeaders === undefined ? {} : { 'access-control-allow-headers': AllowHeaders.join(',') }),
      ...(AllowCredentials === true ? { 'access-control-allow-credentials': 'true' } : {}),
      ...(MaxAge === undefined ? {} : { 'access-control-max-age': String(MaxAge) }),
    };
  }

  #exposure(origin: string | undefined): Record<string, string> {
    if (origin === undefined) return {};
    const { AllowCredentials, ExposeHeaders } = this.#cors!;
    return {
      'access-control-allow-origin': origin,
      vary: 'origin',
      ...(ExposeHeaders === undefined ? {} : { 'access-control-expose-headers': ExposeHeaders.join(',') }),
      ...(AllowCredentials === true ? { 'access-control-allow-credentials': 'true' } : {}),
    };
  }
}

const apis = new WeakMap<LocalStack, Map<string, HttpApi>>();

/** Makes the stack's HTTP API. There is one front, so there is room for one. */
export function createHttpApi(stack: LocalStack, id: string, cors: Cors | undefined): HttpApi {
  const known = apis.get(stack) ?? new Map<string, HttpApi>();
  if (known.size > 0)
    throw new StartError(`${id}: one machine serves one HTTP API, and there is one already`);
  apis.set(stack, known);
  const api = new HttpApi(stack, id, cors);
  known.set(id, api);
  return api;
}

export function httpApiOf(stack: LocalStack, id: string): HttpApi {
  const api = apis.get(stack)?.get(id);
  if (api === undefined) throw new StartError(`there is no HTTP API ${id}`);
  return api;
}

export function createVerifier(stack: LocalStack, issuer: string): TokenVerifier {
  return new TokenVerifier(issuer, () => stack.clock.now());
}
