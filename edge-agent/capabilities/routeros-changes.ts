import type { Row } from '../protocols/routeros/connection.ts';
import { RouterRefusal } from '../protocols/routeros/faults.ts';
import type { Router } from '../protocols/routeros/router.ts';
import type { RouterGrant } from './router-access.ts';
import { type Difference, hidesPassword, tagOf, type WantedItem, wordsOf } from './routeros-items.ts';
import { type FoundItem, type FoundSession, print } from './routeros-look.ts';

/** One change on the router. The words name it for staff and hold no secret. */
export interface Change {
  readonly words: string;
  /** Writes a password that the router does not show: it cannot be read back. */
  readonly blind: boolean;
  make(router: Router): Promise<void>;
}

/** What is missing at an item, what differs, and what is left over. `blindly`: write a password that cannot be read. */
export function itemChanges(found: FoundItem, grant: RouterGrant, blindly: boolean): Change[] {
  const { item, row, stale } = found;
  const changes = stale.map((old) => removal(item, old));
  if (item.values === undefined) return changes;
  if (row === undefined) return [...changes, addition(item)];
  const password = item.values['password'];
  const blind = blindly && password !== undefined && hidesPassword(row);
  const differing: Difference[] = blind
    ? [...found.differences, { property: 'password', held: undefined, wanted: password }]
    : [...found.differences];
  const isDynamic = row['dynamic'] === 'true';
  if (differing.length === 0 && !isDynamic) return changes;
  const words = `change ${item.what}: ${differing.map(wordsOf).join(', ') || 'dynamic'}`;
  changes.push({
    words,
    blind,
    async make(router) {
      const id = `=.id=${row['.id']}`;
      if (isDynamic) await router.ask([`${item.menu}/make-static`, id]);
      const set = differing
        .filter(({ wanted }) => wanted !== '')
        .map(
          ({ property, wanted }) => `=${property}=${property === 'comment' ? commentOf(row, grant) : wanted}`,
        );
      if (set.length > 0) await router.ask([`${item.menu}/set`, id, ...set]);
      for (const { property } of differing.filter(({ wanted }) => wanted === '')) {
        await router.ask([`${item.menu}/unset`, id, `=value-name=${property}`]);
      }
    },
  });
  return changes;
}

export function cut({ menu, id, words }: FoundSession): Change {
  return {
    words: `end ${words}`,
    blind: false,
    async make(router) {
      await router.ask([`${menu}/remove`, `=.id=${id}`]);
    },
  };
}

/** Staff's own words stay beside the tag. */
function commentOf(row: Row, { serviceId }: RouterGrant): string {
  return `${row['comment'] ?? ''} ${tagOf(serviceId)}`.trim();
}

function removal({ what, menu, key }: WantedItem, row: Row): Change {
  const names = Object.keys(key)
    .map((property) => row[property])
    .join(' ');
  return {
    words: `remove ${what} (${names || row['.id']})`,
    blind: false,
    async make(router) {
      await router.ask([`${menu}/remove`, `=.id=${row['.id']}`]);
    },
  };
}

function addition({ what, menu, key, values, initial, madeFrom }: WantedItem): Change {
  return {
    words: `add ${what}`,
    blind: false,
    async make(router) {
      const base = madeFrom === undefined ? {} : await baseProfile(router, menu, madeFrom);
      const all = Object.entries({ ...base, ...initial, ...values, ...key });
      const words = all
        .filter(([, value]) => value !== '')
        .map(([property, value]) => `=${property}=${value}`);
      try {
        await router.ask([`${menu}/add`, ...words]);
      } catch (error) {
        // Another subscriber needed the same profile at the same time; whether it is right is read afterwards.
        const isThere = error instanceof RouterRefusal && error.message.includes('already exists');
        if (madeFrom === undefined || !isThere) throw error;
      }
    },
  };
}

/** Of the profile that another is made from: what is its own, and what the rate and the garden decide. */
const notCopied = new Set([
  '.id',
  'name',
  'default',
  'dynamic',
  'invalid',
  'comment',
  'rate-limit',
  'address-list',
]);

async function baseProfile(router: Router, menu: string, name: string): Promise<Row> {
  const [base] = await print(router, menu, `?name=${name}`);
  if (base === undefined) {
    throw new RouterRefusal(
      `there is no profile ${name} to make it from; make it, or name another in the node's settings`,
    );
  }
  return Object.fromEntries(Object.entries(base).filter(([property]) => !notCopied.has(property)));
}
