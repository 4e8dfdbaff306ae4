import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { attribute } from './codes.ts';
import type { ValueKind } from './vendor-attributes.ts';

/** Names, kinds and named values of the standard attributes, from the RFC dictionaries that the `radius` package ships. */
export interface Dictionary {
  attribute(type: number): { readonly name: string; readonly kind: ValueKind } | undefined;
  /** The number of an attribute, such as 1 for `User-Name`. */
  type(name: string): number | undefined;
  /** The name of a value, such as `User-Request` for 1 of Acct-Terminate-Cause. */
  value(type: number, value: number): string | undefined;
}

const kinds: Record<string, ValueKind> = {
  string: 'text',
  text: 'text',
  octets: 'octets',
  integer: 'integer',
  ipaddr: 'ipv4',
  ipv6addr: 'ipv6',
  ipv6prefix: 'ipv6-prefix',
  date: 'time',
};

let loaded: Dictionary | undefined;

/** Reads the dictionaries on first use and keeps them. */
export function dictionary(): Dictionary {
  loaded ??= load();
  return loaded;
}

function load(): Dictionary {
  const folder = join(dirname(createRequire(import.meta.url).resolve('radius/package.json')), 'dictionaries');
  const lines = readdirSync(folder)
    .sort()
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))
    .map((line) => line.trim().split(/\s+/));

  const attributes = new Map<number, { name: string; kind: ValueKind }>();
  const typeOf = new Map<string, number>();
  for (const [keyword, name, number, kind = ''] of lines) {
    if (keyword !== 'ATTRIBUTE' || name === undefined || !/^\d+$/.test(number ?? '')) continue;
    const type = Number(number);
    typeOf.set(name, type);
    if (!attributes.has(type)) attributes.set(type, { name, kind: kinds[kind] ?? 'octets' });
  }
  // Class is opaque octets in the RFC, but ours is text, and so are most others.
  attributes.set(attribute.class, { name: 'Class', kind: 'text' });
  // RFC 6911 is not among the dictionaries.
  attributes.set(attribute.delegatedIpv6PrefixPool, { name: 'Delegated-IPv6-Prefix-Pool', kind: 'text' });

  const values = new Map<string, string>();
  for (const [keyword, name, word, number] of lines) {
    const type = keyword === 'VALUE' && name !== undefined ? typeOf.get(name) : undefined;
    if (type === undefined || word === undefined) continue;
    const key = `${type}=${number}`;
    if (!values.has(key)) values.set(key, word);
  }
  return {
    attribute: (type) => attributes.get(type),
    type: (name) => typeOf.get(name),
    value: (type, value) => values.get(`${type}=${value}`),
  };
}
