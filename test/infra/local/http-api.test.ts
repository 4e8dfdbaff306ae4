import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RouteTable } from '../../../infra/local/engines/http-api/routes.ts';
import type { StartedStack } from '../../../infra/local/start.ts';
import { functionArn, lambdaFunction, startFixture } from './fixture-assembly.ts';
import { temporaryFolder } from './small-stack.ts';

/** Answers its own event, or whatever the request's body asks for. */
const echo = `
  export const handler = async (event) => {
    const asked = event.headers['x-answer'];
    if (asked === 'throw') throw new Error('no');
    if (asked === 'odd') return { statusCode: 'many' };
    if (asked === 'plain') return { hello: 'world' };
    if (asked === 'binary') return { statusCode: 201, headers: { 'Content-Type': 'image/png' }, isBase64Encoded: true, body: Buffer.from([137, 80]).toString('base64') };
    if (asked === 'cookies') return { statusCode: 204, cookies: ['a=1', 'b=2; HttpOnly'] };
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) };
  };
`;

const folder = temporaryFolder();
let stack: StartedStack;
let issuer: string;
let keyServer: Server;
let sign: (
  claims: JWTPayload,
  options?: { issuer?: string; expires?: number; foreign?: boolean },
) => Promise<string>;

const route = (key: string, properties: object = {}): object => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: { Ref: 'Api' },
    RouteKey: key,
    Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
    ...properties,
  },
});
const guarded = { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Authorizer' } };

beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const foreign = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  keyServer = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify(
        request.url?.endsWith('/keys') ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/keys` },
      ),
    );
  });
  await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}/pool`;
  sign = (claims, options = {}) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
      .setIssuer(options.issuer ?? issuer)
      .setExpirationTime(options.expires ?? Math.floor(Date.now() / 1000) + 600)
      .sign(options.foreign === true ? foreign.privateKey : privateKey);
  stack = await startFixture(folder.path, {
    stacks: {
      Demo: {
        Resources: {
          Echo: lambdaFunction('echo', { Timeout: 10 }),
          Api: {
            Type: 'AWS::ApiGatewayV2::Api',
            Properties: {
              Name: 'demo',
              ProtocolType: 'HTTP',
              CorsConfiguration: {
                AllowOrigins: ['https://app.example'],
                AllowMethods: ['*'],
                AllowHeaders: ['authorization'],
                ExposeHeaders: ['etag'],
                MaxAge: 60,
              },
            },
          },
          Stage: {
            Type: 'AWS::ApiGatewayV2::Stage',
            Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
          },
          Integration: {
            Type: 'AWS::ApiGatewayV2::Integration',
            Properties: {
              ApiId: { Ref: 'Api' },
              IntegrationType: 'AWS_PROXY',
              IntegrationUri: { 'Fn::GetAtt': ['Echo', 'Arn'] },
              PayloadFormatVersion: '2.0',
            },
          },
          Authorizer: {
            Type: 'AWS::ApiGatewayV2::Authorizer',
            Properties: {
              ApiId: { Ref: 'Api' },
              Name: 'people',
              AuthorizerType: 'JWT',
              IdentitySource: ['$request.header.Authorization'],
              JwtConfiguration: { Audience: ['app', 'machine'], Issuer: issuer },
            },
          },
          Open: route('ANY /open/{rest+}'),
          Item: route('GET /items/{id}/parts/{part}'),
          Mine: route('GET /mine', guarded),
          Scoped: route('GET /scoped', { ...guarded, AuthorizationScopes: ['house/read', 'house/admin'] }),
        },
      },
    },
    bundles: { echo },
  });
});

afterAll(async () => {
  await stack.stop();
  keyServer.close();
  folder.remove();
});

const url = (path: string): string => new URL(path, stack.endpoints.api).href;
const get = (path: string, init: RequestInit = {}): Promise<Response> => fetch(url(path), init);
const event = async (path: string, init: RequestInit = {}): Promise<Record<string, never>> => {
  const response = await get(path, init);
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, never>;
};
const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });

