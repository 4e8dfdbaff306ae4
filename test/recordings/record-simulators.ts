import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NodeCapabilities } from '../../edge-agent/capabilities/driver.ts';
import huawei from '../../edge-agent/drivers/huawei-ma5800.ts';
import magma from '../../edge-agent/drivers/magma.ts';
import routerOs from '../../edge-agent/drivers/mikrotik-routeros-api.ts';
import open5Gs from '../../edge-agent/drivers/open5gs.ts';
import pyHss from '../../edge-agent/drivers/pyhss.ts';
import vsol from '../../edge-agent/drivers/vsol-v1600g.ts';
import zte from '../../edge-agent/drivers/zte-c300.ts';
import zteCli from '../../edge-agent/drivers/zte-c300-cli.ts';
import { loadDriver } from '../../edge-agent/reconcile/site-nodes.ts';
import type { DeviceCall } from '../../edge-agent/recording/call.ts';
import { NotRecorded, recordCall, recordingFile } from '../../edge-agent/recording/record-call.ts';
import type { Recording } from '../../edge-agent/recording/recording.ts';
import { recordingTools } from '../../edge-agent/recording/tools.ts';
import { createAuthority } from '../edge-agent/support/certificates.ts';
import { formerRate, nasSecrets, nasSite } from '../edge-agent/support/nas-site.ts';
import { startMagma } from '../lab/lte-magma.ts';
import { startOpen5Gs } from '../lab/lte-open5gs.ts';
import { startPyHss } from '../lab/lte-pyhss.ts';
import { type NasMakeName, nasMakes } from '../lab/nas-makes.ts';
import { createHuaweiOlt } from '../lab/olt-huawei.ts';
import { createVsolOlt } from '../lab/olt-vsol.ts';
import { createZteOlt } from '../lab/olt-zte.ts';
import { createZteCliOlt } from '../lab/olt-zte-cli.ts';
import { startRouterLab } from '../lab/routeros.ts';

/**
 * Records each driver with its simulated device, once more from the beginning: `node test/recordings/record-simulators.ts`.
 * A recording of a real device takes the place of none of these; it comes beside them.
 */

const folder = import.meta.dirname;
const recordedAt = '2026-11-26T00:00:00.000Z';
const sim = {
  serviceId: 'svc_recorded',
  imsi: '001010000000001',
  msisdn: '491700000001',
  ki: '465b5ce8b199b49faa5f0a2ee238a6bc',
  opc: 'e8ed289deba952e4283b54e88e6183ca',
  apn: 'internet',
  downKbps: 50_000,
  upKbps: 10_000,
  active: true,
};
const onu = { serviceId: 'svc_recorded', serviceVlan: 1_001, userVlan: 100, active: true };
const subscriber = {
  serviceId: 'svc_recorded',
  kind: 'ppp',
  identity: 'alice',
  password: 'wonder-land',
  downKbps: 50_000,
  upKbps: 10_000,
  entitlement: 'full',
};
const patient = { timeoutMs: 10_000 };

interface Simulated {
  readonly driver: Parameters<typeof recordCall>[0];
  readonly name: string;
  readonly hardware: string;
  readonly firmware: string;
  start(): Promise<{
    readonly host: string;
    readonly port: number;
    readonly settings: object;
    readonly credentials: object;
    close(): Promise<void>;
  }>;
  readonly of: 'onu' | 'sim' | 'router';
  readonly grant: object;
}

const community = 'sesame-street';
const login = { username: 'throughline', password: 'open sesame' };

