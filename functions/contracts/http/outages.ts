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

export const listOutages = defineRoute({
  method: 'GET',
  path: '/outages',
  permission: 'network:read',
  summary: 'List outages',
  tag,
  query: listQuery.extend({ siteId: id.optional() }),
  answer: { status: 200, body: pageOf(outageView) },
});
