import * as z from 'zod';
import { addressPoolDetails } from '../address-pool.ts';
import { pageOf, pageQuery } from '../page.ts';
import { defineRoute } from '../route.ts';
import { id, instant } from '../scalars.ts';

const tag = 'Sites';
const count = z.int().min(0);

/** An address pool as the API shows it. */
export const addressPoolView = z
  .object({
    id,
    ...addressPoolDetails.shape,
    utilisation: z
      .object({
        capacity: count.meta({ description: 'How many addresses the pool can give out in all.' }),
        allocated: count.meta({ description: 'How many belong to services.' }),
        free: count,
      })
      .meta({ id: 'Utilisation' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'AddressPool' });
export type AddressPoolView = z.infer<typeof addressPoolView>;

export const createAddressPool = defineRoute({
  method: 'POST',
  path: '/address-pools',
  permission: 'network:write',
  summary: 'Give a site IPv4 addresses for its services',
  tag,
  body: addressPoolDetails
    .extend({ exclude: addressPoolDetails.shape.exclude.default([]) })
    .meta({ id: 'NewAddressPool' }),
  answer: { status: 201, body: addressPoolView },
  refusals: ['address-pool.empty', 'address-pool.overlaps', 'reference.site-unknown'],
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
  params: z.object({ id }),
  answer: { status: 200, body: addressPoolView },
  refusals: ['address-pool.unknown'],
  versioned: true,
});
