import type { DigestMessage, HoldingsMessage } from '../../functions/contracts/edge/messages.ts';
import type { UpChannel } from '../../functions/contracts/edge/topics.ts';
import type { Store } from '../journal/store.ts';
import { newMessageId } from '../message-ids.ts';
import { digestsOf, holdingsOf } from '../reconcile/digests.ts';

/** Tells the cloud what the replica holds: first as digests, then as revisions of what was asked for. */
export interface ComparisonSender {
  digests(comparisonId: string): Promise<void>;
  holdings(comparisonId: string, buckets: readonly number[]): Promise<void>;
}

/** What does not reach the broker is not sent again: the next connection begins with a comparison of its own. */
export function createComparisonSender(
  { replica, configuration }: Pick<Store, 'replica' | 'configuration'>,
  publish: (channel: UpChannel, payload: string) => boolean,
  { siteId, now }: { readonly siteId: string; readonly now: () => string },
): ComparisonSender {
  return {
    async digests(comparisonId) {
      const startedAt = now();
      const buckets = await digestsOf(replica);
      const message: DigestMessage = {
        messageId: newMessageId(),
        siteId,
        comparisonId,
        startedAt,
        services: replica.count(),
        buckets,
        configurationRevision: configuration.get().revision,
      };
      publish('digests', JSON.stringify(message));
    },
    async holdings(comparisonId, buckets) {
      const parts = await holdingsOf(replica, buckets);
      for (const [i, part] of parts.entries()) {
        const message: HoldingsMessage = {
          messageId: newMessageId(),
          siteId,
          comparisonId,
          part: i + 1,
          parts: parts.length,
          buckets: part,
        };
        publish('holdings', JSON.stringify(message));
      }
    },
  };
}
