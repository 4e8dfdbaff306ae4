import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Checkpoints } from '../../ports/checkpoints.ts';
import { getOne, type Table } from './table.ts';
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
            UpdateExpression: 'SET #version = :version',
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
  };
}
