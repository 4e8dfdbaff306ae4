import * as z from 'zod';
import { positionedEvent } from '../event.ts';
import { defineRoute } from '../route.ts';
import { actor } from '../scalars.ts';

const eventName = z
  .string()
  .regex(/^[a-z-]{1,50}\.[a-z-]{1,50}$/, 'must be the name of an event such as service.activated');

const eventNames = z
  .string()
  .max(2000)
  .transform((names) => names.split(','))
  .pipe(z.array(eventName).max(40))
  .optional()
  .meta({ description: 'Names of events, separated by commas; all when left out.' });

export const listEvents = defineRoute({
  method: 'GET',
  path: '/events',
  permission: 'events:read',
  summary: 'Every event that ever happened, in one order, to be replayed from any point',
  tag: 'Events',
  query: z.object({
    after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0).meta({
      description: 'Position of the last event that was seen; `nextAfter` of the former answer.',
    }),
    types: eventNames,
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: {
    status: 200,
    body: z.object({
      items: z.array(positionedEvent.meta({ id: 'Event' })),
      nextAfter: z.int().min(0).meta({
        description: 'Ask again with this as `after`. The same as `after` when there is nothing newer.',
      }),
    }),
  },
});

export const readAuditLog = defineRoute({
  method: 'GET',
  path: '/audit-log',
  permission: 'events:read',
  summary: 'What was done by whom, newest first',
  tag: 'Events',
  query: z.object({
    before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional().meta({
      description: '`nextBefore` of the former answer; from the newest on if left out.',
    }),
    by: z
      .string()
      .max(100)
      .transform((kinds) => kinds.split(','))
      .pipe(z.array(actor.shape.kind).max(actor.shape.kind.options.length))
      .default(['staff', 'machine'])
      .meta({ description: 'Kinds of actors, separated by commas; staff and machines if left out.' }),
    actorId: actor.shape.id.optional().meta({ description: 'Only what this one did.' }),
    types: eventNames,
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  answer: {
    status: 200,
    body: z.object({
      items: z.array(positionedEvent),
      nextBefore: z.int().min(1).optional().meta({
        description:
          'Ask again with this as `before`, also when few or none were found. Left out at the end.',
      }),
    }),
  },
});
