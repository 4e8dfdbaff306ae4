import { once } from 'node:events';
import { connect } from 'node:net';
import snmp, { type Session, type Varbind } from 'net-snmp';
import { readWords, sentenceOctets } from '../lab/routeros-wire.ts';
import type { GearEndpoint } from './gear.ts';

/** A look at the devices past platform and agent, each in its own protocol: what they say, not what was reported of them. */

export type Row = Readonly<Record<string, string>>;

const patienceMs = 10_000;

/** Rows of a menu of a RouterOS router whose property is so: `/ppp/secret`, `name`, `ada`. */
export async function askRouter(
  { address, port, credentials }: GearEndpoint,
  menu: string,
  property: string,
  value: string,
): Promise<Row[]> {
  const socket = connect({ host: address, port, timeout: patienceMs });
  socket.on('timeout', () => socket.destroy(new Error(`the router at ${address}:${port} is silent`)));
  const words = readWords();
  const rows: Row[] = [];
  await once(socket, 'connect');
  try {
    const { username = '', password = '' } = credentials;
    socket.write(sentenceOctets(['/login', `=name=${username}`, `=password=${password}`]));
    socket.write(sentenceOctets([`${menu}/print`, `?${property}=${value}`]));
    let done = 0;
    for await (const data of socket) {
      for (const [reply = '', ...rest] of words(data as Buffer)) {
        if (reply === '!trap' || reply === '!fatal') throw new Error(`the router says ${rest.join(' ')}`);
        if (reply === '!re') rows.push(rowOf(rest));
        if (reply === '!done') done++;
      }
      if (done === 2) return rows;
    }
    throw new Error('the router broke the line');
  } finally {
    socket.destroy();
  }
}

function rowOf(words: readonly string[]): Row {
  return Object.fromEntries(
    words
      .filter((word) => word.startsWith('='))
      .map((word) => [word.slice(1, word.indexOf('=', 1)), word.slice(word.indexOf('=', 1) + 1)]),
  );
}

/** HUAWEI-XPON-MIB by port and ONT, and the service flows of HUAWEI-ETHERLIKE-EXT-MIB by number. */
const ont = '1.3.6.1.4.1.2011.6.128.1.1.2';
const flow = '1.3.6.1.4.1.2011.5.14.5.2.1';
const ontSerial = `${ont}.43.1.3`;
const ontColumns = {
  lineProfile: `${ont}.43.1.7`,
  controlActive: `${ont}.46.1.1`,
  runStatus: `${ont}.46.1.15`,
  lastDownCause: `${ont}.46.1.24`,
  rxPower: `${ont}.51.1.4`,
} as const;
const flowColumns = { slot: 3, port: 4, ontId: 5, vlan: 8, userVlan: 12 } as const;

export type OntLook = Readonly<Record<keyof typeof ontColumns, number | string>> & {
  /** `VLAN ↔ user VLAN` of each of its service ports. */
  readonly servicePorts: readonly string[];
};

/** An ONT of a Huawei OLT by its serial, or undefined when the OLT does not know it. */
export async function askHuawei(
  { address, port, credentials }: GearEndpoint,
  serial: string,
): Promise<OntLook | undefined> {
  const session = snmp.createSession(address, credentials['community'] ?? '', {
    port,
    transport: 'udp4',
    version: snmp.Version2c,
    timeout: patienceMs,
    retries: 1,
  });
  const wanted = Buffer.concat([Buffer.from(serial.slice(0, 4)), Buffer.from(serial.slice(4), 'hex')]);
  try {
    const serials = await walk(session, ontSerial);
    const index = [...serials].find(([, value]) => Buffer.isBuffer(value) && value.equals(wanted))?.[0];
    if (index === undefined) return undefined;
    const names = Object.keys(ontColumns) as (keyof typeof ontColumns)[];
    const cells = await get(
      session,
      names.map((name) => `${ontColumns[name]}.${index}`),
    );
    const shown = Object.fromEntries(names.map((name, n) => [name, readable(cells[n]?.value)]));
    return { ...(shown as Omit<OntLook, 'servicePorts'>), servicePorts: await servicePorts(session, index) };
  } finally {
    session.close();
  }
}

async function servicePorts(session: Session, index: string): Promise<string[]> {
  const [ifIndex = 0, ontId = 0] = index.split('.').map(Number);
  const ports: string[] = [];
  for (const number of (await walk(session, `${flow}.${flowColumns.ontId}`)).keys()) {
    const cells = await get(
      session,
      Object.values(flowColumns).map((column) => `${flow}.${column}.${number}`),
    );
    const [slot, port, ont, vlan, userVlan] = cells.map(({ value }) => Number(value));
    const isOurs = slot === ((ifIndex >>> 13) & 0x3f) && port === ((ifIndex >>> 8) & 0x1f) && ont === ontId;
    if (isOurs) ports.push(`${vlan} ↔ ${userVlan}`);
  }
  return ports;
}

function get(session: Session, oids: string[]): Promise<Varbind[]> {
  return new Promise((resolve, reject) =>
    session.get(oids, (error, varbinds) => (error === null ? resolve(varbinds) : reject(error))),
  );
}

/** Values below an OID, by what follows it. */
async function walk(session: Session, oid: string): Promise<Map<string, unknown>> {
  const found = new Map<string, unknown>();
  for (let from = oid; ; ) {
    const rows = await new Promise<Varbind[]>((resolve, reject) =>
      session.getBulk([from], 0, 25, (error, varbinds) =>
        error === null ? resolve(varbinds[0] ?? []) : reject(error),
      ),
    );
    for (const { oid: at, type, value } of rows) {
      if (!at.startsWith(`${oid}.`) || type === snmp.ObjectType.EndOfMibView) return found;
      found.set(at.slice(oid.length + 1), value);
      from = at;
    }
    if (rows.length === 0) return found;
  }
}

function readable(value: unknown): number | string {
  return typeof value === 'number' ? value : Buffer.isBuffer(value) ? value.toString() : 'none';
}

/** A table of PyHSS; undefined for a row that is not there. */
export async function askPyHss(
  { address, port }: GearEndpoint,
  path: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const host = address.includes(':') ? `[${address}]` : address;
  const answer = await fetch(`http://${host}:${port}${path}`, { signal: AbortSignal.timeout(patienceMs) });
  if (answer.status === 404) return undefined;
  if (!answer.ok) throw new Error(`PyHSS answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as Record<string, unknown> | null) ?? undefined;
}
