import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Found, SearchIndex, Sought } from '../../ports/search-index.ts';
import { searchedWords, wordsOf } from './search-words.ts';
import { getOne, type Item, pause, queryAll, type Table } from './table.ts';
import { indexedKey, indexedPartition, sourceKey, wordKey, wordPartition } from './table-keys.ts';

/** Old and new words, the source and its place under what is found are one transaction of at most 100 items. */
const mostWords = 48;
const attempts = 8;
/** How many entries of the rarest word one search looks through. */
const mostEntries = 5_000;
const entriesPerPage = 500;
const mostSearchedWords = 8;

/**
 * Each entry carries all words of its source, so that most searches of several words are answered by one query; only
 * where the words lie in different sources (a name and a MAC address) the other sources of what is found are read.
 */
export function dynamoSearchIndex(table: Table): SearchIndex {
  return {
    async put({ aggregateId, version }, found, texts) {
      const words = [...new Set(texts.flatMap(wordsOf))].slice(0, mostWords);
      for (let attempt = 0; ; attempt++) {
        const former = await getOne(table, sourceKey(aggregateId));
        if (former !== undefined && Number(former['version']) >= version) return;
        try {
          await replace(table, aggregateId, version, found, words, former);
          return;
        } catch (error) {
          if (!(error instanceof TransactionCanceledException) || attempt === attempts) throw error;
          await pause(attempt);
        }
      }
    },

    async find(kind, text, limit) {
      const searched = searchedWords(text).slice(0, mostSearchedWords);
      const rarest = searched.toSorted((a, b) => b.length - a.length)[0];
      if (rarest === undefined) return [];
      const matches = new Map<string, number>();
      let from: Item | undefined;
      let scanned = 0;
      do {
        const page = await table.client.send(
          new QueryCommand({
            TableName: table.name,
            ...entriesOf(kind, rarest),
            Limit: entriesPerPage,
            ...(from === undefined ? {} : { ExclusiveStartKey: from }),
          }),
        );
        const entries = page.Items ?? [];
        scanned += entries.length;
        from = page.LastEvaluatedKey;
        const scores = await Promise.all(entries.map((entry) => scoreOf(table, entry, searched)));
        for (const [i, entry] of entries.entries()) {
          const score = scores[i];
          const foundId = String(entry['foundId']);
          if (score !== undefined && score > (matches.get(foundId) ?? -1)) matches.set(foundId, score);
        }
      } while (from !== undefined && matches.size < limit && scanned < mostEntries);
      return [...matches]
        .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
        .slice(0, limit)
        .map(([foundId]) => foundId);
    },

    async sources(kind, text, limit) {
      const [word] = searchedWords(text);
      if (word === undefined) return [];
      const { pk, sk } = wordKey(kind, word, '');
      const { Items = [] } = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :word)',
          ExpressionAttributeValues: { ':pk': pk, ':word': sk },
          Limit: limit,
        }),
      );
      return Items.map((item) => ({
        aggregateId: String(item['sk']).slice(sk.length),
        foundId: String(item['foundId']),
      }));
    },
  };
}

/** A single character has no partition of beginnings: it is found only as a whole word. */
function entriesOf(kind: Sought, word: string) {
  const whole = [...word].length < 2;
  return {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :word)',
    ExpressionAttributeValues: { ':pk': wordPartition(kind, word), ':word': whole ? `${word}#` : word },
  };
}

/** How many of the searched words are indexed just so, or undefined when one begins no indexed word. */
async function scoreOf(table: Table, entry: Item, searched: readonly string[]): Promise<number | undefined> {
  let words = entry['words'] as readonly string[];
  const held = (word: string) => words.some((indexed) => indexed.startsWith(word));
  if (!searched.every(held)) {
    const sources = await queryAll(table, {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': indexedPartition(String(entry['foundId'])) },
    });
    words = sources.flatMap((source) => source['words'] as readonly string[]);
    if (!searched.every(held)) return undefined;
  }
  return searched.filter((word) => words.includes(word)).length;
}

async function replace(
  table: Table,
  aggregateId: string,
  version: number,
  { kind, id: foundId }: Found,
  words: readonly string[],
  former: Item | undefined,
): Promise<void> {
  const formerWords = (former?.['words'] ?? []) as readonly string[];
  const formerId = former?.['foundId'];
  const formerKind = String(former?.['kind']);
  const put = (Item: Item) => ({ Put: { TableName: table.name, Item } });
  const remove = (Key: Item) => ({ Delete: { TableName: table.name, Key } });
  await table.client.send(
    new TransactWriteCommand({
      TransactItems: [
        {
          Put: {
            TableName: table.name,
            Item: { ...sourceKey(aggregateId), version, kind, foundId, words },
            ...(former === undefined
              ? { ConditionExpression: 'attribute_not_exists(pk)' }
              : {
                  ConditionExpression: '#version = :former',
                  ExpressionAttributeNames: { '#version': 'version' },
                  ExpressionAttributeValues: { ':former': former['version'] },
                }),
          },
        },
        put({ ...indexedKey(foundId, aggregateId), words }),
        ...(formerId === undefined || formerId === foundId
          ? []
          : [remove({ ...indexedKey(String(formerId), aggregateId) })]),
        ...words.map((word) => put({ ...wordKey(kind, word, aggregateId), foundId, words })),
        ...formerWords
          .filter((word) => formerKind !== kind || !words.includes(word))
          .map((word) => remove({ ...wordKey(formerKind, word, aggregateId) })),
      ],
    }),
  );
}
