import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DeleteItemCommand, DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDynamoClient } from '../../../infra/local/engines/dynamodb/client.ts';
import { sweepExpired } from '../../../infra/local/engines/dynamodb/time-to-live.ts';
import { tablesOf } from '../../../infra/local/engines/dynamodb.ts';
import type { StartedStack } from '../../../infra/local/start.ts';
import {
  type Fixture,
  type FixtureLog,
  functionArn,
  lambdaFunction,
  startFixture,
} from './fixture-assembly.ts';
import { eventually, temporaryFolder } from './small-stack.ts';

/** Notes the keys of each batch; fails as long as a record of the batch is on its list of bad ones. */
const reader = `
  import { appendFileSync, existsSync, readFileSync } from 'node:fs';
  export const handler = async ({ Records }) => {
    const bad = existsSync(process.env.BAD) ? readFileSync(process.env.BAD, 'utf8').split(',') : [];
    const ids = Records.map(({ eventName, dynamodb }) => eventName[0] + dynamodb.Keys.id.S);
    appendFileSync(process.env.TRACE, JSON.stringify(ids) + '\\n');
    const failing = Records.filter(({ dynamodb }) => bad.includes(dynamodb.Keys.id.S));
    if (process.env.PARTIAL === 'yes') {
      return { batchItemFailures: failing.map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })) };
    }
    if (failing.length > 0) throw new Error('bad record');
  };
`;

/** Writes what is refused, and tells how often it was sent. */
const refused = `
  import { DynamoDBClient, PutItemCommand } from '${import.meta.resolve('@aws-sdk/client-dynamodb')}';
  const client = new DynamoDBClient({});
  export const handler = () =>
    client
      .send(new PutItemCommand({
        TableName: 'things',
        Item: { id: { S: 'none' } },
        ConditionExpression: 'attribute_exists(id)',
      }))
      .catch(({ name, $metadata }) => ({ name, attempts: $metadata.attempts }));
`;

let folder: ReturnType<typeof temporaryFolder>;
let stack: StartedStack & { readonly logs: readonly FixtureLog[] };
let dynamo: DynamoDBClient;
let bad: string;

function fixture(mapping: object, environment: object = {}): Fixture {
  return {
    stacks: {
      Demo: {
        Resources: {
          Table: {
            Type: 'AWS::DynamoDB::GlobalTable',
            Properties: {
              TableName: 'things',
              AttributeDefinitions: [
                { AttributeName: 'id', AttributeType: 'S' },
                { AttributeName: 'kind', AttributeType: 'S' },
              ],
              KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
              BillingMode: 'PAY_PER_REQUEST',
              GlobalSecondaryIndexes: [
                {
                  IndexName: 'by-kind',
                  KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
                  Projection: { ProjectionType: 'ALL' },
                },
              ],
              StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
              TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
              Replicas: [{ Region: { Ref: 'AWS::Region' }, DeletionProtectionEnabled: true }],
            },
          },
          Reader: lambdaFunction('reader', {
            Timeout: 10,
            Environment: { Variables: { TRACE: join(folder.path, 'trace'), BAD: bad, ...environment } },
          }),
          Refused: lambdaFunction('refused', { Timeout: 10 }),
          Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
          Mapping: {
            Type: 'AWS::Lambda::EventSourceMapping',
            Properties: {
              EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
              FunctionName: { Ref: 'Reader' },
              StartingPosition: 'TRIM_HORIZON',
              ...mapping,
            },
          },
        },
      },
    },
    bundles: { reader, refused },
  };
}

