import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { RestAnswer, RestRequest } from '../../stack.ts';
import { type Question, signInPage } from './sign-in-page.ts';
import type { UserPool, UserPoolClient } from './user-pool.ts';

/** The OpenID provider of a user pool with the paths and answers of a Cognito domain, below the pool's issuer URL. */
export function issuerOf(pool: UserPool): (request: RestRequest) => Promise<RestAnswer> {
  return async (request) => {
    const route = `${request.method} ${request.path}`;
    switch (route) {
      case 'GET /.well-known/openid-configuration':
        return json(200, configuration(pool));
      case 'GET /.well-known/jwks.json':
        return json(200, await pool.jwks());
      case 'GET /oauth2/authorize':
        return comeAgain(pool, request) ?? authorize(pool, request.query);
      case 'POST /oauth2/authorize':
        return submit(pool, request);
      case 'POST /oauth2/token':
        return token(pool, request);
      case 'POST /oauth2/revoke':
        return revoke(pool, request);
      case 'GET /logout':
        return logout(pool, request);
      default:
        return json(404, { error: 'not_found' });
    }
  };
}

function configuration(pool: UserPool) {
  return {
    issuer: pool.issuer,
    authorization_endpoint: `${pool.issuer}/oauth2/authorize`,
    token_endpoint: `${pool.issuer}/oauth2/token`,
    revocation_endpoint: `${pool.issuer}/oauth2/revoke`,
    end_session_endpoint: `${pool.issuer}/logout`,
    jwks_uri: `${pool.issuer}/.well-known/jwks.json`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['openid', 'email', 'profile'],
  };
}

const authorization = z.object({
  response_type: z.literal('code'),
  client_id: z.string(),
  redirect_uri: z.string(),
  scope: z.string().default('openid'),
  state: z.string().max(2000).optional(),
  nonce: z.string().max(500).optional(),
  code_challenge: z.string().min(43).max(128).optional(),
  code_challenge_method: z.literal('S256').optional(),
});

/** A request that names a wrong client or address is never redirected (RFC 6749 §4.1.2.1). */
function readAuthorization(pool: UserPool, query: URLSearchParams) {
  const parsed = authorization.safeParse(Object.fromEntries(query));
  if (!parsed.success) return undefined;
  const client = pool.clients.get(parsed.data.client_id);
  if (
    client === undefined ||
    !client.flows.has('code') ||
    !client.callbackUrls.includes(parsed.data.redirect_uri)
  )
    return undefined;
  // A client that has no secret proves itself by PKCE (RFC 7636), so it cannot do without.
  if (client.clientSecret === undefined && parsed.data.code_challenge === undefined) return undefined;
  return { client, request: parsed.data };
}

function authorize(
  pool: UserPool,
  query: URLSearchParams,
  failure?: string,
  question: Question = { ask: pool.settings.mailsCodes ? 'email' : 'password' },
): RestAnswer {
  const read = readAuthorization(pool, query);
  if (read === undefined) return json(400, { error: 'invalid_request' });
  return signInPage(query.toString(), question, failure);
}

/** Who is signed in in this browser already is sent back at once. */
function comeAgain(pool: UserPool, request: RestRequest): RestAnswer | undefined {
  const read = readAuthorization(pool, request.query);
  const username = pool.whoseSession(sessionIn(request));
  if (read === undefined || username === undefined || pool.activeUser(username) === undefined)
    return undefined;
  return handOut(pool, read, username);
}

type Authorization = NonNullable<ReturnType<typeof readAuthorization>>;

function submit(pool: UserPool, request: RestRequest): RestAnswer {
  const read = readAuthorization(pool, request.query);
  if (read === undefined) return json(400, { error: 'invalid_request' });
  const form = new URLSearchParams(request.body.toString('utf8'));
  return pool.settings.mailsCodes
    ? submitCode(pool, request.query, read, form)
    : submitPassword(pool, request.query, read, form);
}

