import { acctStatus, attribute, code } from '../../edge-agent/protocols/radius/codes.ts';
import { PacketWriter } from '../../edge-agent/protocols/radius/packet-writer.ts';
import type { Endpoints } from '../client.ts';
import { createRadiusExchange } from '../lab/radius-exchange.ts';

type Site = Endpoints['sites'][number];

export interface StraySession {
  readonly serviceId: string;
  readonly username: string;
}

/**
 * Announces a session that was granted to the service in another life of the agent's store: Class still names the
 * service, and nothing else knows of the session.
 */
export function announceSession(site: Site, session: StraySession): Promise<void> {
  return tell(site, session, acctStatus.start);
}

/** Its NAS says that the session is over. */
export function endSession(site: Site, session: StraySession): Promise<void> {
  return tell(site, session, acctStatus.stop);
}

async function tell({ radius }: Site, { serviceId, username }: StraySession, status: number): Promise<void> {
  const { host, port } = radius.acct;
  const exchange = await createRadiusExchange({
    host: '127.0.0.1',
    server: host,
    secret: radius.secret,
    retransmitMs: 500,
    attempts: 10,
  });
  const answer = await exchange.ask(port, (id, secret) =>
    new PacketWriter()
      .begin(code.accountingRequest, id)
      .integer(attribute.acctStatusType, status)
      .text(attribute.acctSessionId, `stray-${serviceId}`)
      .text(attribute.userName, username)
      .text(attribute.nasIdentifier, 'stray-nas')
      .text(attribute.class, `tl1.${serviceId}.1`)
      .request(secret),
  );
  exchange.close();
  if (answer === undefined) throw new Error('the agent did not acknowledge the record');
}
