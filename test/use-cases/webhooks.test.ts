import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { EventEnvelope } from '../../functions/contracts/event.ts';
import { routes as alarmRoutes } from '../../functions/handlers/api/alarms.ts';
import { routes as leadRoutes } from '../../functions/handlers/api/leads.ts';
import { routes } from '../../functions/handlers/api/webhook-endpoints.ts';
import { deliverWebhook } from '../../functions/use-cases/deliver-webhook.ts';
import { queueWebhooks, readKeptEndpoints } from '../../functions/use-cases/queue-webhooks.ts';
import { type Call, makeApi } from '../api.ts';
import { contextAt, makePorts, type TestPorts } from '../ports.ts';
import { isSignedWith, startReceiver, type WebhookReceiver } from '../webhook-receiver.ts';

let world: TestPorts;
let call: Call;
let receiver: WebhookReceiver;
beforeAll(async () => {
  world = await makePorts();
  call = makeApi([...routes, ...leadRoutes, ...alarmRoutes], world.ports);
  receiver = await startReceiver();
});
afterEach(() => {
  receiver.received.length = 0;
  world.recorded.webhooks.length = 0;
  receiver.answer = (response) => response.writeHead(204).end();
});
afterAll(async () => {
  await receiver.stop();
  await world.stop();
});

const start = Date.now();
const after = (hours: number) => contextAt(new Date(start + hours * 3_600_000).toISOString());

async function endpointFor(types: readonly string[]): Promise<{ id: string; secret: string }> {
  const made = await call('POST', '/webhook-endpoints', { body: { url: receiver.url, types } });
  expect(made.status).toBe(201);
  return made.body;
}

async function leadCreated(name: string): Promise<EventEnvelope> {
  const lead = await call('POST', '/leads', { body: { name, source: 'website' } });
  expect(lead.status, JSON.stringify(lead.body)).toBe(201);
  const [event] = await world.ports.store.history('lead', lead.body.id);
  return event!;
}

const queue = async (event: EventEnvelope, context: ReturnType<typeof after>) =>
  queueWebhooks(world.ports, event, await readKeptEndpoints(world.ports), context);

const deliveries = async (id: string, query = '') =>
  (await call('GET', `/webhook-endpoints/${id}/deliveries?${query}`)).body.items;
const remove = (id: string) => call('DELETE', `/webhook-endpoints/${id}`);

it('shows a secret once and signs with it; the log tells of the delivery', async () => {
  const { id, secret } = await endpointFor(['lead.created']);
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/);
  expect(JSON.stringify((await call('GET', '/webhook-endpoints')).body)).not.toContain(secret);
  expect(JSON.stringify(await world.ports.store.history('webhook-endpoint', id))).not.toContain(secret);

  const event = await leadCreated('Grace');
  await queue(event, after(0));
  expect(world.recorded.webhooks).toMatchObject([{ endpointId: id, eventId: event.eventId }]);
  expect(
    await deliverWebhook(world.ports, { endpointId: id, eventId: event.eventId }, after(0)),
  ).toBeUndefined();
  const [hook] = receiver.received;
  expect(isSignedWith(secret, hook!)).toBe(true);
  expect(hook!.headers['webhook-id']).toBe(event.eventId);
  expect(hook!.body).toEqual({ type: 'lead.created', timestamp: event.at, data: event });
  expect(await deliveries(id)).toMatchObject([
    { eventId: event.eventId, status: 'delivered', attempts: 1, outcome: 'HTTP 204' },
  ]);

  // A message that comes twice, or an event that is heard of twice, delivers nothing twice.
  await queue(event, after(0));
  await deliverWebhook(world.ports, { endpointId: id, eventId: event.eventId }, after(0));
  expect(receiver.received).toHaveLength(1);
  expect(world.recorded.webhooks).toHaveLength(1);
  await remove(id);
});

it('does not tell an endpoint what was before it', async () => {
  const before = await leadCreated('Before');
  const { id } = await endpointFor(['lead.created']);
  const since = await leadCreated('Since');
  world.recorded.webhooks.length = 0;
  await queue(before, after(0));
  await queue(since, after(0));
  expect(world.recorded.webhooks).toMatchObject([{ endpointId: id, eventId: since.eventId }]);
  world.recorded.webhooks.length = 0;
  await remove(id);
});