function submitPassword(
  pool: UserPool,
  query: URLSearchParams,
  read: Authorization,
  form: URLSearchParams,
): RestAnswer {
  const challenge = form.get('challenge');
  if (challenge !== null) return submitNewPassword(pool, query, read, form, challenge);
  const verdict = pool.users.signIn(form.get('username') ?? '', form.get('password') ?? '');
  switch (verdict.kind) {
    case 'wrong':
      return authorize(pool, query, 'The name or the password is not right.');
    case 'paused':
      return authorize(pool, query, 'Too many attempts. Wait a minute and try again.');
    case 'expired':
      return authorize(pool, query, 'This one-time password ran out. Ask an administrator for another.');
    case 'temporary':
      return authorize(pool, query, undefined, {
        ask: 'new-password',
        challenge: pool.newPasswords.begin(verdict.username, read.client.attemptSeconds * 1000),
        rules: pool.users.rulesInWords,
      });
    case 'ok':
      return signedIn(pool, read, verdict.username);
  }
}

/** Whoever came with a one-time password goes on with one of their own. */
function submitNewPassword(
  pool: UserPool,
  query: URLSearchParams,
  read: Authorization,
  form: URLSearchParams,
  challenge: string,
): RestAnswer {
  const username = pool.newPasswords.whose(challenge);
  if (username === undefined || pool.activeUser(username) === undefined)
    return authorize(pool, query, 'That took too long. Sign in again.');
  const password = form.get('password') ?? '';
  const flaw = pool.users.isPassword(username, password)
    ? 'This is the one-time password: choose another.'
    : pool.users.flawOf(password);
  if (flaw !== undefined) {
    const rules = pool.users.rulesInWords;
    return authorize(pool, query, flaw, { ask: 'new-password', challenge, rules });
  }
  pool.newPasswords.end(challenge);
  pool.users.setPassword(username, password, { isTemporary: false });
  return signedIn(pool, read, username);
}

const tooOften = 'Codes were asked for too often with this address. Try again in ten minutes.';

/** An address first, then the code that went there. */
function submitCode(
  pool: UserPool,
  query: URLSearchParams,
  read: Authorization,
  form: URLSearchParams,
): RestAnswer {
  const attempt = form.get('attempt');
  if (attempt === null) {
    const begun = pool.mailCode(form.get('email') ?? '', read.client);
    if (begun === undefined) return authorize(pool, query, tooOften);
    return authorize(pool, query, undefined, { ask: 'code', attempt: begun });
  }
  const verdict = pool.oneTimeCodes.judge(attempt, form.get('code') ?? '');
  if (verdict.kind === 'wrong') {
    return authorize(pool, query, 'This is not the code that was mailed last.', { ask: 'code', attempt });
  }
  if (verdict.kind === 'over')
    return authorize(pool, query, 'This code is not good any more. Ask for another.');
  return signedIn(pool, read, verdict.username);
}

const sessionCookie = 'throughline-session';

/** Empty where the browser has none. */
function sessionIn({ headers }: RestRequest): string {
  const pairs = (headers['cookie'] ?? '').split(/; */);
  return pairs.find((pair) => pair.startsWith(`${sessionCookie}=`))?.slice(sessionCookie.length + 1) ?? '';
}

function cookie(pool: UserPool, value: string, more = ''): string {
  return `${sessionCookie}=${value}; Path=${new URL(pool.issuer).pathname}; HttpOnly; SameSite=Lax${more}`;
}

function signedIn(pool: UserPool, read: Authorization, username: string): RestAnswer {
  const answer = handOut(pool, read, username);
  return {
    ...answer,
    headers: { ...answer.headers, 'set-cookie': cookie(pool, pool.openSession(username)) },
  };
}

function handOut(pool: UserPool, { client, request }: Authorization, username: string): RestAnswer {
  const location = new URL(request.redirect_uri);
  const code = pool.issueCode({
    clientId: client.clientId,
    redirectUri: request.redirect_uri,
    challenge: request.code_challenge,
    scope: request.scope,
    nonce: request.nonce,
    username,
  });
  location.searchParams.set('code', code);
  if (request.state !== undefined) location.searchParams.set('state', request.state);
  return { status: 303, headers: { location: location.href, 'cache-control': 'no-store' } };
}

