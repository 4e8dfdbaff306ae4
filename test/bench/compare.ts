import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAgent } from '../../edge-agent/agent.ts';
import { agentConfiguration } from '../../edge-agent/configuration.ts';
import { openStore } from '../../edge-agent/journal/store.ts';
import { grantOf } from '../../edge-agent/reconcile/grant.ts';
import type { DesiredState } from '../../functions/contracts/network-state.ts';
import { siteAggregate } from '../../functions/domain/network/site.ts';
import { serviceAggregate } from '../../functions/domain/service/evolve.ts';
import type { ServiceEvent } from '../../functions/domain/service/service.ts';
import { change } from '../../functions/ports/change.ts';
import type { Ports } from '../../functions/ports/ports.ts';
import { passwordSecret } from '../../functions/use-cases/access-secrets.ts';
import { askComparison } from '../../functions/use-cases/ask-comparison.ts';
import { compareDigests } from '../../functions/use-cases/compare-digests.ts';
import { compareHoldings } from '../../functions/use-cases/compare-holdings.ts';
import { createSite } from '../../functions/use-cases/create-site.ts';
import { recordReport } from '../../functions/use-cases/record-report.ts';
import { address, home, idOf } from '../domain/service/samples.ts';
import { createAuthority } from '../edge-agent/support/certificates.ts';
import { createFakeCloud, type FakeCloud } from '../edge-agent/support/fake-cloud.ts';
import { contextAt, makePorts } from '../ports.ts';
import type { BenchRow } from './rows.ts';

const services = 50_000;
const runs = 3;
const perCommit = 18;
const commitsAtOnce = 8;
/** Of the ten differences: held in an older revision, not held at all, and held although gone. */
const older = 5;
const missing = 3;
const left = 2;

/**
 * A site with 50,000 services compares itself with the cloud and ten of them differ: from the request until the site has
 * proved all ten. Real are the table, its wire, TLS and MQTT, the agent and its store; the broker calls the use cases
 * directly, where a rule and a function would.
 */
