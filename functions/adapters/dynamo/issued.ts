import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type QueryCommandInput, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { groupOf } from '../../contracts/edge/buckets.ts';
import type { Issued } from '../../domain/aggregate.ts';
import type { IssuedService, IssuedStates } from '../../ports/issued.ts';
import type { TransactItem } from './commit-items.ts';
import { getAll, type Item, keyOf, queryAll, type Table } from './table.ts';
import {
  bucketPrefix,
  issuedKey,
  issuedPartition,
  placePartition,
  stateKey,
  unsettledKind,
} from './table-keys.ts';

export function issuedWrite(
  tableName: string,
  siteId: string,
  serviceId: string,
  entry: Issued | undefined,
): TransactItem {
  const key = issuedKey(siteId, serviceId);
  if (entry === undefined) return { Delete: { TableName: tableName, Key: key } };
  const { revision, present, standing } = entry;
  const unsettled =
    standing === 'in-sync'
      ? {}
      : { ofType: unsettledKind, ofPlace: placePartition(siteId, unsettledKind), id: serviceId };
  return { Put: { TableName: tableName, Item: { ...key, ...unsettled, revision, present, standing } } };
}

export function dynamoIssuedStates(table: Table): IssuedStates {
  const read = async (query: Omit<QueryCommandInput, 'TableName'>) => {
    const items = await queryAll(table, {
      ProjectionExpression: 'pk, sk, revision, present, standing',
      ConsistentRead: true,
      ...query,
    });
    return items.map(issuedOf);
  };
  return {
    inGroup: (siteId, group) =>
      read({
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': issuedPartition(siteId, group) },
      }),
    inBucket: (siteId, bucket) =>
      read({
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :bucket)',
        ExpressionAttributeValues: {
          ':pk': issuedPartition(siteId, groupOf(bucket)),
          ':bucket': bucketPrefix(bucket),
        },
      }),
    async restore(serviceId, version, entry) {
      const isStill = {
        TableName: table.name,
        Key: stateKey('service', serviceId),
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': version },
      };
      const write = issuedWrite(table.name, entry.siteId, serviceId, entry);
      try {
        await table.client.send(
          new TransactWriteCommand({ TransactItems: [{ ConditionCheck: isStill }, write] }),
        );
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
      }
    },
    async unsettled(siteId, { limit, cursor }) {
      const keys = await queryAll(table, unsettledQuery(siteId, cursor), limit + 1);
      const shown = keys.slice(0, limit);
      const last = keys.length > limit ? shown.at(-1) : undefined;
      const items = (await getAll(table, shown.map(keyOf))).map(issuedOf);
      return { items, ...(last === undefined ? {} : { nextCursor: String(last['id']) }) };
    },
  };
}

function unsettledQuery(siteId: string | undefined, cursor: string | undefined) {
  const [index, partition, value] =
    siteId === undefined
      ? ['by-type', 'ofType', unsettledKind]
      : ['by-place', 'ofPlace', placePartition(siteId, unsettledKind)];
  const after = cursor?.toWellFormed().slice(0, 255) ?? '';
  return {
    IndexName: index,
    KeyConditionExpression: `#partition = :partition${after === '' ? '' : ' AND #id > :after'}`,
    ExpressionAttributeNames: { '#partition': partition!, ...(after === '' ? {} : { '#id': 'id' }) },
    ExpressionAttributeValues: { ':partition': value, ...(after === '' ? {} : { ':after': after }) },
  };
}

function issuedOf({ pk, sk, revision, present, standing }: Item): IssuedService {
  const [, siteId = ''] = String(pk).split('#');
  const [, serviceId = ''] = String(sk).split('#');
  return {
    siteId,
    serviceId,
    revision: Number(revision),
    present: present === true,
    standing: standing as Issued['standing'],
  };
}
