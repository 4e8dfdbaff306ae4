import { setTimeout as pause } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import queueType from '../../../infra/local/resources/aws-sqs-queue.ts';
import type { QueueMessage } from '../../../infra/local/stack.ts';
import { eventually, type SmallStack, smallStack, temporaryFolder } from './small-stack.ts';

let folder: ReturnType<typeof temporaryFolder>;
let small: SmallStack;
let sqs: SQSClient;

function clientOf(stack: SmallStack): SQSClient {
  return new SQSClient({
    region: 'us-east-1',
    endpoint: `${stack.stack.aws.url}/sqs`,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
}

function makeQueue(logicalId: string, properties: object = {}): { url: string; arn: string } {
  const { ref, attributes } = small.create(queueType, logicalId, properties);
  return { url: ref, arn: attributes['Arn'] ?? '' };
}

async function bodies(url: string, options: object = {}): Promise<string[]> {
  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, ...options }),
  );
  return (Messages ?? []).map((message) => message.Body ?? '');
}

beforeEach(async () => {
  folder = temporaryFolder();
  small = await smallStack(folder.path);
  sqs = clientOf(small);
});
afterEach(async () => {
  sqs.destroy();
  await small.stop();
  folder.remove();
});

describe('the API of SQS', () => {
  it('sends, receives, hides, shows again and deletes', async () => {
    const { url } = makeQueue('Q');
    await small.start();
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: 'one',
        MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } },
      }),
    );
    const first = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    const message = first.Messages?.[0];
    expect(message?.Body).toBe('one');
    expect(message?.Attributes?.['ApproximateReceiveCount']).toBe('1');
    expect(message?.MessageAttributes?.['kind']?.StringValue).toBe('x');
    expect(await bodies(url)).toEqual([]);

    await small.clock.set(small.clock.now() + 30_000);
    const again = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
    expect(again.Messages?.[0]?.Body).toBe('one');
    // The first receipt stands for a hand-out that is over.
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: url,
        ReceiptHandle: again.Messages?.[0]?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
    const third = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
    expect(third.Messages?.[0]?.Body).toBe('one');
    await sqs.send(
      new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: third.Messages?.[0]?.ReceiptHandle }),
    );
    await small.clock.set(small.clock.now() + 60_000);
    expect(await bodies(url)).toEqual([]);
  });

  it('knows batches, attributes, URLs and queues that are not there', async () => {
    const { url, arn } = makeQueue('Q', { DelaySeconds: 5, VisibilityTimeout: 7 });
    await small.start();
    const sent = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: 'a', MessageBody: 'a', DelaySeconds: 0 },
          { Id: 'b', MessageBody: 'b' },
        ],
      }),
    );
    expect(sent.Successful?.map((entry) => entry.Id)).toEqual(['a', 'b']);
    const received = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
    expect(received.Messages?.map((message) => message.Body)).toEqual(['a']);
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      QueueArn: arn,
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      VisibilityTimeout: '7',
    });
    const deleted = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: url,
        Entries: [
          { Id: '1', ReceiptHandle: received.Messages?.[0]?.ReceiptHandle },
          { Id: '2', ReceiptHandle: 'nonsense' },
        ],
      }),
    );
    expect(deleted.Successful).toEqual([{ Id: '1' }]);
    expect(deleted.Failed?.[0]).toMatchObject({ Id: '2', Code: 'ReceiptHandleIsInvalid' });
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: 'test-Q' }))).QueueUrl).toBe(url);
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls).toEqual([url]);
    await sqs.send(new PurgeQueueCommand({ QueueUrl: url }));
    await small.clock.set(small.clock.now() + 10_000);
    expect(await bodies(url)).toEqual([]);
    await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'no' }))).rejects.toBeInstanceOf(
      QueueDoesNotExist,
    );
  });

  it('answers a long poll as soon as a message comes, and with nothing when its time is over', async () => {
    const { url, arn } = makeQueue('Q');
    await small.start();
    const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }));
    setTimeout(() => small.stack.queues.send(arn, 'late'), 50);
    expect((await poll).Messages?.[0]?.Body).toBe('late');
    expect(await bodies(url, { WaitTimeSeconds: 1 })).toEqual([]);
  });

  it('keeps messages for the retention alone', async () => {
    const { url, arn } = makeQueue('Q', { MessageRetentionPeriod: 3600 });
    await small.start();
    small.stack.queues.send(arn, 'old');
    await small.clock.set(small.clock.now() + 3_601_000);
    expect(await bodies(url)).toEqual([]);
  });
});

