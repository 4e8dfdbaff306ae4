import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Agent } from '../../edge-agent/agent.ts';
import type { DesiredMessage } from '../../functions/contracts/edge/messages.ts';
import type { Nas } from '../lab/nas.ts';
import {
  configurationMessage,
  createTestSite,
  desired,
  desiredMessage,
  nasSecret,
  numberedId,
  siteId,
  type TestSite,
} from './support/site.ts';

let site: TestSite;
let agent: Agent;
let dead: Nas;
let living: Nas;

const password = 'subscriber-pw';
const onDead = Array.from({ length: 12 }, (_, n) => n + 1);
const onLiving = Array.from({ length: 8 }, (_, n) => n + 101);

function state(n: number, revision: number, downKbps: number): DesiredMessage['desired'] {
  return desired(numberedId('svc', n), revision, {
    access: { technology: 'pppoe', siteId, username: `u${n}` },
    profile: { downKbps },
  });
}

beforeEach(async () => {
  site = await createTestSite();
  // Slow to give up: while the dead NAS is waited for, everything else in here must have happened.
  agent = await site.startAgent({ coaTimeoutMs: 1500, coaAttempts: 3, concurrency: 8 });
  dead = await site.nas(agent, { host: '127.0.0.2' });
  living = await site.nas(agent, { host: '127.0.0.3' });
  const node = (n: number, nas: Nas, settings: object) => ({
    nodeId: numberedId('nod', n),
    kind: 'nas' as const,
    driver: 'accel-ppp',
    address: nas.host,
    settings: { coaPort: nas.coaPort, ...settings },
    credentials: { secret: nasSecret },
  });
  await site.cloud.until(() => site.cloud.digests.length > 0, 'digests on connect');
  site.cloud.send('configuration', {
    ...configurationMessage(1, living),
    nodes: [node(1, dead, { coaParallel: 3 }), node(2, living, { coaParallel: 1, coaPerSecond: 20 })],
  });
  await site.cloud.until(
    () => site.cloud.digests.some((d) => d.configurationRevision === 1),
    'configuration',
  );
  for (const [nas, services] of [
    [dead, onDead],
    [living, onLiving],
  ] as const) {
    for (const n of services) {
      site.cloud.send('desired', desiredMessage(state(n, 1, 50_000), password));
      await site.cloud.until(
        () => site.cloud.reports.some(({ observed }) => observed.serviceId === numberedId('svc', n)),
        `u${n} is let in`,
      );
      expect(await nas.dial({ username: `u${n}`, password })).toMatchObject({ accepted: true });
    }
  }
});

afterEach(async () => {
  await site.close();
});

it('changes rates in bulk at the pace of each NAS; a dead one holds nobody, and people do not queue behind it', async () => {
  dead.coaMode = 'silent';
  const bulk = (n: number): DesiredMessage => ({
    ...desiredMessage(state(n, 2, 100_000), password),
    priority: 'bulk',
  });
  for (const n of [...onDead, ...onLiving]) site.cloud.send('desired', bulk(n));
  const [hasty = 0] = onLiving.slice(-1);
  const urgent = desiredMessage(state(hasty, 3, 200_000), password);
  site.cloud.send('desired', urgent);

  const applied = () =>
    site.cloud.reports.filter(({ observed }) => observed.revision >= 2 && observed.outcome === 'applied');
  await site.cloud.until(() => applied().length === onLiving.length, 'all on the living NAS');
  const order = applied().map(({ observed }) => observed.serviceId);
  expect(order.toSorted()).toEqual(onLiving.map((n) => numberedId('svc', n)));
  // Last in the queue and the first but those who were under way when it came.
  expect(order.indexOf(numberedId('svc', hasty))).toBeLessThan(3);
  expect(site.cloud.reports.filter(({ observed }) => observed.outcome === 'unreachable')).toEqual([]);

  const rates = new Map(living.sessions().map(({ username, rateLimit }) => [username, rateLimit]));
  expect(rates.size).toBe(onLiving.length);
  for (const n of onLiving) expect(rates.get(`u${n}`)).toBe(n === hasty ? '10M/200M' : '10M/100M');
});
