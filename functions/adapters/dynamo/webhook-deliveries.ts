import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { WebhookDelivery } from '../../domain/webhook/delivery.ts';
import type { WebhookDeliveries } from '../../ports/webhook-deliveries.ts';
import { getOne, type Item, queryAll, type Table } from './table.ts';
import { deliveredKey, type Key, webhookDeliveryKey, webhookDeliveryRange } from './table-keys.ts';

const keptSeconds = 30 * 24 * 3600;

export function dynamoWebhookDeliveries(table: Table): WebhookDeliveries {
  const get = (key: Key): Promise<Item | undefined> => getOne(table, key);

  const itemOf = (delivery: WebhookDelivery) => ({
    ...webhookDeliveryKey(delivery.endpointId, delivery.eventId),
    status: delivery.status,
    delivery,
    ttl: Math.ceil(Date.parse(delivery.queuedAt) / 1000) + keptSeconds,
  });

  const find: WebhookDeliveries['find'] = async (endpointId, eventId) =>
    (await get(webhookDeliveryKey(endpointId, eventId)))?.['delivery'] as WebhookDelivery | undefined;

  return {
    find,

    async begin(delivery) {
      try {
        await table.client.send(
          new PutCommand({
            TableName: table.name,
            Item: itemOf(delivery),
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
        return delivery;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return (await find(delivery.endpointId, delivery.eventId)) ?? delivery;
      }
    },

    async put(delivery) {
      await table.client.send(new PutCommand({ TableName: table.name, Item: itemOf(delivery) }));
      if (delivery.status === 'delivered') {
        await table.client.send(
          new PutCommand({
            TableName: table.name,
            Item: { ...deliveredKey(delivery.endpointId), at: delivery.lastAttemptAt },
          }),
        );
      }
    },

    async list(endpointId, { limit, cursor, status, oldestFirst = false }) {
      const { pk, from, to } = webhookDeliveryRange(endpointId, cursor, oldestFirst);
      const found = await queryAll(
        table,
        {
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: {
            ':pk': pk,
            ':from': from,
            ':to': to,
            ...(status === undefined ? {} : { ':status': status }),
          },
          ...(status === undefined
            ? {}
            : { FilterExpression: '#status = :status', ExpressionAttributeNames: { '#status': 'status' } }),
          ScanIndexForward: oldestFirst,
          ConsistentRead: true,
        },
        limit + 2,
      );
      const items = found
        .map((item) => item['delivery'] as WebhookDelivery)
        .filter(({ eventId }) => eventId !== cursor);
      const shown = items.slice(0, limit);
      const last = items.length > limit ? shown.at(-1) : undefined;
      return { items: shown, ...(last === undefined ? {} : { nextCursor: last.eventId }) };
    },

    async lastDeliveredAt(endpointId) {
      const item = await get(deliveredKey(endpointId));
      return item === undefined ? undefined : String(item['at']);
    },
  };
}
