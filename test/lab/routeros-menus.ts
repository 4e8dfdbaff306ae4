/**
 * The menus of a simulated router: what may be written into an item, how it is printed again, and which words the router
 * refuses with. Values come back as RouterOS prints them: yes as true, 10M as 10000000, 10.0.0.7 as a target with /32.
 */

import { isIPv6 } from 'node:net';
import type { Memory } from './memory.ts';

export type Item = Record<string, string>;

/** `!trap`: the words, and their category where RouterOS gives one. */
export class Trap extends Error {
  readonly category: number | undefined;

  constructor(message: string, category?: number) {
    super(message);
    this.category = category;
  }
}

type Printed = (value: string, property: string, state: RouterState) => string;

interface Menu {
  readonly properties: Readonly<Record<string, Printed>>;
  readonly defaults?: Item;
  readonly required?: readonly string[];
  /** Properties that no two items that are not dynamic may share, and what the router says then. */
  readonly unique?: { readonly by: readonly string[]; readonly words: string };
  /** Only the router makes items here. */
  readonly readOnly?: boolean;
}

const invalid = (property: string) => new Trap(`invalid value for argument ${property}`, 1);

const text: Printed = (value) => value;
const yesNo: Printed = (value, property) => {
  if (value === 'yes' || value === 'true') return 'true';
  if (value === 'no' || value === 'false') return 'false';
  throw new Trap(`input does not match any value of ${property}`, 1);
};
const oneOf =
  (...values: readonly string[]): Printed =>
  (value, property) => {
    if (!values.includes(value)) throw new Trap(`input does not match any value of ${property}`, 1);
    return value;
  };
const nameIn =
  (menu: string): Printed =>
  (value, property, state) => {
    if (!state.items(menu).some(({ name }) => name === value)) {
      throw new Trap(`input does not match any value of ${property}`, 1);
    }
    return value;
  };

const factors: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9 };
function bits(value: string, property: string): number {
  const match = /^(\d+)([kMG]?)$/.exec(value);
  if (match === null) throw invalid(property);
  return Number(match[1]) * factors[match[2]!]!;
}
/** Kept as it was typed. */
const rateText: Printed = (value, property) => {
  if (value === '') return '';
  const [rates] = value.split(' ');
  for (const rate of rates!.split('/')) bits(rate, property);
  return value;
};
const ratePair: Printed = (value, property) => {
  const rates = value.split('/');
  if (rates.length > 2) throw invalid(property);
  return `${bits(rates[0]!, property)}/${bits(rates[1] ?? rates[0]!, property)}`;
};
const ip: Printed = (value, property) => {
  const octets = value.split('.');
  if (octets.length !== 4 || octets.some((octet) => !/^\d{1,3}$/.test(octet) || Number(octet) > 255)) {
    throw invalid(property);
  }
  return value;
};
const target: Printed = (value, property) => {
  const [address, prefix = '32'] = value.split('/');
  return `${ip(address!, property, undefined as never)}/${prefix}`;
};
/** Printed as it was understood: without host bits, in the short form. */
const prefix: Printed = (value, property) => {
  const [address = '', length = '128'] = value.split('/');
  if (!isIPv6(address) || !/^\d{1,3}$/.test(length) || Number(length) > 128) throw invalid(property);
  return `${new URL(`http://[${address}]`).hostname.slice(1, -1)}/${length}`;
};
const mac: Printed = (value, property) => {
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(value)) throw invalid(property);
  return value.toUpperCase();
};

const profileProperties = {
  name: text,
  'local-address': text,
  'remote-address': text,
  'dns-server': text,
  'rate-limit': rateText,
  'address-list': text,
  'only-one': oneOf('default', 'yes', 'no'),
  'use-encryption': oneOf('default', 'yes', 'no', 'required'),
  'change-tcp-mss': oneOf('default', 'yes', 'no'),
  comment: text,
};

