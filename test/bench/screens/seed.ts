import { dynamoSearchIndex } from '../../../functions/adapters/dynamo/search-index.ts';
import {
  getOne,
  type Item,
  openTable,
  putAll,
  type Table,
} from '../../../functions/adapters/dynamo/table.ts';
import { stateKey } from '../../../functions/adapters/dynamo/table-keys.ts';
import { forEach } from '../../crowd.ts';
import { openDynamo } from '../../dynamo.ts';

const clonesAtOnce = 1_000;
/** Of so many one is in the index of the search: what is found must be sought, and not each of them. */
const soughtEvery = 50;

/**
 * So many subscribers in the database of a stack that is stopped. One came by the API; the others are its state under ids,
 * names and addresses of their own.
 */
export async function seedSubscribers(dataDir: string, id: string, many: number): Promise<void> {
  const database = await openDynamo(dataDir);
  try {
    await cloneSubscriber(openTable(database.client, database.tableName), id, many);
  } finally {
    await database.stop();
  }
}

export const firstSubscriber = {
  kind: 'contact',
  name: 'Harbour 00000',
  emails: ['person0@example.com'],
} as const;

async function cloneSubscriber(table: Table, id: string, many: number): Promise<void> {
  const pattern = await getOne(table, stateKey('subscriber', id));
  if (pattern === undefined) throw new Error('the first subscriber has no state');
  const text = JSON.stringify(pattern);
  const index = dynamoSearchIndex(table);
  for (let from = 1; from < many; from += clonesAtOnce) {
    const clones = Array.from({ length: Math.min(clonesAtOnce, many - from) }, (_, i) =>
      cloneOf(text, id, from + i),
    );
    await putAll(
      table,
      clones.map(({ item }) => item),
    );
    await forEach(
      clones.filter(({ n }) => n % soughtEvery === 0),
      (clone) =>
        index.put({ aggregateId: clone.id, version: 1 }, { kind: 'subscriber', id: clone.id }, [
          clone.name,
          clone.email,
        ]),
    );
  }
}

/** The last digits of the id, of the name and of the address say which clone it is. */
function cloneOf(text: string, pattern: string, n: number) {
  const number = String(n).padStart(5, '0');
  const id = `${pattern.slice(0, -5)}${number}`;
  const name = `Harbour ${number}`;
  const email = `person${n}@example.com`;
  const item = JSON.parse(
    text
      .replaceAll(pattern, id)
      .replaceAll(firstSubscriber.name, name)
      .replaceAll(firstSubscriber.emails[0], email),
  ) as Item;
  return { id, name, email, n, item };
}
