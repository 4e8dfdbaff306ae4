import type { Session } from '../../ports/sessions.ts';

const handleLength = 300;

/** What a session is called, each in one writing: its username, its addresses and prefixes, and the station's MAC address. */
export function handlesOf(session: Session): string[] {
  const { username, framedIp, framedIpv6Prefix, delegatedIpv6Prefix, callingStationId } = session;
  const names = [username, framedIp, framedIpv6Prefix, delegatedIpv6Prefix, callingStationId];
  return [...new Set(names.filter((name) => name !== undefined).map(handleOf))].filter((name) => name !== '');
}

/** One writing for a name in any: capitals, the separators of a MAC address and the zeros of an IPv6 address do not count. */
export function handleOf(text: string): string {
  const name = text.trim().toLowerCase().slice(0, handleLength);
  const digits = name.replace(/[:.-]/g, '');
  // MikroTik's DHCP client id has the hardware type before the MAC address.
  const mac = /^(?:1:)?((?:[0-9a-f]{1,2}[:-]){5}[0-9a-f]{1,2})$/.exec(name)?.[1];
  if (mac !== undefined) {
    return mac
      .split(/[:-]/)
      .map((octet) => octet.padStart(2, '0'))
      .join('');
  }
  if (/^[0-9a-f]{12}$/.test(digits) && /^([0-9a-f]{12}|([0-9a-f]{4}[.-]){2}[0-9a-f]{4})$/.test(name))
    return digits;
  return /^[0-9a-f:]+:[0-9a-f:.]*(\/\d{1,3})?$/.test(name) ? ipv6(name) : name;
}

/** As in RFC 5952. What only looks like an address stays as it is. */
function ipv6(name: string): string {
  const [host, bits] = name.split('/');
  const url = URL.parse(`http://[${host}]`);
  if (url === null) return name;
  return `${url.hostname.slice(1, -1)}${bits === undefined ? '' : `/${bits}`}`;
}
