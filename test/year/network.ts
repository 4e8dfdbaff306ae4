import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Agent } from '../../edge-agent/agent.ts';
import { storeFile } from '../../edge-agent/journal/database.ts';
import { attribute, code } from '../../edge-agent/protocols/radius/codes.ts';
import { hidePassword } from '../../edge-agent/protocols/radius/hidden-values.ts';
import { namedAttribute } from '../../edge-agent/protocols/radius/packet.ts';
import { PacketWriter } from '../../edge-agent/protocols/radius/packet-writer.ts';
import type { DesiredMessage } from '../../functions/contracts/edge/messages.ts';
import type { DownChannel, UpChannel } from '../../functions/contracts/edge/topics.ts';
import { type DesiredState, desiredState } from '../../functions/contracts/network-state.ts';
import { createTestSite, nasSecret } from '../edge-agent/support/site.ts';
import { createRadiusExchange, type RadiusExchange } from '../lab/radius-exchange.ts';

export interface LogIn {
  readonly accepted: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A site of the year: the real agent with its store, its broker, and a NAS at which subscribers try to log in. */
export interface YearSite {
  readonly siteId: string;
  readonly isOnline: boolean;
  send(channel: DownChannel, message: object): void;
  sendDesired(message: DesiredMessage): void;
  /** Desired states to which the agent owes a report. */
  readonly awaited: number;
  logIn(username: string, password: string): Promise<LogIn>;
  /** What the agent's store holds of these services, tombstones too; read from its file as it is at this moment. */
  replica(serviceIds: readonly string[]): ReadonlyMap<string, DesiredState>;
  /** The agent's host is switched off: what is sent waits at the broker. */
  switchOff(): Promise<void>;
  switchOn(): Promise<void>;
  close(): Promise<void>;
}

/** In memory where the system has a folder for that: no power fails in this year. */
const folder = ['/dev/shm', tmpdir()].find(existsSync);

export async function openYearSite(
  siteId: string,
  heard: (channel: UpChannel, message: unknown) => void,
): Promise<YearSite> {
  const awaited = new Set<string>();
  const hear = (channel: UpChannel, message: unknown) => {
    const { inReplyTo } = message as { readonly inReplyTo?: string };
    heard(channel, message);
    if (channel === 'reports' && inReplyTo !== undefined) awaited.delete(inReplyTo);
  };
  const site = await createTestSite(siteId, hear, folder);
  // What acknowledges is the product.
  site.cloud.acknowledges = false;
  let agent: Agent | undefined;
  let nas: RadiusExchange | undefined;
  const writer = new PacketWriter();

  async function switchOn(): Promise<void> {
    const greetings = site.cloud.digests.length;
    // The acknowledgement may take as long as a busy process needs for it.
    agent = await site.startAgent({ resendAfterMs: 60_000 });
    nas = await createRadiusExchange({
      host: '127.0.0.1',
      server: '127.0.0.1',
      secret: nasSecret,
      retransmitMs: 1_000,
      attempts: 10,
    });
    await site.cloud.until(() => site.cloud.digests.length > greetings, 'the agent connects', 30_000);
  }

  async function switchOff(): Promise<void> {
    nas?.close();
    await agent?.stop();
    [agent, nas] = [undefined, undefined];
  }

  return {
    siteId,
    get isOnline() {
      return agent !== undefined;
    },
    get awaited() {
      return awaited.size;
    },
    send: site.cloud.send,
    sendDesired(message) {
      awaited.add(message.messageId);
      site.cloud.send('desired', message);
    },
    async logIn(username, password) {
      if (agent === undefined || nas === undefined) throw new Error(`${siteId} is switched off`);
      const answer = await nas.ask(agent.auth.port, (id, secret) => {
        const authenticator = randomBytes(16);
        writer.begin(code.accessRequest, id);
        writer.messageAuthenticator();
        writer
          .text(attribute.userName, username)
          .ipv4(attribute.nasIpAddress, '127.0.0.1')
          .octets(attribute.userPassword, hidePassword(Buffer.from(password), authenticator, secret));
        return writer.access(secret, authenticator);
      });
      if (answer === undefined) throw new Error(`AAA of ${siteId} is silent`);
      const attributes = answer.attributes.map(namedAttribute).map(({ name, value }) => [name, value]);
      return { accepted: answer.code === code.accessAccept, attributes: Object.fromEntries(attributes) };
    },
    replica(serviceIds) {
      const store = new DatabaseSync(join(site.dataDir, storeFile), { readOnly: true });
      try {
        const held = store.prepare('SELECT desired FROM replica WHERE serviceId = ?');
        return new Map(
          serviceIds.flatMap((serviceId): [string, DesiredState][] => {
            const row = held.get(serviceId) as { desired: string } | undefined;
            return row === undefined ? [] : [[serviceId, desiredState.parse(JSON.parse(row.desired))]];
          }),
        );
      } finally {
        store.close();
      }
    },
    switchOff,
    switchOn,
    async close() {
      await switchOff();
      await site.close();
      if (site.cloud.broken.length > 0) throw new Error(site.cloud.broken.join('\n'));
    },
  };
}
