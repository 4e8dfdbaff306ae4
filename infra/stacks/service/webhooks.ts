import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { deliverWebhooksEnvironment } from '../../../functions/runtime/environments/deliver-webhooks.ts';
import { acknowledge } from '../../constructs/acknowledge.ts';
import { tableAccess } from '../../constructs/table-access.ts';
import type { House } from './house.ts';

/** Deliveries to other programs: in order per endpoint and aggregate, and tried for three days. */
export function webhookQueue(house: House): Queue {
  const { table, sealingKey } = house.state;
  const seconds = 30;
  const deadLetters = house.deadLetterQueue('WebhookDeadLetters', { fifo: true });
  const queue = new Queue(house.stack, 'Webhooks', {
    fifo: true,
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    // A delivery that waits behind one that is tried for three days has three days of its own.
    retentionPeriod: Duration.days(14),
    visibilityTimeout: Duration.seconds(seconds * 6),
    // Attempts at a receiver are counted in the delivery; these are faults of this system besides.
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 100 },
  });
  const deliver = house.function('DeliverWebhooks', 'webhooks/deliver', deliverWebhooksEnvironment, {
    description: 'Delivers events to the programs that want to be told, and puts off what failed.',
    environment: {
      TABLE_NAME: table.tableName,
      SEALING_SECRET_ARN: sealingKey.secretArn,
      WEBHOOK_QUEUE_URL: queue.queueUrl,
      WEBHOOK_LOOPBACK: house.loopback,
    },
    statements: [
      ...tableAccess(table, ['read', 'write', 'delete']),
      house.readSecret(sealingKey),
      new PolicyStatement({ actions: ['sqs:ChangeMessageVisibility'], resources: [queue.queueArn] }),
    ],
    seconds,
  });
  // One at a time: a receiver that is slow keeps nobody but itself waiting.
  deliver.addEventSource(new SqsEventSource(queue, { batchSize: 1, reportBatchItemFailures: true }));
  acknowledge(deliver, {
    'Serverless-LambdaEventSourceMappingDestination':
      'What cannot be delivered stands in the log of deliveries; faults go to the dead-letter queue of the queue.',
  });
  return queue;
}
