import * as z from 'zod';
import { defineRoute } from '../route.ts';
import { instant } from '../scalars.ts';

/** What may need a person. */
export const concern = z
  .enum([
    'failed-orders',
    'drift',
    'alarms',
    'dead-letters',
    'unanswered-tickets',
    'unmatched-payments',
    'held-entries',
    'failed-refunds',
    'dunning-stopped',
    'run-failures',
    'run-differences',
    'ledger-differences',
  ])
  .meta({ id: 'Concern' });
export type Concern = z.infer<typeof concern>;

/** What each concern counts. */
export const concerns: Readonly<Record<Concern, string>> = {
  'failed-orders': 'Orders that failed within the last 30 days and whose service had no order since.',
  drift: 'Services on which the network is not what it should be, or that cannot be looked at.',
  alarms: 'Alarms that were raised and are not cleared.',
  'dead-letters': 'Messages that a consumer of events could not handle in all its tries, about.',
  'unanswered-tickets': 'Tickets in which a subscriber waits for an answer.',
  'unmatched-payments': 'Payments that came in and that nobody was found for.',
  'held-entries': 'Entries of bank statements that look like payments that are known.',
  'failed-refunds': 'Refunds that did not reach the payer, and that nobody has looked at since.',
  'dunning-stopped': 'Dunning takes no step, because somebody who has paid could be hit: 1 while it is so.',
  'run-failures': 'Subscribers whom the last billing run could not bill.',
  'run-differences':
    'Subscribers of the last preview of a billing run, if nothing was issued since, of whom it found an unusually high invoice, or none any more.',
  'ledger-differences': 'What the last proof of the ledger found not to agree.',
};

export const overviewView = z
  .object({
    at: instant,
    items: z
      .array(
        z.object({
          concern,
          count: z.int().min(1),
          isMore: z.boolean().meta({ description: 'There are at least so many.' }),
          meaning: z.string().meta({ description: 'What is counted.' }),
          path: z.string().meta({ description: 'Where this API names them.' }),
          words: z.string().optional().meta({ description: 'Why, where there is one reason.' }),
        }),
      )
      .meta({ description: 'Only what there is something of. Empty is normal.' }),
  })
  .meta({ id: 'Overview' });
export type OverviewView = z.infer<typeof overviewView>;

export const getOverview = defineRoute({
  method: 'GET',
  path: '/overview',
  permission: 'services:read',
  summary: 'What needs a person now, counted, and where to look',
  tag: 'Operations',
  answer: { status: 200, body: overviewView },
});
