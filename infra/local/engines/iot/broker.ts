import { createServer, type Server, type TLSSocket } from 'node:tls';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import { type Authority, certificateIdOf } from './authority.ts';
import type { Action, Grants } from './policies.ts';

export interface BrokerRules {
  /** What a registered, active certificate allows a client; nothing for any other certificate. */
  grants(certificateId: string, clientId: string): Grants | undefined;
  /** ARN of `client/…`, `topic/…` or `topicfilter/…`. */
  arn(resource: string): string;
  /** A message that was allowed; it is durable where it has to be when this returns. Throwing ends the connection. */
  received(message: {
    topic: string;
    payload: Buffer;
    clientId: string | undefined;
    certificateId: string | undefined;
  }): void;
  fault(what: string, error: unknown): void;
}

interface Identity {
  readonly certificateId: string;
  readonly grants: Grants;
}

/** AWS IoT takes no more in one message. */
export const messageLimitBytes = 128 * 1024;

/** AWS IoT keeps the session of a client that is away for an hour. */
const sessionMilliseconds = 3_600_000;

/** Shorter than the four seconds that the stack has to stop. */
const goodbyeMilliseconds = 500;

/** MQTT over TLS with client certificates. Sessions live in memory: agents compare with the cloud when they come back. */
export class Broker {
  readonly #aedes: Aedes;
  readonly #server: Server;
  readonly #rules: BrokerRules;
  readonly #identities = new WeakMap<Client, Identity>();
  readonly #clients = new Map<Client, string>();
  readonly #expiries = new Map<string, NodeJS.Timeout>();
  readonly #sockets = new Set<TLSSocket>();

  private constructor(aedes: Aedes, authority: Authority, rules: BrokerRules) {
    this.#aedes = aedes;
    this.#rules = rules;
    this.#server = createServer(
      {
        key: authority.server.key,
        cert: authority.server.certificate,
        ca: authority.certificate,
        requestCert: true,
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
      },
      (socket) => {
        socket.setNoDelay(true);
        this.#sockets.add(socket);
        socket.on('close', () => this.#sockets.delete(socket));
        aedes.handle(socket);
      },
    );
    aedes.authenticate = (client, _username, _password, done) => {
      const identity = this.#identify(client);
      if (identity === undefined) {
        const error: AuthenticateError = Object.assign(new Error('not authorized'), { returnCode: 5 });
        return done(error, null);
      }
      this.#identities.set(client, identity);
      done(null, true);
    };
    aedes.authorizePublish = (client, packet, done) => {
      if (client === null || !this.#may(client, 'iot:Publish', `topic/${packet.topic}`)) {
        return done(new Error(`${client?.id} may not publish to ${packet.topic}`));
      }
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
      if (payload.length > messageLimitBytes) return done(new Error('the message is larger than 128 KB'));
      try {
        // Here and not after it: the broker acknowledges a message before it publishes it.
        const certificateId = this.#identities.get(client)?.certificateId;
        rules.received({ topic: packet.topic, payload, clientId: client.id, certificateId });
      } catch (error) {
        rules.fault('a message could not be taken in', error);
        return done(error instanceof Error ? error : new Error(String(error)));
      }
      done(null);
    };
    aedes.authorizeSubscribe = (client, subscription, done) => {
      const allowed = this.#may(client, 'iot:Subscribe', `topicfilter/${subscription.topic}`);
      done(null, allowed ? subscription : null);
    };
    aedes.authorizeForward = (client, packet) =>
      this.#may(client, 'iot:Receive', `topic/${packet.topic}`) ? packet : null;
    aedes.on('clientReady', (client) => {
      this.#clients.set(client, client.id);
      clearTimeout(this.#expiries.get(client.id));
      this.#expiries.delete(client.id);
    });
    aedes.on('clientDisconnect', (client) => {
      this.#clients.delete(client);
      if (!client.clean && !aedes.closed) this.#expire(client);
    });
    aedes.on('clientError', (client, error) => rules.fault(`client ${client.id}`, error));
  }

  static async open(authority: Authority, rules: BrokerRules): Promise<Broker> {
    // A site that comes back gets all it has missed at once.
    const aedes = await Aedes.createBroker({ queueLimit: 1_000, drainTimeout: 60_000 });
    return new Broker(aedes, authority, rules);
  }

  /** Listens on the port when it is free, else on any. Answers the port. */
  async listen(host: string, port: number): Promise<number> {
    try {
      return await this.#bind(host, port);
    } catch (error) {
      if (port === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      return await this.#bind(host, 0);
    }
  }

  #bind(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.removeListener('error', reject);
        const address = this.#server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  /** A message of the cloud. Resolves when connected subscribers have it and those away have it kept for them. */
  publish(topic: string, payload: Buffer, qos: 0 | 1, retain: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#aedes.publish({ cmd: 'publish', topic, payload, qos, retain, dup: false }, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  /** Ends every connection of a certificate. */
  disconnect(certificateId: string): void {
    for (const client of this.#clients.keys()) {
      if (this.#identities.get(client)?.certificateId === certificateId) client.close();
    }
  }

  async close(): Promise<void> {
    for (const timer of this.#expiries.values()) clearTimeout(timer);
    this.#server.close();
    const closed = new Promise<void>((resolve) => this.#aedes.close(resolve));
    const patience = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, goodbyeMilliseconds);
    await closed;
    clearTimeout(patience);
    for (const socket of this.#sockets) socket.destroy();
  }

  #identify(client: Client): Identity | undefined {
    const certificate = (client.conn as TLSSocket).getPeerX509Certificate();
    if (certificate === undefined) return undefined;
    const certificateId = certificateIdOf(certificate);
    const grants = this.#rules.grants(certificateId, client.id);
    if (grants === undefined || !grants.may('iot:Connect', this.#rules.arn(`client/${client.id}`)))
      return undefined;
    return { certificateId, grants };
  }

  #may(client: Client, action: Action, resource: string): boolean {
    return this.#identities.get(client)?.grants.may(action, this.#rules.arn(resource)) ?? false;
  }

  #expire(client: Client): void {
    const { id } = client;
    clearTimeout(this.#expiries.get(id));
    const timer = setTimeout(() => {
      this.#expiries.delete(id);
      // A clean session of the same name takes the kept one's place, and ends with it.
      const persistence = (this.#aedes as unknown as { persistence: Persistence }).persistence;
      persistence
        .cleanSubscriptions({ id })
        .catch((error: unknown) => this.#rules.fault(`session of ${id}`, error));
    }, sessionMilliseconds);
    this.#expiries.set(id, timer.unref());
  }
}

interface Persistence {
  cleanSubscriptions(client: { readonly id: string }): Promise<unknown>;
}
