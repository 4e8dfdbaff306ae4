import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import busType from '../../../infra/local/resources/aws-events-eventbus.ts';
import ruleType from '../../../infra/local/resources/aws-events-rule.ts';
import queueType from '../../../infra/local/resources/aws-sqs-queue.ts';
import machineType from '../../../infra/local/resources/aws-stepfunctions-statemachine.ts';
import { eventually, type SmallStack, smallStack, temporaryFolder } from './small-stack.ts';

let folder: ReturnType<typeof temporaryFolder>;
let small: SmallStack;
let client: EventBridgeClient;

beforeEach(async () => {
  folder = temporaryFolder();
  small = await smallStack(folder.path);
  small.create(busType, 'Bus', { Name: 'bus' });
  client = new EventBridgeClient({
    region: 'us-east-1',
    endpoint: `${small.stack.aws.url}/events`,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
});
afterEach(async () => {
  client.destroy();
  await small.stop();
  folder.remove();
});

/** A queue that keeps what it hears. */
function ear(
  name: string,
  properties: object = {},
): { arn: string; heard: { body: string; group: string | undefined }[] } {
  const arn = small.create(queueType, name, properties).attributes['Arn'] ?? '';
  const heard: { body: string; group: string | undefined }[] = [];
  small.stack.queues.consume(
    arn,
    { batchSize: 10, batchingWindowSeconds: 0, maximumConcurrency: 1 },
    async (messages) => {
      for (const { body, attributes } of messages) heard.push({ body, group: attributes['MessageGroupId'] });
      return [];
    },
  );
  return { arn, heard };
}

function rule(name: string, properties: object): string {
  return small.create(ruleType, name, { EventBusName: 'bus', ...properties }).attributes['Arn'] ?? '';
}

async function put(...entries: PutEventsRequestEntry[]) {
  const answer = await client.send(
    new PutEventsCommand({
      Entries: entries.map((entry) => ({
        Source: 'throughline',
        DetailType: 'service.activated',
        Detail: '{}',
        EventBusName: 'bus',
        ...entry,
      })),
    }),
  );
  await small.stack.activity.idle();
  return answer;
}

describe('rules', () => {
  it('hand the exact envelope to the targets whose pattern fits', async () => {
    const { arn, heard } = ear('Q');
    const other = ear('Other');
    rule('Fits', {
      EventPattern: { source: ['throughline'], 'detail-type': ['service.activated'] },
      Targets: [{ Id: 'q', Arn: arn }],
    });
    rule('Off', {
      State: 'DISABLED',
      EventPattern: { source: ['throughline'] },
      Targets: [{ Id: 'o', Arn: other.arn }],
    });
    rule('Else', { EventPattern: { 'detail-type': ['else'] }, Targets: [{ Id: 'o', Arn: other.arn }] });
    await small.start();
    const time = new Date('2026-03-04T05:06:07.890Z');
    const { FailedEntryCount, Entries } = await put({ Detail: '{"a":[1]}', Resources: ['r'], Time: time });
    expect(FailedEntryCount).toBe(0);
    expect(other.heard).toEqual([]);
    expect(heard).toHaveLength(1);
    const text = heard[0]?.body ?? '';
    expect(JSON.parse(text)).toEqual({
      version: '0',
      id: Entries?.[0]?.EventId,
      'detail-type': 'service.activated',
      source: 'throughline',
      account: '000000000000',
      time: '2026-03-04T05:06:07Z',
      region: 'us-east-1',
      resources: ['r'],
      detail: { a: [1] },
    });
    expect(Object.keys(JSON.parse(text))).toEqual([
      'version',
      'id',
      'detail-type',
      'source',
      'account',
      'time',
      'region',
      'resources',
      'detail',
    ]);
  });

  it('shape the input, and give FIFO queues their group', async () => {
    const fixed = ear('Fixed');
    const path = ear('Path');
    const made = ear('Made', { FifoQueue: true, ContentBasedDeduplication: true });
    const words = ear('Words');
    const arn = rule('R', {
      EventPattern: { source: ['throughline'] },
      Targets: [
        { Id: '1', Arn: fixed.arn, Input: '{"fixed":true}' },
        { Id: '2', Arn: path.arn, InputPath: '$.detail.list[1]' },
        {
          Id: '3',
          Arn: made.arn,
          SqsParameters: { MessageGroupId: 'g' },
          InputTransformer: {
            InputPathsMap: { who: '$.detail.who', all: '$.detail', none: '$.detail.none' },
            InputTemplate:
              '{"text":"for <who>, by <aws.events.rule-name>","raw":<all>,"none":<none>,"arn":<aws.events.rule-arn>}',
          },
        },
        {
          Id: '4',
          Arn: words.arn,
          InputTransformer: { InputPathsMap: { who: '$.detail.who' }, InputTemplate: '"Hello <who>"' },
        },
      ],
    });
    await small.start();
    await put({ Detail: '{"who":"A \\"B\\"","list":[1,{"x":2}]}' });
    expect(fixed.heard[0]?.body).toBe('{"fixed":true}');
    expect(path.heard[0]?.body).toBe('{"x":2}');
    expect(made.heard[0]?.group).toBe('g');
    expect(JSON.parse(made.heard[0]?.body ?? '')).toEqual({
      text: 'for A "B", by test-R',
      raw: { who: 'A "B"', list: [1, { x: 2 }] },
      none: null,
      arn,
    });
    expect(words.heard[0]?.body).toBe('"Hello A \\"B\\""');
  });

  it('start machines and reach other buses and functions', async () => {
    const { arn, heard } = ear('Q');
    small.create(busType, 'Second', { Name: 'second' });
    const calls: unknown[] = [];
    small.functions.set('f', (payload) => {
      calls.push(payload);
      return { ok: true, payload: null };
    });
    const machine = small.create(machineType, 'M', {
      RoleArn: 'r',
      Definition: {
        QueryLanguage: 'JSONata',
        StartAt: 'T',
        States: {
          T: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f', End: true },
        },
      },
    });
    rule('Machine', {
      EventPattern: { 'detail-type': ['order'] },
      Targets: [{ Id: 'm', Arn: machine.ref, RoleArn: 'r', InputPath: '$.detail' }],
    });
    rule('Forward', {
      EventPattern: { 'detail-type': ['order'] },
      Targets: [{ Id: 'b', Arn: 'arn:aws:events:us-east-1:000000000000:event-bus/second', RoleArn: 'r' }],
    });
    rule('Second', {
      EventBusName: 'second',
      EventPattern: { source: ['throughline'] },
      Targets: [{ Id: 'q', Arn: arn }],
    });
    await small.start();
    await put({ DetailType: 'order', Detail: '{"orderId":"o1"}' });
    await eventually(() => (calls.length === 1 ? true : undefined));
    expect(calls).toEqual([{ orderId: 'o1' }]);
    expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({
      'detail-type': 'order',
      detail: { orderId: 'o1' },
    });
  });

  it('fire by schedule', async () => {
    const { arn, heard } = ear('Q');
    const ruleArn = rule('Hourly', {
      EventBusName: 'default',
      ScheduleExpression: 'rate(1 hour)',
      Targets: [{ Id: 'q', Arn: arn }],
    });
    await small.start();
    await small.clock.set(small.clock.now() + 2.5 * 3_600_000);
    expect(heard).toHaveLength(2);
    expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      resources: [ruleArn],
      detail: {},
    });
  });

  it('try again what a target does not take, and then give it to the dead-letter queue', async () => {
    const { arn, heard } = ear('Dead');
    rule('R', {
      EventPattern: { source: ['throughline'] },
      Targets: [
        {
          Id: 'x',
          Arn: 'arn:aws:sqs:us-east-1:000000000000:nowhere',
          DeadLetterConfig: { Arn: arn },
          RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 },
        },
      ],
    });
    await small.start();
    await put({ Detail: '{"n":1}' });
    expect(heard).toEqual([]);
    await small.clock.set(small.clock.now() + 60_000);
    expect(heard).toHaveLength(1);
    expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({ detail: { n: 1 } });
  });

  it('stop the start when a target has no engine here', async () => {
    rule('R', {
      EventPattern: { source: ['x'] },
      Targets: [{ Id: 'x', Arn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/x' }],
    });
    await expect(small.start()).rejects.toThrow('no support here for the target arn:aws:firehose');
  });

  it.each([
    ['a pattern', { EventPattern: { a: [{ sounds: 'like' }] } }, 'sounds'],
    [
      'a template',
      {
        EventPattern: { a: ['x'] },
        Targets: [{ Id: '1', Arn: 'arn:aws:sqs:::q', InputTransformer: { InputTemplate: '<nope>' } }],
      },
      '<nope>',
    ],
    [
      'a path',
      { EventPattern: { a: ['x'] }, Targets: [{ Id: '1', Arn: 'arn:aws:sqs:::q', InputPath: '$..x' }] },
      '$..x',
    ],
    ['a schedule', { ScheduleExpression: 'every(1 day)' }, 'every(1 day)'],
  ])('with %s that is not understood are refused by name', (_what, properties, words) => {
    expect(() => rule('R', properties)).toThrow(words);
  });
});

describe('PutEvents', () => {
  it('takes the good entries of a request and names the flaws of the others', async () => {
    const { arn, heard } = ear('Q');
    rule('R', { EventPattern: { source: ['throughline'] }, Targets: [{ Id: 'q', Arn: arn }] });
    await small.start();
    const { FailedEntryCount, Entries } = await put(
      { Detail: '{"n":1}' },
      { Detail: '[1]' },
      { Source: 'aws.mine' },
      { DetailType: '' },
      { Detail: '{"n":2}' },
    );
    expect(FailedEntryCount).toBe(3);
    expect(Entries?.map((entry) => entry.ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'NotAuthorizedForSourceException',
      'InvalidArgument',
      undefined,
    ]);
    expect(heard.map(({ body }) => (JSON.parse(body) as { detail: { n: number } }).detail.n)).toEqual([1, 2]);
    await expect(put({ EventBusName: 'nowhere' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
