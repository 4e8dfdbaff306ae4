import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { type KeyAttribute, tableDefinition } from '../functions/contracts/table-definition.ts';
import { freePort } from './free-port.ts';

export interface TestTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly endpoint: string;
  stop(): Promise<void>;
}

const starts = 5;

/** A private DynamoDB on the real wire that keeps nothing, with the table as the CDK app declares it. */
export async function startDynamo(): Promise<TestTable> {
  const binary = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
  const tableName = `throughline-${randomUUID()}`;
  for (let start = 1; ; start++) {
    const port = await freePort();
    const server = spawn(binary, ['serve', '--port', String(port)], { stdio: 'ignore' });
    const kill = () => server.kill('SIGKILL');
    process.once('exit', kill);
    const exited = once(server, 'exit').finally(() => process.removeListener('exit', kill));
    const endpoint = `http://127.0.0.1:${port}`;
    const client = new DynamoDBClient({
      endpoint,
      region: 'local',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 3,
    });
    const up = await Promise.race([
      answering(client).then(() => createTable(client, tableName)),
      exited.then(() => 'gone' as const),
    ]);
    // Another process may have taken the port in between: then ours has gone, and someone else answers there.
    if (up === 'gone' || server.exitCode !== null) {
      client.destroy();
      if (start === starts) throw new Error(`no DynamoDB after ${starts} starts`);
      continue;
    }
    return {
      client,
      tableName,
      endpoint,
      async stop() {
        client.destroy();
        kill();
        await exited;
      },
    };
  }
}

export async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const { partitionKey, sortKey, indexes } = tableDefinition;
  const attributes = new Map<string, KeyAttribute['type']>();
  for (const key of [partitionKey, sortKey, ...indexes.flatMap((i) => [i.partitionKey, i.sortKey])]) {
    attributes.set(key.name, key.type);
  }
  const schema = (hash: KeyAttribute, range: KeyAttribute) => [
    { AttributeName: hash.name, KeyType: 'HASH' as const },
    { AttributeName: range.name, KeyType: 'RANGE' as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({
        AttributeName,
        AttributeType,
      })),
      KeySchema: schema(partitionKey, sortKey),
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: schema(index.partitionKey, index.sortKey),
        Projection:
          index.include.length === 0
            ? { ProjectionType: 'KEYS_ONLY' as const }
            : { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...index.include] },
      })),
    }),
  );
}

async function answering(client: DynamoDBClient): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await client.send(new ListTablesCommand({}));
      return;
    } catch (error) {
      if (attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