export const menus: Readonly<Record<string, Menu>> = {
  '/ppp/secret': {
    properties: {
      name: text,
      password: text,
      service: oneOf('any', 'async', 'l2tp', 'ovpn', 'pppoe', 'pptp', 'sstp'),
      profile: nameIn('/ppp/profile'),
      'remote-address': ip,
      'remote-ipv6-prefix': prefix,
      'caller-id': text,
      disabled: yesNo,
      comment: text,
    },
    defaults: { service: 'any', profile: 'default', password: '', 'caller-id': '', disabled: 'false' },
    required: ['name'],
    unique: { by: ['name'], words: 'failure: secret with the same name already exists' },
  },
  '/ppp/profile': {
    properties: profileProperties,
    defaults: { 'only-one': 'default', 'use-encryption': 'default', 'change-tcp-mss': 'default' },
    required: ['name'],
    unique: { by: ['name'], words: 'failure: profile with the same name already exists' },
  },
  '/ppp/active': { properties: {}, readOnly: true },
  '/queue/simple': {
    properties: { name: text, target, 'max-limit': ratePair, disabled: yesNo, comment: text },
    defaults: { 'max-limit': '0/0', disabled: 'false' },
    required: ['name', 'target'],
    unique: { by: ['name'], words: 'failure: already have such name' },
  },
  '/ip/firewall/address-list': {
    properties: { list: text, address: ip, disabled: yesNo, comment: text },
    defaults: { disabled: 'false' },
    required: ['list', 'address'],
    unique: { by: ['list', 'address'], words: 'failure: already have such entry' },
  },
  '/ip/hotspot/user': {
    properties: {
      name: text,
      password: text,
      profile: nameIn('/ip/hotspot/user/profile'),
      address: ip,
      disabled: yesNo,
      comment: text,
    },
    defaults: { profile: 'default', disabled: 'false' },
    required: ['name'],
    unique: { by: ['name'], words: 'failure: already have user with this name for this server' },
  },
  '/ip/hotspot/user/profile': {
    properties: {
      name: text,
      'rate-limit': rateText,
      'address-list': text,
      'shared-users': text,
      'keepalive-timeout': text,
    },
    defaults: { 'shared-users': '1', 'keepalive-timeout': '2m' },
    required: ['name'],
    unique: { by: ['name'], words: 'failure: profile with this name already exists' },
  },
  '/ip/hotspot/active': { properties: {}, readOnly: true },
  '/ip/dhcp-server/lease': {
    properties: {
      address: ip,
      'mac-address': mac,
      server: text,
      'rate-limit': rateText,
      'address-lists': text,
      'block-access': yesNo,
      disabled: yesNo,
      comment: text,
    },
    defaults: { address: '0.0.0.0', 'address-lists': '', 'block-access': 'false', disabled: 'false' },
    required: ['mac-address'],
    unique: {
      by: ['mac-address', 'server'],
      words: 'failure: already have static lease for this client',
    },
  },
  '/system/resource': { properties: {}, readOnly: true },
  '/system/identity': { properties: {}, readOnly: true },
};

/** Everything that the router keeps; what is dynamic is lost by a restart. */
export class RouterState {
  readonly #menus = new Map<string, Item[]>();
  readonly #memory: Memory | undefined;
  #nextId = 1;

  constructor(version: string, memory?: Memory) {
    this.#memory = memory;
    for (const menu of Object.keys(menus)) this.#menus.set(menu, []);
    const recalled = memory?.recall() ?? new Map<string, unknown>();
    if (recalled.size > 0) {
      for (const [name, entry] of recalled) {
        if (name === 'next id') this.#nextId = Number(entry);
        else this.items(name.slice(0, name.lastIndexOf(' '))).push(entry as Item);
      }
      return;
    }
    this.make('/ppp/profile', {
      name: 'default',
      default: 'true',
      'local-address': '10.255.0.1',
      'remote-address': 'subscribers',
    });
    this.make('/ip/hotspot/user/profile', { name: 'default', default: 'true' });
    this.make('/system/resource', { version, 'board-name': 'CHR' });
    this.make('/system/identity', { name: 'router-of-the-lab' });
  }

  /** Keeps all of it in the router's memory, if it has one. */
  keep(): void {
    this.#memory?.keep(this.#held());
  }

