import type { Answers } from '../../ports/answers.ts';
import { getOne, type Table } from './table.ts';
import { answerKey } from './table-keys.ts';

export function dynamoAnswers(table: Table): Answers {
  return {
    async find({ scope, key }, now) {
      const item = await getOne(table, answerKey(scope, key));
      // The sweep may be days late: what is past its time is gone for readers at once.
      if (item === undefined || Number(item['ttl']) <= Math.floor(Date.parse(now) / 1000)) return undefined;
      const { value } = item['answer'] as { value?: unknown };
      return { bodyHash: String(item['bodyHash']), answer: value };
    },
  };
}