it('signs with both secrets for a day after a rotation, then with the new one only', async () => {
  const { id, secret } = await endpointFor(['lead.created']);
  const rotated = await call('POST', `/webhook-endpoints/${id}/rotate-secret`);
  const fresh: string = rotated.body.secret;
  expect(fresh).not.toBe(secret);
  for (const [hours, holds] of [
    [23, true],
    [25, false],
  ] as const) {
    const { eventId } = await leadCreated(`Rotated ${hours}`).then(async (event) => {
      await queue(event, after(hours));
      return event;
    });
    await deliverWebhook(world.ports, { endpointId: id, eventId }, after(hours));
    const hook = receiver.received.at(-1)!;
    expect([isSignedWith(fresh, hook), isSignedWith(secret, hook)]).toEqual([true, holds]);
  }
  await remove(id);
});

it('gives up after three days, disables what took nothing with an alarm, and replays when it is enabled', async () => {
  const { id } = await endpointFor(['lead.created']);
  const event = await leadCreated('Unlucky');
  await queue(event, after(0));
  receiver.answer = (response) => response.writeHead(503).end();
  const attempt = (hours: number) =>
    deliverWebhook(world.ports, { endpointId: id, eventId: event.eventId }, after(hours));
  expect(await attempt(0)).toBe(5);
  // A nudge that comes too early sends nothing.
  expect(await attempt(0)).toBe(5);
  expect(receiver.received).toHaveLength(1);
  let hours = 0;
  for (let again: number | undefined = 5; again !== undefined; again = await attempt(hours))
    hours += again / 3600;
  expect(hours).toBeGreaterThan(64);
  expect(await deliveries(id, 'status=dead')).toMatchObject([
    { eventId: event.eventId, outcome: 'HTTP 503' },
  ]);
  expect((await call('GET', `/webhook-endpoints/${id}`)).body).toMatchObject({
    status: 'disabled',
    disabledReason: 'failing',
  });
  const [alarm] = (await call('GET', '/alarms')).body.items;
  expect(alarm).toMatchObject({
    kind: 'webhook-failing',
    subject: { type: 'webhook-endpoint', id },
    words: expect.stringMatching(/127\.0\.0\.1.* three days \(HTTP 503\)/),
  });

  // What happens meanwhile is not queued, and cannot be replayed before somebody has enabled it.
  world.recorded.webhooks.length = 0;
  await queue(await leadCreated('Meanwhile'), after(hours));
  expect(world.recorded.webhooks).toEqual([]);
  const early = await call('POST', `/webhook-endpoints/${id}/replay`);
  expect([early.status, early.body.code]).toEqual([409, 'webhook-endpoint.disabled']);

  await call('PATCH', `/webhook-endpoints/${id}`, { body: { status: 'enabled' } });
  expect((await call('GET', '/alarms')).body.items).toEqual([]);
  receiver.answer = (response) => response.writeHead(200).end();
  const replayed = await call('POST', `/webhook-endpoints/${id}/replay`);
  expect(replayed.body).toEqual({ replayed: 1, more: false });
  expect(world.recorded.webhooks).toMatchObject([{ eventId: event.eventId, attempts: 0 }]);
  await attempt(hours);
  expect(await deliveries(id)).toMatchObject([{ eventId: event.eventId, status: 'delivered' }]);
  await remove(id);
});

it('does not disable an endpoint that took something else meanwhile', async () => {
  const { id } = await endpointFor(['lead.created']);
  const [bad, good] = [await leadCreated('Poison'), await leadCreated('Fine')];
  for (const event of [bad, good]) await queue(event, after(0));
  receiver.answer = (response, { body }) =>
    response.writeHead(body.data['eventId'] === bad.eventId ? 500 : 200).end();
  await deliverWebhook(world.ports, { endpointId: id, eventId: bad.eventId }, after(0));
  await deliverWebhook(world.ports, { endpointId: id, eventId: good.eventId }, after(1));
  await deliverWebhook(world.ports, { endpointId: id, eventId: bad.eventId }, after(80));
  expect(await deliveries(id, 'status=dead')).toMatchObject([{ eventId: bad.eventId, attempts: 2 }]);
  expect((await call('GET', `/webhook-endpoints/${id}`)).body.status).toBe('enabled');
  await remove(id);
});

