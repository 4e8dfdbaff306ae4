import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** What a name stands for: every address, as the resolver gives them. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true });

/** IPv4 that is not of the public Internet: https://www.iana.org/assignments/iana-ipv4-special-registry and multicast. */
const notPublic4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/**
 * Within global unicast (2000::/3) these lead elsewhere: to IETF protocols and tunnels, to documentation, and in 6to4
 * to an IPv4 address that may be private. All else of IPv6, mapped IPv4 and NAT64 included, is outside 2000::/3.
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const notPublic6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const refused4 = blocks(notPublic4, 'ipv4');
const refused6 = blocks(notPublic6, 'ipv6');
const global6 = blocks(['2000::/3'], 'ipv6');

export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !refused4.check(address, 'ipv4');
  return family === 6 && global6.check(address, 'ipv6') && !refused6.check(address, 'ipv6');
}

/**
 * The addresses of a host of which a caller may choose one. Throws when one of them is not public, so that a name
 * cannot lead to a private network by answering with both; 127.0.0.1 is let through where `loopback` is allowed.
 */
export async function publicAddresses(
  hostname: string,
  { resolve, loopback }: { readonly resolve: Resolve; readonly loopback: boolean },
): Promise<readonly LookupAddress[]> {
  const literal = hostname.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(literal);
  const addresses = family === 0 ? await resolve(hostname) : [{ address: literal, family }];
  const refused = addresses.find(
    ({ address }) => !isPublicAddress(address) && !(loopback && address === '127.0.0.1'),
  );
  if (refused !== undefined) throw new Error(`${refused.address} is not a public address`);
  if (addresses.length === 0) throw new Error(`${hostname} has no address`);
  return addresses;
}

/**
 * A lookup that leads to one address of the host which was looked at, so that the connection goes nowhere else. Throws as
 * `publicAddresses` does, and when the signal comes first: a resolver takes no signal, what it answers too late is not
 * waited for.
 */
export async function pinned(
  hostname: string,
  options: { readonly resolve: Resolve; readonly loopback: boolean },
  signal: AbortSignal,
): Promise<LookupFunction> {
  const [to] = await Promise.race([
    publicAddresses(hostname, options),
    new Promise<never>((_, fail) => {
      signal.addEventListener('abort', () => fail(new Error('no answer in time')), { once: true });
    }),
  ]);
  if (to === undefined) throw new Error(`${hostname} has no address`);
  return (_hostname, { all }, callback) => {
    if (all === true) callback(null, [to]);
    else callback(null, to.address, to.family);
  };
}

function blocks(prefixes: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const prefix of prefixes) {
    const [network = '', length = ''] = prefix.split('/');
    list.addSubnet(network, Number(length), family);
  }
  return list;
}
