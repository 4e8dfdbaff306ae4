import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMagma } from './lte-magma.ts';
import { startOpen5Gs } from './lte-open5gs.ts';
import { startPyHss } from './lte-pyhss.ts';
import { type Memory, openMemory } from './memory.ts';
import { createHuaweiOlt } from './olt-huawei.ts';
import { createVsolOlt } from './olt-vsol.ts';
import { createZteOlt } from './olt-zte.ts';
import { startRouterLab } from './routeros.ts';
import type { SnmpDevice } from './snmp-device.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-memory-'));
  file = join(folder, 'device.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a memory', () => {
  it('recalls what was kept last, also after a kill, and is for its owner only', () => {
    const memory = openMemory(file);
    memory.keep([
      ['a', { n: 1 }],
      ['b', 'two'],
    ]);
    memory.keep([
      ['a', { n: 2 }],
      ['c', [3]],
    ]);
    // Nobody closed it.
    const later = openMemory(file);
    expect([...later.recall()]).toEqual([
      ['a', { n: 2 }],
      ['c', [3]],
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    later.close();
    memory.close();
  });

  it('writes only what changed, and drops a line that was cut short', () => {
    const memory = openMemory(file);
    memory.keep([['a', 1]]);
    const { size } = statSync(file);
    memory.keep([['a', 1]]);
    expect(statSync(file).size).toBe(size);
    memory.close();
    appendFileSync(file, '["b",{"half":');
    const later = openMemory(file);
    expect([...later.recall()]).toEqual([['a', 1]]);
    expect(readFileSync(file, 'utf8')).toBe('["a",1]\n');
    later.close();
  });

  it('does not grow with what is out of date', () => {
    const memory = openMemory(file);
    for (let n = 0; n < 12_000; n++) memory.keep([['a', n]]);
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(6000);
    expect([...memory.recall()]).toEqual([['a', 11_999]]);
    memory.close();
  });
});

/** Opens a device anew on what the one before has left. */
async function twice<D extends { close(): Promise<void> }>(
  open: (memory: Memory) => Promise<D>,
  before: (device: D) => Promise<void> | void,
  after: (device: D) => void,
): Promise<void> {
  for (const step of [before, after]) {
    const memory = openMemory(file);
    const device = await open(memory);
    await step(device);
    await device.close();
    memory.close();
  }
}

const keys = { ki: '465b5ce8b199b49faa5f0a2ee238a6bc', opc: 'e8ed289deba952e4283b54e88e6183ca' };
const imsi = '001010000000001';

async function ask(port: number, method: string, path: string, body: unknown, more: object = {}) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...more },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json().catch(() => undefined)) as never };
}