describe('a request', () => {
  it('reaches the function in payload format 2.0', async () => {
    const seen = await event('/items/a%20b%2Fc/parts/7?x=1&y=%C3%A4&x=2', {
      headers: { Cookie: 'one=1; two=2', 'X-Mixed-Case': 'Yes' },
    });
    expect(seen).toMatchObject({
      version: '2.0',
      routeKey: 'GET /items/{id}/parts/{part}',
      rawPath: '/items/a%20b%2Fc/parts/7',
      rawQueryString: 'x=1&y=%C3%A4&x=2',
      queryStringParameters: { x: '1,2', y: 'ä' },
      pathParameters: { id: 'a b/c', part: '7' },
      cookies: ['one=1', 'two=2'],
      headers: { 'x-mixed-case': 'Yes' },
      isBase64Encoded: false,
      requestContext: {
        http: { method: 'GET', path: '/items/a%20b%2Fc/parts/7', sourceIp: '127.0.0.1' },
        stage: '$default',
        routeKey: 'GET /items/{id}/parts/{part}',
      },
    });
    expect(seen).not.toHaveProperty('body');
    expect(seen['headers']).not.toHaveProperty('cookie');
  });

  it('brings a text body as it is and any other in base64', async () => {
    const text = await event('/open/x', {
      method: 'POST',
      body: '{"ü":1}',
      headers: { 'content-type': 'application/json; charset=utf-8' },
    });
    expect(text).toMatchObject({ body: '{"ü":1}', isBase64Encoded: false, pathParameters: { rest: 'x' } });
    const binary = await event('/open/x', {
      method: 'PUT',
      body: new Uint8Array([0, 255]),
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(binary).toMatchObject({ body: 'AP8=', isBase64Encoded: true });
  });

  it('that is too large is heard to its end before it is refused: who still sends would not listen', async () => {
    const { hostname, port } = new URL(stack.endpoints.api);
    const half = Buffer.alloc(8 * 1024 * 1024);
    const socket = connect(Number(port), hostname);
    let heard = '';
    socket.setEncoding('utf8').on('data', (text) => {
      heard += text;
    });
    socket.write(`POST /open/x HTTP/1.1\r\nhost: x\r\ncontent-length: ${2 * half.length}\r\n\r\n`);
    await new Promise((resolve) => socket.write(half, resolve));
    expect((await get('/nowhere')).status).toBe(404);
    expect(heard).toBe('');
    socket.write(half);
    await once(socket, 'close');
    expect(heard).toMatch(/^HTTP\/1.1 413 .*request\.too-large/s);
  });

  it('is refused without a route, and above ten megabytes', async () => {
    const missing = await get('/nowhere');
    expect([missing.status, await missing.json()]).toMatchObject([
      404,
      { status: 404, message: 'Not Found' },
    ]);
    expect((await get('/items/1/parts/2', { method: 'POST' })).status).toBe(404);
    const large = await get('/open/x', { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect([large.status, await large.json()]).toMatchObject([
      413,
      { status: 413, message: 'Request Entity Too Large' },
    ]);
  });
});

describe('an answer', () => {
  const answer = (kind: string): Promise<Response> => get('/open/x', { headers: { 'x-answer': kind } });

  it('may be a plain value, binary, or nothing but cookies', async () => {
    expect(await (await answer('plain')).json()).toEqual({ hello: 'world' });
    const binary = await answer('binary');
    expect(binary.status).toBe(201);
    expect(binary.headers.get('content-type')).toBe('image/png');
    expect([...new Uint8Array(await binary.arrayBuffer())]).toEqual([137, 80]);
    const cookies = await answer('cookies');
    expect([cookies.status, cookies.headers.getSetCookie()]).toEqual([204, ['a=1', 'b=2; HttpOnly']]);
  });

  it.each(['throw', 'odd'])('that is no answer is 500 and tells nothing (%s)', async (kind) => {
    const response = await answer(kind);
    expect([response.status, await response.json()]).toMatchObject([
      500,
      { status: 500, message: 'Internal Server Error' },
    ]);
  });
});

describe('the JWT authorizer', () => {
  const refused = async (init: RequestInit): Promise<void> => {
    const response = await get('/mine', init);
    expect([response.status, await response.json()]).toMatchObject([
      401,
      { status: 401, message: 'Unauthorized' },
    ]);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
  };

  it('hands on the claims as texts, as API Gateway does', async () => {
    const token = await sign({
      client_id: 'machine',
      scope: 'house/read other',
      'cognito:groups': ['admin', 'sales'],
      level: 3,
      nice: true,
    });
    const seen = await event('/mine', bearer(token));
    expect(seen['requestContext']).toMatchObject({
      authorizer: {
        jwt: {
          claims: {
            client_id: 'machine',
            scope: 'house/read other',
            'cognito:groups': '[admin sales]',
            level: '3',
            nice: 'true',
          },
          scopes: null,
        },
      },
    });
  });

  it('takes the audience where there is one, the client id where there is none', async () => {
    expect((await get('/mine', bearer(await sign({ aud: 'app' })))).status).toBe(200);
    expect((await get('/mine', bearer(await sign({ aud: ['x', 'machine'] })))).status).toBe(200);
    await refused(bearer(await sign({ aud: 'x', client_id: 'machine' })));
    await refused(bearer(await sign({ client_id: 'x' })));
    await refused(bearer(await sign({})));
  });

  it('refuses what is missing, foreign, forged, run out or not yet valid', async () => {
    await refused({});
    await refused(bearer('not.a.token'));
    await refused(bearer(await sign({ aud: 'app' }, { issuer: 'http://elsewhere' })));
    await refused(bearer(await sign({ aud: 'app' }, { foreign: true })));
    await refused(bearer(await sign({ aud: 'app' }, { expires: Math.floor(Date.now() / 1000) - 1 })));
    await refused(bearer(await sign({ aud: 'app', nbf: Math.floor(Date.now() / 1000) + 600 })));
    const [, payload] = (await sign({ aud: 'app' })).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    await refused(bearer(`${none}.${payload}.`));
  });

  it('asks for one of the route’s scopes', async () => {
    const response = await get('/scoped', bearer(await sign({ aud: 'app', scope: 'house/write' })));
    expect([response.status, await response.json()]).toMatchObject([
      403,
      { status: 403, message: 'Forbidden' },
    ]);
    const seen = await event('/scoped', bearer(await sign({ aud: 'app', scope: 'house/write house/read' })));
    expect(seen['requestContext']).toMatchObject({
      authorizer: { jwt: { scopes: ['house/read', 'house/admin'] } },
    });
  });

  it('lets a token run out by the stack’s clock, also one that it has seen', async () => {
    const token = await sign({ aud: 'app' }, { expires: Math.floor(Date.now() / 1000) + 600 });
    expect((await get('/mine', bearer(token))).status).toBe(200);
    const clock = stack.stack.clock as unknown as { now(): number; set(now: number): Promise<void> };
    await clock.set(clock.now() + 601_000);
    await refused(bearer(token));
  });
});

describe('CORS', () => {
  const preflight = (origin: string): Promise<Response> =>
    get('/mine', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET' },
    });

  it('answers preflights of its origins without a token', async () => {
    const response = await preflight('https://app.example');
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(response.headers.get('access-control-allow-headers')).toBe('authorization');
    expect(response.headers.get('access-control-max-age')).toBe('60');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('shows answers to its origins only', async () => {
    const from = (origin: string): Promise<Response> => get('/open/x', { headers: { origin } });
    const own = await from('https://app.example');
    expect(own.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(own.headers.get('access-control-expose-headers')).toBe('etag');
    expect((await from('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('the stack’s own routes', () => {
  it('stand before the API', async () => {
    expect((await get('/api/v1/clock')).status).toBe(401);
    expect((await get('/api/v1/clocks')).status).toBe(404);
  });

  it('invoke by ARN', async () => {
    expect(await stack.stack.lambda.invoke(functionArn('echo'), { headers: {} })).toMatchObject({ ok: true });
  });
});

describe('the clock’s route', () => {
  const clock = async (scope: string, body?: unknown, method = body === undefined ? 'GET' : 'PUT') => {
    stack.stack.identity = {
      issuer,
      tokenEndpoint: '',
      clientId: '',
      clientSecret: '',
      staff: { username: '', password: '' },
    };
    const expires = Math.floor(stack.stack.clock.now() / 1000) + 600;
    const claims = scope === 'group' ? { 'cognito:groups': ['admin'] } : { scope };
    const response = await fetch(stack.endpoints.clock, {
      method,
      headers: { authorization: `Bearer ${await sign(claims, { expires })}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as { now?: string; code?: string } };
  };

  it('is for administrators', async () => {
    expect((await clock('throughline/admin')).status).toBe(200);
    expect((await clock('group')).status).toBe(200);
    expect(await clock('throughline/billing')).toMatchObject({
      status: 403,
      body: { code: 'request.not-permitted' },
    });
  });

  it('sets and advances the clock, by months and days of the calendar', async () => {
    const now = '2031-01-31T12:00:00.000Z';
    expect((await clock('group', { now })).body.now).toMatch(/^2031-01-31T12:00:0/);
    expect((await clock('group', { advance: 'P1M' })).body.now).toMatch(/^2031-02-28T12:00:0/);
    expect((await clock('group', { advance: 'P1DT30M' })).body.now).toMatch(/^2031-03-01T12:30:0/);
    expect((await clock('group')).body.now).toMatch(/^2031-03-01T12:30:0/);
  });

  it.each([
    { advance: 'P1Q' },
    { advance: '-P1D' },
    { advance: 'PT' },
    { now: 'tomorrow' },
    { now: '2031-01-01T00:00:00Z', advance: 'P1D' },
    [],
  ])('refuses %j', async (body) => {
    expect(await clock('group', body)).toMatchObject({ status: 422, body: { code: 'clock.invalid' } });
  });
});

describe('route keys', () => {
  const table = new RouteTable<string>();
  for (const key of [
    '$default',
    'ANY /a/{rest+}',
    'GET /a/{x}',
    'GET /a/b',
    'ANY /a/b',
    'GET /a/{x}/c',
    'GET /a/b/{y}',
    'GET /dots.and(signs)',
  ]) {
    table.add(key, key);
  }

  it.each([
    ['GET', '/a/b', 'GET /a/b'],
    ['POST', '/a/b', 'ANY /a/b'],
    ['GET', '/a/z', 'GET /a/{x}'],
    ['POST', '/a/z', 'ANY /a/{rest+}'],
    ['GET', '/a/b/c', 'GET /a/b/{y}'],
    ['GET', '/a/z/c', 'GET /a/{x}/c'],
    ['GET', '/a/z/d', 'ANY /a/{rest+}'],
    ['GET', '/dotsXand(signs)', '$default'],
    ['GET', '/dots.and(signs)', 'GET /dots.and(signs)'],
    ['GET', '/', '$default'],
  ])('%s %s → %s', (method, path, key) => {
    expect(table.find(method, path)?.route).toBe(key);
  });

  it('refuses what API Gateway would', () => {
    expect(() => table.add('GET a', 'x')).toThrow('unsupported route key GET a');
    expect(() => table.add('GET /{a+}/b', 'x')).toThrow('unsupported route key GET /{a+}/b');
  });
});
