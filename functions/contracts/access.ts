import * as z from 'zod';
import { ponPort } from './address-pool.ts';
import { id, ipv6Prefix, radiusText } from './scalars.ts';
import { msisdn, simKey } from './sim.ts';

const mac = z
  .string()
  .transform((text) => text.toUpperCase().replaceAll('-', ':'))
  .pipe(
    z.string().regex(/^([0-9A-F]{2}:){5}[0-9A-F]{2}$/, 'must be a MAC address such as 00:1A:2B:3C:4D:5E'),
  );

// White space and control characters only cause support calls.
const username = radiusText.max(200).regex(/^[^\s\p{Cc}]+$/u, 'must have no spaces or control characters');
const ipv4 = z.ipv4();

const common = {
  siteId: id,
  framedIp: ipv4.optional(),
  addressPoolId: id.optional().meta({
    description:
      'Take `framedIp` from this pool of the site: the one that is given, or the lowest free one if none is.',
  }),
  framedIpv6Prefix: ipv6Prefix.optional().meta({
    description: 'Of the link to the subscriber (Framed-IPv6-Prefix, RFC 3162). One of a pool of the site.',
  }),
  framedIpv6PoolId: id.optional().meta({ description: 'Take `framedIpv6Prefix` from this pool.' }),
  delegatedIpv6Prefix: ipv6Prefix.optional().meta({
    description:
      'For the subscriber’s own network (Delegated-IPv6-Prefix, RFC 4818). One of a pool of the site.',
  }),
  delegatedIpv6PoolId: id.optional().meta({ description: 'Take `delegatedIpv6Prefix` from this pool.' }),
};

// 802.1Q: 0 and 4095 are reserved.
const vlan = z.int().min(1).max(4094);
const profileName = z.string().trim().min(1).max(64);

/** A router of the site (kind `nas`) that keeps its subscribers itself, besides or instead of asking AAA. */
const router = z.strictObject({ nodeId: id }).meta({ id: 'RouterBinding' });

const line = {
  nodeId: id,
  lineProfile: profileName,
  serviceProfile: profileName,
  serviceVlan: vlan.meta({ description: 'In the provider’s network.' }),
  userVlan: vlan.meta({ description: 'Behind the ONU. No two services of an OLT have both VLANs alike.' }),
  port: ponPort.optional().meta({
    description: 'Where the ONU hangs. Left out, the OLT tells when the ONU is brought up.',
  }),
  onuId: z.int().min(0).max(1023).optional().meta({ description: 'The number of the ONU at its port.' }),
  servicePort: z
    .int()
    .min(0)
    .max(1_048_575)
    .optional()
    .meta({ description: 'The number of the service port, on makes that count them in the whole OLT.' }),
};
const numberedAtPort = {
  check: ({ port, onuId }: { readonly port?: string | undefined; readonly onuId?: number | undefined }) =>
    onuId === undefined || port !== undefined,
  words: { message: 'is the number at a port: name the port, too', path: ['onuId'] },
};

/** What of a line is the same wherever its ONU hangs, and may be called otherwise on another OLT. */
export const lineElsewhere = z.strictObject({
  lineProfile: profileName.optional(),
  serviceProfile: profileName.optional(),
  serviceVlan: vlan.optional(),
});

/** What an OLT of the site is to hold for the subscriber's ONU. */
const olt = z
  .strictObject(line)
  .refine(numberedAtPort.check, numberedAtPort.words)
  .meta({ id: 'OltBinding' });
export type OltBinding = z.infer<typeof olt>;

const left = 'Left out, it comes from a pool of the OLT.';

/** The same as somebody asks for it: numbers that are left out come from the OLT's pools. */
const oltRequest = z
  .strictObject({
    ...line,
    serviceVlan: line.serviceVlan.optional().meta({ description: `In the provider’s network. ${left}` }),
    userVlan: line.userVlan.optional().meta({ description: `Behind the ONU. ${left}` }),
    onuId: line.onuId.meta({
      description:
        'The number of the ONU at its port. Left out, it comes from a pool of the OLT that has the port.',
    }),
    servicePort: line.servicePort.meta({
      description:
        'The number of the service port. Left out, it comes from a pool of the OLT if there is one.',
    }),
  })
  .refine(numberedAtPort.check, numberedAtPort.words)
  .meta({ id: 'OltRequest' });

/** What an LTE core of the site is to hold for the subscriber's SIM. */
const core = z
  .strictObject({
    nodeId: id,
    apn: z
      .string()
      .regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,98}[A-Za-z0-9])?$/, 'must be an APN such as internet'),
    msisdn: msisdn.optional(),
  })
  .meta({ id: 'CoreBinding' });

const pppoe = z.strictObject({
  technology: z.literal('pppoe'),
  ...common,
  username,
  callingStationId: mac.optional(),
  router: router.optional(),
});
const ipoe = z.strictObject({
  technology: z.literal('ipoe'),
  ...common,
  mac,
  router: router.optional(),
});
const hotspot = z.strictObject({
  technology: z.literal('hotspot'),
  ...common,
  username,
  router: router.optional(),
});
const gpon = z.strictObject({
  technology: z.literal('gpon'),
  ...common,
  username,
  onuSerial: z.string().regex(/^[A-Z]{4}[0-9A-F]{8}$/, 'must be a GPON serial such as HWTC1A2B3C4D'),
  olt: olt.optional(),
  router: router.optional(),
});
const lte = z.strictObject({
  technology: z.literal('lte'),
  ...common,
  imsi: z.string().regex(/^\d{14,15}$/, 'must be 14 or 15 digits'),
  core: core.optional(),
});

/** How a service reaches the network, without its password. `identity` is what the network calls the subscriber. */
export const accessBinding = z
  .discriminatedUnion('technology', [pppoe, ipoe, hotspot, gpon, lte])
  .meta({ id: 'AccessBinding' });
export type AccessBinding = z.infer<typeof accessBinding>;

type GponBinding = Extract<AccessBinding, { technology: 'gpon' }>;

/** A binding as it is asked for, without its secrets: what is left out, pools have to give. */
export type AccessWish =
  | Exclude<AccessBinding, GponBinding>
  | (Omit<GponBinding, 'olt'> & { olt?: z.infer<typeof oltRequest> | undefined });

// No minimum beyond one character: passwords that stand in subscribers' routers come along from an older system.
const password = z
  .string()
  .min(1)
  .max(128)
  .optional()
  .meta({ description: 'Write-only. Where a username needs one and it is left out, one is made.' });

/** The secrets of a SIM: they are stored sealed, and leave the cloud with a desired state only. */
export const simKeys = z.strictObject({ ki: simKey, opc: simKey });
export type SimKeys = z.infer<typeof simKeys>;

const ki = simKey.optional().meta({ description: 'Write-only. Given together with `opc`.' });
const opc = simKey.optional().meta({ description: 'Write-only. Given together with `ki`.' });

/** The same as somebody asks for it: password and keys come along and go straight to the sealed values. */
export const accessRequest = z
  .discriminatedUnion('technology', [
    pppoe.extend({ password }),
    ipoe,
    hotspot.extend({ password }),
    gpon.extend({ password, olt: oltRequest.optional() }),
    lte.extend({ ki, opc }).refine((access) => (access.ki === undefined) === (access.opc === undefined), {
      message: 'ki and opc are given together or not at all',
      path: ['opc'],
    }),
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
