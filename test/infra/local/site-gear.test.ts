import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gearModels, usualGear } from '../../../infra/local/gear-models.ts';
import { LocalApi } from '../../../infra/local/local-api.ts';
import { SimulatedGear } from '../../../infra/local/simulated-gear.ts';
import { type NodeView, SiteGear } from '../../../infra/local/site-gear.ts';
import { askHuawei, askPyHss, askRouter } from '../../demo/ask-devices.ts';
import { type GearEndpoint, tell, view } from '../../demo/gear.ts';
import { eventually, temporaryFolder } from './small-stack.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const program = join(root, 'test', 'lab', 'gear.ts');
const siteId = 'sit_1';

/** The part of the public API that gear is entered by, on real HTTP. */
let nodes: (NodeView & Record<string, unknown>)[];
let api: LocalApi;
let server: Server;

let folder: ReturnType<typeof temporaryFolder>;
let simulated: SimulatedGear;
let gear: SiteGear;
let warnings: string[];

/** The gear's program, which dies when a file tells it to. */
const mortal = (file: string) => `
  import { existsSync, rmSync } from 'node:fs';
  setInterval(() => {
    if (!existsSync(${JSON.stringify(file)})) return;
    rmSync(${JSON.stringify(file)});
    throw new Error('told to die');
  }, 10);
  await import(${JSON.stringify(program)});
`;

function open(from = program): void {
  simulated = new SimulatedGear({
    program: from,
    compileCache: join(root, 'node_modules', '.cache', 'compile'),
    log: (_, message, fields) => void warnings.push(`${message} ${JSON.stringify(fields)}`),
  });
  gear = new SiteGear(api, simulated, () => folder.path);
}

async function restart(): Promise<void> {
  await simulated.stop();
  open();
}

