import type { Row } from '../protocols/routeros/connection.ts';
import { LineFault } from '../protocols/routeros/faults.ts';
import type { Router } from '../protocols/routeros/router.ts';
import type { RouterGrant } from './router-access.ts';
import {
  canonical,
  type Difference,
  differences,
  hasAnyTag,
  ipv6Property,
  isInGarden,
  isTagged,
  type RouterPolicy,
  rateOf,
  subscriberMenus,
  tagOf,
  type WantedItem,
} from './routeros-items.ts';

/** What the router holds in place of a wanted item. */
export interface FoundItem {
  readonly item: WantedItem;
  /** The item itself, ours or to be taken over. */
  readonly row: Row | undefined;
  readonly differences: readonly Difference[];
  /** Under our tag, but of another name, or a second one: left from before. */
  readonly stale: readonly Row[];
  /** Of this name, but somebody else's. */
  readonly foreign: Row | undefined;
}

export interface FoundSession {
  readonly menu: string;
  readonly id: string;
  readonly words: string;
  /** Why it must end; undefined when it may go on. */
  readonly wrong: string | undefined;
}

export interface Look {
  readonly items: readonly FoundItem[];
  readonly sessions: readonly FoundSession[];
}

/** Printing changes nothing, so a line that broke meanwhile is not worth a word: it is tried once more. */
export async function print(router: Router, menu: string, ...queries: string[]): Promise<readonly Row[]> {
  const command = [`${menu}/print`, ...queries];
  try {
    return (await router.ask(command)).rows;
  } catch (error) {
    if (!(error instanceof LineFault && error.sent)) throw error;
    return (await router.ask(command)).rows;
  }
}

/** Reads everything of a grant. `adopts`: items without anybody's tag count as ours. */
export async function look(
  router: Router,
  grant: RouterGrant,
  items: readonly WantedItem[],
  policy: RouterPolicy,
  { present, adopts }: { readonly present: boolean; readonly adopts: boolean },
): Promise<Look> {
  const found = await Promise.all(items.map((item) => find(router, item, tagOf(grant.serviceId), adopts)));
  const user = found.find(({ item }) => item.menu === subscriberMenus[grant.kind].users)!;
  return { items: found, sessions: await findSessions(router, grant, user, policy, present) };
}

const userMenus = new Set(Object.values(subscriberMenus).map(({ users }) => users));

async function find(router: Router, item: WantedItem, tag: string, adopts: boolean): Promise<FoundItem> {
  const isShared = item.madeFrom !== undefined;
  const keys = Object.entries(item.key);
  // Of what must be gone only our own matters; but under a user's name somebody else's is told apart.
  const byName = item.values !== undefined || userMenus.has(item.menu);
  const queries = byName ? keys.map(([property, value]) => `?${property}=${value}`) : [];
  queries.push(...queries.slice(1).map(() => '?#&'));
  if (!isShared) queries.push(`?comment=${tag}`, ...(byName ? ['?#|'] : []));
  const rows = await print(router, item.menu, ...queries);
  const isNamed = (row: Row) =>
    keys.every(([property, value]) => canonical(property, row[property]) === canonical(property, value));
  const isLease = item.menu === subscriberMenus['dhcp-lease'].users;
  const isOurs = (row: Row) =>
    isShared ||
    isTagged(row, tag) ||
    (item.values !== undefined && adopts && !hasAnyTag(row)) ||
    // A lease that the server gave by itself becomes ours; what else is dynamic belongs to a session.
    (item.values !== undefined && isLease && row['dynamic'] === 'true') ||
    // An entry in a list says the same, whoever wrote it.
    (item.values !== undefined && item.menu === '/ip/firewall/address-list' && row['dynamic'] !== 'true');
  const lasting = rows.filter((row) => isLease || row['dynamic'] !== 'true');
  const named = lasting.filter(isNamed);
  const row =
    item.values === undefined
      ? undefined
      : (named.find((one) => isTagged(one, tag)) ?? named.find((one) => isOurs(one)));
  return {
    item,
    row,
    differences: row === undefined || item.values === undefined ? [] : differencesOf(row, item),
    stale: isShared ? [] : lasting.filter((one) => one !== row && isTagged(one, tag)),
    foreign: named.find((one) => !isOurs(one)),
  };
}

function differencesOf(row: Row, { values = {}, menu }: WantedItem): Difference[] {
  const found = differences(row, values);
  // An entry of staff's stays theirs.
  return menu === '/ip/firewall/address-list'
    ? found.filter(({ property }) => property !== 'comment')
    : found;
}

async function findSessions(
  router: Router,
  grant: RouterGrant,
  user: FoundItem,
  policy: RouterPolicy,
  present: boolean,
): Promise<FoundSession[]> {
  const { active, name, address } = subscriberMenus[grant.kind];
  if (active === undefined) return [];
  const mayBeOnline = present && grant.entitlement !== 'blocked';
  const sessions: FoundSession[] = [];
  for (const stale of user.stale) {
    if (stale[name] === undefined || stale[name] === grant.identity) continue;
    const left = await print(router, active.menu, `?${active.user}=${stale[name]}`);
    sessions.push(
      ...left.map((row) => session(active.menu, row, `${stale[name]} is no name of this service`)),
    );
  }
  // Who is online under a name that is somebody else's is not ours to cut.
  if (user.foreign !== undefined && user.row === undefined) return sessions;
  const rows = await print(router, active.menu, `?${active.user}=${grant.identity}`);
  const newLogin = user.differences.find(({ property }) =>
    ['profile', address, ipv6Property].includes(property),
  );
  for (const row of rows) {
    const wrong = !mayBeOnline
      ? 'it may have no session'
      : newLogin !== undefined
        ? `${newLogin.property} is another one`
        : await wrongIn(router, row, grant, policy);
    sessions.push(session(active.menu, row, wrong));
  }
  return sessions;
}

function session(menu: string, row: Row, wrong: string | undefined): FoundSession {
  const words = `session ${row['.id']} from ${row['address'] ?? 'an unknown address'}`;
  return { menu, id: row['.id'] ?? '', words, wrong };
}

/** What a live session took on at its log-in shows in its address, its dynamic queue and its place in the garden. */
async function wrongIn(
  router: Router,
  row: Row,
  grant: RouterGrant,
  policy: RouterPolicy,
): Promise<string | undefined> {
  const address = row['address'] ?? '';
  if (grant.framedIp !== undefined) {
    return address === grant.framedIp ? undefined : `address ${address} instead of ${grant.framedIp}`;
  }
  const service = grant.kind === 'hotspot' ? 'hotspot' : (row['service'] ?? policy.pppService);
  const [queue] = await print(router, '/queue/simple', `?name=<${service}-${grant.identity}>`);
  const rate = rateOf(grant, policy);
  if (queue !== undefined && canonical('max-limit', queue['max-limit']) !== canonical('max-limit', rate)) {
    return `max-limit ${queue['max-limit']} instead of ${rate}`;
  }
  const entries = await print(
    router,
    '/ip/firewall/address-list',
    `?list=${policy.garden.addressList}`,
    `?address=${address}`,
    '?#&',
  );
  const inGarden = entries.some((entry) => entry['dynamic'] === 'true');
  if (inGarden === isInGarden(grant)) return undefined;
  return `${inGarden ? 'still' : 'not'} in address list ${policy.garden.addressList}`;
}
