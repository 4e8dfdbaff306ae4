import * as z from 'zod';

/** An instant in UTC with millisecond precision, RFC 3339, ending in `Z`. Names of such fields end in `At`. */
export const instant = z.iso
  .datetime({ precision: 3 })
  .meta({ id: 'Instant', example: '2026-03-01T09:30:00.000Z' });
export type Instant = z.infer<typeof instant>;

/** A calendar day in the subscriber's time zone, ISO 8601. Names of such fields end in `On`. */
export const day = z.iso.date().meta({ id: 'Day', example: '2026-03-01' });
export type Day = z.infer<typeof day>;

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** ISO 4217 alphabetic code. */
export const currencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'must be an ISO 4217 code such as USD', abort: true })
  .refine((code) => currencies.has(code), 'is no currency of ISO 4217; USD, EUR and JPY are some')
  .meta({ id: 'CurrencyCode' });
export type CurrencyCode = z.infer<typeof currencyCode>;

/** Money on the wire: a decimal string and its currency. Inside the house it is integer minor units. */
export const moneyWire = z
  .strictObject({
    amount: z
      .string()
      .regex(/^-?\d{1,15}(\.\d{1,4})?$/, 'must be a decimal number in a string, such as "249.95"'),
    currency: currencyCode,
  })
  .meta({ id: 'Money', example: { amount: '249.95', currency: 'USD' } });
export type MoneyWire = z.infer<typeof moneyWire>;

/** Money inside the house: integer minor units (cents for USD, none for JPY, thousandths for KWD). */
export const money = z.strictObject({ minor: z.int(), currency: currencyCode });
export type Money = z.infer<typeof money>;

/** What a text attribute of RADIUS can hold: 1 to 253 octets of UTF-8 (RFC 2865 §5). */
export const radiusText = z
  .string()
  .min(1)
  .max(253)
  .refine((text) => new TextEncoder().encode(text).length <= 253, 'must be 253 octets of UTF-8 at most');

/** Opaque id, sortable by time of creation: a prefix that names the kind, `_`, and 26 characters of ULID in lower case. */
export const id = z
  .string()
  .regex(/^[a-z]{2,4}_[0-9a-hjkmnp-tv-z]{26}$/, 'is not an id of this system')
  .meta({ id: 'Id', example: 'svc_01k9xq3v7n5e2r8t4w6y0a1b2c' });
export type Id = z.infer<typeof id>;

/** Names that the runtime knows as well as the ones that it lists: it lists Asia/Calcutta and knows Asia/Kolkata. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** IANA time zone name. */
export const timeZone = z
  .string()
  .refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin')
  .meta({ id: 'TimeZone' });

/** A time of day on a 24-hour clock, to the minute. */
export const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 08:00')
  .meta({ example: '08:00' });
export type ClockTime = z.infer<typeof clockTime>;

/** E.164 telephone number. */
export const phone = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'must be in E.164 form such as +4930123456')
  .meta({ id: 'Phone' });

export const email = z.email().max(254).meta({ id: 'Email' });

/** ISO 3166-1 alpha-2. */
export const countryCode = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code such as DE');

/** A place on the ground, in degrees of WGS 84. */
export const location = z
  .strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
  .meta({ id: 'Location' });
export type Location = z.infer<typeof location>;

/** A postal address, and where on the map it is if that is known. */
export const address = z
  .strictObject({
    line1: z.string().trim().min(1).max(200),
    line2: z.string().trim().max(200).optional(),
    city: z.string().trim().min(1).max(100),
    region: z.string().trim().max(100).optional(),
    postalCode: z.string().trim().max(20).optional(),
    country: countryCode,
    location: location.optional(),
  })
  .meta({ id: 'Address' });
export type Address = z.infer<typeof address>;

/** Who caused something: a member of staff, a machine client, a subscriber, the platform itself, a site's agent or a payment provider. */
export const actor = z.strictObject({
  kind: z.enum(['staff', 'machine', 'subscriber', 'system', 'agent', 'provider']),
  id: z.string().min(1).max(200),
});
export type Actor = z.infer<typeof actor>;

/** One writing for every IPv6 address (RFC 5952): two texts are equal when the addresses are. */
export function canonicalIpv6(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/** An IPv6 prefix, written as RFC 5952 says and without host bits: `2001:db8:100::/56`. */
export const ipv6Prefix = z
  .cidrv6('must be an IPv6 prefix such as 2001:db8:100::/56')
  .transform((text) => {
    const [address = '', length = ''] = text.split('/');
    return `${canonicalIpv6(address)}/${Number(length)}`;
  })
  .refine(
    hasNoHostBits,
    'has bits set behind its length; 2001:db8:100::/56 is a prefix, 2001:db8:100::1/56 is not',
  )
  .meta({ example: '2001:db8:100::/56' });

function hasNoHostBits(prefix: string): boolean {
  const [address = '', length = '128'] = prefix.split('/');
  const host = 128n - BigInt(length);
  return ipv6Number(address) % (1n << host) === 0n;
}

export function isIpv6(text: string): boolean {
  return /^[0-9A-Fa-f:.]{2,45}$/.test(text) && URL.canParse(`http://[${text}]`);
}

/** An IPv6 address as the number that it is, 0 to 2¹²⁸ − 1. */
export function ipv6Number(address: string): bigint {
  const [head = '', tail] = canonicalIpv6(address).split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const after = groups(tail ?? '');
  const before = groups(head);
  const zeros = new Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].reduce(
    (number, group) => (number << 16n) | BigInt(`0x${group}`),
    0n,
  );
}

export function ipv6Text(number: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((number >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
  );
  return canonicalIpv6(groups.join(':'));
}
