/**
 * What a kind of NAS understands in an Access-Accept. One entry per driver; a driver that is not listed speaks as the
 * part of its name before the first hyphen, or else as `generic`.
 */
export interface Dialect {
  /** How rates are told. A NAS ignores attributes of vendors that it does not know (RFC 2865 §5). */
  readonly rates: readonly ('mikrotik' | 'wispr')[];
  /** How a walled garden is told. */
  readonly walledGarden: readonly ('mikrotik-address-list' | 'filter-id')[];
  /** Whether it signs its Access-Requests, so that one without Message-Authenticator must be forged. */
  readonly signsRequests: boolean;
}

const generic: Dialect = {
  rates: ['mikrotik', 'wispr'],
  walledGarden: ['filter-id', 'mikrotik-address-list'],
  signsRequests: true,
};

const dialects: Readonly<Record<string, Dialect>> = {
  generic,
  mikrotik: { rates: ['mikrotik'], walledGarden: ['mikrotik-address-list'], signsRequests: true },
  wispr: { rates: ['wispr'], walledGarden: ['filter-id'], signsRequests: true },
  // Its shaper takes Mikrotik-Rate-Limit when it is configured so; it sends no Message-Authenticator.
  accel: { rates: ['mikrotik'], walledGarden: ['filter-id'], signsRequests: false },
  // Its radius plug-in signs nothing.
  pppd: { rates: ['wispr'], walledGarden: ['filter-id'], signsRequests: false },
};

export function dialectOf(driver: string): Dialect {
  return dialects[driver] ?? dialects[driver.split('-', 1)[0]!] ?? generic;
}
