import type { Row } from '../protocols/routeros/connection.ts';
import type { RouterGrant } from './router-access.ts';

/** What a router must hold, item by item, as data: which menu, which item, which values. */
export interface WantedItem {
  /** For staff: `PPP secret alice`. */
  readonly what: string;
  readonly menu: string;
  /** The properties that name the item; they are written when it is made. */
  readonly key: Readonly<Record<string, string>>;
  /** Undefined: the item must not be there. A value of `''`: the property must not be set. */
  readonly values: Readonly<Record<string, string>> | undefined;
  /** Written when the item is made, and staff's to change afterwards. */
  readonly initial?: Readonly<Record<string, string>>;
  /** Many services use it, none owns it: a profile, made from this one of the provider's. */
  readonly madeFrom?: string;
}

export interface RouterPolicy {
  /** The provider's profiles, after which those with a rate are made, and which fixed addresses use as they are. */
  readonly pppProfile: string;
  readonly hotspotProfile: string;
  readonly pppService: string;
  readonly dhcpServer: string;
  readonly garden: { readonly addressList: string; readonly upKbps: number; readonly downKbps: number };
}

/** Where a kind of subscriber is kept, and where the router shows who is online. */
export interface SubscriberMenus {
  readonly users: string;
  readonly name: string;
  readonly address: string;
  readonly profiles?: string;
  /** The menu of live sessions, and which property there is the subscriber's name. */
  readonly active?: { readonly menu: string; readonly user: string };
  readonly what: string;
}

export const subscriberMenus: Readonly<Record<RouterGrant['kind'], SubscriberMenus>> = {
  ppp: {
    users: '/ppp/secret',
    name: 'name',
    address: 'remote-address',
    profiles: '/ppp/profile',
    active: { menu: '/ppp/active', user: 'name' },
    what: 'PPP secret',
  },
  hotspot: {
    users: '/ip/hotspot/user',
    name: 'name',
    address: 'address',
    profiles: '/ip/hotspot/user/profile',
    active: { menu: '/ip/hotspot/active', user: 'user' },
    what: 'hotspot user',
  },
  'dhcp-lease': {
    users: '/ip/dhcp-server/lease',
    name: 'mac-address',
    address: 'address',
    what: 'DHCP lease',
  },
};

const profilePrefix = 'throughline-';

export function isOurProfile(name: string): boolean {
  return name.startsWith(profilePrefix);
}

/** The comment by which an item is known as ours, and whose it is. Staff may write more beside it. */
export function tagOf(serviceId: string): string {
  return `throughline:${serviceId}`;
}

export function isTagged(row: Row, tag: string): boolean {
  return (row['comment'] ?? '').split(/\s+/).includes(tag);
}

export function hasAnyTag(row: Row): boolean {
  return /(?:^|\s)throughline:/.test(row['comment'] ?? '');
}

export function isInGarden({ entitlement }: RouterGrant): boolean {
  return entitlement === 'walled-garden' || entitlement === 'exhausted';
}

/** `up/down`, as a router sees it: received from, and sent to, the subscriber. */
export function rateOf(grant: RouterGrant, { garden }: RouterPolicy): string {
  const inGarden = isInGarden(grant);
  const up = inGarden ? Math.min(grant.upKbps, garden.upKbps) : grant.upKbps;
  const down = inGarden ? Math.min(grant.downKbps, garden.downKbps) : grant.downKbps;
  return `${up}k/${down}k`;
}

/**
 * Everything the router must hold for a grant, in the order in which it must be made. With a fixed address the rate is a
 * simple queue and the garden an entry of an address list: both change without ending the session. Without one only the
 * profile can say them, and a session takes on another profile by a new log-in. A lease says both itself.
 */
