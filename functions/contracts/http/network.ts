import * as z from 'zod';
import { technology } from '../catalog.ts';
import { accountingRecord, comparisonDepth } from '../edge/messages.ts';
import { pageOf, pageQuery, pageQueryBy } from '../page.ts';
import { defineRoute } from '../route.ts';
import { id, instant } from '../scalars.ts';
import { driftPolicy } from '../site.ts';
import { serviceView } from './services.ts';

const tag = 'Network';

/** A service that is not in sync, with both sides in `network.differences`. */
export const driftedService = serviceView
  .omit({ session: true })
  .extend({
    policy: driftPolicy.meta({ description: 'What happens to it: mended, or held until staff decide.' }),
    lookedAt: instant.optional().meta({ description: 'When its site last looked.' }),
  })
  .meta({ id: 'DriftedService' });
export type DriftedService = z.infer<typeof driftedService>;

export const listDrift = defineRoute({
  method: 'GET',
  path: '/network/drift',
  permission: 'network:read',
  summary: 'List services on which the network is not what it should be',
  tag,
  query: pageQuery.extend({
    siteId: id.optional(),
    nodeId: id.optional().meta({ description: 'Only services on this access node.' }),
    status: z.enum(['converging', 'drifted', 'unreachable']).optional(),
    technology: technology.optional(),
    difference: z.string().trim().min(1).max(200).optional().meta({
      description: 'Only where this differs: a part of what the differences name, such as `max-limit`.',
    }),
    since: instant.optional().meta({ description: 'Only what went out of step then or later.' }),
  }),
  answer: {
    status: 200,
    body: pageOf(driftedService).extend({
      unknown: z
        .array(z.object({ siteId: id, serviceId: id, revision: z.int().min(1), foundAt: instant }))
        .meta({
          description:
            'Services that a site holds and nobody ever issued, by its last comparison; with the first page of an unfiltered list.',
        }),
    }),
  },
});

export const compareSite = defineRoute({
  method: 'POST',
  path: '/sites/{id}/compare',
  permission: 'operations:write',
  summary: 'Have a site compare what it holds with what it should hold, and mend the difference',
  tag,
  params: z.object({ id }),
  body: z
    .strictObject({ depth: comparisonDepth.default('replica') })
    .prefault({})
    .meta({ id: 'ComparisonRequest' }),
  answer: { status: 202, body: z.object({ comparisonId: id }).meta({ id: 'ComparisonAsked' }) },
  refusals: ['site.unknown'],
});

export const listAccountingRecords = defineRoute({
  method: 'GET',
  path: '/sites/{id}/accounting-records',
  permission: 'network:read',
  summary: 'List the accounting records of a site, each once',
  tag,
  params: z.object({ id }),
  query: pageQueryBy(/^.+#\d+$/),
  answer: {
    status: 200,
    body: pageOf(accountingRecord.extend({ siteId: id, epoch: z.string() }).meta({ id: 'AccountingRecord' })),
  },
  refusals: ['site.unknown'],
});
