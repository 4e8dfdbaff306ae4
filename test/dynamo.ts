import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { type KeyAttribute, tableDefinition } from '../functions/contracts/table-definition.ts';
import { bareHttp, unsigned } from './bare-http.ts';
import { freePort } from './free-port.ts';

export interface TestTable {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  readonly endpoint: string;
  stop(): Promise<void>;
}

const starts = 5;

/** A private DynamoDB on the real wire, with the table as the CDK app declares it; without a file it keeps nothing. */
export function startDynamo(file?: string): Promise<TestTable> {
  return open(file, newTable);
}

/** The database of a stack that is stopped, with the table that the stack made. */
export function openDynamo(dataDir: string): Promise<TestTable> {
  return open(join(dataDir, 'dynamodb.sqlite'), knownTable);
}

async function open(
  file: string | undefined,
  tableOf: (client: DynamoDBClient) => Promise<string>,
): Promise<TestTable> {
  const binary = createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
  for (let start = 1; ; start++) {
    const port = await freePort();
    const where = file === undefined ? [] : ['--db-path', file];
    const server = spawn(binary, ['serve', '--port', String(port), ...where], { stdio: 'ignore' });
    const kill = () => server.kill('SIGKILL');
    process.once('exit', kill);
    const exited = once(server, 'exit').finally(() => process.removeListener('exit', kill));
    const endpoint = `http://127.0.0.1:${port}`;
    const client = new DynamoDBClient({
      endpoint,
      region: 'local',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 3,
      requestHandler: bareHttp(),
      signer: unsigned,
    });
    const tableName = await Promise.race([
      answering(client).then(() => tableOf(client)),
      exited.then(() => undefined),
    ]);
    // Another process may have taken the port in between: then ours has gone, and someone else answers there.
    if (tableName === undefined || server.exitCode !== null) {
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

async function newTable(client: DynamoDBClient): Promise<string> {
  const tableName = `throughline-${randomUUID()}`;
  await createTable(client, tableName);
  return tableName;
}

async function knownTable(client: DynamoDBClient): Promise<string> {
  const { TableNames: [name] = [] } = await client.send(new ListTablesCommand({}));
  if (name === undefined) throw new Error('there is no table in this database');
  return name;
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
