import * as z from 'zod';
import { accountingRecord } from '../edge/messages.ts';
import { pageOf, pageQuery, pageQueryBy } from '../page.ts';
import { defineRoute } from '../route.ts';
import { id } from '../scalars.ts';
import { serviceView } from './services.ts';

const tag = 'Network';

export const listDrift = defineRoute({
  method: 'GET',
  path: '/network/drift',
  permission: 'network:read',
  summary: 'List services on which the network is not what it should be',
  tag,
  query: pageQuery.extend({ siteId: id.optional() }),
  answer: { status: 200, body: pageOf(serviceView.omit({ session: true }).meta({ id: 'DriftedService' })) },
});

export const compareSite = defineRoute({
  method: 'POST',
  path: '/sites/{id}/compare',
  permission: 'operations:write',
  summary: 'Have a site compare what it holds with what it should hold, and mend the difference',
  tag,
  params: z.object({ id }),
  answer: { status: 202, body: z.object({ messageId: id }).meta({ id: 'ComparisonAsked' }) },
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