it('takes 410 at its word, and drops what was still to come', async () => {
  const { id } = await endpointFor(['lead.created']);
  const [first, second] = [await leadCreated('First'), await leadCreated('Second')];
  for (const event of [first, second]) await queue(event, after(0));
  receiver.answer = (response) => response.writeHead(410).end();
  await deliverWebhook(world.ports, { endpointId: id, eventId: first.eventId }, after(0));
  await deliverWebhook(world.ports, { endpointId: id, eventId: second.eventId }, after(0));
  expect(receiver.received).toHaveLength(1);
  expect(await deliveries(id)).toMatchObject([
    { eventId: second.eventId, status: 'dropped' },
    { eventId: first.eventId, status: 'dead', outcome: 'HTTP 410' },
  ]);
  expect((await call('GET', `/webhook-endpoints/${id}`)).body.disabledReason).toBe('gone');
  await remove(id);
  expect((await call('GET', '/alarms')).body.items).toEqual([]);
});

it('replays from a position of the feed what the endpoint wants, and says where to go on', async () => {
  const events = [await leadCreated('One'), await leadCreated('Two'), await leadCreated('Three')];
  const positioned = await world.ports.feed.position(events, { since: 0, until: 0 });
  const { id } = await endpointFor(['lead.created']);
  const from = positioned[1]!.position;
  const { body } = await call('POST', `/webhook-endpoints/${id}/replay?from=${from}`);
  expect(body).toEqual({ replayed: 2, more: true, nextFrom: from + 2 });
  expect(world.recorded.webhooks.map(({ eventId }) => eventId)).toEqual(
    events.slice(1).map(({ eventId }) => eventId),
  );
  const rest = await call('POST', `/webhook-endpoints/${id}/replay?from=${from + 2}`);
  expect(rest.body).toEqual({ replayed: 0, more: false });
  const log = await call('GET', `/webhook-endpoints/${id}/deliveries?limit=1`);
  expect(log.body).toMatchObject({
    items: [{ eventId: events[2]!.eventId }],
    nextCursor: events[2]!.eventId,
  });
  const next = await call('GET', `/webhook-endpoints/${id}/deliveries?limit=1&cursor=${log.body.nextCursor}`);
  expect(next.body.items).toMatchObject([{ eventId: events[1]!.eventId }]);
  expect(next.body.nextCursor).toBeUndefined();
  await remove(id);
});

it('refuses what is no place to send to, and knows nothing of what was removed', async () => {
  for (const url of [
    'http://hooks.example.com/',
    'https://ada:secret@hooks.example.com/',
    'ftp://x/',
    'hooks',
  ])
    expect(
      (await call('POST', '/webhook-endpoints', { body: { url, types: ['lead.created'] } })).status,
      url,
    ).toBe(422);
  const unknownType = { url: receiver.url, types: ['site.compared'] };
  expect((await call('POST', '/webhook-endpoints', { body: unknownType })).status).toBe(422);
  const { id } = await endpointFor(['lead.created']);
  expect((await remove(id)).status).toBe(204);
  for (const [method, path] of [
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/rotate-secret'],
    ['POST', '/replay'],
    ['GET', '/deliveries'],
  ] as const) {
    const got = await call(method, `/webhook-endpoints/${id}${path}`, method === 'PATCH' ? { body: {} } : {});
    expect([got.status, got.body.code], `${method} ${path}`).toEqual([404, 'webhook-endpoint.unknown']);
  }
  expect((await call('GET', '/webhook-endpoints')).body.items).toEqual([]);
  expect(await world.ports.store.secret('webhook-endpoint', id, 'current')).toBeUndefined();
});