export async function run(): Promise<BenchRow[]> {
  const { ports: made, stop } = await makePorts();
  const dataDir = mkdtempSync(join(tmpdir(), 'throughline-compare-'));
  try {
    const context = contextAt(new Date().toISOString());
    const site = await createSite(made, { name: 'Bench', timeZone: 'UTC' }, context);
    if (!site.ok) throw new Error(site.refusal.message);
    const siteId = site.value.id;
    await seedCloud(made, siteId);
    const samples: Sample[] = [];
    for (let sample = 0; sample < runs; sample++) {
      rmSync(dataDir, { recursive: true, force: true });
      seedSite(dataDir, siteId);
      samples.push(await onFreshLink(made, siteId, dataDir));
    }
    const middle = samples.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(runs / 2)]!;
    const row = (metric: keyof Sample, unit: string) => ({
      bench: 'compare',
      metric,
      value: middle[metric],
      unit,
    });
    return [row('seconds', 's'), row('link_bytes', 'octets'), row('sent', 'desired states')];
  } finally {
    await stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Sample {
  readonly seconds: number;
  /** Both directions, TLS and MQTT included. */
  readonly link_bytes: number;
  readonly sent: number;
}

/** With a broker of its own: one that was used before would deliver what it still keeps for the agent. */
async function onFreshLink(made: Ports, siteId: string, dataDir: string): Promise<Sample> {
  const authority = await createAuthority();
  const cloud = await createFakeCloud(authority, siteId);
  const link = await countedLink(Number(new URL(cloud.url).port));
  const agent = await startAgent(
    agentConfiguration.parse({
      siteId,
      dataDir,
      mqtt: { url: `mqtts://127.0.0.1:${link.port}`, ca: authority.ca, ...(await authority.issue(siteId)) },
      radius: { host: '127.0.0.1', authPort: 0, acctPort: 0 },
    }),
    () => undefined,
  );
  try {
    return await compare({ ...made, edgeLink: linkTo(cloud) }, siteId, cloud, link);
  } finally {
    await agent.stop();
    link.close();
    await cloud.close();
  }
}

async function compare(
  ports: Ports,
  siteId: string,
  cloud: FakeCloud,
  link: { octets: number },
): Promise<Sample> {
  // The comparison that every connection begins with is not answered: the measured one is asked for.
  await cloud.until(() => cloud.digests.length > 0, 'digests on connect', 60_000);
  const marks = {
    digests: cloud.digests.length,
    holdings: cloud.holdings.length,
    reports: cloud.reports.length,
  };
  const octets = link.octets;
  const from = performance.now();
  const now = () => contextAt(new Date().toISOString(), { actor: { kind: 'agent', id: siteId } });
  await askComparison(ports, siteId, 'replica', now());
  const proven = new Set<string>();
  while (proven.size < older + missing + left) {
    await cloud.until(
      () =>
        cloud.digests.length > marks.digests ||
        cloud.holdings.length > marks.holdings ||
        cloud.reports.length > marks.reports,
      'the rest of the comparison',
      60_000,
    );
    for (const digests of cloud.digests.slice(marks.digests)) {
      marks.digests++;
      await compareDigests(ports, siteId, digests, now());
    }
    for (const holdings of cloud.holdings.slice(marks.holdings)) {
      marks.holdings++;
      await compareHoldings(ports, siteId, holdings, now());
    }
    for (const report of cloud.reports.slice(marks.reports)) {
      marks.reports++;
      await recordReport(ports, siteId, report, now());
      const { serviceId, outcome, reason } = report.observed;
      if (outcome !== 'applied') throw new Error(`${serviceId} was not mended: ${reason}`);
      proven.add(serviceId);
    }
  }
  const seconds = (performance.now() - from) / 1000;
  const last = (await ports.store.load(siteAggregate, siteId))?.state.comparisons?.replica?.last;
  if (last?.differences !== older + missing + left) {
    throw new Error(`the comparison found ${last?.differences} differences`);
  }
  return { seconds, link_bytes: link.octets - octets, sent: proven.size };
}

function desiredOf(siteId: string, n: number, revision: number, present = true): DesiredState {
  const technology = 'pppoe';
  return {
    serviceId: idOf('svc', n),
    siteId,
    revision,
    present,
    entitlement: present ? 'full' : 'blocked',
    access: { technology, siteId, username: `u${n}` },
    profile: home.terms.network,
  };
}

/** Revisions as the cloud has them, and which services are gone. */
const revisionOf = (n: number) => (n < older ? 2 : 1);
const isGone = (n: number) => n >= older + missing && n < older + missing + left;

async function seedCloud({ store }: Ports, siteId: string): Promise<void> {
  const context = contextAt(new Date().toISOString());
  const made = (n: number) => {
    const id = idOf('svc', n);
    const desired = desiredOf(siteId, n, revisionOf(n) + (isGone(n) ? 1 : 0), !isGone(n));
    const observed = {
      serviceId: id,
      revision: desired.revision,
      outcome: 'applied' as const,
      observedAt: context.now,
      steps: [],
    };
    const { access } = desired;
    const events: ServiceEvent[] = [
      {
        type: 'service.selected',
        data: { subscriberId: idOf('sub', n), plan: home, extras: [], address, access },
      },
      {
        type: 'service.desired-state-issued',
        data: { orderId: idOf('ord', n), purpose: 'order', desired },
      },
      { type: 'service.state-proven', data: { observed } },
    ];
    // Only those that will be sent have to have one.
    const secrets = n < older + missing ? { [passwordSecret]: 'benchmark' } : {};
    return change(serviceAggregate, id, undefined, events, context.now, { secrets });
  };
  let next = 0;
  const commits = async (): Promise<void> => {
    while (next < services) {
      const from = next;
      next = Math.min(services, next + perCommit);
      const changes = Array.from({ length: next - from }, (_, i) => made(from + i));
      const committed = await store.commit(changes, context);
      if (!committed.ok) throw new Error(committed.refusal.message);
    }
  };
  await Promise.all(Array.from({ length: commitsAtOnce }, commits));
}

function seedSite(dataDir: string, siteId: string): void {
  const store = openStore(dataDir);
  store.transaction(() => {
    for (let n = 0; n < services; n++) {
      if (n >= older && n < older + missing) continue;
      const desired = desiredOf(siteId, n, 1);
      store.replica.put({ desired, password: 'benchmark' }, grantOf(desired));
    }
  });
  store.close();
}

function linkTo(cloud: FakeCloud): Ports['edgeLink'] {
  return {
    sendDesired: async (_siteId, message) => cloud.send('desired', message),
    sendConfiguration: async (_siteId, message) => cloud.send('configuration', message),
    sendAck: async (_siteId, message) => cloud.send('acks', message),
    sendCompare: async (_siteId, message) => cloud.send('compare', message),
    sendLook: async (_siteId, message) => cloud.send('look', message),
    sendPayPage: async (_siteId, message) => cloud.send('pay-page', message),
  };
}

/** A wire to the broker on which every octet is counted. */
async function countedLink(broker: number) {
  const counted = { octets: 0, port: 0, close: () => void server.close() };
  const server = createServer((near) => {
    const far = connect(broker, '127.0.0.1');
    const count = (data: Buffer) => {
      counted.octets += data.length;
    };
    near.on('data', count).on('error', () => far.destroy());
    far.on('data', count).on('error', () => near.destroy());
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  counted.port = (server.address() as AddressInfo).port;
  return counted;
}
