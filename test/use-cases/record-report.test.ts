import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { recordReport } from '../../functions/use-cases/record-report.ts';
import { answerTo, lastDesired, makeWorld, report, today, type World } from './service-world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.recorded.edge.length = 0;
  world.recorded.workflow.length = 0;
});

const acks = () =>
  world.recorded.edge.flatMap((sent) => (sent.call === 'sendAck' ? sent.args[1].messageIds : []));
const versionOf = async (serviceId: string) => (await world.service(serviceId)).version;

it('acknowledges a report only after the waiting order was told', async () => {
  const serviceId = await world.selected('ada');
  await world.execute(serviceId, await world.ordered(serviceId, { kind: 'activate' }));
  expect(world.recorded.workflow).toHaveLength(1);
  expect(acks()).toHaveLength(1);
});

it('takes a repeated report as no news, answers by the same token, which is heard once, and acknowledges it again', async () => {
  const serviceId = await world.selected('bo');
  const observed = await world.execute(serviceId, await world.ordered(serviceId, { kind: 'activate' }));
  const version = await versionOf(serviceId);
  await report(world.ports, lastDesired(world.recorded), observed);
  expect(await versionOf(serviceId)).toBe(version);
  expect(world.recorded.workflow).toHaveLength(2);
  expect(world.recorded.workflow[1]).toEqual(world.recorded.workflow[0]);
  expect(acks()).toHaveLength(2);
});

it('maps what the site says to what the state machine knows', async () => {
  const told = async (username: string, outcome: 'refused' | 'unreachable' | 'unknown' | 'stale') => {
    const serviceId = await world.selected(username);
    const orderId = await world.ordered(serviceId, { kind: 'activate' });
    await world.execute(serviceId, orderId, { outcome, reason: `${outcome} it is` });
    return [
      ...(world.recorded.workflow.at(-1)?.args.slice(1) ?? []),
      (await world.service(serviceId)).state.network.status,
    ];
  };
  expect(await told('cy', 'refused')).toEqual(['Edge.Refused', 'refused it is', 'drifted']);
  expect(await told('di', 'unreachable')).toEqual(['Edge.Unreachable', 'unreachable it is', 'unreachable']);
  expect(await told('eve', 'unknown')).toEqual(['Edge.Unreachable', 'unknown it is', 'unreachable']);
  expect(await told('fay', 'stale')).toEqual(['Edge.Refused', 'stale it is', 'converging']);
});

it('ignores what is said about an older revision', async () => {
  const serviceId = await world.active('gus');
  const former = lastDesired(world.recorded);
  await world.fulfil(serviceId, { kind: 'suspend', reason: 'abuse' });
  const version = await versionOf(serviceId);
  await report(world.ports, former, answerTo(former, { outcome: 'refused', reason: 'late' }));
  expect(await versionOf(serviceId)).toBe(version);
});

it('sees drift once, and the mend of it', async () => {
  const serviceId = await world.active('hal');
  const message = lastDesired(world.recorded);
  const drift = answerTo(message, { outcome: 'refused', reason: 'a session without its rate' });
  await report(world.ports, message, drift);
  await report(world.ports, message, drift);
  const history = await world.ports.store.history('service', serviceId);
  expect(history.filter(({ type }) => type === 'service.state-diverged')).toHaveLength(1);
  expect((await world.service(serviceId)).state.network).toMatchObject({
    status: 'drifted',
    detail: 'a session without its rate',
    observedRevision: 1,
  });
  await report(world.ports, message, answerTo(message));
  expect((await world.service(serviceId)).state.network).toEqual({
    status: 'in-sync',
    observedRevision: 1,
    provenAt: today,
  });
});

it('believes no site about the service of another, and lets it forget', async () => {
  const serviceId = await world.active('ivy');
  const version = await versionOf(serviceId);
  const message = lastDesired(world.recorded);
  const siteId = 'sit_01k9xq3v7n5e2r8t4w6y000009';
  const taken = await recordReport(
    world.ports,
    siteId,
    {
      messageId: 'msg_01k9xq3v7n5e2r8t4w6y000001',
      inReplyTo: message.messageId,
      siteId,
      observed: answerTo(message, { outcome: 'refused', reason: 'not mine' }),
    },
    world.at(today),
  );
  expect(taken).toBe('foreign');
  expect(await versionOf(serviceId)).toBe(version);
  expect(acks()).toContain('msg_01k9xq3v7n5e2r8t4w6y000001');
});
