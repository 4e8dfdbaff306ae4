import type { SQSRecord } from 'aws-lambda';
import { expect, it, vi } from 'vitest';
import { queueDelivery, type WebhookDelivery } from '../../functions/domain/webhook/delivery.ts';
import { type CourierTools, webhookCourier } from '../../functions/runtime/webhook-courier.ts';

const hourMs = 3_600_000;

const record = (id: string, body: string) =>
  ({ messageId: id, receiptHandle: `receipt of ${id}`, body }) as SQSRecord;
const nudge = (eventId: string) => record(eventId, JSON.stringify({ endpointId: 'whe_1', eventId }));

/** Deliveries that wait for their next attempt, by event; of any other event there is none. */
function courier(waiting: Readonly<Record<string, number>>) {
  const postponed: [string, number][] = [];
  const now = Date.now();
  const find = async (endpointId: string, eventId: string): Promise<WebhookDelivery | undefined> => {
    const ms = waiting[eventId];
    if (ms === undefined) return undefined;
    const event = {
      eventId,
      type: 'lead.created',
      aggregateType: 'lead' as const,
      aggregateId: 'led_1',
      version: 1,
      at: new Date(now).toISOString(),
      actor: { kind: 'system' as const, id: 'test' },
      data: {},
    };
    return {
      ...queueDelivery(endpointId, event, event.at),
      nextAttemptAt: new Date(now + ms).toISOString(),
    };
  };
  const ports = { webhookDeliveries: { find } } as unknown as CourierTools['ports'];
  const handler = webhookCourier({
    ports,
    postpone: async (receipt, seconds) => {
      postponed.push([receipt, seconds]);
    },
  });
  return { handler, postponed };
}

it('puts off what is not due, and all that came behind it', async () => {
  const { handler, postponed } = courier({ later: hourMs });
  const batch = [nudge('unknown'), nudge('later'), nudge('behind')];
  expect(await handler({ Records: batch })).toEqual({
    batchItemFailures: [{ itemIdentifier: 'later' }, { itemIdentifier: 'behind' }],
  });
  expect(postponed).toEqual([['receipt of later', expect.any(Number)]]);
  expect(postponed[0]![1]).toBeGreaterThan(3_500);
  expect(postponed[0]![1]).toBeLessThanOrEqual(3_600);
});

it('hides a message no longer than SQS can', async () => {
  const { handler, postponed } = courier({ later: 24 * hourMs });
  await handler({ Records: [nudge('later')] });
  expect(postponed).toEqual([['receipt of later', 43_000]]);
});

it('fails what is no delivery, to be tried again', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { handler, postponed } = courier({});
  expect(await handler({ Records: [record('odd', '{"hush"')] })).toEqual({
    batchItemFailures: [{ itemIdentifier: 'odd' }],
  });
  expect(postponed).toEqual([]);
  expect(logged).toHaveBeenCalledOnce();
  logged.mockRestore();
});
