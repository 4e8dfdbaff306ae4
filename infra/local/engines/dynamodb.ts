import type { LocalStack } from '../stack.ts';
import { createDynamoClient, type DynamoClient, DynamoError } from './dynamodb/client.ts';
import { type Dynoxide, startDynoxide } from './dynamodb/dynoxide.ts';
import { sweepExpired } from './dynamodb/time-to-live.ts';

export interface Index {
  readonly IndexName: string;
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
}

export interface TableDefinition {
  readonly name: string;
  readonly attributes: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  readonly keySchema: Index['KeySchema'];
  readonly globalIndexes: readonly Index[];
  readonly localIndexes: readonly Index[];
  readonly streamViewType: string | undefined;
  readonly timeToLiveAttribute: string | undefined;
}

interface TableDescription {
  readonly Table: {
    readonly TableStatus: string;
    readonly LatestStreamArn?: string;
    readonly LatestStreamLabel?: string;
    readonly GlobalSecondaryIndexes?: readonly { readonly IndexName: string; readonly IndexStatus: string }[];
  };
}

const sweepMilliseconds = 3_600_000;

/** The tables: an embedded DynamoDB on one file, or the one that `AWS_ENDPOINT_URL_DYNAMODB` names. */
export class Tables {
  readonly client: DynamoClient;
  readonly #stack: LocalStack;
  readonly #engine: Dynoxide | undefined;
  readonly #streams = new Map<string, string>();
  readonly #keepers = new Map<string, (() => number)[]>();

  private constructor(stack: LocalStack, client: DynamoClient, engine: Dynoxide | undefined) {
    this.#stack = stack;
    this.client = client;
    this.#engine = engine;
  }

  static async open(stack: LocalStack): Promise<Tables> {
    const given = process.env['AWS_ENDPOINT_URL_DYNAMODB'];
    const engine = given === undefined ? await startDynoxide(stack) : undefined;
    const url = engine?.url ?? given!;
    stack.aws.external('DYNAMODB', url);
    const client = createDynamoClient(
      { table: url, stream: process.env['AWS_ENDPOINT_URL_DYNAMODB_STREAMS'] ?? url },
      stack.region,
      engine === undefined ? credentials() : undefined,
    );
    const tables = new Tables(stack, client, engine);
    stack.onClose(async () => {
      client.close();
      await engine?.stop();
    });
    return tables;
  }

  /** Creates what is missing of the table: itself, its indexes, its stream. Answers the label of its stream. */
  async ensure(definition: TableDefinition): Promise<{ streamLabel: string | undefined }> {
    const found = await this.#describe(definition.name);
    if (found === undefined) await this.#create(definition);
    else await this.#addIndexes(definition, found);
    const table = (await this.#untilActive(definition.name)).Table;
    const { timeToLiveAttribute } = definition;
    if (timeToLiveAttribute !== undefined) await this.#keepTime(definition, timeToLiveAttribute);
    if (table.LatestStreamArn !== undefined) this.#streams.set(definition.name, table.LatestStreamArn);
    return { streamLabel: table.LatestStreamLabel };
  }

  /** The stream as the engine names it. */
  streamOf(tableName: string): string {
    const stream = this.#streams.get(tableName);
    if (stream === undefined) throw new Error(`table ${tableName} has no stream`);
    return stream;
  }

  /** Whether the stream may hold a record above this sequence number; cheap where the engine is the embedded one. */
  mayHaveNews(tableName: string, above: number): boolean {
    return this.#engine === undefined || this.#engine.newestRecord(tableName) > above;
  }

  /** Readers of a stream say up to where they need it no more; what nobody needs is dropped. */
  keep(tableName: string, done: () => number): void {
    const keepers = this.#keepers.get(tableName) ?? [];
    keepers.push(done);
    this.#keepers.set(tableName, keepers);
  }

  trim(tableName: string): void {
    const keepers = this.#keepers.get(tableName) ?? [];
    this.#engine?.trim(tableName, Math.min(...keepers.map((done) => done())));
  }

  async #describe(name: string): Promise<TableDescription | undefined> {
    try {
      return await this.client.table<TableDescription>('DescribeTable', { TableName: name });
    } catch (error) {
      if (error instanceof DynamoError && error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }

  async #create(definition: TableDefinition): Promise<void> {
    const { globalIndexes, localIndexes, streamViewType } = definition;
    await this.client.table('CreateTable', {
      TableName: definition.name,
      AttributeDefinitions: definition.attributes,
      KeySchema: definition.keySchema,
      BillingMode: 'PAY_PER_REQUEST',
      ...(globalIndexes.length > 0 ? { GlobalSecondaryIndexes: globalIndexes } : {}),
      ...(localIndexes.length > 0 ? { LocalSecondaryIndexes: localIndexes } : {}),
      ...(streamViewType === undefined
        ? {}
        : { StreamSpecification: { StreamEnabled: true, StreamViewType: streamViewType } }),
    });
  }

  /** A release may bring a new index to a table that holds data. One at a time, as DynamoDB wants it. */
  async #addIndexes(definition: TableDefinition, found: TableDescription): Promise<void> {
    const present = new Set(found.Table.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
    for (const index of definition.globalIndexes) {
      if (present.has(index.IndexName)) continue;
      await this.client.table('UpdateTable', {
        TableName: definition.name,
        AttributeDefinitions: definition.attributes,
        GlobalSecondaryIndexUpdates: [{ Create: index }],
      });
      await this.#untilActive(definition.name);
    }
  }

  async #untilActive(name: string): Promise<TableDescription> {
    for (;;) {
      const found = await this.#describe(name);
      const indexes = found?.Table.GlobalSecondaryIndexes ?? [];
      if (
        found?.Table.TableStatus === 'ACTIVE' &&
        indexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')
      ) {
        return found;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async #keepTime(definition: TableDefinition, attribute: string): Promise<void> {
    const { TimeToLiveDescription: present } = await this.client.table<{
      TimeToLiveDescription?: { TimeToLiveStatus: string };
    }>('DescribeTimeToLive', { TableName: definition.name });
    if (present?.TimeToLiveStatus !== 'ENABLED') {
      await this.client.table('UpdateTimeToLive', {
        TableName: definition.name,
        TimeToLiveSpecification: { Enabled: true, AttributeName: attribute },
      });
    }
    const keys = definition.keySchema.map(({ AttributeName }) => AttributeName);
    let sweeping = false;
    const timer = setInterval(() => {
      if (sweeping) return;
      sweeping = true;
      sweepExpired(this.client, { table: definition.name, keys, attribute }, () => this.#stack.clock.now())
        .catch((error: unknown) =>
          this.#stack.log('warn', 'expired items could not be swept', { error: String(error) }),
        )
        .finally(() => {
          sweeping = false;
        });
    }, sweepMilliseconds).unref();
    this.#stack.onStop(() => clearInterval(timer));
  }
}

function credentials(): { accessKeyId: string; secretAccessKey: string; sessionToken?: string } {
  const sessionToken = process.env['AWS_SESSION_TOKEN'];
  return {
    accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? 'local',
    secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? 'local',
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}

const opened = new WeakMap<LocalStack, Promise<Tables>>();

/** The tables of a stack; the database starts with the first one. */
export function tablesOf(stack: LocalStack): Promise<Tables> {
  let tables = opened.get(stack);
  if (tables === undefined) {
    tables = Tables.open(stack);
    opened.set(stack, tables);
  }
  return tables;
}
