import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DesiredMessage } from '../../functions/contracts/edge/messages.ts';
import { desired, desiredMessage, nasSecret, numberedId, siteId } from '../edge-agent/support/site.ts';
import type { Gear } from '../lab/gear-model.ts';
import { createNas } from '../lab/nas.ts';
import { type DeviceKind, deviceKinds, openDevice } from './provisioning/device-kinds.ts';
import { manyChanges } from './provisioning/many-changes.ts';
import { type SiteUnderLoad, siteUnderLoad } from './provisioning/site-under-load.ts';
import { type BenchRow, percentile } from './rows.ts';

/** Services for each kind of device: some one by one, then many at once. */
const oneByOne = 60;
const atOnce = 200;
/** Services through one agent on devices of all kinds. */
const mixed = 1000;
const mixedDevices = 20;
const heldServices = 50_000;
const bulkServices = 5000;

/**
 * What the network side does: from the message to the proof, by kind of device, through one real agent over MQTT; then a bulk
 * change on a whole stack. No other product proves a service on these devices, so that there is no peer to measure.
 */
export async function run(): Promise<BenchRow[]> {
  return [...(await atTheEdge()), ...(await manyChanges(bulkServices))];
}

export async function atTheEdge(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-gear-'));
  const load = await siteUnderLoad();
  const open: Gear[] = [];
  try {
    const rows: BenchRow[] = [];
    const nodes: object[] = [];
    rows.push(...(await onNas(load, nodes)));
    for (const [i, kind] of deviceKinds.entries()) {
      const nodeId = numberedId('nod', 100 + i);
      const { gear, node } = await openDevice(kind, nodeId, join(folder, kind.driver));
      open.push(gear);
      nodes.push(node);
      await load.configure(nodes);
      rows.push(...(await onDevice(load, kind, gear, nodeId, 10_000 * (i + 2))));
    }
    rows.push(...(await onManyDevices(load, open, nodes, folder)));
    rows.push(...(await memory(load)));
    return rows;
  } finally {
    await load.close();
    for (const gear of open) await gear.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Live sessions get another rate by CoA. */
async function onNas(load: SiteUnderLoad, nodes: object[]): Promise<BenchRow[]> {
  const { auth, acct } = load.agent;
  const nas = await createNas({
    host: '127.0.0.1',
    radius: { host: '127.0.0.1', auth: auth.port, acct: acct.port, secret: nasSecret },
    interimMs: 0,
  });
  nodes.push({
    nodeId: numberedId('nod', 1),
    kind: 'nas',
    driver: 'accel-ppp',
    address: '127.0.0.1',
    settings: { coaPort: nas.coaPort, coaPerSecond: 10_000, coaParallel: 64 },
    credentials: { secret: nasSecret },
  });
  await load.configure(nodes);
  const count = oneByOne + atOnce;
  const states = (revision: number, downKbps: number) =>
    Array.from({ length: count }, (_, n) =>
      desiredMessage(
        desired(numberedId('svc', n), revision, {
          access: { technology: 'pppoe', siteId, username: `nas${n}` },
          profile: { downKbps },
        }),
      ),
    );
  await load.apply(states(1, 50_000), 64);
  for (let n = 0; n < count; n++) {
    const { accepted } = await nas.dial({ username: `nas${n}`, password: 'subscriber-pw' });
    if (!accepted) throw new Error(`nas${n} was not let in`);
  }
  const rows = await measured(load, 'nas_coa', states(2, 80_000));
  const changed = nas.sessions().filter(({ rateLimit }) => rateLimit === '10M/80M').length;
  if (changed !== count) throw new Error(`only ${changed} of ${count} sessions got the new rate`);
  await nas.close();
  return rows;
}

async function onDevice(
  load: SiteUnderLoad,
  kind: DeviceKind,
  gear: Gear,
  nodeId: string,
  from: number,
): Promise<BenchRow[]> {
  const messages = bringUp(kind, gear, nodeId, from, oneByOne + atOnce);
  return measured(load, kind.driver.replaceAll('-', '_'), messages);
}

function bringUp(
  kind: DeviceKind,
  gear: Gear,
  nodeId: string,
  from: number,
  count: number,
): DesiredMessage[] {
  return Array.from({ length: count }, (_, i) => {
    const n = from + i;
    kind.prepare(gear, n);
    const state = desired(numberedId('svc', n), 1, { access: kind.bind(nodeId, n) });
    return { ...desiredMessage(state), ...(kind.keys === undefined ? {} : { keys: kind.keys }) };
  });
}

async function measured(
  load: SiteUnderLoad,
  name: string,
  messages: readonly DesiredMessage[],
): Promise<BenchRow[]> {
  const alone = (await load.apply(messages.slice(0, oneByOne), 1)).toSorted((a, b) => a - b);
  const many = messages.slice(oneByOne);
  const from = performance.now();
  await load.apply(many, many.length);
  const seconds = (performance.now() - from) / 1000;
  return [
    row(`${name}_p50`, percentile(alone, 0.5), 'ms'),
    row(`${name}_p99`, percentile(alone, 0.99), 'ms'),
    row(`${name}_services_per_s`, many.length / seconds, '1/s'),
  ];
}

/** A thousand services through one agent, on twenty devices of all kinds at the same time. */
async function onManyDevices(
  load: SiteUnderLoad,
  open: Gear[],
  nodes: object[],
  folder: string,
): Promise<BenchRow[]> {
  const messages: DesiredMessage[] = [];
  for (let d = 0; d < mixedDevices; d++) {
    const kind = deviceKinds[d % deviceKinds.length]!;
    const nodeId = numberedId('nod', 200 + d);
    const { gear, node } = await openDevice(kind, nodeId, join(folder, `mixed-${d}`));
    open.push(gear);
    nodes.push(node);
    messages.push(...bringUp(kind, gear, nodeId, 200_000 + d * 1000, mixed / mixedDevices));
  }
  await load.configure(nodes);
  // Round and round, so that every device has work from the beginning.
  const perDevice = mixed / mixedDevices;
  const mingled = messages.map(
    (_, i) => messages[(i % mixedDevices) * perDevice + Math.floor(i / mixedDevices)]!,
  );
  const from = performance.now();
  const took = (await load.apply(mingled, mingled.length)).toSorted((a, b) => a - b);
  const seconds = (performance.now() - from) / 1000;
  return [
    row('mixed_devices', mixedDevices, 'devices'),
    row('mixed_services_per_s', mixed / seconds, '1/s'),
    row('mixed_p50', percentile(took, 0.5), 'ms'),
    row('mixed_p99', percentile(took, 0.99), 'ms'),
  ];
}

/** What the agent needs for all that it holds, at once and after a new start. */
async function memory(load: SiteUnderLoad): Promise<BenchRow[]> {
  const messages = (function* () {
    for (let n = 0; n < heldServices; n++) {
      yield desiredMessage(
        desired(numberedId('svc', 1_000_000 + n), 1, {
          access: { technology: 'pppoe', siteId, username: `held${n}` },
        }),
      );
    }
  })();
  const from = performance.now();
  await load.apply([...messages], 512);
  const seconds = (performance.now() - from) / 1000;
  const taken = await load.memoryMb();
  await load.restart();
  return [
    row('replica_services_per_s', heldServices / seconds, '1/s'),
    row('agent_rss_after_intake_mb', taken, 'MB'),
    row('agent_rss_mb', await load.memoryMb(), 'MB'),
  ];
}

function row(metric: string, value: number, unit: string): BenchRow {
  return { bench: 'provisioning', metric, value, unit, peer: 'none' };
}
