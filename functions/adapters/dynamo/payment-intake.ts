import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { IntakeOfDay, IntakeSign } from '../../contracts/payment-intake.ts';
import type { PaymentIntake } from '../../ports/payment-intake.ts';
import { queryAll, type Table } from './table.ts';
import { intakeKey, intakePartition } from './table-keys.ts';

/** What of a day's item is counted, and of what the instant is kept. */
const kept: Readonly<Record<IntakeSign, { readonly count?: string; readonly instants: readonly string[] }>> =
  {
    payment: { count: 'payments', instants: ['heardAt'] },
    'agreeing-payment': { count: 'payments', instants: ['heardAt', 'agreedAt'] },
    heard: { instants: ['heardAt'] },
    refused: { count: 'refused', instants: [] },
    answered: { instants: ['answeredAt'] },
    unanswered: { count: 'unanswered', instants: ['unansweredAt'] },
  };

/** An item per provider and day. A count that is made twice because an answer was lost does no harm: it is only a measure. */
export function dynamoPaymentIntake(table: Table): PaymentIntake {
  return {
    async count(provider, sign, at) {
      const { count, instants } = kept[sign];
      const day = at.slice(0, 10);
      const set = ['provider = :provider', '#day = :day', ...instants.map((name) => `${name} = :at`)].join(
        ', ',
      );
      await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: intakeKey(provider, day),
          UpdateExpression: `${count === undefined ? '' : `ADD ${count} :one `}SET ${set}`,
          ExpressionAttributeNames: { '#day': 'day' },
          ExpressionAttributeValues: {
            ':provider': provider,
            ':day': day,
            ...(count === undefined ? {} : { ':one': 1 }),
            ...(instants.length === 0 ? {} : { ':at': at }),
          },
        }),
      );
    },

    async since(day) {
      const items = await queryAll(table, {
        KeyConditionExpression: 'pk = :pk AND sk >= :day',
        ExpressionAttributeValues: { ':pk': intakePartition, ':day': day },
      });
      return items.map(
        ({ pk: _pk, sk: _sk, ...told }) => ({ payments: 0, ...told }) as unknown as IntakeOfDay,
      );
    },
  };
}
