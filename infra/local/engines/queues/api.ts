import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type AwsEndpoint, AwsError } from '../../stack.ts';
import type { Queues } from '../queues.ts';
import { receiptHandleOf, receiptOf, sequenceNumber, systemAttributes } from './consumption.ts';
import type { Outgoing, QueueSettings, Receipt, StoredMessage } from './message-store.ts';

const queueUrl = z.string().min(1);
const receive = z.object({
  QueueUrl: queueUrl,
  MaxNumberOfMessages: z.int().min(1).max(10).default(1),
  VisibilityTimeout: z.int().min(0).max(43_200).optional(),
  WaitTimeSeconds: z.int().min(0).max(20).optional(),
  MessageSystemAttributeNames: z.array(z.string()).default([]),
  AttributeNames: z.array(z.string()).default([]),
  MessageAttributeNames: z.array(z.string()).default([]),
});
const sending = z.object({
  MessageBody: z.string().min(1),
  MessageGroupId: z.string().optional(),
  MessageDeduplicationId: z.string().optional(),
  DelaySeconds: z.int().min(0).max(900).optional(),
  MessageAttributes: z.record(z.string(), z.unknown()).optional(),
});
const batchId = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/);
const sendBatch = z.object({
  QueueUrl: queueUrl,
  Entries: z.array(sending.extend({ Id: batchId })),
});
const deleteBatch = z.object({
  QueueUrl: queueUrl,
  Entries: z.array(z.object({ Id: batchId, ReceiptHandle: z.string() })),
});
const visibility = z.int().min(0).max(43_200);
const changeBatch = z.object({
  QueueUrl: queueUrl,
  Entries: z.array(z.object({ Id: batchId, ReceiptHandle: z.string(), VisibilityTimeout: visibility })),
});

