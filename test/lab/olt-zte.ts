import {
  createSnmpDevice,
  type SnmpDevice,
  type SnmpDeviceOptions,
  type WrittenCell,
} from './snmp-device.ts';
import {
  integer,
  octets,
  SetRefusal,
  type SetStatus,
  type SnmpStore,
  type StoredCell,
} from './snmp-store.ts';

/**
 * A simulated ZTE C320 of firmware 1.x: ZXGPON-SERVICE-MIB and ZTE-AN-SERVICEPORT as far as ONUs go, its numbers written
 * down anew. T-CONT and GEM ports die with their ONU, service ports do not: one that is forgotten stays.
 */
export interface ZteOlt extends SnmpDevice {
  /** Somebody plugs in an ONU. */
  plugIn(serial: string, at: { slot: number; port: number }): void;
  unplug(serial: string): void;
  onus(): readonly ZteOnu[];
  servicePorts(): readonly string[];
}

export interface ZteOnu {
  readonly serial: string;
  /** oltId.onuId */
  readonly index: string;
  readonly type: string;
}

const gpon = '1.3.6.1.4.1.3902.1012.3';
const found = `${gpon}.13.3.1.2`;
const profiles = `${gpon}.26.1.1`;
const onu = `${gpon}.28.1.1`;
const state = `${gpon}.28.2.1`;
const tcont = `${gpon}.30.1.1`;
const gem = `${gpon}.30.2.1`;
const rx = `${gpon}.50.12.1.1.10`;
const bridge = '1.3.6.1.4.1.3902.1015.8.1.1.1';

/** Per table: which columns are text, which a new row must bring, and which one is its RowStatus. */
const tables = {
  [onu]: { text: [1, 3, 5], needed: [1, 5, 12], status: 9, fixed: [1, 5, 12] },
  [tcont]: { text: [2], needed: [3], status: 8, fixed: [] },
  [gem]: { text: [2], needed: [3, 4], status: 10, fixed: [] },
  [bridge]: { text: [3], needed: [4, 5, 9, 13], status: 100, fixed: [4, 5, 9, 13] },
} as const;
type Table = keyof typeof tables;

function refuse(status: SetStatus, index = 1): never {
  throw new SetRefusal(status, index);
}

function octetsOf(serial: string): Buffer {
  return Buffer.concat([Buffer.from(serial.slice(0, 4), 'latin1'), Buffer.from(serial.slice(4), 'hex')]);
}

function textOf(serial: Buffer): string {
  return serial.toString('latin1', 0, 4) + serial.toString('hex', 4).toUpperCase();
}

const oltId = (slot: number, port: number) => 0x10000000 + slot * 65_536 + port * 256;

export interface ZteOptions extends SnmpDeviceOptions {
  readonly types?: readonly string[];
  readonly bandwidthProfiles?: Readonly<Record<string, number>>;
  /** False: as releases that have no service ports in SNMP. */
  readonly servicePorts?: boolean;
}

