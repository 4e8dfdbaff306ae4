import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { PaymentIntake } from '../../ports/payment-intake.ts';
import { queryAll, type Table } from './table.ts';
import { intakeKey, intakePartition } from './table-keys.ts';

/** An item per provider and day. A count that is made twice because an answer was lost does no harm: it is only a measure. */
export function dynamoPaymentIntake(table: Table): PaymentIntake {
  return {
    async count(provider, day) {
      await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: intakeKey(provider, day),
          UpdateExpression: 'ADD payments :one SET provider = :provider, #day = :day',
          ExpressionAttributeNames: { '#day': 'day' },
          ExpressionAttributeValues: { ':one': 1, ':provider': provider, ':day': day },
        }),
      );
    },

    async since(day) {
      const items = await queryAll(table, {
        KeyConditionExpression: 'pk = :pk AND sk >= :day',
        ExpressionAttributeValues: { ':pk': intakePartition, ':day': day },
      });
      return items.map((item) => ({
        provider: String(item['provider']),
        day: String(item['day']),
        payments: Number(item['payments']),
      }));
    },
  };
}
