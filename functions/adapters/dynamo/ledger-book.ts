import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { monthIn, monthsBetween } from '../../domain/ledger/months.ts';
import { type MonthTotal, totalKey, totalsOf } from '../../domain/ledger/totals.ts';
import {
  type JournalLine,
  type LedgerBook,
  type PlacedEntry,
  totalsPerPost,
} from '../../ports/ledger-book.ts';
import type { TransactItem } from './commit-items.ts';
import { getAll, getOne, type Item, keyOf, pause, putAll, queryAll, type Table } from './table.ts';
import {
  ledgerPartition,
  ledgerTotalBound,
  ledgerTotalKey,
  ownerPartition,
  placePartition,
  postedThroughKey,
  postingPartition,
  postingPlace,
  postingRange,
} from './table-keys.ts';

/** Tries to write beside others before the caller looks at what they left. */
const attempts = 3;
/** Reads of the totals until nothing was posted meanwhile. */
const readings = 12;
const siftedAtOnce = 200;

/**
 * Postings are written first: their keys follow from the feed, so that a repeat writes the same, and nobody is shown
 * what is beyond `THROUGH`. Totals move with `THROUGH` in one transaction, so that each entry is counted once.
 */
export function dynamoLedgerBook(table: Table): LedgerBook {
  const posted = async (): Promise<Standing> => {
    const item = await getOne(table, postedThroughKey);
    return { position: Number(item?.['position'] ?? 0), part: Number(item?.['part'] ?? 0) };
  };

  return {
    postedThrough: async () => (await posted()).position,

    async post(after, through, entries) {
      await putAll(table, entries.flatMap(postingItems));
      const totals = [...totalsOf(entries.map(({ entry }) => entry)).values()];
      const parts = Math.max(1, Math.ceil(totals.length / totalsPerPost));
      for (let part = 0; part < parts; ) {
        const isLast = part === parts - 1;
        const items: TransactItem[] = [
          advance(
            table.name,
            { position: after, part },
            isLast ? { position: through, part: 0 } : { position: after, part: part + 1 },
          ),
          ...totals
            .slice(part * totalsPerPost, (part + 1) * totalsPerPost)
            .map((total) => addition(table.name, total)),
        ];
        if (await transact(table, items)) {
          part += 1;
          continue;
        }
        // Either a rival was first, or an earlier call broke off between two parts: then it goes on from there.
        const standing = await posted();
        if (standing.position !== after || standing.part <= part) return false;
        part = standing.part;
      }
      return true;
    },

    async totals(until) {
      // A query sees each item as it is just then: only what stood still around it balances.
      for (let reading = 0; reading < readings; reading++) {
        if (reading > 0) await pause(reading);
        const before = await posted();
        const items = await queryAll(table, {
          KeyConditionExpression: 'pk = :pk AND sk <= :until',
          ExpressionAttributeValues: { ':pk': ledgerPartition, ':until': ledgerTotalBound(until) },
          ConsistentRead: true,
        });
        const after = await posted();
        if (before.part === 0 && after.part === 0 && before.position === after.position) {
          return { postedThrough: after.position, totals: items.map(totalIn) };
        }
      }
      throw new Error(`the ledger was being posted to in each of ${readings} readings`);
    },

    async lines({ from, to, account, subscriberId }, { limit, cursor }) {
      const { position } = await posted();
      // What belongs to a subscriber is sifted for the account; everything else is found by its key.
      const isSifted = subscriberId !== undefined && account !== undefined;
      const isIndexed = subscriberId !== undefined || account !== undefined;
      const lines: Item[] = [];
      let behind = cursor;
      for (const query of queries({ from, to, account, subscriberId, cursor })) {
        for (let isOver = false; !isOver && lines.length <= limit; ) {
          const asked = isSifted ? siftedAtOnce : limit + 1 - lines.length;
          const found = await queryAll(table, query(behind), asked);
          const whole = isIndexed ? await getAll(table, found.map(keyOf)) : found;
          lines.push(
            ...whole.filter(
              (item) => Number(item['position']) <= position && (!isSifted || item['account'] === account),
            ),
          );
          behind = found.length === 0 ? behind : String(found.at(-1)?.['id']);
          isOver = found.length < asked;
        }
      }
      const shown = lines.slice(0, limit);
      const last = lines.length > limit ? shown.at(-1) : undefined;
      return {
        items: shown.map(lineIn),
        ...(last === undefined ? {} : { nextCursor: String(last['id']) }),
      };
    },
  };
}

interface Standing {
  readonly position: number;
  readonly part: number;
}

function advance(tableName: string, before: Standing, after: Standing): TransactItem {
  const isFirst = before.position === 0 && before.part === 0;
  return {
    Put: {
      TableName: tableName,
      Item: { ...postedThroughKey, ...after },
      ConditionExpression: isFirst ? 'attribute_not_exists(pk)' : '#position = :position AND part = :part',
      ...(isFirst
        ? {}
        : {
            ExpressionAttributeNames: { '#position': 'position' },
            ExpressionAttributeValues: { ':position': before.position, ':part': before.part },
          }),
    },
  };
}

