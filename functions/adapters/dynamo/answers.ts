import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Answers } from '../../ports/answers.ts';
import type { Table } from './table.ts';
import { answerKey } from './table-keys.ts';

export function dynamoAnswers(table: Table): Answers {
  return {
    async find({ scope, key }, now) {
      const { Item } = await table.client.send(
        new GetCommand({ TableName: table.name, Key: answerKey(scope, key), ConsistentRead: true }),
      );
      // The sweep may be days late: what is past its time is gone for readers at once.
      if (Item === undefined || Number(Item['ttl']) <= Math.floor(Date.parse(now) / 1000)) return undefined;
      const { value } = Item['answer'] as { value?: unknown };
      return { bodyHash: String(Item['bodyHash']), answer: value };
    },
  };
}
