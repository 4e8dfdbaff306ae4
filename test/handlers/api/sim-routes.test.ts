import { afterAll, beforeAll, expect, test } from 'vitest';
import { routes } from '../../../functions/handlers/api/routes.ts';
import { type Call, makeApi } from '../../api.ts';
import { makePorts, type TestPorts } from '../../ports.ts';

let house: TestPorts;
let call: Call;
beforeAll(async () => {
  house = await makePorts();
  call = makeApi(routes, house.ports);
});
afterAll(() => house.stop());

let last = 0;
const hex = (number: number) => number.toString(16).padStart(32, 'a');
/** A SIM that is like no other. */
function sim(change: object = {}) {
  const n = ++last;
  return {
    iccid: `8949${String(n).padStart(15, '0')}`,
    imsi: `00101${String(n).padStart(10, '0')}`,
    msisdn: `4917${String(n).padStart(8, '0')}`,
    ki: hex(n),
    opc: hex(n + 1_000_000),
    ...change,
  };
}
const stock = async (change: object = {}) => {
  const wish = sim(change);
  const { status, body } = await call('POST', '/sims', { body: wish });
  expect(status, JSON.stringify(body)).toBe(201);
  return { wish, id: body.id as string };
};
const patch = (id: string, body: object) => call('PATCH', `/sims/${id}`, { body });

test('a SIM comes into the stock, is read and found, and its keys are never told', async () => {
  const { wish, id } = await stock({ batch: 'delivery 7', ki: 'ABCDEF'.padEnd(32, '0') });
  const { iccid, imsi, msisdn } = wish;
  const read = await call('GET', `/sims/${id}`);
  expect(read).toMatchObject({
    status: 200,
    body: { id, status: 'stock', iccid, imsi, msisdn, batch: 'delivery 7' },
  });
  expect(id).toMatch(/^sim_/);
  expect((await call('GET', `/sims?imsi=${imsi}`)).body.items).toEqual([read.body]);
  expect((await call('GET', `/sims?imsi=${imsi}&status=retired`)).body.items).toEqual([]);
  expect((await call('GET', '/sims?imsi=99999999999999')).body.items).toEqual([]);
  expect((await call('GET', '/sims?status=stock&limit=200')).body.items).toContainEqual(read.body);
  const told = JSON.stringify([read.body, await house.ports.store.history('sim', id)]).toLowerCase();
  expect(told).not.toContain(wish.ki.toLowerCase());
  expect(told).not.toContain(wish.opc.toLowerCase());
  expect(await house.ports.store.secret('sim', id, 'ki')).toBe(wish.ki.toLowerCase());
  expect(await house.ports.store.secret('sim', id, 'opc')).toBe(wish.opc);
  expect(await call('GET', `/sims/sim_${'0'.repeat(26)}`)).toMatchObject({
    status: 404,
    body: { code: 'sim.unknown' },
  });
});

test('nothing of a SIM is had twice, and the refusal does not repeat a key', async () => {
  const { wish } = await stock();
  const cases = [
    ['iccid', 'sim.iccid-taken'],
    ['imsi', 'sim.imsi-taken'],
    ['msisdn', 'sim.msisdn-taken'],
    ['ki', 'sim.key-taken'],
  ] as const;
  for (const [field, code] of cases) {
    const { status, body } = await call('POST', '/sims', { body: sim({ [field]: wish[field] }) });
    expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([409, code, `/${field}`]);
    expect(JSON.stringify(body)).not.toContain(wish.ki);
  }
  const upper = await call('POST', '/sims', { body: sim({ ki: wish.ki.toUpperCase() }) });
  expect(upper).toMatchObject({ status: 409, body: { code: 'sim.key-taken' } });
  const flawed = await call('POST', '/sims', { body: sim({ ki: 'not-a-key-but-secret' }) });
  expect(flawed.status).toBe(422);
  expect(JSON.stringify(flawed.body)).not.toContain('not-a-key-but-secret');
});

test('a number moves from SIM to SIM', async () => {
  const one = await stock();
  const two = await stock();
  const number = one.wish.msisdn;
  expect(await patch(two.id, { msisdn: number })).toMatchObject({
    status: 409,
    body: { code: 'sim.msisdn-taken' },
  });
  expect((await patch(one.id, { msisdn: null })).body).not.toHaveProperty('msisdn');
  expect(await patch(two.id, { msisdn: number })).toMatchObject({ status: 200, body: { msisdn: number } });
  const three = await stock({ msisdn: two.wish.msisdn });
  expect(three.id).not.toBe(two.id);
});