export function wantedItems(grant: RouterGrant, policy: RouterPolicy): WantedItem[] {
  const { serviceId, kind, identity, framedIp } = grant;
  const menus = subscriberMenus[kind];
  const blocked = grant.entitlement === 'blocked';
  const inGarden = isInGarden(grant);
  const rate = rateOf(grant, policy);
  const list = policy.garden.addressList;
  const fixed = framedIp !== undefined;
  const items: WantedItem[] = [];

  const user: Record<string, string> = { comment: tagOf(serviceId) };
  if (grant.password !== undefined && kind !== 'dhcp-lease') user['password'] = grant.password;
  if (kind === 'dhcp-lease') {
    user['disabled'] = 'no';
    user['block-access'] = blocked ? 'yes' : 'no';
    user['rate-limit'] = fixed ? '' : rate;
    user['address-lists'] = inGarden && !fixed ? list : '';
    if (fixed) user[menus.address] = framedIp;
  } else {
    user['disabled'] = blocked ? 'yes' : 'no';
    user[menus.address] = framedIp ?? '';
    if (kind === 'ppp') user[ipv6Property] = grant.framedIpv6Prefix ?? '';
  }
  // Who is blocked gets no session: which rate he would have is of no account.
  if (menus.profiles !== undefined && !blocked) {
    const base = kind === 'ppp' ? policy.pppProfile : policy.hotspotProfile;
    const profile = fixed ? base : profileName(rate, inGarden);
    user['profile'] = profile;
    if (!fixed) {
      items.push({
        what: `profile ${profile}`,
        menu: menus.profiles,
        key: { name: profile },
        values: { 'rate-limit': rate, 'address-list': inGarden ? list : '' },
        madeFrom: base,
      });
    }
  }
  const queue = fixed && !blocked;
  items.push(
    {
      what: `queue of ${identity}`,
      menu: '/queue/simple',
      key: { name: queueName(serviceId) },
      values: queue
        ? { target: framedIp, 'max-limit': rate, disabled: 'no', comment: tagOf(serviceId) }
        : undefined,
    },
    {
      what: `${identity} in address list ${list}`,
      menu: '/ip/firewall/address-list',
      key: fixed ? { list, address: framedIp } : { list },
      values: queue && inGarden ? { disabled: 'no', comment: tagOf(serviceId) } : undefined,
    },
    {
      what: `${menus.what} ${identity}`,
      menu: menus.users,
      key: { [menus.name]: identity },
      values: user,
      ...initialOf(kind, policy),
    },
  );
  return items;
}

/** Of a PPP secret: the prefix of the link. The router has no place for one to delegate to a single subscriber. */
export const ipv6Property = 'remote-ipv6-prefix';

/** What the router cannot hold, in words. */
export function unfitFor({ kind, framedIpv6Prefix, delegatedIpv6Prefix }: RouterGrant): string | undefined {
  const prefix = delegatedIpv6Prefix ?? (kind === 'ppp' ? undefined : framedIpv6Prefix);
  return prefix === undefined
    ? undefined
    : `a ${subscriberMenus[kind].what} cannot hold the IPv6 prefix ${prefix}; leave it out of the service, or let AAA give it out instead of the router`;
}

/** What must be gone when a service is gone: all that may carry its tag. */
export function unwantedItems(grant: RouterGrant, policy: RouterPolicy): WantedItem[] {
  return wantedItems(grant, policy)
    .filter(({ madeFrom }) => madeFrom === undefined)
    .map((item) => ({ ...item, values: undefined }))
    .reverse();
}

function initialOf(kind: RouterGrant['kind'], policy: RouterPolicy): { readonly initial?: Row } {
  if (kind === 'ppp') return { initial: { service: policy.pppService } };
  return kind === 'dhcp-lease' ? { initial: { server: policy.dhcpServer } } : {};
}

function profileName(rate: string, inGarden: boolean): string {
  return `${profilePrefix}${rate.replace('/', '-')}${inGarden ? '-garden' : ''}`;
}

function queueName(serviceId: string): string {
  return `throughline-${serviceId}`;
}

const factors: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9 };

/** One writing for what a router writes in several ways. */
export function canonical(property: string, value: string | undefined): string {
  if (value === undefined) return '';
  if (property === 'disabled' || property === 'block-access') {
    return value === 'true' || value === 'yes' ? 'yes' : 'no';
  }
  // RouterOS 6 shows a prefix that is not set as all of IPv6.
  if (property === ipv6Property) return value === '::/0' ? '' : value;
  if (property === 'target') return value.replace(/\/32$/, '');
  if (property !== 'rate-limit' && property !== 'max-limit') return value;
  const rates = /^(\d+)([kMG]?)\/(\d+)([kMG]?)$/.exec(value);
  if (rates === null) return value;
  const [, up, upUnit, down, downUnit] = rates;
  return `${Number(up) * factors[upUnit!]!}/${Number(down) * factors[downUnit!]!}`;
}

/** A property that is not as it must be. */
export interface Difference {
  readonly property: string;
  readonly held: string | undefined;
  readonly wanted: string;
}

/** A password that the router does not show us is taken for right here; see `hidesPassword`. */
export function differences(row: Row, values: Readonly<Record<string, string>>): Difference[] {
  const found: Difference[] = [];
  for (const [property, wanted] of Object.entries(values)) {
    const held = row[property];
    if (property === 'comment' ? isTagged(row, wanted) : hidesPassword(row, property)) continue;
    if (property === 'comment' || canonical(property, held) !== canonical(property, wanted)) {
      found.push({ property, held, wanted });
    }
  }
  return found;
}

/** RouterOS shows passwords only to users with the policy `sensitive`. */
export function hidesPassword(row: Row, property = 'password'): boolean {
  return property === 'password' && row['password'] === undefined;
}

export function wordsOf({ property, held, wanted }: Difference): string {
  if (property === 'password') return 'another password';
  const shown = (value: string | undefined) => (value === undefined || value === '' ? 'nothing' : value);
  return `${property} ${shown(held)} instead of ${shown(wanted)}`;
}
