import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { lookAnswer } from '../../contracts/edge/look.ts';
import type { Looks } from '../../ports/looks.ts';
import { getOne, type Table } from './table.ts';
import { lookKey } from './table-keys.ts';

/** Long enough for whoever waits, and for the table to get round to forgetting. */
const keptSeconds = 10 * 60;
const firstPauseMs = 60;
const longestPauseMs = 500;

/** The answer lies in the table until its asker, who looks again and again, finds it: functions share nothing else. */
export function dynamoLooks(table: Table): Looks {
  return {
    async put(answer) {
      const ttl = Math.ceil(Date.parse(answer.at) / 1000) + keptSeconds;
      await table.client.send(
        new PutCommand({ TableName: table.name, Item: { ...lookKey(answer.inReplyTo), answer, ttl } }),
      );
    },

    async wait(messageId, forMs) {
      const end = performance.now() + forMs;
      for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
        const item = await getOne(table, lookKey(messageId));
        if (item !== undefined) return lookAnswer.parse(item['answer']);
        const left = end - performance.now();
        if (left <= 0) return undefined;
        await new Promise((resolve) => setTimeout(resolve, Math.min(pauseMs, left)));
      }
    },
  };
}