test('a retired SIM has no keys, frees its number and keeps its IMSI to itself', async () => {
  const { wish, id } = await stock();
  expect(await patch(id, { status: 'retired', reason: 'lost' })).toMatchObject({
    status: 200,
    body: { status: 'retired', retiredReason: 'lost' },
  });
  expect(await house.ports.store.secret('sim', id, 'ki')).toBeUndefined();
  expect(await house.ports.store.secret('sim', id, 'opc')).toBeUndefined();
  await stock({ msisdn: wish.msisdn });
  expect(await call('POST', '/sims', { body: sim({ imsi: wish.imsi }) })).toMatchObject({
    body: { code: 'sim.imsi-taken' },
  });
  expect(await call('POST', '/sims', { body: sim({ ki: wish.ki }) })).toMatchObject({
    body: { code: 'sim.key-taken' },
  });
  expect(await patch(id, { status: 'stock' })).toMatchObject({ status: 409, body: { code: 'sim.retired' } });
  expect(await patch(id, { msisdn: '4917999999' })).toMatchObject({ body: { code: 'sim.retired' } });
});

test('an assignment names a service that is there', async () => {
  const { id } = await stock();
  expect(await patch(id, { status: 'assigned' })).toMatchObject({
    status: 422,
    body: { code: 'sim.service-missing' },
  });
  const serviceId = house.ports.ids.next('svc');
  expect(await patch(id, { status: 'assigned', serviceId })).toMatchObject({
    status: 422,
    body: { code: 'reference.service-unknown' },
  });
});

test('a delivery comes in row by row, and may be sent again', async () => {
  const before = await stock();
  const rows = Array.from({ length: 25 }, () => sim());
  const columns = ['imsi', 'iccid', 'ki', 'opc', 'msisdn'] as const;
  const cells = rows.map((row) => columns.map((name) => row[name]));
  cells[3] = columns.map((name) => (name === 'msisdn' ? '' : rows[3]![name]));
  cells[7]![1] = '1234';
  cells[8]![0] = before.wish.imsi;
  cells[9]!.push('one too many');
  const send = () => call('POST', '/sims/import', { body: { columns, rows: cells } });
  const first = await send();
  expect(first).toMatchObject({ status: 200, body: { stocked: 22, known: 0, refused: 3 } });
  const refused = first.body.rows.filter(({ result }: { result: string }) => result === 'refused');
  expect(refused).toMatchObject([
    { row: 7, code: 'sim.row-invalid', column: 'iccid' },
    { row: 8, code: 'sim.imsi-taken', column: 'imsi' },
    { row: 9, code: 'sim.row-invalid' },
  ]);
  const again = await send();
  expect(again).toMatchObject({ status: 200, body: { stocked: 0, known: 22, refused: 3 } });
  const ids = (body: typeof first.body) => body.rows.map(({ simId }) => simId);
  expect(ids(again.body)).toEqual(ids(first.body));
  // Other keys for a known card are no repetition.
  const other = columns.map((name) => (name === 'opc' ? hex(9_999_999) : rows[0]![name]));
  const changed = await call('POST', '/sims/import', { body: { columns, rows: [other] } });
  expect(changed).toMatchObject({ body: { refused: 1, rows: [{ code: 'sim.iccid-taken' }] } });
  const short = await call('POST', '/sims/import', {
    body: { columns: ['iccid', 'imsi', 'ki', 'batch'], rows },
  });
  expect(short.status).toBe(422);
  const { status } = await call('POST', '/sims/import', {
    body: { columns, rows: { length: { toString: 1 } } },
  });
  expect(status).toBe(422);
  for (const answer of [first, again, changed, short]) {
    for (const { ki, opc } of rows) {
      expect(JSON.stringify(answer.body)).not.toContain(ki);
      expect(JSON.stringify(answer.body)).not.toContain(opc);
    }
  }
});

test('a reader may look at the stock and not change it', async () => {
  const claims = { sub: 'r', username: 'r', 'cognito:groups': '[read-only]' };
  expect(await call('GET', '/sims', { claims })).toMatchObject({ status: 200 });
  expect(await call('POST', '/sims', { claims, body: sim() })).toMatchObject({ status: 403 });
});
