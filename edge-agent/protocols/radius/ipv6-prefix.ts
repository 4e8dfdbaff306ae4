/** The value of an `ipv6prefix` attribute (RFC 3162 §2.3, RFC 8044 §3.10): reserved, length in bits, then the prefix. */
export const prefixLength = 18;

/** `2001:db8:1::/56` in octets; the address is one that a contract has checked. */
export function prefixOctets(prefix: string): Buffer {
  const [address = '', bits = '128'] = prefix.split('/');
  const [head = '', tail] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const after = groups(tail ?? '');
  const octets = Buffer.alloc(prefixLength);
  octets[1] = Number(bits);
  for (const [i, group] of groups(head).entries())
    octets.writeUInt16BE(Number.parseInt(group, 16), 2 + 2 * i);
  const from = prefixLength - 2 * after.length;
  for (const [i, group] of after.entries()) octets.writeUInt16BE(Number.parseInt(group, 16), from + 2 * i);
  return octets;
}

/** Undefined for octets that are no prefix. Those behind the prefix's own may be left out. */
export function prefixText(octets: Uint8Array): string | undefined {
  const bits = octets[1];
  if (bits === undefined || octets.length > prefixLength) return undefined;
  if (bits > 128 || (octets.length - 2) * 8 < bits) return undefined;
  const prefix = Buffer.alloc(16);
  prefix.set(octets.subarray(2));
  return `${ipv6InWords(prefix)}/${bits}`;
}

/** RFC 5952 §4: the longest run of zeros is left out. */
function ipv6InWords(octets: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => octets.readUInt16BE(2 * i).toString(16));
  const runs = [...groups.join(' ').matchAll(/\b0(?: 0\b)+/g)].toSorted((a, b) => b[0].length - a[0].length);
  const [run] = runs;
  if (run === undefined) return groups.join(':');
  const text = groups.join(' ');
  const before = text.slice(0, run.index).trim().replaceAll(' ', ':');
  const after = text
    .slice(run.index + run[0].length)
    .trim()
    .replaceAll(' ', ':');
  return `${before}::${after}`;
}