const simulated: readonly Simulated[] = [
  {
    driver: huawei,
    name: 'huawei-ma5800',
    hardware: 'MA5800',
    firmware: 'V100R019',
    of: 'onu',
    grant: { ...onu, serial: 'HWTCAABBCCDD', lineProfile: 'home', serviceProfile: 'router' },
    async start() {
      const device = await createHuaweiOlt({ community });
      device.plugIn('HWTCAABBCCDD', { slot: 17, port: 3 });
      return with_(device, patient, { community });
    },
  },
  {
    driver: zte,
    name: 'zte-c300',
    hardware: 'C320',
    firmware: 'V1.2.5',
    of: 'onu',
    grant: { ...onu, serial: 'ZTEGC0FFEE01', lineProfile: '100M', serviceProfile: 'ZTE-F660' },
    async start() {
      const device = await createZteOlt({ community });
      device.plugIn('ZTEGC0FFEE01', { slot: 3, port: 2 });
      return with_(device, patient, { community });
    },
  },
  {
    driver: zte,
    name: 'zte-c300',
    hardware: 'C320',
    firmware: 'V1.2.1-without-service-ports',
    of: 'onu',
    grant: { ...onu, serial: 'ZTEGC0FFEE01', lineProfile: '100M', serviceProfile: 'ZTE-F660' },
    async start() {
      const device = await createZteOlt({ community, servicePorts: false });
      device.plugIn('ZTEGC0FFEE01', { slot: 3, port: 2 });
      const onusOf = () =>
        device.onus().map(({ index, serial, type }) => {
          const [oltId = 0, id = 0] = index.split('.').map(Number);
          return { port: `1/${(oltId >>> 16) & 0xff}/${(oltId >>> 8) & 0xff}`, id, serial, type };
        });
      const terminal = await createZteCliOlt({ ...login, onusOf });
      const { hostKey, port: cliPort } = terminal;
      const close = async () => {
        await terminal.close();
        await device.close();
      };
      const settings = { ...patient, servicePorts: 'cli', hostKey, cliPort, sessions: 1 };
      const credentials = { community, cliUsername: login.username, cliPassword: login.password };
      return with_({ host: device.host, port: device.port, close }, settings, credentials);
    },
  },
  {
    driver: zteCli,
    name: 'zte-c300-cli',
    hardware: 'C320',
    firmware: 'V2.1.0',
    of: 'onu',
    grant: { ...onu, serial: 'ZTEGC0FFEE01', lineProfile: '100M', serviceProfile: 'ZTE-F660' },
    async start() {
      const device = await createZteCliOlt(login);
      device.plugIn('ZTEGC0FFEE01', '1/3/2');
      return with_(device, { ...patient, hostKey: device.hostKey, sessions: 1 }, login);
    },
  },
  {
    driver: vsol,
    name: 'vsol-v1600g',
    hardware: 'V1600G',
    firmware: 'V2.03',
    of: 'onu',
    grant: { ...onu, serial: 'VSOL00F530FE', lineProfile: '100M', serviceProfile: 'default' },
    async start() {
      const device = await createVsolOlt({ community });
      device.plugIn('VSOL00F530FE', 5);
      return with_(device, patient, { community });
    },
  },
  {
    driver: pyHss,
    name: 'pyhss',
    hardware: 'PyHSS',
    firmware: '1.0',
    of: 'sim',
    grant: sim,
    async start() {
      const provisioningKey = 'let-nobody-in';
      return with_(await startPyHss({ provisioningKey }), patient, { provisioningKey });
    },
  },
  {
    driver: open5Gs,
    name: 'open5gs',
    hardware: 'Open5GS',
    firmware: '2.7',
    of: 'sim',
    grant: sim,
    async start() {
      const password = 'a-long-webui-password';
      const lab = await startOpen5Gs({ password });
      return with_(lab, { ...patient, infoPort: lab.mme.port }, { password });
    },
  },
  {
    driver: magma,
    name: 'magma',
    hardware: 'Orc8r',
    firmware: '1.8',
    of: 'sim',
    grant: sim,
    async start() {
      const authority = await createAuthority();
      const server = await authority.issue('orc8r', true);
      const client = await authority.issue('agent');
      const tls = { cert: server.cert, key: server.key, clientCa: authority.ca };
      const lab = await startMagma({ networkId: 'mill', tls });
      const credentials = { ca: authority.ca, cert: client.cert, key: client.key };
      return with_(lab, { ...patient, networkId: 'mill' }, credentials);
    },
  },
  {
    driver: routerOs,
    name: 'mikrotik-routeros-api',
    hardware: 'CHR',
    firmware: '7.18',
    of: 'router',
    grant: subscriber,
    async start() {
      const lab = await startRouterLab({ version: '7.18', ...login });
      return with_(lab, { ...patient, tls: false }, login);
    },
  },
];

