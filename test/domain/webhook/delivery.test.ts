import { expect, it } from 'vitest';
import type { EventEnvelope } from '../../../functions/contracts/event.ts';
import { attemptDelivery, queueDelivery, webhookBody } from '../../../functions/domain/webhook/delivery.ts';

const at = '2026-03-01T09:00:00.000Z';
const event: EventEnvelope = {
  eventId: 'evt_01k9xq3v7n5e2r8t4w6y0a1b2c',
  type: 'lead.created',
  aggregateType: 'lead',
  aggregateId: 'led_01k9xq3v7n5e2r8t4w6y0a1b2c',
  version: 1,
  at,
  actor: { kind: 'staff', id: 'ada' },
  data: { name: 'Grace' },
};
const refused = { accepted: false, gone: false, outcome: 'HTTP 503' };

it('is tried with growing pauses for three days, and then no more', () => {
  let delivery = queueDelivery('whe_1', event, at);
  const pauses: number[] = [];
  let now = at;
  for (;;) {
    delivery = attemptDelivery(delivery, refused, now);
    if (delivery.nextAttemptAt === undefined) break;
    pauses.push((Date.parse(delivery.nextAttemptAt) - Date.parse(now)) / 1000);
    now = delivery.nextAttemptAt;
  }
  expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
  expect(pauses.slice(0, 3)).toEqual([5, 300, 1800]);
  // Longer than what SQS can hide a message for would come too early.
  expect(Math.max(...pauses)).toBeLessThanOrEqual(43_000);
  const hours = pauses.reduce((sum, seconds) => sum + seconds, 0) / 3600;
  expect(hours).toBeGreaterThan(64);
  expect(hours).toBeLessThanOrEqual(72);
  expect(delivery).toMatchObject({ status: 'dead', attempts: pauses.length + 1, firstAttemptAt: at });
});

it('ends with the first attempt that is taken, and at once where the receiver is gone', () => {
  const once = attemptDelivery(queueDelivery('whe_1', event, at), refused, at);
  expect(attemptDelivery(once, { accepted: true, gone: false, outcome: 'HTTP 204' }, at)).toEqual({
    ...queueDelivery('whe_1', event, at),
    status: 'delivered',
    attempts: 2,
    firstAttemptAt: at,
    lastAttemptAt: at,
    outcome: 'HTTP 204',
  });
  const gone = attemptDelivery(once, { accepted: false, gone: true, outcome: 'HTTP 410' }, at);
  expect(gone.status).toBe('dead');
});

it('tells what is too long without its data', () => {
  expect(JSON.parse(webhookBody(event))).toEqual({ type: 'lead.created', timestamp: at, data: event });
  const long = webhookBody({ ...event, data: { text: 'é'.repeat(40_000) } });
  expect(long.length).toBeLessThan(1_000);
  expect(JSON.parse(long).data).toMatchObject({ eventId: event.eventId, version: 1, omitted: true });
});
