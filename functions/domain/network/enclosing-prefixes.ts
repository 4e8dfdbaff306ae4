import { canonicalIpv6, ipv6Number, ipv6Text, isIpv6 } from '../../contracts/scalars.ts';

/** Prefixes that subscribers get are not longer or shorter; a single address is one of 128 bits. */
const [shortest, longest] = [32, 64];

/** Everything a subscriber could hold of which the address is a part: itself, and of IPv6 each prefix around it. */
export function holdable(address: string): readonly string[] {
  if (!isIpv6(address)) return [address];
  const number = ipv6Number(address);
  const prefixes = Array.from({ length: longest - shortest + 1 }, (_, i) => {
    const host = BigInt(128 - shortest - i);
    return `${ipv6Text((number >> host) << host)}/${shortest + i}`;
  });
  const written = canonicalIpv6(address);
  return [written, `${written}/128`, ...prefixes];
}
