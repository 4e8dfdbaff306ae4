import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AccountingRecord } from '../../functions/contracts/edge/messages.ts';
import { serviceUsageRated } from '../../functions/contracts/events/service-usage-rated.ts';
import { createPlan } from '../../functions/use-cases/create-plan.ts';
import { rateUsage } from '../../functions/use-cases/rate-usage.ts';
import { recordAccounting } from '../../functions/use-cases/record-accounting.ts';
import { createLossyLine, type LossyLine } from '../lab/lossy-line.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { activate, must, openShop, subscribe } from '../use-cases/paying-subscriber.ts';
import { type AgentProcess, running, startAgentProcess } from './support/agent-process.ts';
import { seeded } from './support/seeded.ts';
import {
  configurationMessage,
  createTestSite,
  desired,
  desiredMessage,
  siteId,
  type TestSite,
} from './support/site.ts';

let site: TestSite;
let test: TestPorts;
let agent: AgentProcess | undefined;
let line: LossyLine | undefined;

beforeEach(async () => {
  site = await createTestSite();
  test = await makePorts();
});

afterEach(async () => {
  await agent?.end('SIGKILL');
  agent = undefined;
  line?.close();
  line = undefined;
  await site.close();
  await test.stop();
  expect(site.cloud.broken).toEqual([]);
});

/** Services whose usage costs 0.01 a gigabyte, and that are on the network since long. */
async function meteredServices(count: number): Promise<string[]> {
  const shop = await openShop(test.ports);
  const plan = must(
    await createPlan(
      test.ports,
      {
        name: 'Metered',
        technologies: ['pppoe'],
        price: { amount: '10.00', currency: 'USD' },
        period: 'month',
        charge: 'in-advance',
        trialDays: 0,
        network: { downKbps: 50_000, upKbps: 10_000, interimSeconds: 300 },
        usagePrices: {
          counts: 'both',
          includedGigabytes: 5,
          tiers: [{ perGigabyte: { amount: '0.01', currency: 'USD' } }],
        },
      },
      contextAt('2025-12-01T12:00:00.000Z'),
    ),
  );
  const subscriberId = await subscribe(shop, { timeZone: 'America/Denver' });
  const ids: string[] = [];
  for (let i = 0; i < count; i++) {
    const at = contextAt('2026-01-01T12:00:00.000Z');
    ids.push(await activate({ ...shop, planId: plan.id }, subscriberId, at));
  }
  return ids;
}

it('rates exactly what was sent under loss, repetition, reordering and kills of the agent', async () => {
  const seed = 20261127;
  const random = seeded(seed);
  const services = await meteredServices(3);
  const file = site.configFile();
  agent = running(await startAgentProcess(['--config', file]));
  const { auth, acct } = agent;
  const pinned = site.configFile({
    radius: { host: '127.0.0.1', authPort: auth.port, acctPort: acct.port },
  });
  line = await createLossyLine(acct.port, random);
  const nas = await site.nas({ auth, acct: line }, { attempts: 200 });
  await site.cloud.until(() => site.cloud.digests.length > 0, 'the first connection');
  site.cloud.send('configuration', configurationMessage(1, nas));
  for (const [i, id] of services.entries()) {
    const access = { technology: 'pppoe', siteId, username: `u${i}` } as const;
    site.cloud.send('desired', desiredMessage(desired(id, 1, { access })));
  }
  await site.cloud.until(() => site.cloud.reports.length >= services.length, 'reports');

  const sent = new Map<string, number>();
  const sessions = await Promise.all(
    services.map(async (serviceId, i) => {
      const { session } = await nas.dial({ username: `u${i}`, password: 'subscriber-pw' });
      sent.set(serviceId, 0);
      return { serviceId, sessionId: session!.sessionId };
    }),
  );
  let flowing = true;
  const flows = sessions.map(async ({ serviceId, sessionId }) => {
    while (flowing) {
      // Several records are under way at once, so that they overtake one another.
      const under = [1, 2, 3].map(() => {
        const upload = Math.floor(random() * 50_000_000);
        const download = Math.floor(random() * 3_000_000_000);
        nas.traffic(sessionId, upload, download);
        sent.set(serviceId, (sent.get(serviceId) ?? 0) + upload + download);
        return nas.interim(sessionId);
      });
      await Promise.all(under);
    }
  });
  for (let kill = 0; kill < 4; kill++) {
    const before = nas.acknowledged.length;
    await delay(random() * 200);
    await agent.end('SIGKILL');
    agent = running(await startAgentProcess(['--config', pinned]));
    await site.cloud.until(() => nas.acknowledged.length > before + 12, 'records after a kill', 20_000);
  }
  flowing = false;
  await Promise.all(flows);
  // One session goes on: its last reading is an interim record.
  const [open, ...ended] = sessions;
  expect(await nas.interim(open!.sessionId)).toBe(true);
  for (const { sessionId } of ended) expect(await nas.hangUp(sessionId)).toBe(true);
  const isTold = ({ sessionId }: { sessionId: string }) => {
    const last = nas.acknowledged.findLast((one) => one.sessionId === sessionId);
    return [...site.cloud.accounting.values()].some(
      (one) =>
        one.sessionId === sessionId &&
        one.uploadOctets === last?.uploadOctets &&
        one.downloadOctets === last.downloadOctets,
    );
  };
  await site.cloud.until(() => sessions.every(isTold), 'the last record of each session');
  for (const [what, times] of Object.entries(line.done)) expect(times, what).toBeGreaterThan(0);

  await tell([...site.cloud.accounting], random);
  const latest = [...site.cloud.accounting.values()]
    .map(({ receivedAt }) => receivedAt)
    .sort()
    .at(-1)!;
  const twoMonthsOn = contextAt(new Date(Date.parse(latest) + 62 * 86_400_000).toISOString());
  for (const serviceId of services) {
    for (const _ of [1, 2]) await rateUsage(test.ports, serviceId, twoMonthsOn);
    const rated = (await test.ports.store.history('service', serviceId)).flatMap((event) =>
      event.type === 'service.usage-rated' ? [serviceUsageRated.data.parse(event.data)] : [],
    );
    const octets = rated.reduce((sum, one) => sum + one.octets, 0);
    expect(octets, `seed ${seed}`).toBe(sent.get(serviceId));
    for (const one of rated) {
      const inTiers = one.tiers.reduce((sum, tier) => sum + tier.octets, 0);
      expect(one.includedOctets + inTiers).toBe(one.octets);
    }
  }
}, 90_000);

/** The cloud hears them too in any order, bundled anyhow, and a third of them again. */
async function tell(records: readonly (readonly [string, AccountingRecord])[], random: () => number) {
  const waiting = [...records, ...records.filter(() => random() < 0.33)]
    .map((one) => ({ one, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one);
  while (waiting.length > 0) {
    const [key, first] = waiting.shift()!;
    const epoch = key.slice(0, key.lastIndexOf('/'));
    const same = waiting.slice(0, Math.floor(random() * 9)).filter(([name]) => name.startsWith(`${epoch}/`));
    for (const one of same) waiting.splice(waiting.indexOf(one), 1);
    const message = { siteId, epoch, records: [first, ...same.map(([, record]) => record)] };
    await recordAccounting(test.ports, siteId, message, contextAt(first.receivedAt));
  }
}
