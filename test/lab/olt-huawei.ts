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
 * A simulated Huawei MA5800: HUAWEI-XPON-MIB and HUAWEI-ETHERLIKE-EXT-MIB as far as ONTs and their service ports go. The
 * numbers are written down here anew, not taken from the driver. Rows are made whole in one SET or not at all; a serial
 * is known once per OLT; an ONT with service ports is not deleted.
 */
export interface HuaweiOlt extends SnmpDevice {
  /** Somebody plugs in an ONT. */
  plugIn(serial: string, at: { slot: number; port: number }): void;
  unplug(serial: string): void;
  onts(): readonly HuaweiOnt[];
  servicePorts(): readonly HuaweiServicePort[];
}

export interface HuaweiOnt {
  readonly serial: string;
  readonly index: string;
  readonly lineProfile: string;
  readonly serviceProfile: string;
  readonly active: boolean;
}

export interface HuaweiServicePort {
  readonly number: number;
  readonly slot: number;
  readonly port: number;
  readonly ontId: number;
  readonly vlan: number;
  readonly userVlan: number;
}

const xpon = '1.3.6.1.4.1.2011.6.128.1.1.2';
const ont = `${xpon}.43.1`;
const control = `${xpon}.46.1`;
const found = `${xpon}.48.1`;
const optics = `${xpon}.51.1`;
const eth = `${xpon}.62.1`;
const flow = '1.3.6.1.4.1.2011.5.14.5.2.1';
const nextFlow = '1.3.6.1.4.1.2011.5.14.5.1.0';
const status = { active: 1, createAndGo: 4, destroy: 6 };
const textColumns = new Set([3, 7, 8, 9]);
const flowText = new Set([21, 22]);

export function serialOctets(serial: string): Buffer {
  return Buffer.concat([Buffer.from(serial.slice(0, 4), 'latin1'), Buffer.from(serial.slice(4), 'hex')]);
}

function serialText(value: Buffer): string {
  return value.toString('latin1', 0, 4) + value.toString('hex', 4).toUpperCase();
}

const ifIndex = (slot: number, port: number) => 0xfa000000 + (slot << 13) + (port << 8);
const slotOf = (index: number) => (index >>> 13) & 0x3f;
const portOf = (index: number) => (index >>> 8) & 0x1f;

