import type { AccountingMessage } from '../contracts/edge/messages.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { recordUsage } from './record-usage.ts';

/**
 * Stores accounting records, each once, and tells the agent up to where it may forget them. Usage is counted first, and
 * for repeated records again, which changes nothing: what the agent may forget is counted whatever broke off before.
 */
export async function recordAccounting(
  ports: Pick<Ports, 'sessions' | 'edgeLink' | 'store' | 'usage'>,
  siteId: string,
  message: AccountingMessage,
  context: Context,
): Promise<void> {
  await recordUsage(ports, message, context);
  const { through } = await ports.sessions.record(message);
  await ports.edgeLink.sendAck(siteId, { messageIds: [], accounting: { epoch: message.epoch, through } });
}