/** The AWS JSON API of SQS. */
export function serveQueues(aws: AwsEndpoint, queues: Queues): void {
  const queueOf = (input: { QueueUrl: string }): QueueSettings => existing(queues.find(input.QueueUrl));
  const moves: Record<string, unknown>[] = [];

  aws.json('sqs', 'SQS', {
    SendMessage(input) {
      const message = read(sending.extend({ QueueUrl: queueUrl }), input);
      return sendAll(queues, queueOf(message), [message])[0];
    },
    SendMessageBatch(input) {
      const batch = read(sendBatch, input);
      checkBatch(batch.Entries);
      const results = sendAll(queues, queueOf(batch), batch.Entries);
      return {
        Successful: results.map((result, index) => ({ Id: batch.Entries[index]?.Id, ...result })),
        Failed: [],
      };
    },
    async ReceiveMessage(input) {
      const options = read(receive, input);
      const queue = queueOf(options);
      const messages = await queues.receive(queue, {
        limit: options.MaxNumberOfMessages,
        visibilitySeconds: options.VisibilityTimeout ?? queue.visibilityTimeoutSeconds,
        waitSeconds: options.WaitTimeSeconds ?? queue.waitSeconds,
      });
      const wanted = new Set([...options.MessageSystemAttributeNames, ...options.AttributeNames]);
      return messages.length === 0
        ? {}
        : {
            Messages: messages.map((message) =>
              received(queue, message, wanted, options.MessageAttributeNames),
            ),
          };
    },
    DeleteMessage(input) {
      const request = read(z.object({ QueueUrl: queueUrl, ReceiptHandle: z.string() }), input);
      queues.delete(queueOf(request), [receiptFrom(request.ReceiptHandle)]);
      return {};
    },
    DeleteMessageBatch(input) {
      const batch = read(deleteBatch, input);
      checkBatch(batch.Entries);
      const queue = queueOf(batch);
      return eachEntry(batch.Entries, (entry) => queues.delete(queue, [receiptFrom(entry.ReceiptHandle)]));
    },
    ChangeMessageVisibility(input) {
      const request = read(
        z.object({ QueueUrl: queueUrl, ReceiptHandle: z.string(), VisibilityTimeout: visibility }),
        input,
      );
      changeVisibility(queues, queueOf(request), request);
      return {};
    },
    ChangeMessageVisibilityBatch(input) {
      const batch = read(changeBatch, input);
      checkBatch(batch.Entries);
      const queue = queueOf(batch);
      return eachEntry(batch.Entries, (entry) => changeVisibility(queues, queue, entry));
    },
    GetQueueUrl(input) {
      const { QueueName } = read(z.object({ QueueName: z.string() }), input);
      return { QueueUrl: queues.queueUrl(existing(queues.find(QueueName)).arn) };
    },
    GetQueueAttributes(input) {
      const request = read(
        z.object({ QueueUrl: queueUrl, AttributeNames: z.array(z.string()).default([]) }),
        input,
      );
      const all = attributesOf(queues, queueOf(request));
      const names = request.AttributeNames;
      return {
        Attributes: Object.fromEntries(
          Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name)),
        ),
      };
    },
    PurgeQueue(input) {
      queues.purge(queueOf(read(z.object({ QueueUrl: queueUrl }), input)));
      return {};
    },
    ListQueues(input) {
      const { QueueNamePrefix } = read(z.object({ QueueNamePrefix: z.string().default('') }), input);
      return {
        QueueUrls: queues
          .list()
          .filter((queue) => queue.name.startsWith(QueueNamePrefix))
          .map((queue) => queues.queueUrl(queue.arn)),
      };
    },
    ListDeadLetterSourceQueues(input) {
      const { arn } = queueOf(read(z.object({ QueueUrl: queueUrl }), input));
      return {
        queueUrls: queues
          .list()
          .filter((queue) => queue.redrive?.deadLetterArn === arn)
          .map((queue) => queues.queueUrl(queue.arn)),
      };
    },
    /** The move is over when the answer is given: there is no network between two tables. */
    StartMessageMoveTask(input) {
      const request = read(z.object({ SourceArn: z.string(), DestinationArn: z.string().optional() }), input);
      const from = existingArn(queues.find(request.SourceArn));
      if (!queues.list().some((queue) => queue.redrive?.deadLetterArn === from.arn)) {
        throw new AwsError(
          'InvalidParameterValue',
          'Source queue must be configured as a Dead Letter Queue.',
        );
      }
      const to =
        request.DestinationArn === undefined ? undefined : existingArn(queues.find(request.DestinationArn));
      const moved = queues.moveAll(from, to);
      const TaskHandle = randomUUID();
      moves.unshift({
        TaskHandle,
        Status: 'COMPLETED',
        ...request,
        ApproximateNumberOfMessagesMoved: moved,
        ApproximateNumberOfMessagesToMove: moved,
        StartedTimestamp: Date.now(),
      });
      moves.splice(100);
      return { TaskHandle };
    },
    ListMessageMoveTasks(input) {
      const request = read(
        z.object({ SourceArn: z.string(), MaxResults: z.int().min(1).max(10).default(1) }),
        input,
      );
      return {
        Results: moves.filter((move) => move['SourceArn'] === request.SourceArn).slice(0, request.MaxResults),
      };
    },
  });
}

function read<S extends z.ZodType>(schema: S, input: Record<string, unknown>): z.infer<S> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new AwsError('InvalidParameterValue', z.prettifyError(parsed.error));
  return parsed.data;
}

function existing(queue: QueueSettings | undefined): QueueSettings {
  if (queue === undefined) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
  return queue;
}

function existingArn(queue: QueueSettings | undefined): QueueSettings {
  if (queue === undefined) {
    throw new AwsError(
      'ResourceNotFoundException',
      'The resource that you specified for the ARN does not exist.',
    );
  }
  return queue;
}

function checkBatch(entries: readonly { readonly Id: string }[]): void {
  if (entries.length === 0) throw new AwsError('EmptyBatchRequest', 'There should be at least one entry.');
  if (entries.length > 10)
    throw new AwsError('TooManyEntriesInBatchRequest', 'At most ten entries are taken.');
  if (new Set(entries.map((entry) => entry.Id)).size < entries.length) {
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two entries have the same Id.');
  }
}

