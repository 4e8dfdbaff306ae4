import * as z from 'zod';
import { defineRoute } from '../route.ts';
import { day, id, timeZone } from '../scalars.ts';

const octets = z.int().min(0);

export const readUsage = defineRoute({
  method: 'GET',
  path: '/services/{id}/usage',
  permission: 'services:read',
  summary: 'What a service sent and received, by day or month of its subscriber',
  tag: 'Services',
  params: z.object({ id }),
  query: z.object({
    from: day.optional().meta({ description: 'The first day; the first of the month of `to` if left out.' }),
    to: day.optional().meta({ description: 'The last day; today for the subscriber if left out.' }),
    by: z.enum(['day', 'month']).default('day').meta({
      description: 'Months are answered whole, also where `from` and `to` lie within them.',
    }),
  }),
  answer: {
    status: 200,
    body: z
      .object({
        timeZone: timeZone.meta({ description: 'Of the subscriber: days begin by it.' }),
        items: z.array(
          z
            .object({
              from: day,
              to: day.meta({ description: 'Inclusive.' }),
              uploadOctets: octets,
              downloadOctets: octets,
            })
            .meta({
              id: 'UsedSpan',
              description:
                'What lies between two readings is split by time at midnight. All spans together sum to what was counted.',
            }),
        ),
      })
      .meta({ id: 'Usage' }),
  },
  refusals: ['service.unknown', 'usage.span-empty', 'usage.span-too-long'],
});
