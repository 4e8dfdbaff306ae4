import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WebhookDeliveryView } from '../../functions/contracts/http/webhook-endpoints.ts';
import type { Created } from '../lifecycle.ts';
import { isSignedWith, startReceiver, type WebhookReceiver } from '../webhook-receiver.ts';
import { advance, api } from './running-stack.ts';

export function webhooks(): void {
  let receiver: WebhookReceiver;
  let endpoint: { id: string; secret: string };
  beforeAll(async () => {
    receiver = await startReceiver();
    endpoint = await api.post('/webhook-endpoints', {
      url: receiver.url,
      types: ['lead.created', 'lead.contacted', 'lead.qualified'],
    });
  });
  afterAll(() => receiver.stop());

  const log = (ready: (items: readonly WebhookDeliveryView[]) => boolean) =>
    api.until<{ items: WebhookDeliveryView[] }>(`/webhook-endpoints/${endpoint.id}/deliveries`, ({ items }) =>
      ready(items),
    );
  const newLead = (name: string) => api.post<Created>('/leads', { name, source: 'website' });

  it('tells a program of events, signed', async () => {
    const lead = await newLead('Told');
    await receiver.until(1);
    const [hook] = receiver.received;
    expect(hook!.body).toMatchObject({ type: 'lead.created', data: { aggregateId: lead.id, version: 1 } });
    expect(isSignedWith(endpoint.secret, hook!)).toBe(true);
    await log(([first]) => first?.status === 'delivered');
  });

  it('comes again when the receiver did not take it, and lets nothing of the same lead overtake it', async () => {
    receiver.received.length = 0;
    receiver.answer = (response) => response.writeHead(503).end();
    const lead = await newLead('Late');
    await receiver.until(1);
    for (const status of ['contacted', 'qualified']) await api.patch(`/leads/${lead.id}`, { status });
    await log((items) => items.filter(({ aggregateId }) => aggregateId === lead.id).length === 3);
    receiver.answer = (response) => response.writeHead(204).end();
    await advance('PT10S');
    await receiver.until(4);
    expect(receiver.received.map(({ body }) => body.type)).toEqual([
      'lead.created',
      'lead.created',
      'lead.contacted',
      'lead.qualified',
    ]);
    const [first, again] = receiver.received;
    expect(again!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    await log((items) => items.every(({ status }) => status === 'delivered'));
  });

  it('gives up after three days, disables the endpoint and replays', async () => {
    receiver.received.length = 0;
    receiver.answer = (response) => response.writeHead(500).end();
    const lead = await newLead('Lost for days');
    await receiver.until(1);
    await log(([newest]) => newest?.aggregateId === lead.id && newest.nextAttemptAt !== undefined);
    await advance('P4D');
    await log(([newest]) => newest?.status === 'dead');
    const path = `/webhook-endpoints/${endpoint.id}`;
    expect(await api.get(path)).toMatchObject({ status: 'disabled', disabledReason: 'failing' });
    expect(await api.get('/alarms')).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({ subject: { type: 'webhook-endpoint', id: endpoint.id } }),
      ]),
    });
    receiver.received.length = 0;
    receiver.answer = (response) => response.writeHead(204).end();
    await api.patch(path, { status: 'enabled' });
    expect(await api.post(`${path}/replay`)).toEqual({ replayed: 1, more: false });
    await receiver.until(1);
    expect(receiver.received[0]!.body).toMatchObject({ data: { aggregateId: lead.id } });
  });
}
