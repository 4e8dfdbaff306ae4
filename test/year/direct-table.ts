import {
  type CancellationReason,
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../functions/adapters/dynamo/table.ts';
import { bareHttp, unsignedHeaders } from '../bare-http.ts';
import type { TestTable } from '../dynamo.ts';

const operations = new Map<unknown, string>([
  [BatchGetCommand, 'BatchGetItem'],
  [BatchWriteCommand, 'BatchWriteItem'],
  [DeleteCommand, 'DeleteItem'],
  [GetCommand, 'GetItem'],
  [PutCommand, 'PutItem'],
  [QueryCommand, 'Query'],
  [TransactWriteCommand, 'TransactWriteItems'],
  [UpdateCommand, 'UpdateItem'],
]);

/** Members of requests and answers that hold attributes by their names, and those that hold lists of such. */
const maps = new Set(['ExclusiveStartKey', 'ExpressionAttributeValues', 'Item', 'Key', 'LastEvaluatedKey']);
const lists = new Set(['Items', 'Keys']);

export type WireItem = Readonly<Record<string, object>>;

/**
 * The table without the SDK, which spends ten times as much on a request as it takes to write it down and to read the
 * answer. The requests are the same, on the real wire. `acknowledged` is told of each item that was put.
 */
export function directTable(
  { endpoint, tableName }: TestTable,
  acknowledged: (item: WireItem) => void,
): Table {
  const { handle } = bareHttp();
  const { hostname, port } = new URL(endpoint);

  async function send(command: { readonly input: object }): Promise<unknown> {
    const operation = operations.get(command.constructor);
    if (operation === undefined) throw new Error(`nobody asked for ${command.constructor.name}`);
    const asked = translated(command.input, toWire) as Asked;
    const target = `DynamoDB_20120810.${operation}`;
    const { response } = await handle({
      method: 'POST',
      hostname,
      port: Number(port),
      path: '/',
      headers: {
        ...unsignedHeaders,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': target,
      },
      body: JSON.stringify(asked),
    });
    const answer = JSON.parse(response.body.toString()) as Answer;
    if (response.statusCode !== 200) throw faultOf(answer);
    if (asked.Item !== undefined) acknowledged(asked.Item);
    for (const { Put } of asked.TransactItems ?? []) if (Put !== undefined) acknowledged(Put.Item);
    const { Responses, ...rest } = answer;
    return {
      ...(translated(rest, fromWire) as object),
      ...(Responses === undefined ? {} : { Responses: inLists(Responses) }),
    };
  }

  return { client: { send: send as Table['client']['send'] }, name: tableName };
}

interface Asked {
  readonly Item?: WireItem;
  readonly TransactItems?: readonly { readonly Put?: { readonly Item: WireItem } }[];
}

interface Answer {
  readonly __type?: string;
  readonly message?: string;
  readonly CancellationReasons?: CancellationReason[];
  readonly Responses?: Readonly<Record<string, readonly object[]>>;
}

function faultOf({ __type = '', message = '', CancellationReasons = [] }: Answer): Error {
  const name = __type.slice(__type.indexOf('#') + 1);
  const about = { message, $metadata: {} };
  if (name === 'ConditionalCheckFailedException') return new ConditionalCheckFailedException(about);
  if (name === 'TransactionCanceledException')
    return new TransactionCanceledException({ ...about, CancellationReasons });
  return Object.assign(new Error(message), { name });
}

type Convert = (value: unknown) => unknown;

/** The same, with each attribute converted. */
function translated(part: unknown, convert: Convert): unknown {
  if (Array.isArray(part)) return part.map((one) => translated(one, convert));
  if (typeof part !== 'object' || part === null) return part;
  const made: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(part)) {
    made[name] = maps.has(name)
      ? converted(value, convert)
      : lists.has(name)
        ? (value as readonly object[]).map((one) => converted(one, convert))
        : translated(value, convert);
  }
  return made;
}

function inLists(responses: Readonly<Record<string, readonly object[]>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(responses).map(([table, items]) => [
      table,
      items.map((item) => converted(item, fromWire)),
    ]),
  );
}

function converted(held: object, convert: Convert): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(held)) if (value !== undefined) made[name] = convert(value);
  return made;
}

function toWire(value: unknown): object {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return { L: value.map(toWire) };
  if (typeof value === 'object' && value.constructor === Object) return { M: converted(value, toWire) };
  throw new Error(`a table does not hold ${String(value)}`);
}

function fromWire(value: unknown): unknown {
  const [[type, held] = []] = Object.entries(value as object);
  switch (type) {
    case 'S':
    case 'BOOL':
      return held;
    case 'N':
      return Number(held);
    case 'NULL':
      return null;
    case 'B':
      return new Uint8Array(Buffer.from(held, 'base64'));
    case 'L':
      return (held as readonly unknown[]).map(fromWire);
    case 'M':
      return converted(held, fromWire);
    default:
      throw new Error(`an item holds a value of the type ${type}`);
  }
}
