import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import snmp, { type Agent, type Message, type Pdu, type Sender, type User, type Varbind } from 'net-snmp';
import type { Memory } from './memory.ts';
import {
  createSnmpStore,
  octets,
  SetRefusal,
  type SetStatus,
  type SnmpStore,
  type StoredCell,
  setStatuses,
} from './snmp-store.ts';

/** One varbind of a SET as it came over the wire. */
export interface WrittenCell extends StoredCell {
  readonly oid: string;
}

/** What makes a device of a store: its rules for SETs. */
export interface SnmpModel {
  /** Throws a SetRefusal; what it wrote before is then taken back. */
  set(writes: readonly WrittenCell[]): void;
  /** ONUs on the fibre by serial, and where: whether they are authorised or not. */
  readonly plugged?: Map<string, unknown>;
  /** Works out anew what follows from cells and ONUs. */
  refresh?(): void;
}

/**
 * What goes wrong with a request. `lose-request`: not obeyed, not answered. `lose-answer`: obeyed, not answered.
 * `stall`: obeyed, answered only after `stallMs`. `twice`: answered twice. `lie`: not obeyed, but said to be.
 * `die-before` and `die-after`: as the first two, and the device is away from then on.
 */
export interface Fault {
  readonly on: 'set' | 'read' | 'any';
  readonly does:
    | 'refuse'
    | 'stall'
    | 'lose-request'
    | 'lose-answer'
    | 'twice'
    | 'lie'
    | 'die-before'
    | 'die-after';
  /** Error status of `refuse`; default inconsistentValue. */
  readonly status?: SetStatus;
  /** Requests of this kind that go well before. */
  readonly after?: number;
  /** Requests that go wrong; default 1. */
  readonly times?: number;
}

/** A simulated SNMP device on a real UDP socket; the wire and the security are net-snmp's, the rest is our own. */
export interface SnmpDevice {
  readonly host: string;
  readonly port: number;
  readonly store: SnmpStore;
  /** After a change that came on no wire: an ONU was plugged in or out, a cell was changed by hand. */
  changed(): void;
  /** Requests that were obeyed or refused, in order. */
  readonly sets: number;
  /** Most requests that were under way at the same time; a stalled one counts. */
  readonly mostAtOnce: number;
  fail(fault: Fault): void;
  heal(): void;
  /** Answers nothing while it is true. */
  away: boolean;
  /** Comes back with what it had saved, and a higher engine boots (RFC 3414 §2.2). */
  restart(): void;
  close(): Promise<void>;
}

export interface SnmpDeviceOptions {
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port?: number;
  readonly community?: string;
  readonly user?: Omit<User, 'level'>;
  readonly stallMs?: number;
  /** Time that each request takes. */
  readonly workMs?: number;
  /** Without one, what it holds ends with it. */
  readonly memory?: Memory;
}

