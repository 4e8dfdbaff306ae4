import { failAddress, notificationAggregate, notificationIdOf } from '../domain/notification/notification.ts';
import { done, type Result } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { MailReturn } from '../ports/mail.ts';
import type { Ports } from '../ports/ports.ts';
import { withRetry } from './retry.ts';

/**
 * Writes to an address no more from which mail came back for good, or whose reader called it unwanted: a carrier refuses
 * all mail of a sender that goes on. Said again, it changes nothing.
 */
export function takeMailReturn(
  { store }: Pick<Ports, 'store'>,
  { subscriberId, failed }: MailReturn,
  context: Context,
): Promise<Result<void>> {
  const id = notificationIdOf(subscriberId);
  return withRetry(context, async () => {
    const stored = await store.load(notificationAggregate, id);
    const events = failAddress(stored?.state, subscriberId, failed);
    if (events.length === 0) return done(undefined);
    return store.commit([change(notificationAggregate, id, stored, events, context.now)], context);
  });
}
