import { isIPv6 } from 'node:net';
import { prefixOctets } from '../protocols/radius/ipv6-prefix.ts';
import type { AaaSession } from './session.ts';

/** A home gets a /48 at most (RFC 6177); what is wider says nothing of who somebody is. */
const widestPrefix = 48;
const addressBits = 128;

/** Which sessions have, or had, an address: an IPv4 address, or the IPv6 prefixes in which one may lie. */
export class AddressIndex {
  readonly #keys = new Map<string, string | readonly string[]>();
  /** The lengths of all prefixes that there ever were. */
  readonly #lengths = new Set<number>();

  put(key: string, session: Addressed): void {
    for (const { name, bits } of placesOf(session)) {
      const held = this.#keysOf(name);
      if (held.includes(key)) continue;
      if (bits !== undefined) this.#lengths.add(bits);
      // One text, where there is one: most addresses have one session, and there are many.
      this.#keys.set(name, held.length === 0 ? key : [...held, key]);
    }
  }

  delete(key: string, session: Addressed): void {
    for (const { name } of placesOf(session)) {
      const rest = this.#keysOf(name).filter((other) => other !== key);
      if (rest.length === 0) this.#keys.delete(name);
      else this.#keys.set(name, rest.length === 1 ? rest[0]! : rest);
    }
  }

  /** Each key once. */
  at(address: string): readonly string[] {
    if (!isIPv6(address)) return this.#keysOf(address);
    const names = [...this.#lengths].map((bits) => prefixName(`${address}/${bits}`));
    return [...new Set(names.flatMap((name) => this.#keysOf(name)))];
  }

  #keysOf(name: string): readonly string[] {
    const held = this.#keys.get(name) ?? [];
    return typeof held === 'string' ? [held] : held;
  }
}

type Addressed = Pick<AaaSession, 'framedIp' | 'ipv6'>;

function placesOf({ framedIp, ipv6 = [] }: Addressed): { readonly name: string; readonly bits?: number }[] {
  const prefixes = ipv6
    .map((prefix) => ({ name: prefixName(prefix), bits: Number(prefix.split('/')[1] ?? addressBits) }))
    .filter(({ bits }) => bits >= widestPrefix);
  return framedIp === undefined ? prefixes : [{ name: framedIp }, ...prefixes];
}

/** The same for all addresses of a prefix. */
function prefixName(prefix: string): string {
  const octets = prefixOctets(prefix.replace(/%[^/]*/, ''));
  const bits = octets[1]!;
  const whole = bits >> 3;
  const rest = bits & 7;
  const own = octets.subarray(2, 2 + whole + (rest === 0 ? 0 : 1));
  if (rest !== 0) own[whole] = own[whole]! & (0xff << (8 - rest));
  return `${own.toString('hex')}/${bits}`;
}