export async function createSnmpDevice(
  options: SnmpDeviceOptions,
  model: (store: SnmpStore) => SnmpModel,
): Promise<SnmpDevice> {
  const host = options.host ?? '127.0.0.1';
  const store = createSnmpStore();
  // RFC 3418 §2: sysDescr and sysName.
  store.put('1.3.6.1.2.1.1.1.0', octets('An OLT of the lab'));
  store.put('1.3.6.1.2.1.1.5.0', octets('olt-of-the-lab'));
  const { set, plugged = new Map<string, unknown>(), refresh = () => undefined } = model(store);
  const recalled = options.memory?.recall() ?? new Map<string, unknown>();
  const timers = new Set<NodeJS.Timeout>();
  const faults: { fault: Fault; after: number; times: number }[] = [];
  let sets = 0;
  let underWay = 0;
  let mostAtOnce = 0;

  const socket = createSocket('udp4');
  socket.bind(options.port ?? 0, host);
  await once(socket, 'listening');
  const { port } = socket.address();
  // Its listener binds for itself, and cannot take a free port; it gets a socket that is bound.
  socket.bind = () => socket;
  const agent: Agent = snmp.createAgent(
    { address: host, port, disableAuthorization: false, dgramModule: { createSocket: () => socket } },
    // Requests that nobody may make, or that cannot be read, hear nothing, as on real devices.
    () => undefined,
  );
  if (options.community !== undefined) agent.getAuthorizer().addCommunity(options.community);
  if (options.user !== undefined) {
    agent.getAuthorizer().addUser({ ...options.user, level: snmp.SecurityLevel.authPriv });
  }
  agent.engine.engineBoots = Number(recalled.get('boots') ?? 0) + 1;

  for (const [name, entry] of recalled) {
    const [kind, key = ''] = name.split(' ');
    if (kind === 'onu') plugged.set(key, entry);
    if (kind === 'cell') store.put(key, cellOf(entry as KeptCell));
  }
  refresh();
  keep();

  function* held(): Iterable<readonly [string, unknown]> {
    yield ['boots', agent.engine.engineBoots];
    for (const [serial, at] of plugged) yield [`onu ${serial}`, at];
    for (const [oid, cell] of store.cells()) yield [`cell ${oid}`, keptCell(cell)];
  }

  function keep(): void {
    options.memory?.keep(held());
  }

  function pendingFault(kind: 'set' | 'read'): Fault | undefined {
    const entry = faults.find(({ fault }) => fault.on === kind || fault.on === 'any');
    if (entry === undefined) return undefined;
    if (entry.after > 0) {
      entry.after -= 1;
      return undefined;
    }
    entry.times -= 1;
    if (entry.times <= 0) faults.splice(faults.indexOf(entry), 1);
    return entry.fault;
  }

  function later(milliseconds: number, work: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      work();
    }, milliseconds);
    timers.add(timer);
  }

  /** RFC 3414 §3.2 step 7a: a request from before the restart is told the new boots, signed. */
  function outsideTimeWindow(message: Message): Message | undefined {
    if (message.version !== snmp.Version3) return undefined;
    if (message.msgSecurityParameters.msgAuthoritativeEngineBoots === agent.engine.engineBoots)
      return undefined;
    const report = message.createReportResponseMessage(agent.engine, '', '2');
    report.user = message.user;
    report.msgSecurityParameters.msgUserName = message.user.name;
    report.setAuthentication(true);
    return report;
  }

  function handle(kind: 'set' | 'read', respond: (pdu: Pdu) => Pdu) {
    return (from: unknown, message: Message, sender: Sender) => {
      if (device.away) return;
      const report = outsideTimeWindow(message);
      if (report !== undefined) {
        agent.listener.send(report, sender, from);
        return;
      }
      const fault = pendingFault(kind);
      if (fault?.does === 'die-before') device.away = true;
      if (fault?.does === 'lose-request' || device.away) return;
      underWay += 1;
      mostAtOnce = Math.max(mostAtOnce, underWay);
      const answer = () => {
        underWay -= 1;
        const pdu =
          fault?.does === 'refuse' ? refusal(message.pdu, fault.status) : respondUnless(fault, message.pdu);
        if (fault?.does === 'die-after') device.away = true;
        if (fault?.does === 'lose-answer' || device.away) return;
        const reply = message.createResponseForRequest(pdu);
        agent.listener.send(reply, sender, from);
        if (fault?.does === 'twice') agent.listener.send(reply, sender, from);
      };
      const respondUnless = (one: Fault | undefined, pdu: Pdu) =>
        one?.does === 'lie' ? echo(pdu) : respond(pdu);
      const wait = fault?.does === 'stall' ? (options.stallMs ?? 400) : (options.workMs ?? 0);
      if (wait === 0) answer();
      else later(wait, answer);
    };
  }

  function refusal(pdu: Pdu, status: SetStatus = 'inconsistentValue', index = 1): Pdu {
    const response = echo(pdu);
    response.errorStatus = setStatuses[status];
    response.errorIndex = index;
    return response;
  }

  function echo(pdu: Pdu): Pdu {
    const response = pdu.getResponsePduForRequest();
    response.varbinds = pdu.varbinds.map((varbind) => ({ ...varbind }));
    return response;
  }

  function found(oid: string | undefined, asked: string, missing: number): Varbind {
    const cell = oid === undefined ? undefined : store.get(oid);
    if (cell === undefined) return { oid: asked, type: missing, value: null };
    return { oid: oid ?? asked, ...cell };
  }

  const { NoSuchInstance, EndOfMibView } = snmp.ObjectType;
  agent.getRequest = handle('read', (pdu) => {
    const response = pdu.getResponsePduForRequest();
    response.varbinds = pdu.varbinds.map(({ oid }) => found(oid, oid, NoSuchInstance));
    return response;
  });
  agent.getNextRequest = handle('read', (pdu) => {
    const response = pdu.getResponsePduForRequest();
    response.varbinds = pdu.varbinds.map(({ oid }) => found(store.next(oid), oid, EndOfMibView));
    return response;
  });
  agent.getBulkRequest = handle('read', (pdu) => {
    const response = pdu.getResponsePduForRequest();
    const heads = pdu.varbinds.slice(0, pdu.nonRepeaters);
    response.varbinds = heads.map(({ oid }) => found(store.next(oid), oid, EndOfMibView));
    let from = pdu.varbinds.slice(pdu.nonRepeaters).map(({ oid }) => oid);
    for (let row = 0; row < Math.min(pdu.maxRepetitions, 50); row += 1) {
      const cells = from.map((oid) => found(store.next(oid), oid, EndOfMibView));
      response.varbinds.push(...cells);
      if (cells.every(({ type }) => type === EndOfMibView)) break;
      from = cells.map(({ oid }) => oid);
    }
    return response;
  });
  agent.setRequest = handle('set', (pdu) => {
    sets += 1;
    try {
      store.atomically(() => {
        set(pdu.varbinds as WrittenCell[]);
        refresh();
      });
      keep();
      return echo(pdu);
    } catch (error) {
      if (error instanceof SetRefusal) return refusal(pdu, error.status, error.index);
      throw error;
    }
  });

  const device: SnmpDevice = {
    host,
    port,
    store,
    changed() {
      refresh();
      keep();
    },
    get sets() {
      return sets;
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
    away: false,
    fail(fault) {
      faults.push({ fault, after: fault.after ?? 0, times: fault.times ?? 1 });
    },
    heal() {
      faults.length = 0;
    },
    restart() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
      underWay = 0;
      agent.engine.engineBoots += 1;
      keep();
    },
    async close() {
      for (const timer of timers) clearTimeout(timer);
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    },
  };
  return device;
}

/** Type and value, octets in Base64. */
type KeptCell = readonly [type: number, value: number | string];

function keptCell({ type, value }: StoredCell): KeptCell {
  return [type, typeof value === 'number' ? value : Buffer.from(value).toString('base64')];
}

function cellOf([type, value]: KeptCell): StoredCell {
  return { type, value: typeof value === 'number' ? value : Buffer.from(value, 'base64') };
}
