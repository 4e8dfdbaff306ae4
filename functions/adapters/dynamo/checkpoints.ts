import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Checkpoints, Stumble } from '../../ports/checkpoints.ts';
import { together } from '../../ports/together.ts';
import { getAll, getOne, keyOf, type Table, textOf } from './table.ts';
import { checkpointKey, type Key } from './table-keys.ts';

/** As many as one transaction holds. */
const mostTogether = 100;

interface Advance {
  readonly key: Key;
  readonly version: number;
}

export function dynamoCheckpoints(table: Table): Checkpoints {
  const advance = together(1, async (advances: readonly Advance[]) => {
    // A transaction may name an item once.
    const furthest = new Map<string, Advance>();
    for (const one of advances) {
      const known = furthest.get(textOf(one.key));
      if (known === undefined || known.version < one.version) furthest.set(textOf(one.key), one);
    }
    const all = [...furthest.values()];
    for (let at = 0; at < all.length; at += mostTogether) {
      await advanceTogether(table, all.slice(at, at + mostTogether));
    }
    return advances.map(() => undefined);
  });
  return {
    async get(consumer, aggregateId) {
      const item = await getOne(table, checkpointKey(consumer, aggregateId));
      return Number(item?.['version'] ?? 0);
    },

    async advance(consumer, aggregateId, version) {
      await advance({ key: checkpointKey(consumer, aggregateId), version });
    },

    async stumble(consumer, aggregateId, stumble) {
      await table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: checkpointKey(consumer, aggregateId),
          UpdateExpression: 'SET stumble = :stumble',
          ExpressionAttributeValues: { ':stumble': stumble },
        }),
      );
    },

    async stumbles(of) {
      const keys = of.map(({ consumer, aggregateId }) => checkpointKey(consumer, aggregateId));
      const distinct = [...new Map(keys.map((key) => [textOf(key), key])).values()];
      const items = new Map((await getAll(table, distinct)).map((item) => [textOf(keyOf(item)), item]));
      return keys.map((key) => items.get(textOf(key))?.['stumble'] as Stumble | undefined);
    },
  };
}

async function advanceTogether(table: Table, advances: readonly Advance[]): Promise<void> {
  const updates = advances.map(({ key, version }) => ({
    TableName: table.name,
    Key: key,
    UpdateExpression: 'SET #version = :version REMOVE stumble',
    ConditionExpression: 'attribute_not_exists(#version) OR #version < :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': version },
  }));
  if (updates.length > 1) {
    try {
      const TransactItems = updates.map((Update) => ({ Update }));
      await table.client.send(new TransactWriteCommand({ TransactItems }));
      return;
    } catch (error) {
      // One of them has a rival: each goes alone then.
      if (!(error instanceof TransactionCanceledException)) throw error;
    }
  }
  for (const update of updates) {
    try {
      await table.client.send(new UpdateCommand(update));
    } catch (error) {
      // A rival has come further: that is where the checkpoint stands.
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}
