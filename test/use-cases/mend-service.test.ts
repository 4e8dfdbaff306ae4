import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ObservedState } from '../../functions/contracts/network-state.ts';
import { siteAggregate } from '../../functions/domain/network/site.ts';
import { changeAccessNode } from '../../functions/use-cases/change-access-node.ts';
import { changeSite } from '../../functions/use-cases/change-site.ts';
import { compareDueSites } from '../../functions/use-cases/compare-due-sites.ts';
import { createAccessNode } from '../../functions/use-cases/create-access-node.ts';
import { listDrift } from '../../functions/use-cases/list-drift.ts';
import { mendService } from '../../functions/use-cases/mend-service.ts';
import { readTimeline } from '../../functions/use-cases/read-timeline.ts';
import { recordSiteStatus } from '../../functions/use-cases/record-site-status.ts';
import { sendSiteConfiguration } from '../../functions/use-cases/send-site-configuration.ts';
import { compareSite } from './comparing-site.ts';
import { answerTo, code, lastDesired, makeWorld, report, today, value, type World } from './service-world.ts';

let world: World;
let routerId: string;
beforeAll(async () => {
  world = await makeWorld();
  const node = { siteId: world.siteId, kind: 'nas' as const, driver: 'mikrotik-routeros-api', name: 'R1' };
  const details = { ...node, address: '10.0.0.1', settings: { tls: false } };
  routerId = value(
    await createAccessNode(
      world.ports,
      { ...details, credentials: { username: 'tl', password: 'let-me-in' } },
      world.at(today),
    ),
  ).id;
});
afterAll(() => world.stop());
beforeEach(() => {
  world.recorded.edge.length = 0;
});

const later = (minutes: number) => new Date(Date.parse(today) + minutes * 60_000).toISOString();

const differences = () => [
  { nodeId: routerId, what: 'queue of ada: max-limit', desired: '10M/50M', observed: '100M/100M' },
];

/** An active service on the router; what the site says of it comes by `say`. */
async function onRouter(username: string) {
  const { service } = value(
    await world.select({
      access: world.access(username, { password: 'secret', router: { nodeId: routerId } }),
    }),
  );
  await world.fulfil(service.id, { kind: 'activate' });
  const message = lastDesired(world.recorded);
  const say = (outcome: ObservedState['outcome'], observedAt: string, more: Partial<ObservedState> = {}) =>
    report(world.ports, message, answerTo(message, { outcome, observedAt, reason: outcome, ...more }));
  return { serviceId: service.id, message, say };
}

const network = async (serviceId: string) => (await world.service(serviceId)).state.network;
const drift = async (query: object = {}) =>
  value(await listDrift(world.ports, { limit: 10, ...query })).items;

it('shows what is held with both sides, since when, and by which policy, until staff have it mended', async () => {
  const { serviceId, say } = await onRouter('ada');
  await changeSite(world.ports, world.siteId, { driftPolicy: 'hold' }, world.at(today));
  await say('drifted', later(1), { differences: differences() });
  expect(await network(serviceId)).toMatchObject({
    status: 'drifted',
    held: true,
    differences: differences(),
    lookedAt: later(1),
  });
  const listed = [{ service: { id: serviceId }, policy: 'hold', lookedAt: later(1) }];
  expect(await drift()).toMatchObject(listed);
  expect(await drift({ siteId: world.siteId, nodeId: routerId, status: 'drifted' })).toMatchObject(listed);
  expect(await drift({ nodeId: 'nod_01k9xq3v7n5e2r8t4w6y000009' })).toEqual([]);
  expect(await drift({ status: 'unreachable' })).toEqual([]);

  const holding = [{ serviceId, revision: 1 }];
  const compared = await compareSite(world.ports, world.siteId, holding, world.at(later(2)));
  expect(compared.sent).toEqual([]);

  world.recorded.edge.length = 0;
  const mended = value(await mendService(world.ports, serviceId, world.at(later(3))));
  expect(mended.state).toMatchObject({ state: 'active', desired: { revision: 2 } });
  const message = lastDesired(world.recorded);
  expect(message).toMatchObject({ desired: { revision: 2, present: true }, password: 'secret' });
  expect(code(await mendService(world.ports, serviceId, world.at(later(3))))).toBe('service.nothing-to-mend');
  await report(world.ports, message, answerTo(message, { observedAt: later(4) }));
  expect(await network(serviceId)).toEqual({
    status: 'in-sync',
    observedRevision: 2,
    provenAt: later(4),
  });
  expect(await drift()).toEqual([]);
});