async function start(mapping: object = {}, environment: object = {}): Promise<void> {
  stack = await startFixture(folder.path, fixture(mapping, environment));
  dynamo = new DynamoDBClient({
    endpoint: stack.stack.aws.variables()['AWS_ENDPOINT_URL_DYNAMODB']!,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
}

async function stop(): Promise<void> {
  dynamo.destroy();
  await stack.stop();
}

const put = (id: string, rest: object = {}): Promise<unknown> =>
  dynamo.send(new PutItemCommand({ TableName: 'things', Item: { id: { S: id }, ...rest } }));

const setClock = (at: number): Promise<void> =>
  (stack.stack.clock as unknown as { set(at: number): Promise<void> }).set(at);

const batches = (): string[][] => {
  const file = join(folder.path, 'trace');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as string[]);
};
const seen = (): string[] => batches().flat();
const untilSeen = (...ids: string[]): Promise<string[]> =>
  eventually(() => (ids.every((id) => seen().includes(id)) ? seen() : undefined), 10_000);

beforeEach(() => {
  folder = temporaryFolder();
  bad = join(folder.path, 'bad');
});
afterEach(async () => {
  await stop();
  folder.remove();
});

describe('a table', () => {
  it('outlives the stack, and gets an index that a later release brings', async () => {
    await start();
    await put('a', { kind: { S: 'x' } });
    await stop();
    await start();
    const { Items } = await dynamo.send(new ScanCommand({ TableName: 'things', IndexName: 'by-kind' }));
    expect(Items).toHaveLength(1);
  });

  it('refuses a write once, also where the clock was set', async () => {
    await start();
    await setClock(Date.now() + 30 * 86_400_000);
    const { lambda } = stack.stack;
    // The first answer is what a client would learn the other clock from.
    for (const time of ['first', 'second']) {
      const result = await lambda.invoke(functionArn('refused'), { time });
      expect(result).toEqual({
        ok: true,
        payload: { name: 'ConditionalCheckFailedException', attempts: 1 },
      });
    }
  });

  it('loses what has run out by the stack’s clock, and nothing else', async () => {
    await start();
    const soon = Math.floor(Date.now() / 1000) + 3600;
    await put('short', { ttl: { N: String(soon) } });
    await put('long', { ttl: { N: String(soon + 86_400) } });
    await put('ever');
    const url = stack.stack.aws.variables()['AWS_ENDPOINT_URL_DYNAMODB']!;
    const client = createDynamoClient({ table: url, stream: url }, 'us-east-1', {
      accessKeyId: 'x',
      secretAccessKey: 'x',
    });
    const things = { table: 'things', keys: ['id'], attribute: 'ttl' };
    expect(await sweepExpired(client, things, () => stack.stack.clock.now())).toBe(0);
    await setClock((soon + 10) * 1000);
    expect(await sweepExpired(client, things, () => stack.stack.clock.now())).toBe(1);
    client.close();
    const { Items } = await dynamo.send(new ScanCommand({ TableName: 'things' }));
    expect(Items?.map(({ id }) => id?.S).sort()).toEqual(['ever', 'long']);
  });
});

describe('a stream mapping', () => {
  it('hands on every change once and in order', async () => {
    await start({ BatchSize: 7 });
    const ids = Array.from({ length: 40 }, (_, i) => `n${i}`);
    for (const id of ids) await put(id);
    await put('n0', { kind: { S: 'x' } });
    await dynamo.send(new DeleteItemCommand({ TableName: 'things', Key: { id: { S: 'n1' } } }));
    await untilSeen('Rn1');
    expect(seen()).toEqual([...ids.map((id) => `I${id}`), 'Mn0', 'Rn1']);
    expect(Math.max(...batches().map(({ length }) => length))).toBeLessThanOrEqual(7);
  });

  it('goes on after a restart where it stopped, with what came in between', async () => {
    await start();
    await put('a');
    await untilSeen('Ia');
    await stop();
    await start();
    await put('b');
    await untilSeen('Ib');
    expect(seen()).toEqual(['Ia', 'Ib']);
  });

  it('hands on only what its filters want', async () => {
    await start({
      FilterCriteria: {
        Filters: [
          {
            Pattern: JSON.stringify({
              eventName: ['INSERT'],
              dynamodb: { Keys: { id: { S: [{ prefix: 'event-' }] } } },
            }),
          },
        ],
      },
    });
    await put('other');
    await put('event-1');
    await put('event-1', { kind: { S: 'x' } });
    await put('event-2');
    await untilSeen('Ievent-2');
    expect(seen()).toEqual(['Ievent-1', 'Ievent-2']);
  });

  it('stays at a failing batch until it passes', async () => {
    writeFileSync(bad, 'b');
    await start({ BatchSize: 10 });
    await put('b');
    await eventually(() => (seen().filter((id) => id === 'Ib').length >= 2 ? true : undefined));
    await put('c');
    expect(seen()).not.toContain('Ic');
    rmSync(bad);
    await untilSeen('Ic');
    expect(seen().filter((id) => id === 'Ic')).toHaveLength(1);
  });

  it('goes on from the first record that the function reports as failed', async () => {
    writeFileSync(bad, 'c');
    await start(
      { FunctionResponseTypes: ['ReportBatchItemFailures'], MaximumBatchingWindowInSeconds: 1 },
      { PARTIAL: 'yes' },
    );
    for (const id of ['a', 'b', 'c', 'd']) await put(id);
    await eventually(() => (seen().filter((id) => id === 'Ic').length >= 2 ? true : undefined));
    rmSync(bad);
    await eventually(() => (batches().at(-1)?.includes('Id') && batches().length > 2 ? true : undefined));
    expect(batches()[0]).toEqual(['Ia', 'Ib', 'Ic', 'Id']);
    expect(batches()[1]).toEqual(['Ic', 'Id']);
    expect(seen().filter((id) => id === 'Ia' || id === 'Ib')).toEqual(['Ia', 'Ib']);
  });

  it('halves a failing batch and gives up the one bad record, into a queue', async () => {
    writeFileSync(bad, 'c');
    await start({
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 1,
      MaximumBatchingWindowInSeconds: 1,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
    });
    for (const id of ['a', 'b', 'c', 'd']) await put(id);
    await eventually(() =>
      batches().some((batch) => batch.length === 1 && batch[0] === 'Id') ? true : undefined,
    );
    expect(batches().filter((batch) => batch.length === 1)).toEqual([['Ic'], ['Ic'], ['Id']]);
    const body = await new Promise<string>((resolve) => {
      stack.stack.queues.consume(
        'arn:aws:sqs:us-east-1:000000000000:dead',
        { batchSize: 1, batchingWindowSeconds: 0, maximumConcurrency: 1 },
        async ([message]) => {
          resolve(message!.body);
          return [];
        },
      );
    });
    expect(JSON.parse(body)).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      DDBStreamBatchInfo: { batchSize: 1, startSequenceNumber: '3', endSequenceNumber: '3' },
    });
  });

  it('is read right when another function has ended, without a look at it', async () => {
    const every = globalThis.setInterval;
    const patched = vi
      .spyOn(globalThis, 'setInterval')
      .mockImplementation((look, milliseconds) =>
        every(look, milliseconds === 250 ? 3_600_000 : milliseconds),
      );
    try {
      await start();
    } finally {
      patched.mockRestore();
    }
    await put('w');
    await stack.stack.lambda.invoke('arn:aws:lambda:us-east-1:000000000000:function:none', {});
    await stack.stack.lambda.invoke('arn:aws:lambda:us-east-1:000000000000:function:reader', { Records: [] });
    await untilSeen('Iw');
  });

  it('lets old records go and still counts on', async () => {
    await start();
    for (let i = 0; i < 150; i++) await put(`t${i}`);
    await untilSeen('It149');
    await stack.stack.activity.idle();
    const tables = await tablesOf(stack.stack);
    tables.trim('things');
    const file = new DatabaseSync(join(folder.path, 'data', 'dynamodb.sqlite'));
    const { n } = file.prepare('SELECT count(*) AS n FROM _stream_records').get() as { n: number };
    expect(n).toBe(100);
    const plan = file
      .prepare(
        'EXPLAIN QUERY PLAN SELECT max(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = ?',
      )
      .all('things');
    expect(JSON.stringify(plan)).toContain('ix_sr');
    file.close();
    await put('after');
    await untilSeen('Iafter');
    expect(seen()).toHaveLength(151);
  });
});