describe('a FIFO queue', () => {
  it('keeps the order of each group and closes a group that has a message out', async () => {
    const { url } = makeQueue('Q', { FifoQueue: true, ContentBasedDeduplication: true });
    await small.start();
    const send = (group: string, body: string) =>
      sqs.send(new SendMessageCommand({ QueueUrl: url, MessageGroupId: group, MessageBody: body }));
    for (const [group, body] of [
      ['a', 'a1'],
      ['a', 'a2'],
      ['b', 'b1'],
      ['a', 'a3'],
    ] as const) {
      await send(group, body);
    }
    const first = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 1 }));
    expect(first.Messages?.[0]?.Body).toBe('a1');
    expect(await bodies(url)).toEqual(['b1']);
    await sqs.send(
      new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: first.Messages?.[0]?.ReceiptHandle }),
    );
    expect(await bodies(url, { VisibilityTimeout: 5 })).toEqual(['a2', 'a3']);
    await send('a', 'a4');
    expect(await bodies(url)).toEqual([]);
    await small.clock.set(small.clock.now() + 5_000);
    expect(await bodies(url)).toEqual(['a2', 'a3', 'a4']);
  });

  it('takes a message once within five minutes', async () => {
    const { url } = makeQueue('Q', { FifoQueue: true });
    await small.start();
    const send = (id?: string) =>
      sqs.send(
        new SendMessageCommand({
          QueueUrl: url,
          MessageGroupId: 'g',
          MessageBody: 'x',
          MessageDeduplicationId: id,
        }),
      );
    const one = await send('d');
    expect((await send('d')).MessageId).toBe(one.MessageId);
    expect(await bodies(url, { VisibilityTimeout: 0 })).toEqual(['x']);
    await small.clock.set(small.clock.now() + 301_000);
    expect((await send('d')).MessageId).not.toBe(one.MessageId);
    await expect(send()).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' }))).rejects.toMatchObject(
      { name: 'MissingParameter' },
    );
  });
});

