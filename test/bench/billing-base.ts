import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { putAll } from '../../functions/adapters/dynamo/table.ts';
import { seriesKey } from '../../functions/adapters/dynamo/table-keys.ts';
import { billSubscriber } from '../../functions/use-cases/bill-subscriber.ts';
import { contextAt, type TestPorts } from '../ports.ts';
import { activate, must, openShop, subscribe } from '../use-cases/paying-subscriber.ts';

type Item = Record<string, unknown>;

/** So many of two subscribers have two services. */
const withTwoServices = 2;
const clonesAtOnce = 200;

/**
 * A base of subscribers who were billed in January and are due again on the first of February: 1.5 services each, with
 * tax. A few live through the real use cases; the others are theirs, item by item, under ids of their own.
 */
export async function seedBase(test: TestPorts, subscribers: number): Promise<void> {
  const { ports, table } = test;
  const shop = await openShop(ports);
  const at = contextAt('2026-01-05T12:00:00.000Z');
  const patterns: Item[][] = [];
  for (const services of [1, withTwoServices]) {
    const before = new Set((await everyItem(test)).map(keyText));
    const subscriberId = await subscribe(shop, {
      billing: { model: 'pro-rata', cycleDay: 1, taxes: [{ name: 'VAT', rate: '19' }] },
    });
    for (let i = 0; i < services; i++) await activate(shop, subscriberId, at);
    must(await billSubscriber(ports, { subscriberId, on: '2026-01-05' }, at));
    patterns.push((await everyItem(test)).filter((item) => !before.has(keyText(item))));
  }
  const texts = patterns.map((items) => JSON.stringify(items.filter(isOwn)));
  for (let from = patterns.length; from < subscribers; from += clonesAtOnce) {
    const clones = Array.from({ length: Math.min(clonesAtOnce, subscribers - from) }, (_, i) =>
      clone(texts[(from + i) % texts.length] ?? '', from + i),
    );
    await putAll({ client: documents(test), name: table.tableName }, clones.flat());
  }
  await putAll({ client: documents(test), name: table.tableName }, [
    { ...seriesKey('invoice'), number: subscribers },
  ]);
}

const crockford = '0123456789abcdefghjkmnpqrstvwxyz';

/** The pattern under other ids: the middle of each ULID says which clone it is, its ends tell the ids of a clone apart. */
function clone(text: string, n: number): Item[] {
  const middle = digitsOf(n).padStart(8, '0');
  const other = text
    .replace(
      /_([0-9a-z]{10})[0-9a-z]{8}([0-9a-z]{8})\b/g,
      (_, head: string, tail: string) => `_${head}${middle}${tail}`,
    )
    .replace(/user-(\d+)/g, `user-$1-${n}`);
  return JSON.parse(other) as Item[];
}

function digitsOf(n: number): string {
  return n < 32 ? (crockford[n] ?? '0') : digitsOf(Math.floor(n / 32)) + digitsOf(n % 32);
}

/** What belongs to the subscriber alone: the network's side, and what there is one of, are not cloned. */
function isOwn({ pk }: Item): boolean {
  return /^(subscriber|billing-account|service|invoice)#/.test(String(pk));
}

const keyText = ({ pk, sk }: Item) => `${String(pk)} ${String(sk)}`;

function documents({ table }: TestPorts): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(table.client, { marshallOptions: { removeUndefinedValues: true } });
}

async function everyItem(test: TestPorts): Promise<Item[]> {
  const items: Item[] = [];
  const pages = paginateScan({ client: documents(test) }, { TableName: test.table.tableName });
  for await (const { Items = [] } of pages) items.push(...Items);
  return items;
}