export async function createHuaweiOlt(
  options: SnmpDeviceOptions & { lineProfiles?: readonly string[]; serviceProfiles?: readonly string[] } = {},
): Promise<HuaweiOlt> {
  const lineProfiles = options.lineProfiles ?? ['home', 'business'];
  const serviceProfiles = options.serviceProfiles ?? ['router', 'bridge'];
  const plugged = new Map<string, { slot: number; port: number }>();

  const device = await createSnmpDevice(options, (store) => {
    store.put(nextFlow, integer(1));
    return {
      set(writes) {
        const rows = new Map<string, { table: string; index: string; columns: Map<number, StoredCell> }>();
        for (const [at, written] of writes.entries()) {
          const table = [ont, control, eth, flow].find((prefix) => written.oid.startsWith(`${prefix}.`));
          if (table === undefined) throw new SetRefusal('notWritable', at + 1);
          const [column, ...rest] = written.oid.slice(table.length + 1).split('.');
          const index = rest.join('.');
          const key = `${table}.${index}`;
          const row = rows.get(key) ?? { table, index, columns: new Map() };
          row.columns.set(Number(column), checked(table, Number(column), written, at + 1));
          rows.set(key, row);
        }
        for (const { table, index, columns } of rows.values()) {
          if (table === ont) setOnt(store, index, columns);
          else if (table === flow) setFlow(store, index, columns);
          else setPlain(store, table, index, columns);
        }
      },
      plugged,
      refresh: () => refreshStates(store, plugged),
    };
  });

  function refuse(state: SetStatus): never {
    throw new SetRefusal(state, 1);
  }

  function checked(table: string, column: number, written: WrittenCell, at: number): StoredCell {
    const text = table === ont ? textColumns.has(column) : table === flow ? flowText.has(column) : false;
    if (written.type !== (text ? octets('') : integer(0)).type) throw new SetRefusal('wrongType', at);
    return { type: written.type, value: written.value };
  }

  function setOnt(store: SnmpStore, index: string, columns: ReadonlyMap<number, StoredCell>): void {
    const [port, id] = index.split('.').map(Number);
    const exists = store.get(`${ont}.10.${index}`) !== undefined;
    const asked = columns.get(10)?.value;
    const line = columns.get(7)?.value.toString();
    const service = columns.get(8)?.value.toString();
    if (line !== undefined && !lineProfiles.includes(line)) refuse('wrongValue');
    if (service !== undefined && !serviceProfiles.includes(service)) refuse('wrongValue');
    if (asked === status.destroy) {
      if (!exists) refuse('inconsistentValue');
      const flows = store
        .indexes(`${flow}.15`)
        .filter((n) => flowOf(store, n).ontId === id && flowPort(store, n) === port);
      if (flows.length > 0) refuse('inconsistentValue');
      for (const column of [2, 3, 6, 7, 8, 9, 10]) store.delete(`${ont}.${column}.${index}`);
      for (const column of [1, 15, 16, 18, 20, 24]) store.delete(`${control}.${column}.${index}`);
      for (const column of [4, 6]) store.delete(`${optics}.${column}.${index}`);
      store.deleteBelow(`${eth}.7.${index}`);
      return;
    }
    if (asked === status.createAndGo) {
      const serial = columns.get(3)?.value;
      if (exists || !Buffer.isBuffer(serial) || line === undefined || service === undefined) {
        refuse('inconsistentValue');
      }
      if (serial.length !== 8) refuse('wrongLength');
      if (columns.get(2)?.value !== 1 || columns.get(6)?.value !== 1) refuse('inconsistentValue');
      if (id === undefined || id < 0 || id > 127) refuse('noCreation');
      const known = store
        .indexes(`${ont}.3`)
        .some((other) => store.octets(`${ont}.3.${other}`).equals(serial));
      if (known) refuse('inconsistentValue');
      for (const [column, cell] of columns) store.put(`${ont}.${column}.${index}`, cell);
      store.put(`${ont}.10.${index}`, integer(status.active));
      store.put(`${control}.1.${index}`, integer(1));
      store.put(`${eth}.7.${index}.1`, integer(1));
      return;
    }
    if (asked !== undefined || !exists) refuse('inconsistentValue');
    for (const [column, cell] of columns) {
      if (![7, 8, 9].includes(column)) refuse('inconsistentValue');
      store.put(`${ont}.${column}.${index}`, cell);
    }
  }

  function setFlow(store: SnmpStore, index: string, columns: ReadonlyMap<number, StoredCell>): void {
    const exists = store.get(`${flow}.15.${index}`) !== undefined;
    const asked = columns.get(15)?.value;
    if (asked === status.destroy) {
      if (!exists) refuse('inconsistentValue');
      for (let column = 2; column <= 22; column += 1) store.delete(`${flow}.${column}.${index}`);
    } else if (asked === status.createAndGo) {
      const value = (column: number) => columns.get(column)?.value;
      const needed = [2, 3, 4, 5, 6, 7, 8, 11, 12].every((column) => columns.has(column));
      if (exists || !needed || value(7) !== 4 || value(11) !== 1) refuse('inconsistentValue');
      const port = ifIndex(Number(value(3)), Number(value(4)));
      if (store.get(`${ont}.10.${port}.${value(5)}`) === undefined) refuse('inconsistentValue');
      const taken = store
        .indexes(`${flow}.15`)
        .map((n) => ({ ...flowOf(store, n), at: flowPort(store, n) }))
        .some((one) => one.at === port && one.ontId === value(5) && one.userVlan === value(12));
      if (taken) refuse('inconsistentValue');
      for (const [column, cell] of columns) store.put(`${flow}.${column}.${index}`, cell);
      store.put(`${flow}.13.${index}`, integer(1));
      store.put(`${flow}.15.${index}`, integer(status.active));
    } else {
      if (!exists || [...columns.keys()].some((column) => column !== 13)) refuse('inconsistentValue');
      for (const [column, cell] of columns) store.put(`${flow}.${column}.${index}`, cell);
    }
    let free = 1;
    while (store.get(`${flow}.15.${free}`) !== undefined) free += 1;
    store.put(nextFlow, integer(free));
  }

  function setPlain(
    store: SnmpStore,
    table: string,
    index: string,
    columns: ReadonlyMap<number, StoredCell>,
  ): void {
    for (const [column, cell] of columns) {
      if (!(table === control ? [1, 2] : [7]).includes(column)) refuse('notWritable');
      if (table === control && column === 2) continue;
      if (store.get(`${table}.${column}.${index}`) === undefined) refuse('inconsistentValue');
      store.put(`${table}.${column}.${index}`, cell);
    }
  }

  const { store } = device;
  return Object.assign(device, {
    plugIn(serial: string, at: { slot: number; port: number }) {
      plugged.set(serial, at);
      device.changed();
    },
    unplug(serial: string) {
      plugged.delete(serial);
      device.changed();
    },
    onts: () =>
      store.indexes(`${ont}.10`).map((index) => ({
        serial: serialText(store.octets(`${ont}.3.${index}`)),
        index,
        lineProfile: store.text(`${ont}.7.${index}`) ?? '',
        serviceProfile: store.text(`${ont}.8.${index}`) ?? '',
        active: store.number(`${control}.1.${index}`) === 1,
      })),
    servicePorts: () => store.indexes(`${flow}.15`).map((index) => flowOf(store, index)),
  });
}