describe('a consumer', () => {
  it('gets messages at once, in batches, and gives up to the dead-letter queue what keeps failing', async () => {
    const dead = makeQueue('Dead');
    const { arn } = makeQueue('Q', {
      VisibilityTimeout: 60,
      RedrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount: 3 },
    });
    const seen: string[] = [];
    small.stack.queues.consume(
      arn,
      { batchSize: 10, batchingWindowSeconds: 0, maximumConcurrency: 2 },
      async (messages) => {
        seen.push(...messages.map((message) => message.body));
        return messages.filter((message) => message.body === 'bad').map((message) => message.messageId);
      },
    );
    await small.start();
    small.stack.queues.send(arn, 'good');
    small.stack.queues.send(arn, 'bad');
    await small.stack.activity.idle();
    expect(seen).toEqual(['good', 'bad']);
    await small.clock.set(small.clock.now() + 600_000);
    expect(seen).toEqual(['good', 'bad', 'bad', 'bad']);

    const letters = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: dead.url,
        MessageSystemAttributeNames: ['All'],
        VisibilityTimeout: 0,
      }),
    );
    expect(letters.Messages?.[0]).toMatchObject({
      Body: 'bad',
      Attributes: { DeadLetterQueueSourceArn: arn },
    });

    await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn }));
    await small.stack.activity.idle();
    expect(seen.filter((body) => body === 'bad')).toHaveLength(4);
    expect(await bodies(dead.url)).toEqual([]);
  });

  it('gives up a message that becomes visible while the one before it is given up', async () => {
    const dead = makeQueue('Dead');
    const { arn } = makeQueue('Q', {
      VisibilityTimeout: 60,
      RedrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount: 1 },
    });
    const none = { batchSize: 10, batchingWindowSeconds: 0, maximumConcurrency: 2 };
    small.stack.queues.consume(arn, none, async (messages) => messages.map(({ messageId }) => messageId));
    await small.start();
    const now = small.clock.now.bind(small.clock);
    // Time goes on between any two looks at the clock, so the second message comes to be seen between each of them once.
    for (let look = 1; look <= 12; look += 1) {
      for (const body of [`first ${look}`, `second ${look}`]) {
        small.stack.queues.send(arn, body);
        await small.stack.activity.idle();
        await small.clock.set(now() + 50);
      }
      let looks = 0;
      const slow = vi.spyOn(small.clock, 'now').mockImplementation(() => now() + (++looks > look ? 100 : 0));
      await small.clock.set(now() + 59_950);
      slow.mockRestore();
      await small.clock.set(now() + 600_000);
      expect((await bodies(dead.url)).toSorted()).toEqual([`first ${look}`, `second ${look}`]);
      await sqs.send(new PurgeQueueCommand({ QueueUrl: dead.url }));
    }
  });

  it('never has more batches than its concurrency, and treats a throwing handler as a failed batch', async () => {
    const { arn } = makeQueue('Q', { VisibilityTimeout: 60 });
    let running = 0;
    let most = 0;
    let thrown = false;
    const done: string[] = [];
    small.stack.queues.consume(
      arn,
      { batchSize: 1, batchingWindowSeconds: 0, maximumConcurrency: 3 },
      async ([message]) => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        if (message?.body === '5' && !thrown) {
          thrown = true;
          throw new Error('broken');
        }
        done.push(message?.body ?? '');
        return [];
      },
    );
    await small.start();
    for (let index = 0; index < 20; index += 1) small.stack.queues.send(arn, String(index));
    await small.stack.activity.idle();
    expect(most).toBe(3);
    expect(done).toHaveLength(19);
    await small.clock.set(small.clock.now() + 60_000);
    expect(done).toHaveLength(20);
    expect(small.logs.some(({ message }) => message === 'a consumer failed')).toBe(true);
  });

  it('gathers until nothing else is under way, and on a busy machine for five times its window', async () => {
    const { arn } = makeQueue('Q');
    const batches: number[] = [];
    small.stack.queues.consume(
      arn,
      { batchSize: 3, batchingWindowSeconds: 0.1, maximumConcurrency: 2 },
      async (messages) => {
        batches.push(messages.length);
        return [];
      },
    );
    await small.start();
    const send = (many: number): void => {
      for (let index = 0; index < many; index += 1) small.stack.queues.send(arn, 'm');
    };
    const endOfWork = small.stack.activity.begin('something else');
    const begun = performance.now();
    send(5);
    await eventually(() => (batches.length === 2 ? true : undefined));
    expect(batches).toEqual([3, 2]);
    expect(performance.now() - begun).toBeGreaterThan(450);
    send(4);
    await new Promise((resolve) => setImmediate(resolve));
    expect(batches).toEqual([3, 2]);
    endOfWork();
    await small.stack.activity.idle();
    expect(batches).toEqual([3, 2, 3, 1]);
  });

  it('works on a busy machine on one batch at a time of all that was gathered, round in turn', async () => {
    const worked: string[] = [];
    let running = 0;
    let most = 0;
    const window = { batchingWindowSeconds: 0.02, closedAfterMs: 100 };
    // As long as a window and begun after all of them, so it ends when each of them has ended.
    let allClosed: Promise<void> | undefined;
    for (const name of ['A', 'B', 'C']) {
      const { arn } = makeQueue(name);
      small.stack.queues.consume(
        arn,
        { batchSize: 2, batchingWindowSeconds: window.batchingWindowSeconds, maximumConcurrency: 2 },
        async () => {
          running += 1;
          most = Math.max(most, running);
          allClosed ??= pause(window.closedAfterMs);
          await allClosed;
          running -= 1;
          worked.push(name);
          return [];
        },
      );
      for (let index = 0; index < 6; index += 1) small.stack.queues.send(arn, 'm');
    }
    const endOfWork = small.stack.activity.begin('something else');
    await small.start();
    await eventually(() => (worked.length === 9 ? true : undefined));
    expect(most).toBe(1);
    for (const round of [0, 3, 6]) expect(worked.slice(round, round + 3).toSorted()).toEqual(['A', 'B', 'C']);
    endOfWork();
    await small.stack.activity.idle();
  });

  it('hands out again what a stopped stack held, without counting it', async () => {
    const { arn } = makeQueue('Q', { VisibilityTimeout: 3600 });
    small.stack.queues.consume(
      arn,
      { batchSize: 1, batchingWindowSeconds: 0, maximumConcurrency: 1 },
      () => new Promise(() => undefined),
    );
    await small.start();
    small.stack.queues.send(arn, 'held');
    await new Promise((resolve) => setImmediate(resolve));
    await small.stop();
    sqs.destroy();

    small = await smallStack(folder.path);
    sqs = clientOf(small);
    makeQueue('Q', { VisibilityTimeout: 3600 });
    const got = Promise.withResolvers<QueueMessage | undefined>();
    small.stack.queues.consume(
      arn,
      { batchSize: 1, batchingWindowSeconds: 0, maximumConcurrency: 1 },
      async ([message]) => {
        got.resolve(message);
        return [];
      },
    );
    await small.start();
    expect(await got.promise).toMatchObject({ body: 'held', attributes: { ApproximateReceiveCount: '1' } });
    await small.stack.activity.idle();
  });
});
