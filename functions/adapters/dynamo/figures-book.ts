import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Figures, StandingFigures } from '../../contracts/figures.ts';
import type { FiguresBook } from '../../ports/figures-book.ts';
import { queryAll, type Table } from './table.ts';
import { figuresKey, figuresPartition, figuresPartKey } from './table-keys.ts';

/** A run is over within the hour; its parts are of use to whoever looks why. */
const keptSeconds = 2 * 86_400;

export function dynamoFiguresBook(table: Table): FiguresBook {
  return {
    async keep(asOf, page, part) {
      await table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: {
            ...figuresPartKey(asOf, page),
            figures: part,
            ttl: Math.floor(Date.parse(asOf) / 1000) + keptSeconds,
          },
        }),
      );
    },

    async parts(asOf) {
      const items = await queryAll(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': figuresPartition(asOf) },
        ConsistentRead: true,
      });
      return items.map(({ figures }) => figures as Figures);
    },

    async publish({ asOf, figures }) {
      try {
        await table.client.send(
          new PutCommand({
            TableName: table.name,
            Item: { ...figuresKey, asOf, figures },
            ConditionExpression: 'attribute_not_exists(pk) OR asOf <= :asOf',
            ExpressionAttributeValues: { ':asOf': asOf },
          }),
        );
      } catch (error) {
        // Later ones stand already.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },

    async standing() {
      const { Item } = await table.client.send(
        new GetCommand({ TableName: table.name, Key: figuresKey, ConsistentRead: true }),
      );
      return Item === undefined
        ? undefined
        : ({ asOf: Item['asOf'], figures: Item['figures'] } as StandingFigures);
    },
  };
}
