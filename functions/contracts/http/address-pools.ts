import * as z from 'zod';
import {
  addressPoolDetails,
  ipv4Pool,
  ipv6Pool,
  onuIdPool,
  servicePortPool,
  vlanPool,
} from '../address-pool.ts';
import { pageOf, pageQuery, pageQueryBy } from '../page.ts';
import { defineRoute } from '../route.ts';
import { id, instant } from '../scalars.ts';
import { whose } from '../whose.ts';

const tag = 'Sites';
const params = z.object({ id });
const count = z.int().min(0);

/** What the API adds to what a pool is. */
const seen = {
  id,
  utilisation: z
    .object({
      capacity: count.meta({ description: 'How many addresses the pool can give out in all.' }),
      allocated: count.meta({ description: 'How many belong to services.' }),
      free: count,
    })
    .meta({ id: 'Utilisation' }),
  createdAt: instant,
  updatedAt: instant,
};

/** An address pool as the API shows it. An address is whatever a pool gives out: also a prefix, or a number of an OLT. */
export const addressPoolView = z
  .discriminatedUnion('kind', [
    z.object({ ...ipv4Pool.shape, ...seen }),
    z.object({ ...ipv6Pool.shape, ...seen }),
    z.object({ ...vlanPool.shape, ...seen }),
    z.object({ ...onuIdPool.shape, ...seen }),
    z.object({ ...servicePortPool.shape, ...seen }),
  ])
  .meta({ id: 'AddressPool' });
export type AddressPoolView = z.infer<typeof addressPoolView>;

export const createAddressPool = defineRoute({
  method: 'POST',
  path: '/address-pools',
  permission: 'network:write',
  summary: 'Give a site addresses or prefixes, or an OLT numbers, for services',
  tag,
  body: addressPoolDetails.meta({ id: 'NewAddressPool' }),
  answer: { status: 201, body: addressPoolView },
  refusals: [
    'access-node.wrong-kind',
    'address-pool.empty',
    'address-pool.overlaps',
    'reference.access-node-unknown',
    'reference.site-unknown',
  ],
  versioned: true,
});

export const listAddressPools = defineRoute({
  method: 'GET',
  path: '/address-pools',
  permission: 'network:read',
  summary: 'List address pools with their utilisation',
  tag,
  query: pageQuery.extend({ siteId: id.optional().meta({ description: 'Only those of this site.' }) }),
  answer: { status: 200, body: pageOf(addressPoolView) },
});

export const getAddressPool = defineRoute({
  method: 'GET',
  path: '/address-pools/{id}',
  permission: 'network:read',
  summary: 'Read an address pool with its utilisation',
  tag,
  params,
  answer: { status: 200, body: addressPoolView },
  refusals: ['address-pool.unknown'],
  versioned: true,
});

export const changeAddressPool = defineRoute({
  method: 'PATCH',
  path: '/address-pools/{id}',
  permission: 'network:write',
  summary: 'Rename a pool, or give it more or less; what services hold stays in it',
  tag,
  params,
  body: z
    .strictObject({
      name: ipv4Pool.shape.name.optional(),
      cidr: z.string().max(64).optional().meta({ description: 'Of a pool of addresses or prefixes.' }),
      prefixLength: ipv6Pool.shape.prefixLength.optional(),
      serviceVlans: vlanPool.shape.serviceVlans.optional(),
      userVlans: vlanPool.shape.userVlans.optional(),
      ports: onuIdPool.shape.ports.optional(),
      ids: onuIdPool.shape.ids.optional(),
      indexes: servicePortPool.shape.indexes.optional(),
      exclude: z.array(z.string().max(64)).max(1000).optional().meta({ description: 'Replaced whole.' }),
    })
    .meta({ id: 'AddressPoolChange' }),
  answer: { status: 200, body: addressPoolView },
  refusals: [
    'address-pool.details-unfit',
    'address-pool.empty',
    'address-pool.in-use',
    'address-pool.overlaps',
    'address-pool.unknown',
  ],
  versioned: true,
});

export const removeAddressPool = defineRoute({
  method: 'DELETE',
  path: '/address-pools/{id}',
  permission: 'network:write',
  summary: 'Take an address pool away of which nobody holds an address',
  tag,
  params,
  answer: { status: 204, body: z.void() },
  refusals: ['address-pool.in-use', 'address-pool.unknown'],
  versioned: true,
});

const value = z.string().min(1).max(64);

/** Who holds an address, or held it. */
export const addressHolder = z
  .object({
    address: value,
    serviceId: id,
    subscriberId: id.optional(),
    since: instant.optional().meta({ description: 'Left out where it was not kept yet.' }),
    until: instant.optional().meta({ description: 'When the service gave it back.' }),
  })
  .meta({ id: 'AddressHolder' });
export type AddressHolder = z.infer<typeof addressHolder>;

export const listPoolAddresses = defineRoute({
  method: 'GET',
  path: '/address-pools/{id}/addresses',
  permission: 'network:read',
  summary: 'List who holds which address of a pool, lowest first',
  tag,
  params,
  query: pageQueryBy(/^[0-9a-f.:/]{1,64}$/),
  answer: {
    status: 200,
    body: pageOf(addressHolder.extend(whose.shape).meta({ id: 'ListedAddressHolder' })),
  },
  refusals: ['address-pool.unknown'],
});

export const findAddressHolders = defineRoute({
  method: 'GET',
  path: '/address-pools/{id}/holders',
  permission: 'network:read',
  summary: 'Who holds an address of a pool, or held it at an instant',
  tag,
  params,
  query: z.object({
    address: value.meta({
      description: 'As the pool gives it out; of an IPv6 pool also any address within a prefix.',
      example: '10.1.0.7',
    }),
    at: instant.optional().meta({ description: 'Now if left out.' }),
  }),
  answer: { status: 200, body: z.object({ items: z.array(addressHolder) }).meta({ id: 'AddressHolders' }) },
  refusals: ['address-pool.address-outside', 'address-pool.unknown'],
});

const held = z.object({
  value: z.string().meta({ description: 'What was held: the address, or the IPv6 prefix around it.' }),
  siteId: id.optional(),
  serviceId: id.optional(),
  subscriberId: id.optional(),
  since: instant.optional(),
  until: instant.optional().meta({ description: 'Left out while it lasts.' }),
});

/** Who had an address at an instant, by what was given for good and by the sessions that were told. */
export const addressUse = z
  .object({
    address: z.string(),
    at: instant,
    assigned: z
      .array(held)
      .meta({ description: 'Addresses that belonged to a service, in a session or not.' }),
    sessions: z
      .array(
        held.extend({
          sessionId: z.string(),
          username: z.string(),
          nodeId: id.optional(),
          callingStationId: z.string().optional(),
          toldAt: instant.meta({ description: 'When accounting last told of the session.' }),
        }),
      )
      .meta({
        description: 'Sessions that had it; addresses from a NAS’s own pool are known by these alone.',
      }),
    isWhole: z.boolean().meta({
      description: 'False where so many later sessions had it that the oldest were not looked through.',
    }),
  })
  .meta({ id: 'AddressUse' });
export type AddressUse = z.infer<typeof addressUse>;

export const findAddressUse = defineRoute({
  method: 'GET',
  path: '/network/addresses',
  permission: 'network:read',
  summary: 'Who has an address, or had it at an instant: for good, or for a session',
  tag,
  query: z.object({
    address: z.union([z.ipv4(), z.ipv6()], 'must be an IP address').meta({ example: '203.0.113.7' }),
    at: instant.optional().meta({ description: 'Now if left out.' }),
  }),
  answer: { status: 200, body: addressUse },
});
