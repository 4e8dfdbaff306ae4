import * as z from 'zod';
import { id, radiusText } from './scalars.ts';

const mac = z
  .string()
  .transform((text) => text.toUpperCase().replaceAll('-', ':'))
  .pipe(
    z.string().regex(/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/, 'must be a MAC address such as 00:1A:2B:3C:4D:5E'),
  );

// White space and control characters only cause support calls.
const username = radiusText.max(200).regex(/^[^\s\p{Cc}]+$/u, 'must have no spaces or control characters');
const ipv4 = z.ipv4();

const common = { siteId: id, framedIp: ipv4.optional() };

const pppoe = z.strictObject({
  technology: z.literal('pppoe'),
  ...common,
  username,
  callingStationId: mac.optional(),
});
const ipoe = z.strictObject({ technology: z.literal('ipoe'), ...common, mac });
const hotspot = z.strictObject({ technology: z.literal('hotspot'), ...common, username });
const gpon = z.strictObject({
  technology: z.literal('gpon'),
  ...common,
  username,
  onuSerial: z.string().regex(/^[A-Z]{4}[0-9A-F]{8}$/, 'must be a GPON serial such as HWTC1A2B3C4D'),
});
const lte = z.strictObject({
  technology: z.literal('lte'),
  ...common,
  imsi: z.string().regex(/^\d{14,15}$/, 'must be 14 or 15 digits'),
});

/** How a service reaches the network, without its password. `identity` is what the network calls the subscriber. */
export const accessBinding = z
  .discriminatedUnion('technology', [pppoe, ipoe, hotspot, gpon, lte])
  .meta({ id: 'AccessBinding' });
export type AccessBinding = z.infer<typeof accessBinding>;

// No minimum beyond one character: passwords that stand in subscribers' routers come along from an older system.
const password = z
  .string()
  .min(1)
  .max(128)
  .optional()
  .meta({ description: 'Write-only. Where a username needs one and it is left out, one is made.' });

/** The same as somebody asks for it: the password comes along and goes straight to the sealed values. */
export const accessRequest = z
  .discriminatedUnion('technology', [
    pppoe.extend({ password }),
    ipoe,
    hotspot.extend({ password }),
    gpon.extend({ password }),
    lte,
  ])
  .meta({ id: 'AccessRequest' });
export type AccessRequest = z.infer<typeof accessRequest>;

/** The User-Name under which AAA knows the service: the username, the MAC address, or the IMSI. */
export function aaaIdentity(access: AccessBinding): string {
  switch (access.technology) {
    case 'ipoe':
      return access.mac;
    case 'lte':
      return access.imsi;
    default:
      return access.username;
  }
}
