import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import { type LookAnswer, lookAnswer } from '../../../functions/contracts/edge/look.ts';
import {
  type AccountingRecord,
  type AckMessage,
  type AuditMessage,
  accountingMessage,
  auditMessage,
  type ConfigurationMessage,
  type DesiredMessage,
  type DigestMessage,
  digestMessage,
  type HealthMessage,
  type HoldingsMessage,
  healthMessage,
  holdingsMessage,
  type ReportMessage,
  reportMessage,
  type StatusMessage,
  statusMessage,
} from '../../../functions/contracts/edge/messages.ts';
import { type PayPageQuestion, payPageQuestion } from '../../../functions/contracts/edge/pay-page.ts';
import { type DownChannel, downTopic, type UpChannel } from '../../../functions/contracts/edge/topics.ts';
import type { Authority } from './certificates.ts';

/**
 * A broker with TLS and client certificates, and behind it what the cloud does for one site: takes in, counts, and
 * acknowledges. Every message of the agent is checked against its contract; a broken one fails the test that looks.
 */
export interface FakeCloud {
  readonly url: string;
  readonly reports: ReportMessage[];
  readonly looks: LookAnswer[];
  readonly digests: DigestMessage[];
  readonly holdings: HoldingsMessage[];
  readonly audits: AuditMessage[];
  readonly statuses: StatusMessage[];
  readonly health: HealthMessage[];
  readonly payPages: PayPageQuestion[];
  /** Records as stored: by epoch and sequence, so a repeat changes nothing. */
  readonly accounting: ReadonlyMap<string, AccountingRecord>;
  /** Messages that did not keep the contract. */
  readonly broken: string[];
  /** Whether it acknowledges reports and accounting. */
  acknowledges: boolean;
  /** Clients that the broker let in, by id. */
  readonly clients: readonly string[];
  send(channel: DownChannel, message: DesiredMessage | ConfigurationMessage | AckMessage | object): void;
  sendRaw(channel: DownChannel, payload: string | Buffer): void;
  /** Resolves when `seen` answers something for what has come in; rejects after `timeoutMs`. */
  until<T>(seen: () => T | undefined | false, what: string, timeoutMs?: number): Promise<T>;
  /** The broker goes away: connections break, nobody listens. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

/** `hear` is told of every message as it came, once it was found to keep the contract. */
export async function createFakeCloud(
  authority: Authority,
  siteId: string,
  hear: (channel: UpChannel, message: unknown) => void = () => undefined,
): Promise<FakeCloud> {
  const identity = await authority.issue('broker', true);
  const changed = new EventEmitter().setMaxListeners(0);
  const sockets = new Set<TLSSocket>();
  const clients: string[] = [];
  const accounting = new Map<string, AccountingRecord>();
  const aedes = await Aedes.createBroker({
    authenticate(client: Client, _user, _password, done) {
      const socket = client.conn as unknown as TLSSocket;
      const subject = socket.getPeerCertificate().subject?.CN;
      const allowed = socket.authorized && client.id === subject;
      if (allowed) clients.push(client.id);
      done(
        allowed ? null : (Object.assign(new Error('no'), { returnCode: 5 }) as AuthenticateError),
        allowed,
      );
    },
  });

  let isClosed = false;
  let server = listen();
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  function listen(atPort = 0) {
    const made = createServer(
      {
        ca: authority.ca,
        cert: identity.cert,
        key: identity.key,
        requestCert: true,
        rejectUnauthorized: true,
      },
      (socket) => {
        socket.setNoDelay(true);
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
        socket.on('error', () => undefined);
        aedes.handle(socket);
      },
    );
    made.listen(atPort, '127.0.0.1');
    return made;
  }

  function sendRaw(channel: DownChannel, payload: string | Buffer): void {
    const packet = {
      cmd: 'publish',
      topic: downTopic(siteId, channel),
      payload,
      qos: 1,
      retain: false,
      dup: false,
    };
    aedes.publish(packet as Parameters<typeof aedes.publish>[0], (error) => {
      // What is still on its way when the broker closes has nobody left to go to.
      if (error && !isClosed) cloud.broken.push(`the broker did not take a message: ${error.message}`);
    });
  }

  /** The highest sequence of an epoch below which nothing is missing. */
  const through = new Map<string, number>();

  aedes.on('publish', (packet, client) => {
    if (client === null && !packet.topic.endsWith('/up/status')) return;
    const channel = packet.topic.split('/')[4];
    const text = packet.payload.toString();
    try {
      const raw: unknown = JSON.parse(text);
      if (channel === 'status') cloud.statuses.push(statusMessage.parse(raw));
      if (channel === 'looks') cloud.looks.push(lookAnswer.parse(raw));
      if (channel === 'pay-pages') cloud.payPages.push(payPageQuestion.parse(raw));
      if (channel === 'health') cloud.health.push(healthMessage.parse(raw));
      if (channel === 'digests') cloud.digests.push(digestMessage.parse(raw));
      if (channel === 'holdings') cloud.holdings.push(holdingsMessage.parse(raw));
      if (channel === 'audits') {
        const audit = auditMessage.parse(raw);
        cloud.audits.push(audit);
        if (cloud.acknowledges) cloud.send('acks', { messageIds: [audit.messageId] });
      }
      if (channel === 'reports') {
        const report = reportMessage.parse(raw);
        cloud.reports.push(report);
        if (cloud.acknowledges) cloud.send('acks', { messageIds: [report.messageId] });
      }
      if (channel === 'accounting') {
        const { epoch, records } = accountingMessage.parse(raw);
        if (Buffer.byteLength(text) > 131_072) cloud.broken.push('a message is larger than 128 KB');
        if (cloud.acknowledges) {
          for (const record of records) accounting.set(`${epoch}/${record.sequence}`, record);
          let last = through.get(epoch) ?? 0;
          while (accounting.has(`${epoch}/${last + 1}`)) last++;
          through.set(epoch, last);
          cloud.send('acks', { messageIds: [], accounting: { epoch, through: last } });
        }
      }
      hear(channel as UpChannel, raw);
    } catch (error) {
      cloud.broken.push(`${packet.topic}: ${String(error)}`);
    }
    changed.emit('changed');
  });

  const cloud: FakeCloud = {
    url: `mqtts://127.0.0.1:${port}`,
    reports: [],
    looks: [],
    digests: [],
    holdings: [],
    audits: [],
    statuses: [],
    health: [],
    payPages: [],
    accounting,
    broken: [],
    acknowledges: true,
    clients,
    send: (channel, message) => sendRaw(channel, JSON.stringify(message)),
    sendRaw,
    async until(seen, what, timeoutMs = 10_000) {
      const signal = AbortSignal.timeout(timeoutMs);
      for (;;) {
        const found = seen();
        if (found !== undefined && found !== false) return found;
        try {
          await once(changed, 'changed', { signal });
        } catch (error) {
          throw new Error(`the cloud waited in vain: ${what}`, { cause: error });
        }
      }
    },
    async down() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    async up() {
      server = listen(port);
      await once(server, 'listening');
    },
    async close() {
      isClosed = true;
      for (const socket of sockets) socket.destroy();
      server.close();
      await new Promise<void>((resolve) => aedes.close(resolve));
    },
  };
  return cloud;
}
