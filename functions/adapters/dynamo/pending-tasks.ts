import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { PendingTasks } from '../../ports/pending-tasks.ts';
import { getOne, type Table } from './table.ts';
import { taskKey } from './table-keys.ts';

/** A report may come long after the order gave up; the token is kept a little for the log to say so. */
const graceSeconds = 24 * 60 * 60;

export function dynamoPendingTasks(table: Table): PendingTasks {
  return {
    async put(messageId, { siteId, taskToken, expiresAt }) {
      const ttl = Math.ceil(Date.parse(expiresAt) / 1000) + graceSeconds;
      await table.client.send(
        new PutCommand({
          TableName: table.name,
          Item: { ...taskKey(messageId), siteId, taskToken, expiresAt, ttl },
        }),
      );
    },

    async get(messageId) {
      const item = await getOne(table, taskKey(messageId));
      return item === undefined
        ? undefined
        : { siteId: String(item['siteId']), taskToken: String(item['taskToken']) };
    },
  };
}