  *#held(): Iterable<readonly [string, unknown]> {
    yield ['next id', this.#nextId];
    for (const [menu, items] of this.#menus) for (const item of items) yield [`${menu} ${item['.id']}`, item];
  }

  items(menu: string): Item[] {
    const items = this.#menus.get(menu);
    if (items === undefined) throw new Trap('no such command prefix', 0);
    return items;
  }

  /** As the router itself makes items: without asking whether it may. */
  make(menu: string, values: Item): Item {
    const item = {
      '.id': `*${(this.#nextId++).toString(16).toUpperCase()}`,
      ...menus[menu]!.defaults,
      ...values,
    };
    this.items(menu).push(item);
    return item;
  }

  add(menu: string, values: Item): Item {
    const rules = this.#writable(menu);
    const printed = this.#print(menu, values);
    const missing = (rules.required ?? []).filter((property) => printed[property] === undefined);
    if (missing.length > 0) throw new Trap(`missing value(s) of argument(s) ${missing.join(' ')}`, 1);
    this.#checkUnique(menu, { ...rules.defaults, ...printed });
    return this.make(menu, printed);
  }

  set(menu: string, ids: string, values: Item): void {
    this.#writable(menu);
    const printed = this.#print(menu, values);
    for (const item of this.#find(menu, ids)) {
      if (item['dynamic'] === 'true') throw new Trap('failure: can not change dynamic item', 4);
      this.#checkUnique(menu, { ...item, ...printed });
      Object.assign(item, printed);
    }
  }

  unset(menu: string, ids: string, property: string): void {
    this.#writable(menu);
    if (menus[menu]!.properties[property] === undefined) throw new Trap('unknown parameter');
    for (const item of this.#find(menu, ids)) delete item[property];
  }

  remove(menu: string, ids: string): void {
    const items = this.items(menu);
    for (const item of this.#find(menu, ids)) {
      if (item['default'] === 'true') throw new Trap('failure: can not remove default profile', 4);
      items.splice(items.indexOf(item), 1);
      if (menu.endsWith('/active')) this.#endSession(item);
    }
  }

  makeStatic(menu: string, ids: string): void {
    if (menu !== '/ip/dhcp-server/lease') throw new Trap('no such command', 0);
    for (const item of this.#find(menu, ids)) delete item['dynamic'];
  }

  forgetDynamic(): void {
    for (const [menu, items] of this.#menus) {
      const kept = menu.endsWith('/active') ? [] : items.filter((item) => item['dynamic'] !== 'true');
      items.splice(0, items.length, ...kept);
    }
  }

  /** A session takes its queue and its place in address lists along. */
  #endSession(session: Item): void {
    for (const menu of ['/queue/simple', '/ip/firewall/address-list']) {
      const items = this.items(menu);
      const left = items.filter((item) => item['dynamic'] !== 'true' || item['session'] !== session['.id']);
      items.splice(0, items.length, ...left);
    }
  }

  #writable(menu: string): Menu {
    const rules = menus[menu];
    if (rules === undefined || rules.readOnly === true) throw new Trap('no such command', 0);
    return rules;
  }

  #print(menu: string, values: Item): Item {
    const printed: Item = {};
    for (const [property, value] of Object.entries(values)) {
      const print = menus[menu]!.properties[property];
      if (print === undefined) throw new Trap('unknown parameter');
      printed[property] = print(value, property, this);
    }
    return printed;
  }

  #find(menu: string, ids: string): Item[] {
    return ids.split(',').map((id) => {
      const item = this.items(menu).find((one) => one['.id'] === id);
      if (item === undefined) throw new Trap('no such item', 0);
      return item;
    });
  }

  #checkUnique(menu: string, item: Item): void {
    const { unique } = menus[menu]!;
    if (unique === undefined) return;
    const twin = this.items(menu).find(
      (other) =>
        other['.id'] !== item['.id'] &&
        other['dynamic'] !== 'true' &&
        unique.by.every((property) => other[property] === item[property]),
    );
    if (twin !== undefined) throw new Trap(unique.words, 4);
  }
}

/** Whether an item answers the query words: each pushes a truth on a stack or works on it; all that is left must hold. */
export function matches(item: Item, queries: readonly string[]): boolean {
  const stack: boolean[] = [];
  for (const query of queries) {
    if (query.startsWith('?#')) operate(stack, query.slice(2));
    else stack.push(holds(item, query.slice(1)));
  }
  return stack.every(Boolean);
}

function holds(item: Item, query: string): boolean {
  if (query.startsWith('-')) return item[query.slice(1)] === undefined;
  const sign = /^[=<>]/.exec(query)?.[0] ?? '';
  const [, property, value] = /^([^=]*)(?:=(.*))?$/s.exec(query.slice(sign.length))!;
  const held = item[property!];
  if (value === undefined) return held !== undefined;
  if (held === undefined) return false;
  if (sign === '>') return held > value;
  if (sign === '<') return held < value;
  return held === value;
}

function operate(stack: boolean[], operations: string): void {
  for (const operation of operations) {
    if (operation === '!') stack.push(!stack.pop());
    else if (operation === '|' || operation === '&') {
      const [b, a] = [stack.pop(), stack.pop()];
      if (a === undefined || b === undefined) throw new Trap('query stack is empty', 5);
      stack.push(operation === '|' ? a || b : a && b);
    } else throw new Trap('unknown query operation', 5);
  }
}
