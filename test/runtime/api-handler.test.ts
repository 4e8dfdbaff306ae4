import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { defineRoute } from '../../functions/contracts/route.ts';
import { done, refuse } from '../../functions/domain/result.ts';
import { change } from '../../functions/ports/change.ts';
import { type BoundRoute, bind } from '../../functions/runtime/bind.ts';
import { type Counter, counted, counter } from '../adapters/counter.ts';
import { admin, type Call, makeApi } from '../api.ts';
import { makePorts, type TestPorts } from '../ports.ts';

const params = z.object({ id: z.string().regex(/^led_/) });
const count = z.strictObject({
  by: z.int().min(1),
  note: z.string().optional(),
  inner: z.object({ a: z.int() }).optional(),
});
const shown = z.object({ id: z.string(), total: z.int() });
const common = { permission: 'leads:write', summary: 'A test', tag: 'Test', versioned: true } as const;
const begin = defineRoute({
  ...common,
  method: 'POST',
  path: '/counters',
  body: count,
  answer: { status: 201, body: shown },
});
const add = defineRoute({
  ...common,
  method: 'PATCH',
  path: '/counters/{id}',
  params,
  body: count,
  answer: { status: 200, body: shown },
});
const once = defineRoute({
  ...common,
  method: 'POST',
  path: '/counters/{id}/once',
  params,
  answer: { status: 201, body: shown },
});
const read = defineRoute({
  ...common,
  method: 'GET',
  path: '/counters/{id}',
  permission: 'leads:read',
  params,
  answer: { status: 200, body: shown },
});
const list = defineRoute({
  ...common,
  method: 'GET',
  path: '/counters',
  permission: 'leads:read',
  query: z.object({ limit: z.coerce.number().int().min(1).default(5) }),
  answer: { status: 200, body: z.object({ limit: z.int() }) },
});
const drop = defineRoute({
  ...common,
  method: 'DELETE',
  path: '/counters/{id}',
  params,
  answer: { status: 204, body: z.void() },
});
const open = defineRoute({
  ...common,
  method: 'GET',
  path: '/open',
  permission: 'public',
  versioned: false,
  answer: { status: 200, body: z.object({ ok: z.literal(true) }) },
});
const broken = defineRoute({
  ...common,
  method: 'POST',
  path: '/broken',
  body: z.object({ how: z.string() }),
  answer: { status: 200, body: z.object({ ok: z.literal(true) }) },
});

interface Seen {
  readonly id: string;
  readonly version: number;
  readonly state: Counter;
}
const show = ({ id, version, state: { total } }: Seen) => ({ body: { id, total }, version });

let runs = 0;
const second = Promise.withResolvers<void>();
const settled = Promise.withResolvers<void>();
const routes: readonly BoundRoute[] = [
  bind(
    begin,
    async ({ body, context }, { store, ids }) => {
      runs += 1;
      const id = ids.next('led');
      const made = change(counter, id, undefined, [counted(body.by)], context.now);
      const seen: Seen = { id, version: 1, state: made.state };
      const committed = await store.commit([made], context, seen);
      return committed.ok ? done(seen) : committed;
    },
    show,
  ),
  bind(
    add,
    async ({ params: { id }, body, context }, { store }) => {
      const stored = await store.load(counter, id);
      if (stored === undefined) return refuse('lead.unknown', 'There is none.');
      const made = change(counter, id, stored, [counted(body.by)], context.now);
      const committed = await store.commit([made], context);
      return committed.ok ? done({ id, version: stored.version + 1, state: made.state }) : committed;
    },
    show,
  ),
  bind(
    once,
    // Of two at once the first commits when the second has come in, and the second looks when the first has ended.
    async ({ params: { id }, context }, { store }) => {
      runs += 1;
      if (runs % 2 === 0) {
        second.resolve();
        await settled.promise;
      } else await second.promise;
      const stored = await store.load(counter, id);
      if (stored !== undefined) return refuse('lead.already-won', 'It is counted already.');
      const made = change(counter, id, undefined, [counted(1)], context.now);
      const seen: Seen = { id, version: 1, state: made.state };
      const committed = await store.commit([made], context, seen);
      settled.resolve();
      return committed.ok ? done(seen) : committed;
    },
    show,
  ),
  bind(
    read,
    async ({ params: { id } }, { store }) => {
      const stored = await store.load(counter, id);
      return stored === undefined ? refuse('lead.unknown', 'There is none.', '/id') : done(stored);
    },
    show,
  ),
  bind(
    list,
    async ({ query }) => done(query.limit),
    (limit) => ({ body: { limit } }),
  ),
  bind(
    drop,
    async () => done(undefined),
    () => ({ body: undefined }),
  ),
  bind(
    open,
    async () => done(true as const),
    (ok) => ({ body: { ok } }),
  ),
  bind(
    broken,
    async ({ body }) => {
      if (body.how === 'throw') throw new Error('the disk is on fire', { cause: new Error('a spark') });
      if (body.how === 'code') return refuse('no.such-code', 'Unmapped.');
      return done(false as unknown as true);
    },
    (ok) => ({ body: { ok } }),
  ),
];

