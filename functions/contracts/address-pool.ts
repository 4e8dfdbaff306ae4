import * as z from 'zod';
import { id, ipv6Prefix } from './scalars.ts';

/** Blocks of IPv4 are divided by hand anyhow: nothing larger is looked after as one. */
const shortestIpv4 = 16;
/** How many bits of numbers one pool may count: a /32 holds as many /64. */
const mostBits = 32;

const name = z.string().trim().min(1).max(100);
const whose = { siteId: id, name };

const ipv4Excluded = z.union(
  [z.ipv4(), z.cidrv4()],
  'must be an IPv4 address or a block such as 10.1.0.0/28',
);
const excluded = 'are never given out, such as that of the router.';

/** Single IPv4 addresses. Pools that were made before there were other kinds have no `kind`. */
export const ipv4Pool = z.strictObject({
  ...whose,
  kind: z.literal('ipv4').default('ipv4'),
  cidr: z
    .cidrv4('must be an IPv4 block such as 10.1.0.0/22')
    .refine((block) => Number(block.split('/')[1]) >= shortestIpv4, `must be a /${shortestIpv4} or smaller`)
    .meta({ example: '10.1.0.0/22' }),
  exclude: z
    .array(ipv4Excluded)
    .max(100)
    .default([])
    .meta({ description: `Addresses and blocks that ${excluded}` }),
});

const length = (prefix: string) => Number(prefix.split('/')[1]);

/** IPv6 prefixes of one length: /64 for the link to the subscriber, /56 for his own network. */
export const ipv6Pool = z
  .strictObject({
    ...whose,
    kind: z.literal('ipv6-prefix'),
    cidr: ipv6Prefix.meta({ example: '2001:db8:100::/40' }),
    prefixLength: z
      .int()
      .min(1)
      .max(64)
      .meta({ description: 'Of each prefix that is given out.', example: 56 }),
    exclude: z
      .array(ipv6Prefix)
      .max(100)
      .default([])
      .meta({ description: `Prefixes that ${excluded}` }),
  })
  .refine(
    ({ cidr, prefixLength }) => prefixLength >= length(cidr) && prefixLength - length(cidr) <= mostBits,
    {
      message: `must not be shorter than the block, nor more than ${mostBits} bits longer`,
      path: ['prefixLength'],
    },
  );

const mostRanges = 50;
const ranges = (first: number, last: number) =>
  z
    .array(z.strictObject({ first: z.int().min(first).max(last), last: z.int().min(first).max(last) }))
    .min(1)
    .max(mostRanges)
    .refine(
      (given) =>
        given.every((range, i) => range.first <= range.last && range.first > (given[i - 1]?.last ?? -1)),
      'must be ranges that rise and do not overlap',
    );

/** Where an ONU hangs, as the OLT's make writes it: frame/slot/port. */
export const ponPort = z
  .string()
  .regex(/^\d{1,3}(\/\d{1,3}){0,3}$/, 'must be a PON port such as 0/1/3')
  .meta({ example: '0/1/3' });

const ofOlt = { ...whose, nodeId: id.meta({ description: 'The OLT.' }) };
// 802.1Q: 0 and 4095 are reserved.
const vlans = ranges(1, 4094);
const single = (form: RegExp, message: string) =>
  z.array(z.string().regex(form, message)).max(1000).default([]);

/** Pairs of VLANs of an OLT: every service VLAN with every user VLAN. */
export const vlanPool = z.strictObject({
  ...ofOlt,
  kind: z.literal('vlan'),
  serviceVlans: vlans.meta({ description: 'In the provider’s network.' }),
  userVlans: vlans.meta({ description: 'Behind the ONU.' }),
  exclude: single(/^\d{1,4}\/\d{1,4}$/, 'must be a pair of service and user VLAN such as 100/2001'),
});

/** Numbers of ONUs at the PON ports of an OLT. */
export const onuIdPool = z.strictObject({
  ...ofOlt,
  kind: z.literal('onu-id'),
  ports: z
    .array(ponPort)
    .min(1)
    .max(512)
    .refine((ports) => new Set(ports).size === ports.length, 'must be different ports'),
  ids: ranges(0, 1023),
  exclude: single(/^[\d/]+:\d{1,4}$/, 'must be an ONU at a port such as 0/1/3:12'),
});

/** Numbers of service ports, single in a whole OLT. */
export const servicePortPool = z.strictObject({
  ...ofOlt,
  kind: z.literal('service-port'),
  indexes: ranges(0, 1_048_575),
  exclude: single(/^\d{1,7}$/, 'must be the number of a service port such as 4711'),
});

/** What a site, or one of its OLTs, has to give out: each address, prefix or number to one service at a time. */
export const addressPoolDetails = z.discriminatedUnion('kind', [
  ipv4Pool,
  ipv6Pool,
  vlanPool,
  onuIdPool,
  servicePortPool,
]);
export type AddressPoolDetails = z.infer<typeof addressPoolDetails>;
export type AddressPoolKind = AddressPoolDetails['kind'];
export type NumberRange = z.infer<typeof vlans>[number];
