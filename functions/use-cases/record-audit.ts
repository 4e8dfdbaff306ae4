import type { AuditMessage } from '../contracts/edge/messages.ts';
import { noteAudit } from '../domain/network/comparison.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { done } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { changeOne } from './write-one.ts';

/** Takes in how far a site has read its devices back. What it found otherwise than desired comes in reports. */
export async function recordAudit(
  { store, edgeLink }: Pick<Ports, 'store' | 'edgeLink'>,
  siteId: string,
  {
    messageId,
    comparisonId,
    startedAt,
    services,
    looked,
    differences,
    unreachable,
    finishedAt,
  }: AuditMessage,
  context: Context,
): Promise<void> {
  const noted = await changeOne(store, siteAggregate, siteId, context, ({ state: { comparisons = {} } }) =>
    done({
      events: noteAudit(
        comparisons,
        { comparisonId, startedAt, services },
        { looked, differences, unreachable, finishedAt },
      ),
    }),
  );
  if (!noted.ok) throw new Error(`an audit was not noted: ${noted.refusal.message}`);
  await edgeLink.sendAck(siteId, { messageIds: [messageId] });
}
