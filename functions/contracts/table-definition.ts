/**
 * The outer shape of the one table: what the CDK app declares and the tests create. What lies in it is described in
 * functions/adapters/dynamo/table-keys.ts.
 *
 * All indexes are sparse. Those over aggregates project keys only, so that a change of state, which moves no key,
 * costs no index write; lists read the states from the table itself and thus show what is stored now.
 */
export interface TableIndex {
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey: KeyAttribute;
  /** Attributes beyond the keys that the index carries. */
  readonly include: readonly string[];
}

export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N';
}

const text = (name: string): KeyAttribute => ({ name, type: 'S' });

export const tableDefinition = {
  partitionKey: text('pk'),
  sortKey: text('sk'),
  indexes: [
    { name: 'by-type', partitionKey: text('ofType'), sortKey: text('id'), include: [] },
    { name: 'by-owner', partitionKey: text('ofOwner'), sortKey: text('id'), include: [] },
    { name: 'by-place', partitionKey: text('ofPlace'), sortKey: text('id'), include: [] },
    { name: 'by-due', partitionKey: text('ofDue'), sortKey: text('dueKey'), include: [] },
    // Only events of an earlier release are in it, until their places are taken over.
    {
      name: 'feed',
      partitionKey: text('feedBlock'),
      sortKey: { name: 'position', type: 'N' },
      include: ['type'],
    },
  ],
  /** Epoch seconds after which an item may be swept. Readers never rely on the sweep. */
  timeToLiveAttribute: 'ttl',
  streamViewType: 'NEW_IMAGE',
} as const satisfies {
  partitionKey: KeyAttribute;
  sortKey: KeyAttribute;
  indexes: readonly TableIndex[];
  timeToLiveAttribute: string;
  streamViewType: 'NEW_IMAGE';
};

export type IndexName = (typeof tableDefinition.indexes)[number]['name'];

/** Sort key prefix of event items; the relay's stream filter relies on it: `dynamodb.Keys.sk.S` begins with this. */
export const eventSortKeyPrefix = 'EVENT#';
