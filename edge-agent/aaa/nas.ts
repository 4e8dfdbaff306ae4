import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { RadiusDialect } from '../capabilities/radius-dialect.ts';
import { radiusSecret, type Secret } from '../protocols/radius/secret.ts';

/** Where subscribers are kept who may do nothing but pay. */
export interface WalledGarden {
  readonly upKbps: number;
  readonly downKbps: number;
  /** Addresses of the garden, in place of the subscriber's own. */
  readonly addressPool?: string | undefined;
}

const usualGarden: WalledGarden = { upKbps: 1024, downKbps: 1024 };

export interface NasSettings {
  /** Undefined for the agent's own proof client. */
  readonly nodeId?: string | undefined;
  /** What this make of NAS understands. */
  readonly dialect: RadiusDialect;
  readonly secret: string;
  /** Drop Access-Requests without Message-Authenticator. Default: true where this kind of NAS sends one. */
  readonly requireMessageAuthenticator?: boolean | undefined;
  /** Accept MS-CHAPv1, whose password anybody who overhears it can find. Default: false. */
  readonly allowMsChapV1?: boolean | undefined;
  readonly walledGarden?: Partial<WalledGarden> | undefined;
  readonly meter?: NasMeter | undefined;
}

/** Told of every packet from the NAS's address. */
export interface NasMeter {
  heard(): void;
  distrusted(words: string): void;
}

/** A NAS as AAA knows it. */
export interface NasClient {
  readonly nodeId: string | undefined;
  readonly secret: Secret;
  readonly requireMessageAuthenticator: boolean;
  readonly allowMsChapV1: boolean;
  readonly dialect: RadiusDialect;
  readonly walledGarden: WalledGarden;
  readonly meter: NasMeter | undefined;
}

/** Throws a RangeError for a secret that RADIUS cannot use (empty, or over 256 octets). */
export function nasClient(settings: NasSettings): NasClient {
  const { dialect } = settings;
  return {
    nodeId: settings.nodeId,
    secret: radiusSecret(settings.secret),
    requireMessageAuthenticator: settings.requireMessageAuthenticator ?? dialect.signsRequests,
    allowMsChapV1: settings.allowMsChapV1 ?? false,
    dialect,
    walledGarden: { ...usualGarden, ...settings.walledGarden },
    meter: settings.meter,
  };
}

/** The most addresses of which the answer is remembered: a flood from forged addresses must not eat the memory. */
const rememberedAddresses = 4096;

/**
 * Finds the NAS that speaks from an address. `address` of an entry is an IPv4 or IPv6 address or a CIDR block; the most
 * specific block wins. Throws a RangeError for what is neither.
 */
export function nasDirectory(
  entries: Iterable<{ readonly address: string; readonly nas: NasClient }>,
): (address: string) => NasClient | undefined {
  const blocks = [...entries].map(({ address, nas }) => ({ ...addressBlock(address), nas }));
  blocks.sort((one, other) => other.prefix - one.prefix);
  const known = new Map<string, NasClient | undefined>();
  return (address) => {
    const remembered = known.get(address);
    if (remembered !== undefined || known.has(address)) return remembered;
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    const nas = blocks.find(({ matches }) => matches.check(address, family))?.nas;
    if (known.size >= rememberedAddresses) known.clear();
    known.set(address, nas);
    return nas;
  };
}

/** `prefix` counts so that a single address has 128 in either family. */
function addressBlock(text: string): { readonly matches: BlockList; readonly prefix: number } {
  const [address = '', length, ...rest] = text.split('/');
  const bits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : 0;
  const prefix = length === undefined ? bits : Number(length);
  const isBlock = bits > 0 && rest.length === 0 && length !== '';
  if (!isBlock || !Number.isInteger(prefix) || prefix < 0 || prefix > bits) {
    throw new RangeError(`"${text}" is neither an IP address nor a CIDR block`);
  }
  const matches = new BlockList();
  matches.addSubnet(address, prefix, bits === 32 ? 'ipv4' : 'ipv6');
  return { matches, prefix: prefix + 128 - bits };
}

/** IPv4 addresses that arrive on an IPv6 socket look like IPv4 again. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}
