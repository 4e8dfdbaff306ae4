import { ChangeMessageVisibilityCommand, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { WebhookQueue } from '../../ports/webhook-queue.ts';

const messagesPerCall = 10;

/** A FIFO queue: its groups keep the order per endpoint and aggregate, and no group waits for another. */
export function sqsWebhookQueue(client: SQSClient, queueUrl: string): WebhookQueue {
  return {
    async send(deliveries) {
      for (let i = 0; i < deliveries.length; i += messagesPerCall) {
        const batch = deliveries.slice(i, i + messagesPerCall);
        const { Failed = [] } = await client.send(
          new SendMessageBatchCommand({
            QueueUrl: queueUrl,
            Entries: batch.map(({ endpointId, eventId, aggregateId, queuedAt }, at) => ({
              Id: String(at),
              MessageBody: JSON.stringify({ endpointId, eventId }),
              MessageGroupId: `${endpointId}/${aggregateId}`,
              MessageDeduplicationId: `${endpointId}/${eventId}/${Date.parse(queuedAt)}`,
            })),
          }),
        );
        const [failure] = Failed;
        if (failure !== undefined) {
          throw new Error(`the queue did not take a delivery: ${failure.Code} ${failure.Message}`);
        }
      }
    },
  };
}

/** Puts a message that was received off; it and its group come again then. SQS allows no more than twelve hours. */
export function sqsPostponement(client: SQSClient, queueUrl: string) {
  return async (receiptHandle: string, seconds: number): Promise<void> => {
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: seconds,
      }),
    );
  };
}