/** A total is one item with a number for each day's debits and credits and for each month in which it is earned. */
function addition(tableName: string, total: MonthTotal): TransactItem {
  const { month, currency, account, debit, credit, days, earned } = total;
  const sums: [string, number][] = [
    ['debit', debit],
    ['credit', credit],
    ...Object.entries(days).flatMap(([on, sides]): [string, number][] => [
      [`debit ${on}`, sides.debit],
      [`credit ${on}`, sides.credit],
    ]),
    ...Object.entries(earned).map(([of, minor]): [string, number] => [`earned ${of}`, minor]),
  ];
  const moved = sums.filter(([, minor]) => minor !== 0);
  const adds = moved.length === 0 ? '' : ` ADD ${moved.map((_, i) => `#n${i} :n${i}`).join(', ')}`;
  return {
    Update: {
      TableName: tableName,
      Key: ledgerTotalKey(totalKey(total)),
      UpdateExpression: `SET #month = :month, currency = :currency, account = :account${adds}`,
      ExpressionAttributeNames: {
        '#month': 'month',
        ...Object.fromEntries(moved.map(([name], i) => [`#n${i}`, name])),
      },
      ExpressionAttributeValues: {
        ':month': month,
        ':currency': currency,
        ':account': account,
        ...Object.fromEntries(moved.map(([, minor], i) => [`:n${i}`, minor])),
      },
    },
  };
}

function totalIn(item: Item): MonthTotal {
  const days: Record<string, { debit: number; credit: number }> = {};
  const earned: Record<string, number> = {};
  for (const [name, value] of Object.entries(item)) {
    const [what, of] = name.split(' ');
    if (of === undefined) continue;
    if (what === 'earned') earned[of] = Number(value);
    else days[of] = { debit: 0, credit: 0, ...days[of], [String(what)]: Number(value) };
  }
  return {
    month: String(item['month']),
    currency: String(item['currency']),
    account: String(item['account']),
    debit: Number(item['debit'] ?? 0),
    credit: Number(item['credit'] ?? 0),
    days,
    earned,
  };
}

/** False when a rival was first. Two writers in one another's way both come again. */
async function transact(table: Table, TransactItems: TransactItem[]): Promise<boolean> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) await pause(attempt);
    try {
      await table.client.send(new TransactWriteCommand({ TransactItems }));
      return true;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = new Set(error.CancellationReasons?.map(({ Code }) => Code));
      if (codes.has('ConditionalCheckFailed')) return false;
      if (!codes.has('TransactionConflict')) throw error;
    }
  }
  return false;
}

function postingItems({ position, entry }: PlacedEntry): Item[] {
  const { postings, ...of } = entry;
  return postings.flatMap(({ account, minor }, i): Item[] => {
    // Shares that cancel each other within an entry move months, and no account.
    if (minor === 0) return [];
    const place = postingPlace(of.on, position, i + 1);
    return [
      {
        pk: postingPartition(monthIn(of.on)),
        sk: place,
        id: place,
        ofPlace: placePartition(account, 'posting'),
        ...(of.subscriberId === undefined ? {} : { ofOwner: ownerPartition(of.subscriberId, 'posting') }),
        ...of,
        position,
        account,
        minor,
      },
    ];
  });
}

function lineIn({ pk: _, sk: __, id: ___, ofPlace: ____, ofOwner: _____, ...line }: Item): JournalLine {
  return line as unknown as JournalLine;
}

type Query = Parameters<typeof queryAll>[1];

/** One query of an index, or one of the table for each month. */
function queries({
  from,
  to,
  account,
  subscriberId,
  cursor,
}: {
  readonly from: string;
  readonly to: string;
  readonly account: string | undefined;
  readonly subscriberId: string | undefined;
  readonly cursor: string | undefined;
}): ((behind: string | undefined) => Query)[] {
  const over =
    (partition: string, names: { index?: string; pk: string; sk: string }) =>
    (behind: string | undefined): Query => {
      const range = postingRange(from, to, behind);
      return {
        ...(names.index === undefined ? { ConsistentRead: true } : { IndexName: names.index }),
        KeyConditionExpression: `${names.pk} = :pk AND ${names.sk} BETWEEN :from AND :to`,
        ExpressionAttributeValues: { ':pk': partition, ':from': range.from, ':to': range.to },
      };
    };
  if (subscriberId !== undefined) {
    return [over(ownerPartition(subscriberId, 'posting'), { index: 'by-owner', pk: 'ofOwner', sk: 'id' })];
  }
  if (account !== undefined) {
    return [over(placePartition(account, 'posting'), { index: 'by-place', pk: 'ofPlace', sk: 'id' })];
  }
  return monthsBetween(monthIn(cursor ?? from), monthIn(to)).map((month) =>
    over(postingPartition(month), { pk: 'pk', sk: 'sk' }),
  );
}
