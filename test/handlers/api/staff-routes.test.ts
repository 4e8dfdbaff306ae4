import { afterAll, beforeAll, expect, test } from 'vitest';
import { isGranted, permissions, roles } from '../../../functions/contracts/permissions.ts';
import { routes } from '../../../functions/handlers/api/routes.ts';
import { admin, type Call, makeApi, type Sent } from '../../api.ts';
import { makePorts, type TestPorts } from '../../ports.ts';

let started: TestPorts;
let call: Call;
beforeAll(async () => {
  started = await makePorts();
  call = makeApi(routes, started.ports);
});
afterAll(() => started.stop());

const as = (role: string) => ({
  claims: { ...admin, sub: role, username: role, 'cognito:groups': `[${role}]` },
});
const ben = { name: 'Ben', email: 'Ben@Example.com', roles: ['sales'] };

test('staff is invited, listed, changed, disabled and enabled', async () => {
  const made = await call('POST', '/staff', { body: ben });
  expect(made).toMatchObject({
    status: 201,
    body: { name: 'Ben', email: 'ben@example.com', roles: ['sales'], status: 'awaiting-sign-in' },
  });
  const { id } = made.body;
  expect(await call('GET', '/staff')).toMatchObject({
    status: 200,
    body: { items: [{ id: 'admin', status: 'active' }, { id }] },
  });
  expect(await call('PATCH', `/staff/${id}`, { body: { roles: ['billing', 'network'] } })).toMatchObject({
    status: 200,
    body: { roles: ['billing', 'network'] },
  });
  expect(await call('POST', `/staff/${id}/disable`)).toMatchObject({ body: { status: 'disabled' } });
  expect(await call('POST', `/staff/${id}/enable`)).toMatchObject({ body: { status: 'awaiting-sign-in' } });
  expect(await call('GET', `/staff/${id}`)).toMatchObject({ status: 200, body: { name: 'Ben' } });
  expect(await call('GET', '/staff-names')).toMatchObject({ body: { items: [{ id, name: 'Ben' }] } });
});

test('roles that somebody else gave meanwhile are not taken away unseen', async () => {
  const { body, headers } = await call('POST', '/staff', { body: { ...ben, email: 'eve@example.com' } });
  const change = (roles: readonly string[], etag = '') =>
    call('PATCH', `/staff/${body.id}`, { body: { roles }, headers: { 'if-match': etag } });
  const given = await change(['sales', 'billing'], headers['etag']);
  expect(given).toMatchObject({ status: 200, body: { roles: ['sales', 'billing'] } });
  expect(await change(['sales', 'network'], headers['etag'])).toMatchObject({
    status: 412,
    body: { code: 'store.version-conflict' },
  });
  const seen = await call('GET', `/staff/${body.id}`);
  expect([seen.body.roles, seen.headers['etag']]).toEqual([['sales', 'billing'], given.headers['etag']]);
});

test('what cannot be says why, and where', async () => {
  const refusals = async (method: string, path: string, body?: object) => {
    const { status, body: problem } = await call(method, path, body === undefined ? {} : { body });
    return { status, code: problem.code, errors: problem.errors, detail: problem.detail };
  };
  expect(await refusals('POST', '/staff', ben)).toMatchObject({
    status: 409,
    code: 'staff.email-taken',
    errors: [{ pointer: '/email' }],
  });
  expect(
    await refusals('POST', '/staff', { ...ben, email: 'x@example.com', roles: ['sales', 'boss'] }),
  ).toMatchObject({
    status: 422,
    errors: [{ pointer: '/roles/1', message: expect.stringMatching(/boss is no role.*admin, sales/) }],
  });
  for (const none of [[], ['sales', 'sales']]) {
    expect(await refusals('POST', '/staff', { ...ben, email: 'x@example.com', roles: none })).toMatchObject({
      status: 422,
      errors: [{ pointer: '/roles' }],
    });
  }
  expect(await refusals('PATCH', '/staff/admin', { roles: ['sales'] })).toMatchObject({
    status: 409,
    code: 'staff.last-administrator',
    errors: [{ pointer: '/roles', message: expect.stringContaining('give another person the role') }],
  });
  expect(await refusals('PATCH', '/staff/admin', { roles: ['admin', 'sales'] })).toMatchObject({
    status: 409,
    code: 'staff.own-account',
  });
  expect(await refusals('POST', '/staff/nobody/disable')).toMatchObject({
    status: 404,
    code: 'staff.unknown',
  });
});

test('every role sees who works here; only an administrator changes it', async () => {
  for (const role of roles) {
    expect((await call('GET', '/staff', as(role))).status).toBe(200);
    const may = role === 'admin';
    for (const [method, path, body] of [
      ['POST', '/staff', { ...ben, email: `${role}@example.com` }],
      ['PATCH', '/staff/admin', { name: 'Ada' }],
      ['POST', '/staff/nobody/disable', undefined],
      ['POST', '/staff/nobody/reset-sign-in', undefined],
    ] as const) {
      const { status } = await call(method, path, { ...as(role), ...(body === undefined ? {} : { body }) });
      if (may) expect(status).not.toBe(403);
      else expect(status, `${role}: ${method} ${path}`).toBe(403);
    }
  }
});

