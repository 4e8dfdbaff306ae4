import * as z from 'zod';
import type { ShiftedClock } from './clock.ts';
import { bearerToken, scopesOf, type TokenVerifier } from './engines/http-api/token-verifier.ts';
import type { RestAnswer, RestHandler, RestRequest } from './stack.ts';

const setting = z.union([
  z.strictObject({ now: z.iso.datetime({ offset: true }) }),
  z.strictObject({ advance: z.string().regex(/^P/, 'must be an ISO 8601 duration such as P1D') }),
]);

function problem(status: number, title: string, code: string, detail: string): RestAnswer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: 'about:blank', title, status, code, detail }),
  };
}

/**
 * `GET` and `PUT <api>/clock`: the embedded stack's own addition to the API, for administrators. A `PUT` is answered
 * when the work that became due on the way has come to rest.
 */
export function clockRoute(clock: ShiftedClock, verifier: () => TokenVerifier | undefined): RestHandler {
  const show = (): RestAnswer => ({
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify({ now: new Date(clock.now()).toISOString() }),
  });

  return async (request) => {
    const refusal = await judge(request, verifier());
    if (refusal !== undefined) return refusal;
    if (request.method === 'GET') return show();
    if (request.method !== 'PUT') {
      return problem(405, 'Method Not Allowed', 'request.method', 'The clock knows GET and PUT.');
    }
    const target = await read(request, clock.now());
    if (typeof target !== 'number') return target;
    await clock.set(target);
    return show();
  };
}

async function judge(
  request: RestRequest,
  verifier: TokenVerifier | undefined,
): Promise<RestAnswer | undefined> {
  const token = bearerToken(request.headers['authorization']);
  const claims = token === undefined ? undefined : await verifier?.verify(token);
  if (claims === undefined) {
    const answer = problem(401, 'Unauthorized', 'request.token-invalid', 'A valid bearer token is needed.');
    return { ...answer, headers: { ...answer.headers, 'www-authenticate': 'Bearer' } };
  }
  const groups = [claims['cognito:groups'] ?? []].flat();
  if (groups.includes('admin') || scopesOf(claims).includes('throughline/admin')) return undefined;
  return problem(
    403,
    'Forbidden',
    'request.not-permitted',
    'Only an administrator may see and set the clock.',
  );
}

async function read(request: RestRequest, now: number): Promise<number | RestAnswer> {
  const refuse = (detail: string): RestAnswer => problem(422, 'Unprocessable', 'clock.invalid', detail);
  let body: unknown;
  try {
    body = JSON.parse(request.body.toString('utf8'));
  } catch (error) {
    return refuse(`The body is not JSON: ${String(error)}`);
  }
  const parsed = setting.safeParse(body);
  if (!parsed.success) return refuse('Give { "now": "<instant>" } or { "advance": "<ISO 8601 duration>" }.');
  if ('now' in parsed.data) return Date.parse(parsed.data.now);
  const { Temporal } = await import('temporal-polyfill');
  try {
    const duration = Temporal.Duration.from(parsed.data.advance);
    if (duration.sign < 0) return refuse('The clock is advanced by a positive duration.');
    return Temporal.Instant.fromEpochMilliseconds(Math.floor(now)).toZonedDateTimeISO('UTC').add(duration)
      .epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return refuse(`${parsed.data.advance}: ${error.message}`);
    throw error;
  }
}
