import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AlarmDetails } from '../../functions/contracts/alarm.ts';
import type { EventEnvelope } from '../../functions/contracts/event.ts';
import { alarmRaised } from '../../functions/contracts/events/alarm-raised.ts';
import { alarmAggregate, raiseAlarm } from '../../functions/domain/alarm/alarm.ts';
import { routes } from '../../functions/handlers/api/alarms.ts';
import { type Call, makeApi } from '../api.ts';
import { answerTo, lastDesired, makeWorld, report, today, type World } from './service-world.ts';

let world: World;
let call: Call;
beforeAll(async () => {
  world = await makeWorld();
  call = makeApi(routes, world.ports);
});
afterAll(() => world.stop());

const listed = async (query = '') => (await call('GET', `/alarms?${query}`)).body.items;
const alarmEvents = async (id: string): Promise<readonly EventEnvelope[]> =>
  world.ports.store.history(alarmAggregate.type, id);
const typesOf = async (serviceId: string) =>
  (await world.ports.store.history('service', serviceId)).map(({ type }) => type);

const outliving = { since: today, attempts: 3 };

it('a service that outlives its suspension is an alarm, until the site proves that it is off', async () => {
  const serviceId = await world.active('ada');
  await world.fulfil(serviceId, { kind: 'suspend', reason: 'abuse' });
  const message = lastDesired(world.recorded);
  const fails = (reason: string, more: object = {}) =>
    report(world.ports, message, answerTo(message, { outcome: 'unreachable', reason, ...more }));

  await fails('no answer from 10.0.0.1:3799');
  expect(await listed()).toEqual([]);
  await fails('no answer from 10.0.0.1:3799', { outliving });
  await fails('no answer from 10.0.0.1:3799', { outliving });
  const [alarm] = await listed();
  expect(alarm).toMatchObject({
    state: 'raised',
    kind: 'session-outlives',
    severity: 'major',
    subject: { type: 'service', id: serviceId },
    siteId: world.siteId,
    words: expect.stringMatching(/may not be online.* 3 attempts: no answer from 10\.0\.0\.1:3799/),
  });
  expect((await world.service(serviceId)).state.network).toMatchObject({
    status: 'unreachable',
    detail: 'no answer from 10.0.0.1:3799',
    outliving: { ...outliving, words: 'no answer from 10.0.0.1:3799' },
  });
  expect((await typesOf(serviceId)).filter((type) => type === 'service.session-outlived')).toHaveLength(1);
  expect(alarmRaised.data.parse((await alarmEvents(alarm!.id))[0]?.data)).toMatchObject({
    severity: 'major',
  });

  await report(world.ports, message, answerTo(message, { outcome: 'applied' }));
  expect(await listed()).toEqual([]);
  expect((await world.service(serviceId)).state.network).not.toHaveProperty('outliving');
  expect(await listed('state=cleared')).toMatchObject([
    { id: alarm!.id, state: 'cleared', words: 'The network was proven to hold what it must.' },
  ]);
  expect((await alarmEvents(alarm!.id)).map(({ type }) => type)).toEqual(['alarm.raised', 'alarm.cleared']);

  // The next time is an alarm of its own.
  await fails('no answer again', { outliving });
  const [second] = await listed(`siteId=${world.siteId}&severity=major`);
  expect(second?.id).not.toBe(alarm!.id);
  expect(await listed('severity=critical')).toEqual([]);
  expect((await listed('state=all')).map(({ id }) => id)).toEqual([alarm!.id, second!.id]);
  expect((await call('GET', `/alarms/${second!.id}`)).body).toEqual(second);
});

it('an alarm stays while the subscriber comes back, and goes with the proof of that', async () => {
  const serviceId = await world.active('bo');
  await world.fulfil(serviceId, { kind: 'suspend', reason: 'abuse' });
  const message = lastDesired(world.recorded);
  await report(
    world.ports,
    message,
    answerTo(message, { outcome: 'refused', reason: 'Error-Cause 501', outliving }),
  );
  const about = async () => (await listed()).filter(({ subject }) => subject.id === serviceId);
  expect(await about()).toHaveLength(1);
  const orderId = await world.ordered(serviceId, { kind: 'resume' });
  expect(await about()).toHaveLength(1);
  await world.execute(serviceId, orderId);
  expect(await about()).toEqual([]);
});

it('a NAS that refuses what it should do on a live session is an alarm, until it does it', async () => {
  const serviceId = await world.active('cy');
  const message = lastDesired(world.recorded);
  const nodeId = world.ports.ids.next('nod');
  const says = (taken: boolean, words: string) =>
    report(
      world.ports,
      message,
      answerTo(message, { outcome: 'already-applied', liveChanges: [{ nodeId, taken, words }] }),
    );
  const about = async () => (await listed()).filter(({ subject }) => subject.id === nodeId);
  expect(message.desired.serviceId).toBe(serviceId);
  await says(false, 'CoA-NAK from 10.0.0.1:3799, Error-Cause 401');
  await says(false, 'CoA-NAK from 10.0.0.1:3799, Error-Cause 401');
  const [alarm] = await about();
  expect(alarm).toMatchObject({
    kind: 'change-refused',
    severity: 'warning',
    subject: { type: 'access-node', id: nodeId },
    words: expect.stringMatching(/subscribers are cut instead: CoA-NAK .* 401$/),
  });
  expect(await alarmEvents(alarm!.id)).toHaveLength(1);
  await says(true, 'CoA-ACK from 10.0.0.1:3799');
  expect(await about()).toEqual([]);
});

it('what is not there is refused', async () => {
  const missing = await call('GET', `/alarms/${world.ports.ids.next('alm')}`);
  expect([missing.status, missing.body.code]).toEqual([404, 'alarm.unknown']);
});

it('the same words are no event, other words are one', () => {
  const details: AlarmDetails = {
    kind: 'node-unreachable',
    severity: 'major',
    subject: { type: 'access-node', id: 'nod_1' },
    siteId: 'sit_1',
    words: 'no answer',
  };
  const raised = { ...details, raisedAt: today };
  expect(raiseAlarm(raised, details)).toEqual([]);
  expect(raiseAlarm(raised, { ...details, words: 'still no answer' })).toMatchObject([
    { type: 'alarm.reworded' },
  ]);
});
