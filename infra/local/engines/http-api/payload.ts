import type { RestAnswer, RestRequest } from '../../stack.ts';

export interface Verified {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly scopes: readonly string[];
}

export interface EventSource {
  readonly account: string;
  readonly apiId: string;
  readonly routeKey: string;
  readonly requestId: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly verified: Verified | undefined;
  /** Scopes that the route asks for, if it does. */
  readonly routeScopes: readonly string[];
  readonly now: number;
}

const textual = /^(text\/|application\/(json|xml|javascript)\b|[^;]+\+(json|xml)\b)/;

/** A request as a function gets it: payload format 2.0 of API Gateway HTTP APIs. */
export function toEvent(request: RestRequest, source: EventSource): Record<string, unknown> {
  const { cookie, ...headers } = request.headers;
  const isText = textual.test(headers['content-type'] ?? 'text/plain');
  const domainName = headers['host'] ?? 'localhost';
  const query: Record<string, string> = {};
  for (const [name, value] of request.query) {
    query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  }
  return {
    version: '2.0',
    routeKey: source.routeKey,
    rawPath: request.path,
    rawQueryString: request.rawQuery,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; */) }),
    headers,
    ...(request.rawQuery === '' ? {} : { queryStringParameters: query }),
    ...(Object.keys(source.parameters).length === 0 ? {} : { pathParameters: source.parameters }),
    requestContext: {
      accountId: source.account,
      apiId: source.apiId,
      ...(source.verified === undefined
        ? {}
        : {
            authorizer: {
              jwt: {
                claims: flatten(source.verified.claims),
                scopes: source.routeScopes.length === 0 ? null : source.routeScopes,
              },
            },
          }),
      domainName,
      domainPrefix: domainName.split('.')[0],
      http: {
        method: request.method,
        path: request.path,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: source.requestId,
      routeKey: source.routeKey,
      stage: '$default',
      time: logTime(source.now),
      timeEpoch: source.now,
    },
    ...(request.body.length === 0 ? {} : { body: request.body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
}

/** API Gateway hands on every claim as a text; a list in the way that Go prints one. */
function flatten(claims: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value)
        ? `[${value.join(' ')}]`
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value),
    ]),
  );
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function logTime(now: number): string {
  const [day, time] = new Date(now).toISOString().split(/[T.]/) as [string, string];
  const [year, month, date] = day.split('-');
  return `${date}/${months[Number(month) - 1]}/${year}:${time} +0000`;
}

/** What a function returned as an answer; `undefined` for something that API Gateway cannot turn into one. */
export function toAnswer(payload: unknown): RestAnswer | undefined {
  if (typeof payload !== 'object' || payload === null || !('statusCode' in payload)) {
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: typeof payload === 'string' ? payload : JSON.stringify(payload),
    };
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = payload as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  const answered: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries((headers as object | null | undefined) ?? {})) {
    answered[name.toLowerCase()] = String(value);
  }
  if (Array.isArray(cookies)) answered['set-cookie'] = cookies.map(String);
  if (body && answered['content-type'] === undefined) answered['content-type'] = 'text/plain; charset=utf-8';
  return {
    status,
    headers: answered,
    body: isBase64Encoded === true ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
}
