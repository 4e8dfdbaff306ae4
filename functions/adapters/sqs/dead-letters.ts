import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { done, refuse } from '../../domain/result.ts';
import type { DeadLetter, DeadLetters } from '../../ports/dead-letters.ts';

export interface ConsumerQueue {
  readonly queueUrl: string;
  readonly deadLetterUrl: string;
}

const messagesPerCall = 10;
const mostListed = 100;
/** What one call moves; whoever has more asks again. */
const mostReplayed = 1_000;
/** How long others cannot see what is being looked at or moved. */
const heldSeconds = 30;

export function sqsDeadLetters(
  client: SQSClient,
  queues: Readonly<Record<string, ConsumerQueue>>,
): DeadLetters {
  const receive = async (queueUrl: string): Promise<readonly Message[]> => {
    const { Messages } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: messagesPerCall,
        VisibilityTimeout: heldSeconds,
        MessageSystemAttributeNames: ['SentTimestamp', 'ApproximateReceiveCount'],
      }),
    );
    return Messages ?? [];
  };

  const look = async (consumer: string, { deadLetterUrl }: ConsumerQueue): Promise<DeadLetter[]> => {
    const found = new Map<string, Message>();
    while (found.size < mostListed) {
      const messages = await receive(deadLetterUrl);
      if (messages.length === 0) break;
      for (const message of messages) found.set(message.MessageId ?? '', message);
    }
    const held = [...found.values()];
    for (const batch of batches(held)) {
      await client.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: deadLetterUrl,
          Entries: batch.map(({ ReceiptHandle }, i) => ({
            Id: String(i),
            ReceiptHandle,
            VisibilityTimeout: 0,
          })),
        }),
      );
    }
    return held.map((message) => deadLetterOf(consumer, message));
  };

  return {
    async list(consumer) {
      const queue = consumer === undefined ? undefined : queues[consumer];
      if (consumer !== undefined && queue === undefined) return unknownConsumer(consumer, queues);
      const chosen =
        consumer === undefined || queue === undefined ? Object.entries(queues) : [[consumer, queue] as const];
      const letters = await Promise.all(chosen.map(([name, urls]) => look(name, urls)));
      return done(letters.flat().toSorted((a, b) => (a.firstReceivedAt < b.firstReceivedAt ? -1 : 1)));
    },

    async count() {
      const counts = await Promise.all(
        Object.values(queues).map(async ({ deadLetterUrl }) => {
          const { Attributes } = await client.send(
            new GetQueueAttributesCommand({
              QueueUrl: deadLetterUrl,
              AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
            }),
          );
          return Object.values(Attributes ?? {}).reduce((sum, value) => sum + Number(value), 0);
        }),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },

    async replay(consumer) {
      const queue = queues[consumer];
      if (queue === undefined) return unknownConsumer(consumer, queues);
      let moved = 0;
      while (moved < mostReplayed) {
        const messages = await receive(queue.deadLetterUrl);
        if (messages.length === 0) break;
        moved += await move(client, queue, messages);
      }
      return done(moved);
    },
  };
}

/** Sent first, deleted then: what breaks off in between is there twice, and consumers are idempotent. */
async function move(client: SQSClient, queue: ConsumerQueue, messages: readonly Message[]): Promise<number> {
  const sent = await client.send(
    new SendMessageBatchCommand({
      QueueUrl: queue.queueUrl,
      Entries: messages.map(({ Body }, i) => ({ Id: String(i), MessageBody: Body })),
    }),
  );
  const [failure] = sent.Failed ?? [];
  const taken = new Set((sent.Successful ?? []).map(({ Id }) => Id));
  const gone = messages.filter((_, i) => taken.has(String(i)));
  if (gone.length > 0) {
    await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queue.deadLetterUrl,
        Entries: gone.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle })),
      }),
    );
  }
  if (failure !== undefined)
    throw new Error(`the queue did not take a message back: ${failure.Code} ${failure.Message}`);
  return gone.length;
}

function unknownConsumer(consumer: string, queues: Readonly<Record<string, ConsumerQueue>>) {
  return refuse(
    'dead-letters.consumer-unknown',
    `There is no consumer ${consumer}; there are ${Object.keys(queues).sort().join(', ')}.`,
  );
}

function deadLetterOf(consumer: string, message: Message): DeadLetter {
  return {
    messageId: message.MessageId ?? '',
    consumer,
    firstReceivedAt: new Date(Number(message.Attributes?.SentTimestamp ?? 0)).toISOString(),
    attempts: Number(message.Attributes?.ApproximateReceiveCount ?? 0),
    body: readBody(message.Body ?? ''),
  };
}

/** A body that is not JSON is just what people want to see when it lies here. */
function readBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function batches<T>(things: readonly T[]): T[][] {
  const found: T[][] = [];
  for (let i = 0; i < things.length; i += messagesPerCall) found.push(things.slice(i, i + messagesPerCall));
  return found;
}
