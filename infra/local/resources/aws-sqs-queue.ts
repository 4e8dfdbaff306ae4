import * as z from 'zod';
import { queuesOf } from '../engines/queues.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::SQS::Queue',
  properties: z.strictObject({
    QueueName: z.string().optional(),
    FifoQueue: z.boolean().default(false),
    ContentBasedDeduplication: z.boolean().default(false),
    VisibilityTimeout: z.int().min(0).max(43_200).default(30),
    DelaySeconds: z.int().min(0).max(900).default(0),
    MessageRetentionPeriod: z.int().min(60).max(1_209_600).default(345_600),
    ReceiveMessageWaitTimeSeconds: z.int().min(0).max(20).default(0),
    RedrivePolicy: z
      .strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.int().min(1) })
      .optional(),
    // Encryption and the rights to redrive mean nothing on one machine.
    SqsManagedSseEnabled: z.boolean().optional(),
    KmsMasterKeyId: z.string().optional(),
    KmsDataKeyReusePeriodSeconds: z.int().optional(),
    RedriveAllowPolicy: z.unknown().optional(),
    Tags: z.unknown().optional(),
  }),
  create(stack, { stackName, logicalId, properties }) {
    const queues = queuesOf(stack);
    const name = properties.QueueName ?? `${stackName}-${logicalId}${properties.FifoQueue ? '.fifo' : ''}`;
    const arn = queues.arnOf(name);
    queues.declare({
      name,
      arn,
      fifo: properties.FifoQueue,
      contentBasedDeduplication: properties.ContentBasedDeduplication,
      visibilityTimeoutSeconds: properties.VisibilityTimeout,
      delaySeconds: properties.DelaySeconds,
      retentionSeconds: properties.MessageRetentionPeriod,
      waitSeconds: properties.ReceiveMessageWaitTimeSeconds,
      ...(properties.RedrivePolicy === undefined
        ? {}
        : {
            redrive: {
              deadLetterArn: properties.RedrivePolicy.deadLetterTargetArn,
              maxReceiveCount: properties.RedrivePolicy.maxReceiveCount,
            },
          }),
    });
    return {
      ref: queues.queueUrl(arn),
      attributes: { Arn: arn, QueueName: name, QueueUrl: queues.queueUrl(arn) },
    };
  },
});
