import mqtt, { type MqttClient } from 'mqtt';
import type { StatusMessage } from '../../functions/contracts/edge/messages.ts';
import { downChannels, downTopic, type UpChannel, upTopic } from '../../functions/contracts/edge/topics.ts';
import type { Log } from '../log.ts';
import { backoffMs } from './backoff.ts';

export interface ConnectionSettings {
  readonly siteId: string;
  readonly clientId: string;
  readonly agentVersion: string;
  readonly url: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly maximumBackoffMs: number;
}

export interface ConnectionEvents {
  /** The connection is up and the site's topics are subscribed. */
  connected(): void;
  disconnected(): void;
  /**
   * Has taken the message in durably when it returns: only then is the broker told. When it throws, the broker keeps the
   * message and the connection starts anew.
   */
  received(topic: string, payload: Uint8Array): void;
}

/** The way to the cloud. Goes on trying for as long as it is not stopped. */
export interface Connection {
  start(): void;
  /** Hands a message to the broker, at least once; false when there is no connection and nothing was done. */
  publish(channel: UpChannel, payload: string): boolean;
  stop(): Promise<void>;
}

/** A connection that held this long was a good one: the next break starts with a short wait again. */
const goodAfterMs = 5000;

export function createConnection(
  settings: ConnectionSettings,
  events: ConnectionEvents,
  log: Log,
): Connection {
  let client: MqttClient | undefined;
  let ready = false;
  let stopped = false;
  let attempt = 0;
  let retry: NodeJS.Timeout | undefined;

  const will: StatusMessage = {
    siteId: settings.siteId,
    state: 'offline',
    agentVersion: settings.agentVersion,
  };

  /** Each attempt is a client of its own: nothing of a broken connection lives on, our outbox is the only memory. */
  function connect(): void {
    const connectedSince = { at: 0 };
    const current = mqtt.connect(settings.url, {
      protocolVersion: 4,
      clientId: settings.clientId,
      clean: false,
      keepalive: 30,
      connectTimeout: 10_000,
      reconnectPeriod: 0,
      queueQoSZero: false,
      ca: settings.ca,
      cert: settings.cert,
      key: settings.key,
      rejectUnauthorized: true,
      will: {
        topic: upTopic(settings.siteId, 'status'),
        payload: Buffer.from(JSON.stringify(will)),
        qos: 1,
        retain: false,
      },
    });
    client = current;
    // Small messages must not wait for the acknowledgement of the last one (Nagle): it costs 40 ms each way.
    const { stream } = current;
    if ('setNoDelay' in stream && typeof stream.setNoDelay === 'function') stream.setNoDelay(true);
    current.handleMessage = (packet, callback) => {
      try {
        const payload = packet.payload;
        events.received(
          packet.topic.toString(),
          typeof payload === 'string' ? Buffer.from(payload) : payload,
        );
      } catch (error) {
        // Without the callback the broker gets no PUBACK and delivers again on the next connection.
        log('error', 'a message could not be taken in; the broker keeps it', { topic: packet.topic, error });
        current.end(true);
        return;
      }
      callback();
    };
    current.on('connect', () => {
      connectedSince.at = performance.now();
      current.subscribe(
        downChannels.map((channel) => downTopic(settings.siteId, channel)),
        { qos: 1 },
        (error) => {
          if (error) {
            log('error', 'the broker refused the topics of this site', { error });
            current.end(true);
            return;
          }
          ready = true;
          log('info', 'connected to the cloud', { url: settings.url });
          events.connected();
        },
      );
    });
    let told = false;
    current.on('error', (error) => {
      told = true;
      log('warn', 'the connection to the cloud failed', { error });
    });
    current.on('close', () => {
      if (client !== current) return;
      client = undefined;
      current.end(true);
      if (connectedSince.at > 0 && performance.now() - connectedSince.at > goodAfterMs) attempt = 0;
      if (ready) {
        ready = false;
        log('warn', 'disconnected from the cloud');
        events.disconnected();
      } else if (!told && !stopped) {
        // A broker that does not like the certificate just hangs up.
        log('warn', 'the broker closed the connection; see whether it knows the certificate of this agent');
      }
      if (stopped) return;
      const wait = backoffMs(attempt++, settings.maximumBackoffMs, Math.random());
      retry = setTimeout(connect, wait);
    });
  }

  return {
    start: connect,
    publish(channel, payload) {
      if (client === undefined || !ready) return false;
      client.publish(upTopic(settings.siteId, channel), payload, { qos: 1 }, (error) => {
        // Nothing is lost: what matters is in the outbox until the cloud has acknowledged it.
        if (error) log('warn', 'a message did not reach the broker', { channel, error });
      });
      return true;
    },
    async stop() {
      stopped = true;
      clearTimeout(retry);
      const current = client;
      if (current === undefined) return;
      ready = false;
      // A clean DISCONNECT keeps the broker from sending the last will, so say it ourselves.
      const farewell: StatusMessage = { ...will, at: new Date().toISOString() };
      await new Promise<void>((resolve) => {
        const giveUp = setTimeout(() => {
          current.end(true);
          resolve();
        }, 800);
        const end = () =>
          current.end(false, () => {
            clearTimeout(giveUp);
            resolve();
          });
        if (!current.connected) {
          clearTimeout(giveUp);
          current.end(true);
          resolve();
          return;
        }
        current.publish(upTopic(settings.siteId, 'status'), JSON.stringify(farewell), { qos: 1 }, end);
      });
    },
  };
}