describe('a device that was switched off', () => {
  it('a router knows its subscribers and who is online, and numbers go on', () =>
    twice(
      (memory) => startRouterLab({ memory }),
      (router) => {
        router.state.add('/ppp/secret', { name: 'ada', password: 'pw' });
        router.state.add('/ip/dhcp-server/lease', { 'mac-address': '02:00:00:00:00:01' });
        router.dial('ppp', 'ada', 'pw');
        router.askAddress('02:00:00:00:00:01');
      },
      (router) => {
        expect(router.state.items('/ppp/active')).toMatchObject([{ name: 'ada', address: '10.99.0.2' }]);
        expect(router.state.items('/ip/dhcp-server/lease')).toMatchObject([
          { status: 'bound', 'active-address': '10.99.0.3' },
        ]);
        expect(router.dial('ppp', 'ada', 'another')).toBeUndefined();
        expect(router.state.items('/ppp/profile').map(({ name }) => name)).toEqual(['default']);
        const ids = ['/ppp/secret', '/ppp/active', '/ppp/profile', '/system/resource'].flatMap((menu) =>
          router.state.items(menu).map((item) => item['.id']),
        );
        ids.push(router.state.add('/ppp/secret', { name: 'bob' })['.id']);
        expect(new Set(ids).size).toBe(ids.length);
      },
    ));

  const makes: Record<string, (memory: Memory) => Promise<SnmpDevice & { plug(): void }>> = {
    async Huawei(memory) {
      const olt = await createHuaweiOlt({ memory });
      return Object.assign(olt, { plug: () => olt.plugIn('HWTCAABBCCDD', { slot: 1, port: 0 }) });
    },
    async ZTE(memory) {
      const olt = await createZteOlt({ memory });
      return Object.assign(olt, { plug: () => olt.plugIn('ZTEGAABBCCDD', { slot: 1, port: 1 }) });
    },
    async VSOL(memory) {
      const olt = await createVsolOlt({ memory });
      return Object.assign(olt, { plug: () => olt.plugIn('GPONAABBCCDD', 1) });
    },
  };
  it.each(Object.keys(makes))('an OLT of %s knows its ONUs, and boots once more', async (make) => {
    let cells: unknown;
    await twice(
      makes[make]!,
      (olt) => {
        olt.plug();
        cells = [...olt.store.cells()];
        expect(cells).not.toEqual([]);
      },
      (olt) => expect([...olt.store.cells()]).toEqual(cells),
    );
    const memory = openMemory(file);
    expect(memory.recall().get('boots')).toBe(2);
    memory.close();
  });

  it('PyHSS knows its subscribers and their sessions', () =>
    twice(
      (memory) => startPyHss({ memory }),
      async (core) => {
        const { auc_id } = (await ask(core.port, 'PUT', '/auc/', { ...keys, amf: '8000', sqn: 0, imsi }))
          .body;
        const row = { imsi, enabled: true, auc_id, default_apn: 1, apn_list: '1' };
        await ask(core.port, 'PUT', '/subscriber/', { ...row, ue_ambr_dl: 1e6, ue_ambr_ul: 1e6 });
        expect(core.attach(imsi, keys)).toBe(true);
      },
      (core) => {
        expect(core.rows('subscriber')).toMatchObject([{ imsi, serving_mme: 'mme01.epc' }]);
        expect(core.rows('apn')).toHaveLength(1);
        expect(core.ue(imsi)).toMatchObject({ downBps: 1e6, ip: '10.45.0.2' });
        expect(core.attach(imsi, keys)).toBe(true);
      },
    ));

  it('Magma knows its subscribers and their sessions', () =>
    twice(
      (memory) => startMagma({ networkId: 'mill', memory }),
      async (core) => {
        const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
        const lte = { state: 'ACTIVE', auth_algo: 'MILENAGE', sub_profile: 'default' };
        await ask(core.port, 'POST', '/magma/v1/lte/mill/subscribers', [
          { id: `IMSI${imsi}`, lte: { ...lte, auth_key: base64(keys.ki), auth_opc: base64(keys.opc) } },
        ]);
        expect(core.attach(imsi, keys)).toBe(true);
      },
      (core) => {
        expect(core.live(imsi)).toBe(true);
        expect(core.held()).toMatchObject([{ id: `IMSI${imsi}` }]);
      },
    ));

  it('Open5GS knows its subscribers, and its MME who is attached; log-ins are forgotten', () =>
    twice(
      (memory) => startOpen5Gs({ memory }),
      async (core) => {
        const csrf = async (cookie?: string) => {
          const answer = await fetch(
            `http://127.0.0.1:${core.port}/api/auth/${cookie === undefined ? 'csrf' : 'session'}`,
            {
              headers: cookie === undefined ? {} : { cookie },
            },
          );
          const sid = /connect\.sid=\w+/.exec(answer.headers.get('set-cookie') ?? '')?.[0];
          return { sid, ...((await answer.json()) as { csrfToken: string; authToken?: string }) };
        };
        const { sid, csrfToken } = await csrf();
        const login = await fetch(`http://127.0.0.1:${core.port}/api/auth/login`, {
          method: 'POST',
          redirect: 'manual',
          headers: { 'content-type': 'application/json', cookie: sid!, 'x-csrf-token': csrfToken },
          body: JSON.stringify({ username: 'admin', password: '1423' }),
        });
        const cookie = /connect\.sid=\w+/.exec(login.headers.get('set-cookie') ?? '')![0];
        const { authToken } = await csrf(cookie);
        const document = { imsi, security: { k: keys.ki, opc: keys.opc } };
        const headers = { cookie, 'x-csrf-token': csrfToken, authorization: `Bearer ${authToken}` };
        expect(await ask(core.port, 'POST', '/api/db/Subscriber', document, headers)).toMatchObject({
          status: 201,
        });
        expect(core.attach(imsi, keys)).toBe(true);
      },
      (core) => {
        expect(core.attached(imsi)).toBe(true);
        expect(core.subscribers()).toMatchObject([{ imsi, subscriber_status: 0 }]);
      },
    ));
});