test('views are their keeper’s own under a name each, until they are shared; an administrator forgets those', async () => {
  const view = { name: 'Suspended', path: '/services', search: { state: 'suspended' } };
  const keep = (role: string, more: object = {}) =>
    call('POST', '/saved-views', { ...as(role), body: { ...view, ...more } });
  const seen = async (role: string) =>
    (await call('GET', '/saved-views', as(role))).body.items.map(({ name }) => name);
  const forget = async (role: string, id: string) => {
    const { status, body } = await call('DELETE', `/saved-views/${id}`, as(role));
    return body?.code ?? status;
  };
  const own = await keep('read-only');
  expect(own).toMatchObject({
    status: 201,
    body: { ...view, isShared: false, owner: { kind: 'staff', id: 'read-only' } },
  });
  expect([await seen('read-only'), await seen('sales')]).toEqual([['Suspended'], []]);
  expect([await forget('admin', own.body.id), await forget('sales', own.body.id)]).toEqual([
    'saved-view.unknown',
    'saved-view.unknown',
  ]);

  const again = await keep('read-only', { name: 'SUSPENDED', search: {} });
  expect(again.body).toMatchObject({ id: own.body.id, name: 'SUSPENDED', search: {} });
  const shared = await keep('sales', { isShared: true });
  expect(shared.body.id).not.toBe(own.body.id);
  await keep('sales', { name: 'Mine' });
  expect([await seen('read-only'), await seen('sales')]).toEqual([
    ['SUSPENDED', 'Suspended'],
    ['Mine', 'Suspended'],
  ]);
  expect(await forget('read-only', shared.body.id)).toBe('request.not-permitted');
  expect([await forget('admin', shared.body.id), await forget('read-only', own.body.id)]).toEqual([204, 204]);
  expect([await seen('read-only'), await seen('sales')]).toEqual([[], ['Mine']]);
  expect(await forget('read-only', own.body.id)).toBe('saved-view.unknown');
  expect((await keep('read-only')).status).toBe(201);

  for (const wrong of [
    { name: ' ' },
    { name: 'x'.repeat(61) },
    { path: '//elsewhere.example' },
    { path: 'https://elsewhere.example' },
    { search: { 'a b': 1 } },
    { search: Object.fromEntries(Array.from({ length: 31 }, (_, n) => [`q${n}`, n])) },
  ]) {
    expect((await keep('read-only', wrong)).status, JSON.stringify(wrong)).toBe(422);
  }
});

test('a role is told by the very table that lets requests through', async () => {
  const { body } = await call('GET', '/roles');
  expect(body.items.map(({ role }: { role: string }) => role)).toEqual([...roles]);
  for (const { role, words, permissions: told } of body.items) {
    expect(words).toMatch(/\w/);
    const held = (Object.keys(permissions) as (keyof typeof permissions)[]).filter((one) =>
      isGranted(one, [role]),
    );
    expect(told.map(({ permission }) => permission)).toEqual(held);
  }
});

test('a one-time password is not told again under the same key', async () => {
  const { body } = await call('GET', '/staff');
  const { id } = body.items.find(({ name }) => name === 'Ben')!;
  const headers = { 'idempotency-key': 'reset-1' };
  const first = await call('POST', `/staff/${id}/reset-sign-in`, { headers });
  expect(first.body.oneTimePassword).toMatch(/.{16,}/);
  const again = await call('POST', `/staff/${id}/reset-sign-in`, { headers });
  expect(again).toMatchObject({ status: 200, body: { id } });
  expect(again.body).not.toHaveProperty('oneTimePassword');
});

test('what was taken from somebody is gone with the next request, whatever their token says', async () => {
  const { body: made } = await call('POST', '/staff', {
    body: { name: 'Dan', email: 'dan@example.com', roles: ['sales', 'billing'] },
  });
  const path = `/staff/${made.id}`;
  const seconds = () => Math.floor(Date.now() / 1000);
  const token = (authTime: number, groups = '[sales billing]') => ({
    claims: { sub: made.id, username: made.id, auth_time: String(authTime), 'cognito:groups': groups },
  });
  const before = token(seconds() - 60);
  const lead = (name: string) => ({ body: { name, source: 'website' } });
  type Caller = Pick<Sent, 'claims'>;
  const write = async (as: Caller) => {
    const { status, body } = await call('POST', '/leads', { ...lead('By Dan'), ...as });
    return status === 201 ? 201 : [status, body.code];
  };
  const seesLedger = async (as: Caller) => (await call('GET', '/ledger/accounts', as)).status;
  expect([await write(before), await seesLedger(before)]).toEqual([201, 200]);

  await call('PATCH', path, { body: { roles: ['billing', 'network'] } });
  expect(await write(before)).toEqual([403, 'request.not-permitted']);
  expect(await seesLedger(before)).toBe(200);

  await call('PATCH', path, { body: { roles: ['sales'] } });
  expect(await write(before)).toBe(201);
  await call('POST', `${path}/reset-sign-in`);
  expect(await write(before)).toEqual([401, 'request.signed-out']);
  expect(await write(token(seconds() + 1))).toBe(201);

  await call('POST', `${path}/disable`);
  expect(await write(token(seconds() + 1))).toEqual([401, 'request.signed-out']);
  await call('POST', `${path}/enable`);
  expect(await write(before)).toEqual([401, 'request.signed-out']);
  expect(await write(token(seconds() + 60))).toBe(201);

  // A machine has no sign-in, even where it is called like somebody.
  const machine = { claims: { sub: made.id, client_id: made.id, scope: 'throughline/sales' } };
  await call('POST', `${path}/disable`);
  expect(await write(machine)).toBe(201);
});