function with_(
  device: { readonly host: string; readonly port: number; close(): Promise<unknown> },
  settings: object,
  credentials: object,
) {
  const { host, port } = device;
  return { host, port, settings, credentials, close: async () => void (await device.close()) };
}

for (const { driver, name, hardware, firmware, start, of, grant } of simulated) {
  const device = await start();
  const node = {
    driver: name,
    address: device.host,
    port: device.port,
    settings: { ...device.settings },
    credentials: { ...device.credentials },
  };
  const given = { ...grant };
  const calls: DeviceCall[] = [
    ...(of === 'onu' ? [{ of: 'unconfigured-onus', verb: 'read' } as const] : []),
    { of, verb: 'apply', grant: given },
    { of, verb: 'read', grant: given },
    { of: 'sessions', verb: 'read' },
    { of, verb: 'remove', grant: given },
  ];
  rmSync(join(folder, name, `${hardware}_${firmware}`), { recursive: true, force: true });
  const probe = driver.open(
    driver.settings.parse(node.settings),
    driver.credentials.parse(node.credentials),
    recordingTools(() => recordedAt),
    { nodeId: 'nod_probe', address: device.host, port: device.port },
  );
  for (const call of calls) {
    if (call.of === 'sessions' && !can(probe)) continue;
    const about = { hardware, firmware, of: 'simulator', recordedAt, strike: [] } as const;
    const made = await recordCall(driver, node, call, about, recordingTools);
    keep(made);
  }
  probe.close?.();
  await device.close();
}

/** How each make of NAS is asked for another rate and for the end of a session. */
for (const make of Object.keys(nasMakes) as NasMakeName[]) {
  const driver = await loadDriver(make);
  const closers: (() => Promise<void>)[] = [];
  const { nas, session } = await nasSite({ driver, make, settings: {}, closers });
  rmSync(join(folder, make), { recursive: true, force: true });
  const node = {
    driver: make,
    address: '127.0.0.1',
    settings: { coaPort: nas.coaPort },
    credentials: nasSecrets,
  };
  const { sessionId, username, framedIp } = session;
  const grant = { sessionId, username, framedIp, nasAddress: '127.0.0.1' };
  const rates = { to: { downKbps: 20_000, upKbps: 5500 }, from: formerRate };
  const calls: DeviceCall[] = [
    { of: 'session', verb: 'apply', grant: { ...grant, ...rates } },
    { of: 'session', verb: 'remove', grant },
  ];
  for (const call of calls) {
    const about = {
      hardware: 'Simulated',
      firmware: 'RFC-5176',
      of: 'simulator',
      // Some makes drop a request whose Event-Timestamp is not of these minutes.
      recordedAt: new Date().toISOString(),
      strike: [],
    } as const;
    try {
      keep(await recordCall(driver, node, call, about, recordingTools));
    } catch (error) {
      // A make that cannot change a live session asks its NAS nothing.
      if (!(error instanceof NotRecorded)) throw error;
      process.stdout.write(`${make}, ${call.verb}: ${error.message}\n`);
    }
  }
  for (const close of closers.reverse()) await close();
}

function can(node: NodeCapabilities): boolean {
  return node.sessionList !== undefined;
}

function keep(made: Recording): void {
  const file = join(folder, recordingFile(made));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`);
  process.stdout.write(`${recordingFile(made)}: ${made.dialogue.length} requests\n`);
}
