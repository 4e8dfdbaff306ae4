import type { AccountingMessage } from '../contracts/edge/messages.ts';
import type { Ports } from '../ports/ports.ts';

/** Stores accounting records, each once, and tells the agent up to where it may forget them. */
export async function recordAccounting(
  { sessions, edgeLink }: Pick<Ports, 'sessions' | 'edgeLink'>,
  siteId: string,
  message: AccountingMessage,
): Promise<void> {
  const { through } = await sessions.record(message);
  await edgeLink.sendAck(siteId, { messageIds: [], accounting: { epoch: message.epoch, through } });
}