function eachEntry<E extends { readonly Id: string }>(
  entries: readonly E[],
  act: (entry: E) => void,
): object {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    try {
      act(entry);
      Successful.push({ Id: entry.Id });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, Code: error.name, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}

function sendAll(
  queues: Queues,
  queue: QueueSettings,
  entries: readonly z.infer<typeof sending>[],
): Record<string, unknown>[] {
  const outgoing = entries.map(
    (entry): Outgoing => ({
      body: entry.MessageBody,
      groupId: entry.MessageGroupId,
      deduplicationId: entry.MessageDeduplicationId,
      // A FIFO queue delays all its messages alike.
      delaySeconds: queue.fifo ? undefined : entry.DelaySeconds,
      messageAttributes: entry.MessageAttributes && JSON.stringify(entry.MessageAttributes),
    }),
  );
  return sendOrRefuse(queues, queue, outgoing).map(({ messageId, seq }, index) => ({
    MessageId: messageId,
    MD5OfMessageBody: md5(outgoing[index]?.body ?? ''),
    ...(queue.fifo ? { SequenceNumber: sequenceNumber(seq) } : {}),
  }));
}

function sendOrRefuse(queues: Queues, queue: QueueSettings, outgoing: readonly Outgoing[]) {
  if (queue.fifo && outgoing.some((message) => message.groupId === undefined)) {
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageGroupId.');
  }
  if (
    queue.fifo &&
    !queue.contentBasedDeduplication &&
    outgoing.some((message) => message.deduplicationId === undefined)
  ) {
    throw new AwsError(
      'InvalidParameterValue',
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  return queues.sendAll(queue, outgoing);
}

function receiptFrom(handle: string): Receipt {
  const receipt = receiptOf(handle);
  if (receipt === undefined) {
    throw new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
  }
  return receipt;
}

function changeVisibility(
  queues: Queues,
  queue: QueueSettings,
  request: { readonly ReceiptHandle: string; readonly VisibilityTimeout: number },
): void {
  if (!queues.changeVisibility(queue, receiptFrom(request.ReceiptHandle), request.VisibilityTimeout)) {
    throw new AwsError('MessageNotInflight', 'The specified message is not in flight.');
  }
}

function received(
  queue: QueueSettings,
  message: StoredMessage,
  systemNames: ReadonlySet<string>,
  attributeNames: readonly string[],
): Record<string, unknown> {
  const system = Object.entries(systemAttributes(queue, message)).filter(
    ([name]) => systemNames.has('All') || systemNames.has(name),
  );
  const own = Object.entries(
    message.messageAttributes === null
      ? {}
      : (JSON.parse(message.messageAttributes) as Record<string, unknown>),
  ).filter(([name]) => attributeNames.includes('All') || attributeNames.includes(name));
  return {
    MessageId: message.messageId,
    ReceiptHandle: receiptHandleOf(message),
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(system.length > 0 ? { Attributes: Object.fromEntries(system) } : {}),
    ...(own.length > 0 ? { MessageAttributes: Object.fromEntries(own) } : {}),
  };
}

function attributesOf(queues: Queues, queue: QueueSettings): Record<string, string> {
  const counts = queues.counts(queue);
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    VisibilityTimeout: String(queue.visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(queue.retentionSeconds),
    DelaySeconds: String(queue.delaySeconds),
    ReceiveMessageWaitTimeSeconds: String(queue.waitSeconds),
    ...(queue.fifo
      ? { FifoQueue: 'true', ContentBasedDeduplication: String(queue.contentBasedDeduplication) }
      : {}),
    ...(queue.redrive === undefined
      ? {}
      : {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: queue.redrive.deadLetterArn,
            maxReceiveCount: queue.redrive.maxReceiveCount,
          }),
        }),
  };
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
