import { setTimeout as pause } from 'node:timers/promises';
import snmp, { type Session, type Varbind } from 'net-snmp';
import { tapOn } from '../dialogue.ts';
import type { MibObject, SnmpValue, Write } from './mib-object.ts';
import { answerAsData, requestAsData, type SnmpOperation } from './snmp-dialogue.ts';
import { SnmpError, snmpError } from './snmp-error.ts';

/** A community means SNMPv2c; a user means SNMPv3 with authentication and privacy (RFC 3414, RFC 3826). */
export type SnmpCredentials =
  | { readonly community: string }
  | {
      readonly user: string;
      readonly authProtocol: 'sha' | 'sha256';
      readonly authPassword: string;
      /** The two ways to a 256-bit key, Blumenthal (b) and Reeder (r, Cisco's), do not understand each other. */
      readonly privProtocol: 'aes' | 'aes256b' | 'aes256r';
      readonly privPassword: string;
    };

export interface SnmpTarget {
  readonly host: string;
  readonly port: number;
  readonly credentials: SnmpCredentials;
  /** Patience with one datagram, in ms. */
  readonly timeoutMs: number;
  /** Repetitions of a read after the first datagram. */
  readonly retries: number;
  /** Shortest time between the beginnings of two requests, in ms. */
  readonly paceMs: number;
}

/** Requests to one device. Whatever the device or the line does to them ends as an SnmpError. */
export interface SnmpClient {
  /** Several objects in one request; undefined where the device has none. */
  get(objects: readonly MibObject[]): Promise<readonly (SnmpValue | undefined)[]>;
  /** The first object after this one; undefined at the end of everything. */
  getNext(object: MibObject): Promise<{ readonly oid: string; readonly value: SnmpValue } | undefined>;
  /** All cells below a column, or below a part of its index, by the rest of the index, in the device's order. */
  walk(column: MibObject): Promise<ReadonlyMap<string, SnmpValue>>;
  /**
   * All or nothing, in one request. It is sent once: a repetition of a SET that was obeyed would be refused, and the
   * refusal taken for the answer. When it fails as `silent`, read before you try again.
   */
  set(writes: readonly Write[]): Promise<void>;
  close(): void;
}

const rowsAtATime = 25;

export function createSnmpClient(target: SnmpTarget): SnmpClient {
  const { host, port, timeoutMs, retries, paceMs } = target;
  const peer = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const tap = tapOn('snmp', host, port);
  const session = openSession(target);
  // Garbage that arrives is not an answer: the request goes on waiting.
  session.on('error', () => undefined);
  let nextAt = 0;
  let closed = false;

  async function turn(): Promise<void> {
    if (paceMs === 0) return;
    const now = performance.now();
    const wait = nextAt - now;
    nextAt = Math.max(now, nextAt) + paceMs;
    if (wait > 0) await pause(wait);
  }

  async function request<T extends readonly (Varbind | Varbind[])[]>(
    operation: SnmpOperation,
    objects: readonly MibObject[],
    repetitions: number,
    send: (done: (error: Error | null, answer: T) => void) => void,
  ): Promise<T> {
    await turn();
    return await new Promise((resolve, reject) => {
      session.retries = repetitions;
      send((error, answer) => {
        const tries = `${repetitions + 1} ${repetitions === 0 ? 'request' : 'requests'} of ${timeoutMs} ms`;
        tap?.(requestAsData(operation, objects), answerAsData(error, answer, objects));
        if (error === null) resolve(answer);
        else reject(snmpError(error, peer, objects, tries));
      });
    });
  }

  const client: SnmpClient = {
    async get(objects) {
      try {
        const varbinds = await request<Varbind[]>({ does: 'get' }, objects, retries, (done) =>
          session.get(
            objects.map(({ oid }) => oid),
            done,
          ),
        );
        return varbinds.map(contentOf);
      } catch (error) {
        if (!(error instanceof SnmpError) || error.status !== 'tooBig' || objects.length < 2) throw error;
        const half = Math.ceil(objects.length / 2);
        return [...(await client.get(objects.slice(0, half))), ...(await client.get(objects.slice(half)))];
      }
    },

    async getNext(object) {
      const [varbind] = await request<Varbind[]>({ does: 'get-next' }, [object], retries, (done) =>
        session.getNext([object.oid], done),
      );
      const value = varbind === undefined ? undefined : contentOf(varbind);
      return varbind === undefined || value === undefined ? undefined : { oid: varbind.oid, value };
    },

    async walk(column) {
      const cells = new Map<string, SnmpValue>();
      const below = `${column.oid}.`;
      let from = column.oid;
      for (;;) {
        const answer = await request<Varbind[][]>({ does: 'get-bulk', from }, [column], retries, (done) =>
          session.getBulk([from], 0, rowsAtATime, done),
        );
        const varbinds = answer[0] ?? [];
        if (varbinds.length === 0) return cells;
        for (const varbind of varbinds) {
          const value = contentOf(varbind);
          if (value === undefined || !varbind.oid.startsWith(below)) return cells;
          const index = varbind.oid.slice(below.length);
          if (cells.has(index)) {
            throw new SnmpError('unreadable', `${peer} goes round in circles below ${column.name}`);
          }
          cells.set(index, value);
          from = varbind.oid;
        }
      }
    },

    async set(writes) {
      await request<Varbind[]>(
        { does: 'set', values: writes.map(({ value }) => value) },
        writes.map(({ at }) => at),
        0,
        (done) =>
          session.set(
            writes.map(({ at, value }) => ({
              oid: at.oid,
              type: typeof value === 'number' ? snmp.ObjectType.Integer : snmp.ObjectType.OctetString,
              value,
            })),
            done,
          ),
      );
    },

    close() {
      if (closed) return;
      closed = true;
      session.close();
    },
  };
  return client;
}

function openSession({ host, port, credentials, timeoutMs, retries }: SnmpTarget): Session {
  const options = {
    port,
    transport: host.includes(':') ? ('udp6' as const) : ('udp4' as const),
    timeout: timeoutMs,
    retries,
    // Else a device that answers another question than ours would be believed.
    reportOidMismatchErrors: true,
  };
  if ('community' in credentials) {
    return snmp.createSession(host, credentials.community, { ...options, version: snmp.Version2c });
  }
  const { user, authProtocol, authPassword, privProtocol, privPassword } = credentials;
  return snmp.createV3Session(
    host,
    {
      name: user,
      level: snmp.SecurityLevel.authPriv,
      authProtocol: snmp.AuthProtocols[authProtocol],
      authKey: authPassword,
      privProtocol: snmp.PrivProtocols[privProtocol],
      privKey: privPassword,
    },
    { ...options, version: snmp.Version3 },
  );
}

function contentOf({ type, value }: Varbind): SnmpValue | undefined {
  const { NoSuchObject, NoSuchInstance, EndOfMibView } = snmp.ObjectType;
  if (type === NoSuchObject || type === NoSuchInstance || type === EndOfMibView) return undefined;
  return typeof value === 'number' || typeof value === 'string' || Buffer.isBuffer(value) ? value : undefined;
}