let started: TestPorts;
let call: Call;
beforeAll(async () => {
  started = await makePorts();
  call = makeApi(routes, started.ports);
});
afterAll(() => started.stop());

describe('a request', () => {
  test('that fits is answered with an ETag, and read again', async () => {
    const made = await call('POST', '/counters', { body: { by: 3 } });
    expect(made).toMatchObject({
      status: 201,
      body: { total: 3 },
      headers: { etag: '"1"', 'content-type': 'application/json' },
    });
    expect(await call('GET', `/counters/${made.body['id']}`)).toMatchObject({ status: 200, body: made.body });
    expect(await call('GET', '/counters?limit=7')).toMatchObject({ body: { limit: 7 } });
    const dropped = await call('DELETE', `/counters/${made.body['id']}`);
    expect(dropped).toMatchObject({ status: 204, body: undefined });
    expect(dropped.headers).not.toHaveProperty('content-type');
  });

  test('to nowhere is answered 404', async () => {
    for (const [method, path] of [
      ['GET', '/nowhere'],
      ['PUT', '/counters'],
      ['GET', '/counters/1/2'],
    ] as const) {
      const got = await call(method, path);
      expect(got).toMatchObject({ status: 404, body: { code: 'request.route-unknown' } });
      expect(got.headers['content-type']).toBe('application/problem+json');
    }
  });

  test('for something unknown is the refusal with its pointer', async () => {
    expect(await call('GET', '/counters/led_none')).toMatchObject({
      status: 404,
      body: {
        type: 'about:blank',
        title: 'Not found',
        status: 404,
        code: 'lead.unknown',
        errors: [{ pointer: '/id' }],
      },
    });
  });
});

describe('permission', () => {
  test.each([
    [undefined, 401],
    [{ sub: 'x' }, 403],
    [{ sub: 'x', 'cognito:groups': '[billing network]' }, 403],
    [{ sub: 'x', 'cognito:groups': '[billing sales]' }, 201],
    [{ sub: 'x', 'cognito:groups': ['sales'] }, 201],
    [{ sub: 'x', scope: 'throughline/sales openid' }, 201],
    [{ sub: 'x', scope: 'other/sales sales' }, 403],
    [{ sub: 'x', 'cognito:groups': '[Administrators]', scope: '' }, 403],
  ])('of %j is answered %i', async (claims, status) => {
    expect(await call('POST', '/counters', { body: { by: 1 }, claims })).toMatchObject({ status });
  });

  test('is not asked for on a public route', async () => {
    expect(await call('GET', '/open', { claims: undefined })).toMatchObject({
      status: 200,
      body: { ok: true },
    });
  });

  test('comes before everything that the request says', async () => {
    expect(await call('POST', '/counters', { raw: '{', claims: undefined })).toMatchObject({ status: 401 });
  });
});

describe('a body', () => {
  test.each([
    [{ body: {} }, 422, '/by', 'field.missing'],
    [{ body: { by: 0 } }, 422, '/by', 'field.too-small'],
    [{ body: { by: 1, extra: true } }, 422, '/extra', 'field.unknown'],
    [{ body: { by: 1, inner: { a: 'x' } } }, 422, '/inner/a', 'field.invalid-type'],
    [{ body: { by: 1, 'a/b~c': 1 } }, 422, '/a~1b~0c', 'field.unknown'],
    [{ body: [] }, 422, '', 'field.invalid-type'],
    [{ raw: '' }, 422, '', 'field.missing'],
    [{ raw: '{"by":1,"note":"\\ud800"}' }, 422, '/note', 'request.not-storable'],
    [{ raw: '{"by":1e400}' }, 422, '/by', 'request.not-storable'],
    [{ raw: '{"by":9007199254740993}' }, 422, '/by', 'request.not-storable'],
    [{ raw: '{"by":1,"__proto__":{}}' }, 422, '/__proto__', 'request.not-storable'],
    [{ raw: '{"by":1,"":{}}' }, 422, '/', 'request.not-storable'],
  ])('%j is answered %i at %j', async (sent, status, pointer, code) => {
    const got = await call('POST', '/counters', sent);
    expect(got).toMatchObject({ status, body: { errors: [{ pointer, code }] } });
  });

  test.each([
    [{ raw: '{"by":' }, 400, 'request.malformed-json'],
    [{ raw: Buffer.from([0x22, 0xff, 0x22]) }, 400, 'request.malformed-json'],
    [{ raw: '{"by":1}', headers: { 'content-type': 'text/plain' } }, 415, 'request.not-json'],
    [
      { raw: '{"by":1}', headers: { 'content-type': 'application/json; charset=latin1' } },
      415,
      'request.not-json',
    ],
    [{ raw: `{"by":1,"note":"${'x'.repeat(300_000)}"}` }, 413, 'request.too-large'],
    [{ raw: `${'['.repeat(1_000)}${']'.repeat(1_000)}` }, 422, 'request.not-storable'],
    [{ raw: '['.repeat(100_000) }, 400, 'request.malformed-json'],
  ])('%# cannot be read', async (sent, status, code) => {
    expect(await call('POST', '/counters', sent)).toMatchObject({ status, body: { code } });
  });

  test.each(['application/json; charset=utf-8', 'Application/JSON', 'application/json;charset="UTF-8"'])(
    'may be declared as %s',
    async (type) => {
      const got = await call('POST', '/counters', {
        raw: Buffer.from('{"by":2}'),
        headers: { 'content-type': type },
      });
      expect(got.status).toBe(201);
    },
  );

  test('does not belong to a request that takes none', async () => {
    expect(await call('DELETE', '/counters/led_1', { body: { a: 1 } })).toMatchObject({ status: 422 });
    expect(await call('DELETE', '/counters/led_1', { body: {} })).toMatchObject({ status: 204 });
  });
});