function flowOf(store: SnmpStore, index: string): HuaweiServicePort {
  const value = (column: number) => store.number(`${flow}.${column}.${index}`) ?? -1;
  return {
    number: Number(index),
    slot: value(3),
    port: value(4),
    ontId: value(5),
    vlan: value(8),
    userVlan: value(12),
  };
}

function flowPort(store: SnmpStore, index: string): number {
  const { slot, port } = flowOf(store, index);
  return ifIndex(slot, port);
}

/** What follows from what is plugged in and what is authorised: the list of found ONTs, run states, optics. */
function refreshStates(store: SnmpStore, plugged: ReadonlyMap<string, { slot: number; port: number }>): void {
  const at = new Map<string, string>();
  for (const index of store.indexes(`${ont}.10`)) {
    at.set(serialText(store.octets(`${ont}.3.${index}`)), index);
  }
  for (const column of [2, 7, 8]) store.deleteBelow(`${found}.${column}`);
  for (const [serial, index] of at) {
    const [port] = index.split('.').map(Number);
    const there = plugged.get(serial);
    const lit = there !== undefined && ifIndex(there.slot, there.port) === port;
    const up = lit && store.number(`${control}.1.${index}`) === 1;
    store.put(`${control}.15.${index}`, integer(up ? 1 : 2));
    store.put(`${control}.16.${index}`, integer(up ? 2 : 1));
    store.put(`${control}.18.${index}`, integer(up ? 2 : 1));
    store.put(`${control}.20.${index}`, integer(up ? 1_234 : -1));
    store.put(`${control}.24.${index}`, integer(up ? -1 : lit ? 9 : 13));
    store.put(`${optics}.4.${index}`, integer(up ? -1_950 : 2_147_483_647));
    store.put(`${optics}.6.${index}`, integer(up ? 7_680 : 2_147_483_647));
  }
  const waiting = new Map<number, number>();
  for (const [serial, { slot, port }] of plugged) {
    const here = ifIndex(slot, port);
    const known = at.get(serial);
    if (known !== undefined && Number(known.split('.')[0]) === here) continue;
    const n = waiting.get(here) ?? 0;
    waiting.set(here, n + 1);
    store.put(`${found}.2.${here}.${n}`, octets(serialOctets(serial)));
    store.put(`${found}.7.${here}.${n}`, octets('HG8245H5'));
    store.put(`${found}.8.${here}.${n}`, octets('2026-01-01 00:00:00'));
  }
}

/** Where an ifIndex lies, as on the front plate. */
export function huaweiPort(index: number): { slot: number; port: number } {
  return { slot: slotOf(index), port: portOf(index) };
}
