import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import type { Ports } from '../ports/ports.ts';
import { deliverWebhook } from '../use-cases/deliver-webhook.ts';
import { now } from './clock.ts';
import { described, log } from './log.ts';

export interface CourierTools {
  readonly ports: Pick<Ports, 'store' | 'ids' | 'webhookDeliveries' | 'webhookSender'>;
  /** Has a message come again after so many seconds, and none of its group before it. */
  postpone(receiptHandle: string, seconds: number): Promise<void>;
}

/** SQS hides a message for twelve hours at most, the time that it is out already included. */
const longestSeconds = 43_000;

const message = z.object({ endpointId: z.string(), eventId: z.string() });

/**
 * The queue's handler for deliveries: a message is only a nudge, what is to be done stands in the delivery. The first
 * message that is not done ends the batch, so that nothing overtakes it.
 */
export function webhookCourier({
  ports,
  postpone,
}: CourierTools): (batch: SQSEvent) => Promise<SQSBatchResponse> {
  return async ({ Records }) => {
    for (const [i, record] of Records.entries()) {
      try {
        const delivery = message.parse(JSON.parse(record.body));
        const at = now();
        const again = await deliverWebhook(ports, delivery, {
          actor: { kind: 'system', id: 'deliver-webhooks' },
          now: at,
        });
        if (again === undefined) continue;
        await postpone(record.receiptHandle, Math.min(again, longestSeconds));
      } catch (error) {
        log('error', 'webhook not delivered', { messageId: record.messageId, error: described(error) });
      }
      return { batchItemFailures: Records.slice(i).map(({ messageId }) => ({ itemIdentifier: messageId })) };
    }
    return { batchItemFailures: [] };
  };
}