beforeEach(async () => {
  folder = temporaryFolder();
  nodes = [];
  warnings = [];
  server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
    const answer = (body: unknown) => response.end(JSON.stringify(body));
    if (request.url === '/token') return answer({ access_token: 'token' });
    const body = JSON.parse(text) as NodeView;
    if (request.method === 'POST') {
      const taken = nodes.some(({ kind, address }) => kind === body.kind && address === body.address);
      if (taken) return response.writeHead(409).end('{}');
      const node = { ...body, id: `nod_${nodes.length + 1}` };
      nodes.push(node);
      return answer(node);
    }
    const node = nodes.find(({ id }) => request.url === `/access-nodes/${id}`);
    return answer(Object.assign(node ?? {}, body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  api = new LocalApi(base, {
    issuer: base,
    tokenEndpoint: `${base}/token`,
    clientId: 'c',
    clientSecret: 's',
    staff: { username: 'u', password: 'p' },
  });
  open();
});
afterEach(async () => {
  await simulated.stop();
  server.close();
  server.closeAllConnections();
  folder.remove();
});

const of = (driver: string): GearEndpoint => gear.of(siteId).find((one) => one.driver === driver)!;
const oneOf = { kind: 'nas', driver: 'mikrotik-routeros', address: '127.0.0.1', id: 'nod_nas' };

describe('the simulated gear of a site', () => {
  it('is entered once, each device at an address of its own, with credentials that nobody else has', async () => {
    nodes = [oneOf];
    await gear.ensure(siteId, usualGear, nodes);
    expect(nodes.map(({ kind, driver, address }) => [kind, driver, address])).toEqual([
      ['nas', 'mikrotik-routeros', '127.0.0.1'],
      ['nas', 'mikrotik-routeros-api', '127.0.0.2'],
      ['olt', 'huawei-ma5800', '127.0.0.1'],
      ['lte-core', 'pyhss', '127.0.0.1'],
    ]);
    const secrets = nodes.slice(1).flatMap(({ credentials }) => Object.values(credentials as object));
    expect(new Set(secrets).size).toBe(secrets.length);
    expect(statSync(join(folder.path, 'gear.json')).mode & 0o777).toBe(0o600);
    expect(gear.of(siteId).map(({ nodeId, port }) => [nodeId, port])).toEqual(
      nodes.slice(1).map(({ id, port }) => [id, port]),
    );
    await gear.ensure(siteId, usualGear, nodes);
    expect(nodes).toHaveLength(4);
  });

  it('answers whoever knows its credentials, and is told over HTTP what happens around it', async () => {
    await gear.ensure(siteId, usualGear, nodes);
    const router = of('mikrotik-routeros-api');
    await tell(router, 'by-hand', {
      do: 'add',
      menu: '/ppp/secret',
      values: { name: 'ada', password: 'pw' },
    });
    expect(await askRouter(router, '/ppp/secret', 'name', 'ada')).toMatchObject([
      { name: 'ada', password: 'pw' },
    ]);
    expect(await view(router, 'ppp/secret')).toEqual([expect.not.objectContaining({ password: 'pw' })]);
    await expect(
      askRouter(
        { ...router, credentials: { username: 'throughline', password: 'guess' } },
        '/ppp/secret',
        'name',
        'ada',
      ),
    ).rejects.toThrow('invalid user name or password');
    expect(await tell(router, 'dial', { kind: 'ppp', name: 'ada', password: 'pw' })).toMatchObject({
      accepted: true,
    });
    await tell(router, 'fault', {
      does: 'refuse',
      on: '/ppp/secret/print',
      words: 'failure: no room',
      times: 1,
    });
    await expect(askRouter(router, '/ppp/secret', 'name', 'ada')).rejects.toThrow('no room');
    expect(await askRouter(router, '/ppp/active', 'name', 'ada')).toHaveLength(1);

    const olt = of('huawei-ma5800');
    await tell(olt, 'plug-in', { serial: 'HWTCAABBCCDD', at: { slot: 1, port: 0 } });
    expect(await askHuawei(olt, 'HWTCAABBCCDD')).toBeUndefined();
    await expect(tell(olt, 'plug-in', { serial: 'nonsense', at: { slot: 1, port: 0 } })).rejects.toThrow(
      'GPON serial',
    );
    await expect(tell(olt, 'sing')).rejects.toThrow(/there is no sing; it is one of plug-in/);
    expect(await askPyHss(of('pyhss'), '/subscriber/imsi/001010000000001')).toBeUndefined();
    const fromAPage = await fetch(`${olt.control}/restart`, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
      body: '{}',
    });
    expect(fromAPage.status).toBe(403);
  });

  it('is where it was, and as it was, after a restart', async () => {
    await gear.ensure(siteId, usualGear, nodes);
    const before = gear.of(siteId);
    await tell(of('mikrotik-routeros-api'), 'by-hand', {
      do: 'add',
      menu: '/ppp/secret',
      values: { name: 'ada' },
    });
    await restart();
    await gear.ensure(siteId, usualGear, nodes);
    const places = (all: readonly GearEndpoint[]) => all.map(({ control: _, ...place }) => place);
    expect(places(gear.of(siteId))).toEqual(places(before));
    expect(await askRouter(of('mikrotik-routeros-api'), '/ppp/secret', 'name', 'ada')).toHaveLength(1);
    expect(nodes).toHaveLength(3);
  });

  it('moves to another port when somebody has taken its own, and its node follows', async () => {
    await gear.ensure(siteId, ['pyhss'], nodes);
    const { port } = of('pyhss');
    await simulated.stop();
    const squatter = createTcpServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    open();
    await gear.ensure(siteId, ['pyhss'], nodes);
    squatter.close();
    expect(of('pyhss').port).not.toBe(port);
    expect(nodes).toMatchObject([{ driver: 'pyhss', port: of('pyhss').port }]);
  });

  it('finds its node again that a kill has kept from being noted', async () => {
    await gear.ensure(siteId, ['pyhss'], nodes);
    const file = join(folder.path, 'gear.json');
    const [noted] = JSON.parse(readFileSync(file, 'utf8')) as [Record<string, unknown>];
    writeFileSync(file, JSON.stringify([{ ...noted, nodeId: undefined }]));
    await restart();
    await gear.ensure(siteId, ['pyhss'], nodes);
    expect(nodes).toHaveLength(1);
    expect(of('pyhss')).toMatchObject({ nodeId: nodes[0]!.id, credentials: noted['credentials'] });
  });

  it('gives way to real gear in its role, and to staff who took its node away', async () => {
    const real = { kind: 'olt', driver: 'zte-c300', address: '10.1.0.5', id: 'nod_real' };
    nodes = [real];
    await gear.ensure(siteId, usualGear, nodes);
    expect(gear.of(siteId).map(({ driver }) => driver)).toEqual(['mikrotik-routeros-api', 'pyhss']);

    // A real core comes: services may still be on the simulated one, which runs on unnamed.
    const { nodeId, control } = of('pyhss');
    nodes.push({ kind: 'lte-core', driver: 'open5gs', address: '10.1.0.9', id: 'nod_core' });
    await restart();
    await gear.ensure(siteId, usualGear, nodes);
    expect(gear.of(siteId).map(({ driver }) => driver)).toEqual(['mikrotik-routeros-api']);
    const path = new URL(control).pathname;
    const now = new URL(of('mikrotik-routeros-api').control).origin;
    expect((await fetch(`${now}${path}`)).status).toBe(200);

    nodes = nodes.filter(({ id }) => id !== nodeId);
    await restart();
    await gear.ensure(siteId, usualGear, nodes);
    expect(nodes.map(({ driver }) => driver)).toEqual(['zte-c300', 'mikrotik-routeros-api', 'open5gs']);
  });

  it('may be of any make that there is a driver for', async () => {
    const all = Object.keys(gearModels);
    for (const driver of all)
      expect(existsSync(join(root, 'edge-agent', 'drivers', `${driver}.ts`))).toBe(true);
    await gear.ensure(siteId, all, nodes);
    expect(gear.of(siteId).map(({ driver, address }) => [driver, address])).toEqual([
      ['mikrotik-routeros-api', '127.0.0.2'],
      ['huawei-ma5800', '127.0.0.1'],
      ['zte-c300', '127.0.0.2'],
      ['vsol-v1600g', '127.0.0.3'],
      ['pyhss', '127.0.0.1'],
      ['open5gs', '127.0.0.2'],
      ['magma', '127.0.0.3'],
    ]);
    const { openNodes } = await import('../../../edge-agent/reconcile/site-nodes.ts');
    const configurations = nodes.map(({ id, siteId: _, name: __, ...node }) => ({ ...node, nodeId: id }));
    const opened = await openNodes(configurations as never, {
      now: () => '2026-01-01T00:00:00.000Z',
      isOpen: () => false,
      radius: undefined as never,
    });
    expect(opened.problems).toEqual([]);
    const imsi = '001010000000001';
    const grant = { serviceId: 'svc_1', imsi, ki: '46'.repeat(16), opc: 'e8'.repeat(16), apn: 'internet' };
    for (const { id, kind, driver } of nodes) {
      const sims = opened.nodes.get(id)?.capabilities.simProvisioning;
      if (kind !== 'lte-core' || sims === undefined) continue;
      const result = await sims.apply({ ...grant, downKbps: 1000, upKbps: 1000, active: true });
      expect({ driver, ...result }).toMatchObject({ driver, outcome: 'applied' });
    }
    for (const { capabilities } of opened.nodes.values()) capabilities.close?.();
    await expect(gear.ensure(siteId, ['cisco'], nodes)).rejects.toThrow(/--gear cisco: .*choose of mikrotik/);
  });

  it('comes back with what it holds when its thread dies', async () => {
    const die = join(folder.path, 'die');
    const file = join(folder.path, 'program.mjs');
    writeFileSync(file, mortal(die));
    open(file);
    await gear.ensure(siteId, usualGear, nodes);
    const router = of('mikrotik-routeros-api');
    await tell(router, 'by-hand', { do: 'add', menu: '/ppp/secret', values: { name: 'ada' } });
    writeFileSync(die, '');
    await eventually(() => (warnings.some((words) => words.includes('told to die')) ? true : undefined));
    let answers: number | undefined;
    const ask = () => void fetch(router.control).then(({ status }) => (answers = status), ask);
    ask();
    expect(await eventually(() => answers, 15_000)).toBe(200);
    expect(await askRouter(router, '/ppp/secret', 'name', 'ada')).toHaveLength(1);
  });
});
