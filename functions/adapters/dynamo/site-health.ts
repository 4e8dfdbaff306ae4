import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { RefusedLogin } from '../../contracts/edge/messages.ts';
import type { KnownHealth, SiteHealth } from '../../ports/site-health.ts';
import { getAll, getOne, type Table } from './table.ts';
import { healthKey, type Key, refusedLoginKey } from './table-keys.ts';

const writesAtOnce = 16;

export function dynamoSiteHealth(table: Table): SiteHealth {
  return {
    async record({ at, nodes, refusedLogins }) {
      const writes = [
        ...nodes.map((node) => ({ key: healthKey(node.nodeId), at, held: { ...node, at } })),
        ...refusedLogins.map((login) => ({
          key: refusedLoginKey(login.serviceId),
          at: login.at,
          held: login,
        })),
      ];
      for (let i = 0; i < writes.length; i += writesAtOnce) {
        await Promise.all(
          writes.slice(i, i + writesAtOnce).map((one) => putNewer(table, one.key, one.at, one.held)),
        );
      }
    },

    async nodes(nodeIds) {
      const items = await getAll(table, nodeIds.map(healthKey));
      return new Map(items.map(({ held }) => [(held as KnownHealth).nodeId, held as KnownHealth]));
    },

    async refusedLogin(serviceId) {
      const item = await getOne(table, refusedLoginKey(serviceId));
      return item?.['held'] as RefusedLogin | undefined;
    },
  };
}

async function putNewer(table: Table, key: Key, at: string, held: object): Promise<void> {
  try {
    await table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...key, at, held },
        ConditionExpression: 'attribute_not_exists(#at) OR #at <= :at',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ':at': at },
      }),
    );
  } catch (error) {
    // Something newer is known already.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
