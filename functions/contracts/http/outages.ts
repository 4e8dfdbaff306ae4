import * as z from 'zod';
import { outageDetails } from '../outage.ts';
import { listQuery, pageOf } from '../page.ts';
import { defineRoute } from '../route.ts';
import { id, instant } from '../scalars.ts';

const tag = 'Outages';

/** An outage as the API shows it. */
export const outageView = outageDetails.extend({ id, recordedAt: instant }).meta({ id: 'Outage' });
export type OutageView = z.infer<typeof outageView>;

/** An instant with any offset, in UTC. */
export const anyInstant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .meta({ example: '2026-03-01T09:30:00Z' });

export const recordOutage = defineRoute({
  method: 'POST',
  path: '/outages',
  permission: 'operations:write',
  summary: 'Record an outage of a site or a node that is over; what was charged for it is given back',
  tag,
  body: outageDetails.extend({ startedAt: anyInstant, endedAt: anyInstant }).meta({ id: 'NewOutage' }),
  answer: { status: 201, body: outageView },
  refusals: ['outage.not-over', 'outage.too-long', 'reference.access-node-unknown', 'reference.site-unknown'],
});

export const previewOutage = defineRoute({
  method: 'POST',
  path: '/outages/preview',
  permission: 'operations:write',
  summary: 'How many services and subscribers an outage concerns, without recording it',
  tag,
  body: outageDetails
    .omit({ note: true })
    .extend({ startedAt: anyInstant, endedAt: anyInstant })
    .meta({ id: 'SupposedOutage' }),
  answer: {
    status: 200,
    body: z
      .object({
        services: z.int().min(0).meta({ description: 'That had been activated by then and had not ended.' }),
        subscribers: z.int().min(0),
        hasMore: z.boolean().meta({ description: 'The site has more services than are looked at here.' }),
      })
      .meta({ id: 'OutageReach' }),
  },
  refusals: recordOutage.refusals,
});

export const listOutages = defineRoute({
  method: 'GET',
  path: '/outages',
  permission: 'network:read',
  summary: 'List outages',
  tag,
  query: listQuery.extend({ siteId: id.optional() }),
  answer: { status: 200, body: pageOf(outageView) },
});