export async function createZteOlt(options: ZteOptions = {}): Promise<ZteOlt> {
  const types = options.types ?? ['ZTE-F601', 'ZTE-F660'];
  const bandwidthProfiles = options.bandwidthProfiles ?? { '100M': 1_879_048_199, '300M': 1_879_048_200 };
  const plugged = new Map<string, number>();

  const device = await createSnmpDevice(options, (store) => {
    for (const [name, index] of Object.entries(bandwidthProfiles))
      store.put(`${profiles}.${index}`, octets(name));
    return {
      set(writes) {
        const rows = new Map<string, { table: Table; index: string; columns: Map<number, StoredCell> }>();
        for (const [at, written] of writes.entries()) {
          if (written.oid.startsWith(`${state}.1.`)) {
            setAdmin(store, written, at + 1);
            continue;
          }
          const table = (Object.keys(tables) as Table[]).find((prefix) =>
            written.oid.startsWith(`${prefix}.`),
          );
          if (table === undefined) refuse('notWritable', at + 1);
          if (table === bridge && options.servicePorts === false) refuse('noCreation', at + 1);
          const [column = 0, ...rest] = written.oid
            .slice(table.length + 1)
            .split('.')
            .map(Number);
          const isText = (tables[table].text as readonly number[]).includes(column);
          if (written.type !== (isText ? octets('').type : integer(0).type)) refuse('wrongType', at + 1);
          const index = rest.join('.');
          const row = rows.get(`${table}.${index}`) ?? { table, index, columns: new Map() };
          row.columns.set(column, { type: written.type, value: written.value });
          rows.set(`${table}.${index}`, row);
        }
        for (const { table, index, columns } of rows.values()) setRow(store, table, index, columns);
      },
      plugged,
      refresh: () => refreshStates(store, plugged),
    };
  });

  function setAdmin(store: SnmpStore, { oid, type, value }: WrittenCell, at: number): void {
    if (store.get(oid) === undefined) refuse('inconsistentValue', at);
    if (value !== 1 && value !== 2) refuse('wrongValue', at);
    store.put(oid, { type, value });
  }

  function setRow(
    store: SnmpStore,
    table: Table,
    index: string,
    columns: ReadonlyMap<number, StoredCell>,
  ): void {
    const { status, needed, fixed } = tables[table];
    const asked = columns.get(status)?.value;
    const exists = store.get(`${table}.${status}.${index}`) !== undefined;
    const owner = index.split('.').slice(0, 2).join('.');
    if (asked === 6) {
      if (!exists) refuse('inconsistentValue');
      dropRow(store, table, index);
      if (table === onu) {
        for (const inner of [tcont, gem] as const) dropRow(store, inner, `${index}.1`);
        for (const column of [1, 4]) store.delete(`${state}.${column}.${index}`);
        store.delete(`${rx}.${index}.1`);
      }
      return;
    }
    check(store, table, index, columns);
    if (asked === 4) {
      if (exists || needed.some((column) => !columns.has(column))) refuse('inconsistentValue');
      if ((table === tcont || table === gem) && store.get(`${onu}.9.${owner}`) === undefined)
        refuse('noCreation');
      if (table === gem && store.get(`${tcont}.8.${owner}.1`) === undefined) refuse('inconsistentValue');
      if (table === bridge && !bridges(store).has(Number(index.split('.')[0]))) refuse('inconsistentValue');
      for (const [column, cell] of columns) store.put(`${table}.${column}.${index}`, cell);
      store.put(`${table}.${status}.${index}`, integer(1));
      if (table === onu) store.put(`${state}.1.${index}`, integer(1));
      return;
    }
    if (asked !== undefined || !exists) refuse('inconsistentValue');
    for (const [column, cell] of columns) {
      if ((fixed as readonly number[]).includes(column)) refuse('inconsistentValue');
      store.put(`${table}.${column}.${index}`, cell);
    }
  }

  function check(
    store: SnmpStore,
    table: Table,
    index: string,
    columns: ReadonlyMap<number, StoredCell>,
  ): void {
    const value = (column: number) => columns.get(column)?.value;
    if (table === onu) {
      const [, id = 0] = index.split('.').map(Number);
      if (id < 1 || id > 128) refuse('noCreation');
      const type = value(1);
      if (type !== undefined && !types.includes(type.toString())) refuse('wrongValue');
      const serial = value(5);
      if (Buffer.isBuffer(serial)) {
        if (serial.length !== 8) refuse('wrongLength');
        if (store.indexes(`${onu}.5`).some((other) => store.octets(`${onu}.5.${other}`).equals(serial))) {
          refuse('inconsistentValue');
        }
      }
    }
    if (table === tcont && columns.has(3) && !Object.values(bandwidthProfiles).includes(Number(value(3)))) {
      refuse('wrongValue');
    }
  }

  function dropRow(store: SnmpStore, table: Table, index: string): void {
    for (let column = 1; column <= tables[table].status; column += 1)
      store.delete(`${table}.${column}.${index}`);
    store.delete(`${table}.12.${index}`);
  }

  const { store } = device;
  return Object.assign(device, {
    plugIn(serial: string, { slot, port }: { slot: number; port: number }) {
      plugged.set(serial, oltId(slot, port));
      device.changed();
    },
    unplug(serial: string) {
      plugged.delete(serial);
      device.changed();
    },
    onus: () =>
      store.indexes(`${onu}.9`).map((index) => ({
        serial: textOf(store.octets(`${onu}.5.${index}`)),
        index,
        type: store.text(`${onu}.1.${index}`) ?? '',
      })),
    servicePorts: () => store.indexes(`${bridge}.100`),
  });
}

/** Bridge ports of the ONUs that are there: type 4, shelf 0, card, port − 1, ONU − 1. */
function bridges(store: SnmpStore): ReadonlySet<number> {
  return new Set(
    store.indexes(`${onu}.9`).map((index) => {
      const [port = 0, id = 0] = index.split('.').map(Number);
      const slot = (port >>> 16) & 0xff;
      const card = slot <= 1 ? 0 : slot <= 9 ? slot - 2 : slot - 4;
      return 4 * 2 ** 28 + card * 2 ** 19 + (((port >>> 8) & 0xff) - 1) * 2 ** 16 + (id - 1) * 256;
    }),
  );
}

function refreshStates(store: SnmpStore, plugged: ReadonlyMap<string, number>): void {
  const known = new Map<string, number>();
  for (const index of store.indexes(`${onu}.9`)) {
    const serial = textOf(store.octets(`${onu}.5.${index}`));
    const port = Number(index.split('.')[0]);
    known.set(serial, port);
    const lit = plugged.get(serial) === port;
    const up = lit && store.number(`${state}.1.${index}`) === 1;
    store.put(`${state}.4.${index}`, integer(up ? 3 : lit ? 6 : 4));
    // −19.5 dBm; without light the count has wrapped to −37 dBm.
    store.put(`${rx}.${index}.1`, integer(up ? 5_250 : 62_036));
  }
  store.deleteBelow(found);
  const counts = new Map<number, number>();
  for (const [serial, port] of plugged) {
    if (known.get(serial) === port) continue;
    const n = (counts.get(port) ?? 0) + 1;
    counts.set(port, n);
    store.put(`${found}.${port}.${n}`, octets(octetsOf(serial)));
  }
}
