import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HealthMessage, NodeHealth, RefusedLogin } from '../../functions/contracts/edge/messages.ts';
import { routes as alarms } from '../../functions/handlers/api/alarms.ts';
import { routes as services } from '../../functions/handlers/api/services.ts';
import { routes as sites } from '../../functions/handlers/api/sites.ts';
import { createSite } from '../../functions/use-cases/create-site.ts';
import { recordHealth } from '../../functions/use-cases/record-health.ts';
import { type Call, makeApi } from '../api.ts';
import { makeWorld, today, value, type World } from './service-world.ts';

let world: World;
let call: Call;
let nodeId: string;
beforeAll(async () => {
  world = await makeWorld();
  call = makeApi([...services, ...sites, ...alarms], world.ports);
  const node = await call('POST', '/access-nodes', {
    body: {
      siteId: world.siteId,
      kind: 'nas',
      driver: 'radius-nas',
      address: '10.0.0.1',
      credentials: { secret: 'a shared secret' },
    },
  });
  nodeId = node.body.id;
});
afterAll(() => world.stop());

const at = (minutes: number) => new Date(Date.parse(today) + minutes * 60_000).toISOString();
const tell = (
  minutes: number,
  nodes: NodeHealth[],
  refusedLogins: RefusedLogin[] = [],
  siteId = world.siteId,
) => {
  const message: HealthMessage = { siteId, at: at(minutes), nodes, refusedLogins };
  return recordHealth(world.ports, message, world.at(at(minutes)));
};
const health = (more: Partial<NodeHealth> = {}): NodeHealth => ({
  nodeId,
  state: 'usable',
  errors: 0,
  requestsPerMinute: 12,
  limits: { parallel: 16, perSecond: 100 },
  ...more,
});
const shown = async () => (await call('GET', `/access-nodes/${nodeId}`)).body.health;
const raised = async () => (await call('GET', '/alarms')).body.items;

it('a node shows what its agent last said of it, and is an alarm while it cannot be used', async () => {
  expect(await shown()).toBeUndefined();
  await tell(1, [health()]);
  expect(await shown()).toEqual({
    state: 'usable',
    errors: 0,
    requestsPerMinute: 12,
    limits: { parallel: 16, perSecond: 100 },
    at: at(1),
  });
  const problem = 'there is no driver "radius-nas"; choose one of a, b.';
  await tell(2, [health({ state: 'unusable', problem })]);
  await tell(3, [health({ state: 'unusable', problem })]);
  expect(await raised()).toMatchObject([
    { kind: 'node-unusable', subject: { type: 'access-node', id: nodeId }, words: problem, raisedAt: at(2) },
  ]);
  // A message that was overtaken says nothing.
  await tell(1, [health()]);
  expect(await raised()).toHaveLength(1);
  expect(await shown()).toMatchObject({ state: 'unusable', at: at(3) });
  await tell(4, [health()]);
  expect(await raised()).toEqual([]);
  const listed = await call('GET', `/access-nodes?siteId=${world.siteId}`);
  expect(listed.body.items).toMatchObject([{ id: nodeId, health: { state: 'usable', at: at(4) } }]);
});

it('a node that does not answer is an alarm until it does', async () => {
  const lastError = { at: at(5), words: 'no answer from 10.0.0.1:3799 to 3 Disconnect requests' };
  await tell(5, [health({ reachable: false, since: at(5), lastError, errors: 3 })]);
  expect(await raised()).toMatchObject([{ kind: 'node-unreachable', words: lastError.words }]);
  await tell(6, [health({ reachable: true, since: at(6), heardAt: at(6), lastError, errors: 3 })]);
  expect(await raised()).toEqual([]);
  expect(await shown()).toMatchObject({
    reachable: true,
    since: at(6),
    heardAt: at(6),
    lastError,
    errors: 3,
  });
});

it('an agent is believed about the nodes of its own site alone', async () => {
  const other = value(await createSite(world.ports, { name: 'Dale', timeZone: 'UTC' }, world.at(today)));
  await tell(9, [health({ state: 'unusable', problem: 'none of its business' })], [], other.id);
  expect(await raised()).toEqual([]);
  expect(await shown()).toMatchObject({ state: 'usable' });
});

it('a paid service that is refused says who tried when and why, until a session begins', async () => {
  const serviceId = await world.active('ada');
  const refused: RefusedLogin = {
    serviceId,
    at: at(10),
    reason: 'wrong-password',
    username: 'ada',
    nodeId,
    nasAddress: '10.0.0.1',
    callingStationId: '00:1A:2B:3C:4D:5E',
    replyMessage: 'Wrong user name or password',
    count: 7,
  };
  const network = async () => (await call('GET', `/services/${serviceId}`)).body.network;
  expect(await network()).not.toHaveProperty('refusedLogin');
  await tell(10, [], [refused]);
  const { serviceId: _, ...login } = refused;
  expect((await network()).refusedLogin).toEqual({
    ...login,
    means: 'The password is not that of the service.',
  });
  await world.ports.sessions.record({
    siteId: world.siteId,
    epoch: 'e1',
    records: [
      {
        sequence: 1,
        kind: 'start',
        serviceId,
        username: 'ada',
        sessionId: 's1',
        receivedAt: at(11),
        sessionSeconds: 0,
        uploadOctets: 0,
        downloadOctets: 0,
      },
    ],
  });
  expect(await network()).not.toHaveProperty('refusedLogin');
});
