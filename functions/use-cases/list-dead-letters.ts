import type { DeadLetterView } from '../contracts/http/dead-letters.ts';
import { done, type Result } from '../domain/result.ts';
import type { DeadLetter } from '../ports/dead-letters.ts';
import type { Ports } from '../ports/ports.ts';

/** What could not be handled, with the event that it brings and why its consumer failed at it last. */
export async function listDeadLetters(
  { deadLetters, checkpoints }: Pick<Ports, 'deadLetters' | 'checkpoints'>,
  consumer: string | undefined,
): Promise<Result<readonly DeadLetterView[]>> {
  const listed = await deadLetters.list(consumer);
  if (!listed.ok) return listed;
  const letters = listed.value.map((letter) => ({ letter, event: eventIn(letter) }));
  const stumbles = await checkpoints.stumbles(
    letters.map(({ letter, event }) => ({
      consumer: letter.consumer,
      aggregateId: event?.aggregateId ?? letter.messageId,
    })),
  );
  return done(
    letters.map(({ letter, event }, i) => {
      const stumble = stumbles[i];
      return {
        ...letter,
        ...(event === undefined ? {} : { event }),
        ...(stumble === undefined ? {} : { failure: { at: stumble.at, words: stumble.words } }),
      };
    }),
  );
}

type EventIn = NonNullable<DeadLetterView['event']>;

/** What the bus delivers has the event in `detail`; other messages have none. */
function eventIn({ body }: DeadLetter): EventIn | undefined {
  const { detail } = (body ?? {}) as { readonly detail?: Partial<EventIn> };
  const { type, aggregateType, aggregateId, at } = detail ?? {};
  return [type, aggregateType, aggregateId, at].every((one) => typeof one === 'string')
    ? { type: type!, aggregateType: aggregateType!, aggregateId: aggregateId!, at: at! }
    : undefined;
}
