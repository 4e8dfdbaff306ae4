import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Checkpoints, Stumble } from '../../ports/checkpoints.ts';
import { getAll, getOne, keyOf, type Table, textOf } from './table.ts';
import { checkpointKey } from './table-keys.ts';

export function dynamoCheckpoints(table: Table): Checkpoints {
  return {
    async get(consumer, aggregateId) {
      const item = await getOne(table, checkpointKey(consumer, aggregateId));
      return Number(item?.['version'] ?? 0);
    },

    async advance(consumer, aggregateId, version) {
      try {
        await table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: checkpointKey(consumer, aggregateId),
            UpdateExpression: 'SET #version = :version REMOVE stumble',
            ConditionExpression: 'attribute_not_exists(#version) OR #version < :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': version },
          }),
        );
      } catch (error) {
        // A rival has come further: that is where the checkpoint stands.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },

    async stumble(consumer, aggregateId, stumble) {
      await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: checkpointKey(consumer, aggregateId),
          UpdateExpression: 'SET stumble = :stumble',
          ExpressionAttributeValues: { ':stumble': stumble },
        }),
      );
    },

    async stumbles(of) {
      const keys = of.map(({ consumer, aggregateId }) => checkpointKey(consumer, aggregateId));
      const distinct = [...new Map(keys.map((key) => [textOf(key), key])).values()];
      const items = new Map((await getAll(table, distinct)).map((item) => [textOf(keyOf(item)), item]));
      return keys.map((key) => items.get(textOf(key))?.['stumble'] as Stumble | undefined);
    },
  };
}
