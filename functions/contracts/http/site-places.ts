import * as z from 'zod';
import { technology } from '../catalog.ts';
import { defineRoute } from '../route.ts';
import { address, id, location } from '../scalars.ts';
import { serviceState } from '../service-state.ts';
import { siteView } from './sites.ts';

const tag = 'Sites';
const metres = z.int().min(0).meta({ description: 'As the crow flies.' });

export const listNearestSites = defineRoute({
  method: 'GET',
  path: '/nearest-sites',
  permission: 'network:read',
  summary: 'List the sites nearest to a place, of those whose place is known',
  tag,
  query: z.object({
    latitude: z.coerce.number().min(-90).max(90),
    longitude: z.coerce.number().min(-180).max(180),
    limit: z.coerce.number().int().min(1).max(20).default(5),
  }),
  answer: {
    status: 200,
    body: z.object({
      items: z.array(siteView.extend({ location, metres }).meta({ id: 'NearSite' })),
      elsewhere: z.int().min(0).meta({ description: 'Sites whose place is not known.' }),
    }),
  },
});

export const listServedPlaces = defineRoute({
  method: 'GET',
  path: '/sites/{id}/served-places',
  permission: 'services:read',
  summary: 'List where the services of a site are delivered, the nearest first',
  tag,
  params: z.object({ id }),
  answer: {
    status: 200,
    body: z
      .object({
        lookedAt: z.int().min(0).meta({ description: 'Services that were looked at, the newest first.' }),
        hasMore: z.boolean().meta({ description: 'Whether the site has more of them than that.' }),
        unplaced: z.int().min(0).meta({ description: 'Of these, not ended and without a place.' }),
        items: z.array(
          z
            .object({
              serviceId: id,
              subscriberId: id,
              plan: z.string(),
              technology,
              state: serviceState,
              address,
              location,
              metres: metres.optional(),
            })
            .meta({ id: 'ServedPlace' }),
        ),
      })
      .meta({ id: 'ServedPlaces' }),
  },
  refusals: ['site.unknown'],
});