async function token(pool: UserPool, request: RestRequest): Promise<RestAnswer> {
  const form = new URLSearchParams(request.body.toString('utf8'));
  const client = authenticateClient(pool, request, form);
  if (client === undefined) return json(401, { error: 'invalid_client' });
  switch (form.get('grant_type')) {
    case 'client_credentials':
      return clientCredentials(pool, client, form);
    case 'authorization_code':
      return authorizationCode(pool, client, form);
    case 'refresh_token':
      return refresh(pool, client, form);
    default:
      return json(400, { error: 'unsupported_grant_type' });
  }
}

function authenticateClient(
  pool: UserPool,
  request: RestRequest,
  form: URLSearchParams,
): UserPoolClient | undefined {
  const basic = /^basic (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  const [basicId, basicSecret] =
    basic === undefined ? [] : split(Buffer.from(basic, 'base64').toString('utf8'));
  const client = pool.clients.get(basicId ?? form.get('client_id') ?? '');
  if (client === undefined) return undefined;
  if (client.clientSecret === undefined) return client;
  return same(basicSecret ?? form.get('client_secret') ?? '', client.clientSecret) ? client : undefined;
}

function split(pair: string): [string, string] {
  const colon = pair.indexOf(':');
  return [decodeURIComponent(pair.slice(0, colon)), decodeURIComponent(pair.slice(colon + 1))];
}

function same(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

async function clientCredentials(
  pool: UserPool,
  client: UserPoolClient,
  form: URLSearchParams,
): Promise<RestAnswer> {
  if (!client.flows.has('client_credentials')) return json(400, { error: 'unauthorized_client' });
  const asked = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  if (asked.some((scope) => !client.scopes.has(scope))) return json(400, { error: 'invalid_scope' });
  const scope = (asked.length === 0 ? [...client.scopes] : asked).join(' ');
  const accessToken = await pool.accessToken({ sub: client.clientId, groups: [] }, client, scope);
  return json(200, {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: client.accessTokenSeconds,
  });
}

async function authorizationCode(
  pool: UserPool,
  client: UserPoolClient,
  form: URLSearchParams,
): Promise<RestAnswer> {
  const code = pool.takeCode(form.get('code') ?? '');
  const verifier = form.get('code_verifier') ?? '';
  const proven =
    code?.challenge === undefined ||
    createHash('sha256').update(verifier).digest('base64url') === code.challenge;
  if (
    code === undefined ||
    !proven ||
    code.clientId !== client.clientId ||
    code.redirectUri !== form.get('redirect_uri')
  ) {
    return json(400, { error: 'invalid_grant' });
  }
  const user = pool.activeUser(code.username);
  if (user === undefined) return json(400, { error: 'invalid_grant' });
  return json(200, {
    access_token: await pool.accessToken(user, client, code.scope),
    id_token: await pool.idToken(user, client, code.nonce),
    refresh_token: pool.refreshToken(user.username, client, code.scope),
    token_type: 'Bearer',
    expires_in: client.accessTokenSeconds,
  });
}

async function refresh(pool: UserPool, client: UserPoolClient, form: URLSearchParams): Promise<RestAnswer> {
  const held = pool.refreshed(form.get('refresh_token') ?? '', client.clientId);
  const user = held === undefined ? undefined : pool.activeUser(held.username);
  if (held === undefined || user === undefined) return json(400, { error: 'invalid_grant' });
  return json(200, {
    access_token: await pool.accessToken(user, client, held.scope),
    id_token: await pool.idToken(user, client, undefined),
    token_type: 'Bearer',
    expires_in: client.accessTokenSeconds,
  });
}

function revoke(pool: UserPool, request: RestRequest): RestAnswer {
  const form = new URLSearchParams(request.body.toString('utf8'));
  if (authenticateClient(pool, request, form) === undefined) return json(401, { error: 'invalid_client' });
  pool.revoke(form.get('token') ?? '');
  return { status: 200 };
}

function logout(pool: UserPool, request: RestRequest): RestAnswer {
  const { query } = request;
  const client = pool.clients.get(query.get('client_id') ?? '');
  const target = query.get('logout_uri') ?? '';
  if (client === undefined || !client.logoutUrls.includes(target))
    return json(400, { error: 'invalid_request' });
  pool.endSession(sessionIn(request));
  return { status: 303, headers: { location: target, 'set-cookie': cookie(pool, '', '; Max-Age=0') } };
}

function json(status: number, body: object): RestAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