test('path and query that do not fit are answered 400 with a pointer', async () => {
  expect(await call('GET', '/counters/1')).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/path/id' }] },
  });
  expect(await call('GET', '/counters?limit=x')).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/query/limit' }] },
  });
});

describe('If-Match', () => {
  const withIfMatch = async (value: string) => {
    const { body } = await call('POST', '/counters', { body: { by: 1 } });
    return call('PATCH', `/counters/${body['id']}`, { body: { by: 1 }, headers: { 'if-match': value } });
  };

  test('holds against the present version only', async () => {
    expect(await withIfMatch('"1"')).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { total: 2 },
    });
    expect(await withIfMatch('"2"')).toMatchObject({ status: 412, body: { code: 'store.version-conflict' } });
    expect(await withIfMatch('*')).toMatchObject({ status: 200 });
  });

  test.each(['1', 'W/"1"', '""', '"x"', '"1", "2"', `"${'9'.repeat(30)}"`])('cannot be %s', async (value) => {
    expect(await withIfMatch(value)).toMatchObject({
      status: 400,
      body: { code: 'request.if-match-malformed' },
    });
  });
});

describe('an Idempotency-Key', () => {
  const post = (key: string, by: number, claims = admin) =>
    call('POST', '/counters', { body: { by }, headers: { 'idempotency-key': key }, claims });

  test('gets the first answer again, and refuses another request', async () => {
    const before = runs;
    const first = await post('one', 3);
    expect(await post('one', 3)).toEqual(first);
    expect(runs).toBe(before + 1);
    expect(await post('one', 4)).toMatchObject({ status: 422, body: { code: 'idempotency.body-differs' } });
    const other = await post('one', 3, { ...admin, sub: 'another' });
    expect(other.body['id']).not.toBe(first.body['id']);
  });

  test('gives one answer to requests at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('two', 5)));
    expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1);
    expect(answers.every(({ status, headers }) => status === 201 && headers['etag'] === '"1"')).toBe(true);
  });

  test('gives the first answer also to one that was refused because the first had just done it', async () => {
    runs = 0;
    const path = '/counters/led_01k9xq3v7n5e2r8t4w6y000001/once';
    const answers = await Promise.all(
      [1, 2].map(() => call('POST', path, { headers: { 'idempotency-key': 'once' } })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[0]).toEqual(answers[1]);
  });

  test.each(['', 'with space', 'x'.repeat(256), 'ünicode'])('cannot be %j', async (key) => {
    expect(await post(key, 1)).toMatchObject({
      status: 400,
      body: { code: 'request.idempotency-key-malformed' },
    });
  });
});

describe('a fault', () => {
  test.each([
    ['throw', /the disk is on fire.*a spark/],
    ['code', /no\.such-code/],
    ['answer', /invalid_value/],
  ])('(%s) is answered 500 under a name that the log knows, and tells nothing', async (how, logged) => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const got = await call('POST', '/broken', { body: { how, secret: 'pa55' } });
    const line = String(error.mock.calls[0]?.[0]);
    error.mockRestore();
    expect(got).toMatchObject({ status: 500, body: { code: 'system.fault' } });
    expect(JSON.stringify(got.body)).not.toMatch(/fire|no\.such|invalid/);
    expect(line).toContain(got.body.instance);
    expect(line).toMatch(logged);
    expect(line).not.toContain('pa55');
  });
});
