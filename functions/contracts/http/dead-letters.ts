import * as z from 'zod';
import { defineRoute } from '../route.ts';
import { instant } from '../scalars.ts';

const tag = 'Operations';
const consumer = z
  .string()
  .regex(/^[a-z][a-z-]{0,63}$/, 'must be the name of a consumer such as send-notices');

/** What a consumer of events could not handle in all its tries. */
export const deadLetterView = z
  .object({
    messageId: z.string(),
    consumer: z.string(),
    firstReceivedAt: instant,
    attempts: z
      .int()
      .min(0)
      .meta({ description: 'How often it was handed out: to its consumer, and to those who looked at it.' }),
    event: z
      .object({ type: z.string(), aggregateType: z.string(), aggregateId: z.string(), at: z.string() })
      .optional()
      .meta({ description: 'The event that it brings.' }),
    failure: z.object({ at: instant, words: z.string() }).optional().meta({
      description: 'Why the consumer could not go on with what the event is about, at its last try.',
    }),
    body: z.unknown().meta({ description: 'The message as the consumer got it.' }),
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetterView = z.infer<typeof deadLetterView>;

export const listDeadLetters = defineRoute({
  method: 'GET',
  path: '/dead-letters',
  permission: 'network:read',
  summary: 'Look at what could not be handled',
  tag,
  query: z.object({ consumer: consumer.optional().meta({ description: 'Only those of this one.' }) }),
  answer: { status: 200, body: z.object({ items: z.array(deadLetterView) }) },
  refusals: ['dead-letters.consumer-unknown'],
});

export const replayDeadLetters = defineRoute({
  method: 'POST',
  path: '/dead-letters/{consumer}/replay',
  permission: 'operations:write',
  summary: 'Give what could not be handled to its consumer once more',
  tag,
  params: z.object({ consumer }),
  answer: { status: 200, body: z.object({ replayed: z.int().min(0) }) },
  refusals: ['dead-letters.consumer-unknown'],
});
