import type { SNSEvent } from 'aws-lambda';
import { sesMailReturns } from '../adapters/sesv2/mail-return.ts';
import type { Instant } from '../contracts/scalars.ts';
import type { Ports } from '../ports/ports.ts';
import { takeMailReturn } from '../use-cases/take-mail-return.ts';

/** A topic's handler for what SES says of messages. A throw brings it again, and at last to the dead letters. */
export function mailReturns(
  ports: Pick<Ports, 'store'>,
  now: () => Instant,
): (event: SNSEvent) => Promise<void> {
  return async ({ Records }) => {
    for (const { Sns } of Records) {
      for (const returned of sesMailReturns(JSON.parse(Sns.Message))) {
        const context = { actor: { kind: 'system' as const, id: 'mail-returns' }, now: now() };
        const taken = await takeMailReturn(ports, returned, context);
        if (!taken.ok) throw new Error(taken.refusal.message);
      }
    }
  };
}
