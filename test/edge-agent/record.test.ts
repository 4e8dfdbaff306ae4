import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import driver from '../../edge-agent/drivers/zte-c300-cli.ts';
import { openDatabase } from '../../edge-agent/journal/database.ts';
import { createReplica } from '../../edge-agent/journal/replica.ts';
import { createConfigurationStore } from '../../edge-agent/journal/site-configuration.ts';
import { recording } from '../../edge-agent/recording/recording.ts';
import { recordingTools } from '../../edge-agent/recording/tools.ts';
import type { NodeConfiguration } from '../../functions/contracts/edge/messages.ts';
import type { DesiredState } from '../../functions/contracts/network-state.ts';
import { createZteCliOlt, type ZteCliOlt } from '../lab/olt-zte-cli.ts';
import { replay } from '../lab/replay/replay.ts';

const program = join(import.meta.dirname, '..', '..', 'edge-agent', 'record.ts');
const login = { username: 'throughline', password: 'open sesame' };
const what = ['--hardware', 'C320', '--firmware', 'V2.1.0'];
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'record-'));
  closers.push(() => rmSync(made, { recursive: true }));
  return made;
}

function record(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...args]);
  let [out, err] = ['', ''];
  child.stdout.on('data', (piece: Buffer) => {
    out += piece.toString();
  });
  child.stderr.on('data', (piece: Buffer) => {
    err += piece.toString();
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

const desired: DesiredState = {
  serviceId: 'svc_01k9xq3v7n5e2r8t4w6y0a1b2c',
  siteId: 'sit_01k9xq3v7n5e2r8t4w6y0a1b2c',
  revision: 1,
  present: true,
  entitlement: 'full',
  profile: { downKbps: 100_000, upKbps: 20_000 },
  access: {
    technology: 'gpon',
    siteId: 'sit_01k9xq3v7n5e2r8t4w6y0a1b2c',
    username: 'alice',
    onuSerial: 'ZTEGC0FFEE01',
    olt: {
      nodeId: 'nod_olt',
      lineProfile: '100M',
      serviceProfile: 'ZTE-F660',
      serviceVlan: 1_001,
      userVlan: 100,
    },
  },
} as DesiredState;

/** A store as an agent leaves it. */
function store(nodes: readonly Partial<NodeConfiguration>[]): string {
  const dataDir = folder();
  const database = openDatabase(dataDir);
  createConfigurationStore(database).put({ revision: 1, nodes: nodes as NodeConfiguration[] });
  createReplica(database).put({ desired, password: 'wonder-land' }, 'granted');
  database.close();
  return dataDir;
}

async function olt(): Promise<{ device: ZteCliOlt; node: Partial<NodeConfiguration> }> {
  const device = await createZteCliOlt(login);
  closers.push(() => device.close());
  device.plugIn('ZTEGC0FFEE01', '1/3/2');
  const { host: address, port, hostKey } = device;
  const settings = { hostKey, sessions: 1, settleMs: 1 };
  const node = {
    nodeId: 'nod_olt',
    kind: 'olt',
    driver: 'zte-c300-cli',
    address,
    port,
    settings,
    credentials: login,
  };
  return { device, node: node as Partial<NodeConfiguration> };
}

test('what only reads is recorded; with consent for a service, removing and applying as well', async () => {
  const { device, node } = await olt();
  const data = store([node]);
  const out = folder();
  const read = await record('nod_olt', '--data', data, '--out', out, ...what);
  expect(read).toMatchObject({ code: 0, err: '' });
  expect(device.sets).toBe(0);
  const at = join(out, 'zte-c300-cli', 'C320_V2.1.0');
  expect(readdirSync(at).sort()).toEqual(['read-onu.json', 'read-unconfigured-onus.json']);

  const written = await record(
    'nod_olt',
    '--data',
    data,
    '--out',
    out,
    ...what,
    '--write',
    desired.serviceId,
  );
  expect(written).toMatchObject({ code: 0, err: '' });
  expect(device.onus()).toHaveLength(1);
  for (const file of ['apply-onu.json', 'remove-onu.json', 'read-onu.json']) {
    const text = readFileSync(join(at, file), 'utf8');
    expect(text).not.toContain(login.password);
    const made = recording.parse(JSON.parse(text));
    expect(made.of).toBe('device');
    const { outcome, problems } = await replay(driver, made, recordingTools);
    expect(problems).toEqual([]);
    expect(JSON.parse(JSON.stringify(outcome))).toEqual(made.outcome);
  }
});

test('the strings that are listed are struck out', async () => {
  const { node } = await olt();
  const out = folder();
  const said = await record(
    'nod_olt',
    '--data',
    store([node]),
    '--out',
    out,
    ...what,
    '--strike',
    'ZTEGC0FFEE01',
  );
  expect(said).toMatchObject({ code: 0, err: '' });
  const text = readFileSync(join(out, 'zte-c300-cli', 'C320_V2.1.0', 'read-unconfigured-onus.json'), 'utf8');
  expect(text).not.toContain('ZTEGC0FFEE01');
});

test('what cannot be recorded is told in one line', async () => {
  const { device, node } = await olt();
  const data = store([
    node,
    {
      ...node,
      nodeId: 'nod_nas',
      kind: 'nas',
      driver: 'radius-nas',
      settings: {},
      credentials: { secret: 'sesame' },
    },
  ]);
  const nowhere = folder();
  const config = join(nowhere, 'agent.json');
  writeFileSync(config, '{');
  await device.close();
  const cases: readonly (readonly [RegExp, ...string[]])[] = [
    [/^Name the node\. Use: npm run record/],
    [/^Give --config, .*, or --data/, 'nod_olt'],
    [/^Unknown option '--all'.* Use: npm run record/, 'nod_olt', '--all'],
    [/holds no agent's store; give the folder of one\.$/, 'nod_olt', '--data', nowhere],
    [/agent\.json: cannot be read as JSON/, 'nod_olt', '--config', config],
    [
      /^There is no node nod_x in .*; there are nod_olt \(zte-c300-cli\), nod_nas \(radius-nas\)\.$/,
      'nod_x',
      '--data',
      data,
    ],
    [/^Say what device it is: --hardware/, 'nod_olt', '--data', data],
    [/^Service svc_x has nothing on node nod_olt\.$/, 'nod_olt', '--data', data, ...what, '--write', 'svc_x'],
    [/^Driver radius-nas reads nothing from its device; --cut/, 'nod_nas', '--data', data, ...what],
    [/no answer from 127\.0\.0\.1/, 'nod_olt', '--data', data, '--out', nowhere, ...what],
  ];
  for (const [words, ...args] of cases) {
    const { code, err } = await record(...args);
    expect(err, args.join(' ')).toMatch(/^[^\n]+\n$/);
    expect(err.trim()).toMatch(words);
    expect(code).toBe(1);
  }
  expect(readdirSync(nowhere)).toEqual(['agent.json']);
});