it('tells once of what was found and overwritten, in the events and on the timeline', async () => {
  const { serviceId, say } = await onRouter('bo');
  const found = differences();
  await say('applied', later(1), { differences: found });
  await say('applied', later(1), { differences: found });
  const history = await world.ports.store.history('service', serviceId);
  const mends = history.filter(({ type }) => type === 'service.drift-mended');
  expect(mends.map(({ data }) => data)).toMatchObject([{ observed: { differences: found } }]);
  expect(await network(serviceId)).toMatchObject({ status: 'in-sync', provenAt: later(1) });
  const { items } = value(await readTimeline(world.ports, world.subscriberId, { limit: 200 }));
  expect(items.map(({ words }) => words)).toContain(
    'Something had been changed on the network by hand and was overwritten: queue of ada: max-limit was 100M/100M instead of 10M/50M.',
  );
});

it('believes the newer of two looks, in whichever order they come', async () => {
  const one = await onRouter('cy');
  await one.say('drifted', later(1), { differences: differences() });
  await one.say('applied', later(1.5));
  const other = await onRouter('di');
  await other.say('applied', later(1.5), { differences: differences() });
  await other.say('drifted', later(1), { differences: differences() });
  expect((await network(one.serviceId)).status).toBe('in-sync');
  expect((await network(other.serviceId)).status).toBe('in-sync');
});

it('gives an order precedence, and refuses to mend while one runs', async () => {
  const { serviceId, say } = await onRouter('eve');
  await say('drifted', later(1), { differences: differences() });
  const orderId = await world.ordered(serviceId, { kind: 'suspend', reason: 'overdue' });
  expect(code(await mendService(world.ports, serviceId, world.at(later(2))))).toBe(
    'service.order-in-progress',
  );
  await world.execute(serviceId, orderId, { observedAt: later(3) });
  expect((await network(serviceId)).held).toBeUndefined();
  expect(code(await mendService(world.ports, 'svc_01k9xq3v7n5e2r8t4w6y000001', world.at(today)))).toBe(
    'service.unknown',
  );
});

it('tells the agent the policy of each node: its own, else the site’s', async () => {
  const policies = async () => {
    world.recorded.edge.length = 0;
    await sendSiteConfiguration(world.ports, world.siteId, today);
    const sent = world.recorded.edge.find(({ call }) => call === 'sendConfiguration');
    if (sent?.call !== 'sendConfiguration') throw new Error('nothing was sent');
    return [sent.args[1].revision, ...sent.args[1].nodes.map(({ driftPolicy }) => driftPolicy)];
  };
  const [revision, policy] = await policies();
  expect(policy).toBe('hold');
  await changeAccessNode(world.ports, routerId, { driftPolicy: 'mend' }, world.at(today));
  expect(await policies()).toEqual([Number(revision) + 1, 'mend']);
  await changeAccessNode(world.ports, routerId, { driftPolicy: null }, world.at(today));
  await changeSite(world.ports, world.siteId, { driftPolicy: null }, world.at(today));
  expect(await policies()).toEqual([Number(revision) + 3, 'mend']);
});

it('asks sites that are online and due, devices once a day and the replica every hour, or as the site has it', async () => {
  const own = await makeWorld();
  const { ports, recorded, siteId } = own;
  const every = { replica: 1, devices: 24 };
  const ask = async (hours: number) => {
    recorded.edge.length = 0;
    const step = { cursor: null };
    const answer = await compareDueSites(ports, step, every, own.at(later(hours * 60)));
    const asked = recorded.edge.flatMap((one) => (one.call === 'sendCompare' ? [one.args[1]] : []));
    expect(answer).toMatchObject({ nextCursor: null, asked: asked.length, failures: [] });
    return asked;
  };
  expect(await ask(0)).toEqual([]);
  const status = { siteId, state: 'online', agentVersion: '1', at: today } as const;
  await recordSiteStatus(ports, status, own.at(today));
  const [first] = await ask(0);
  expect(first?.depth).toBe('devices');
  const { recordAudit } = await import('../../functions/use-cases/record-audit.ts');
  await recordAudit(
    ports,
    siteId,
    {
      messageId: ports.ids.next('msg'),
      siteId,
      comparisonId: first!.comparisonId,
      startedAt: today,
      services: 0,
      looked: 0,
      differences: 0,
      unreachable: 0,
      finishedAt: today,
    },
    own.at(today),
  );
  await compareSite(ports, siteId, [], own.at(today));
  expect(await ask(0.2)).toEqual([]);
  expect(await ask(1)).toMatchObject([{ depth: 'replica' }]);
  expect(await ask(24)).toMatchObject([{ depth: 'devices' }]);
  await changeSite(ports, siteId, { comparisonHours: { replica: 12, devices: 48 } }, own.at(today));
  expect(await ask(1)).toEqual([]);
  expect(await ask(24)).toMatchObject([{ depth: 'replica' }]);
  expect((await ports.store.load(siteAggregate, siteId))?.state.comparisons).toMatchObject({
    replica: { last: { differences: 0 } },
    devices: { last: { comparisonId: first!.comparisonId } },
  });
  await own.stop();
});
