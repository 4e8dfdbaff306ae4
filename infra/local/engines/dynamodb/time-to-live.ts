import { type DynamoClient, DynamoError } from './client.ts';

type Item = Readonly<Record<string, unknown>>;

export interface TimeToLive {
  readonly table: string;
  readonly keys: readonly string[];
  readonly attribute: string;
}

const pageSize = 200;

/**
 * Deletes the items whose time has come, as DynamoDB does within days. `now` is in milliseconds; the attribute counts
 * seconds. The condition spares an item that was given more time in between.
 */
export async function sweepExpired(
  client: DynamoClient,
  { table, keys, attribute }: TimeToLive,
  now: () => number,
): Promise<number> {
  let deleted = 0;
  let from: Item | undefined;
  do {
    const expired = {
      ExpressionAttributeNames: { '#ttl': attribute },
      ExpressionAttributeValues: { ':now': { N: String(Math.floor(now() / 1000)) } },
    };
    const page = await client.table<{ Items?: Item[]; LastEvaluatedKey?: Item }>('Scan', {
      TableName: table,
      Limit: pageSize,
      FilterExpression: '#ttl <= :now',
      ...expired,
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    });
    for (const item of page.Items ?? []) {
      const key = Object.fromEntries(keys.map((name) => [name, item[name]]));
      try {
        await client.table('DeleteItem', {
          TableName: table,
          Key: key,
          ConditionExpression: '#ttl <= :now',
          ...expired,
        });
        deleted++;
      } catch (error) {
        if (!(error instanceof DynamoError) || error.name !== 'ConditionalCheckFailedException') throw error;
      }
    }
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return deleted;
}
