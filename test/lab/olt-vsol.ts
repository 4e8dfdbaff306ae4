import { createSnmpDevice, type SnmpDevice, type SnmpDeviceOptions } from './snmp-device.ts';
import { integer, octets, SetRefusal, type SetStatus, type SnmpStore } from './snmp-store.ts';

/**
 * A simulated V-SOL V1600G: scalars that everybody shares, and an action that works on what stands in them at that
 * moment; tables to read. Serials are text. Its numbers are written down anew. T-CONT and GEM ports die with their ONU,
 * service ports do not.
 */
export interface VsolOlt extends SnmpDevice {
  /** Somebody plugs in an ONU. */
  plugIn(serial: string, pon: number): void;
  unplug(serial: string): void;
  onus(): readonly VsolOnu[];
  /** pon.onu.id */
  servicePorts(): readonly string[];
  parts(): number;
}

export interface VsolOnu {
  readonly serial: string;
  /** pon.onu */
  readonly index: string;
  readonly profile: string;
}

const base = '1.3.6.1.4.1.37950.1.1.6.1';
const found = `${base}.2.1.1`;
const state = `${base}.1.1.1`;
const auth = `${base}.1.2.1`;
const optics = `${base}.1.3.1`;
const tcontRows = `${base}.1.8.1.1`;
const gemRows = `${base}.1.8.3.1`;
const portRows = `${base}.1.8.7.1`;

/** Groups of scalars: number of the action, of those that are text, and the highest. */
const groups = {
  op: { oid: `${base}.1.5`, action: 3, text: [], last: 3 },
  add: { oid: `${base}.1.6`, action: 8, text: [4, 5, 6, 7], last: 8 },
  tcont: { oid: `${base}.1.7.1`, action: 6, text: [4, 5], last: 6 },
  gem: { oid: `${base}.1.7.2`, action: 12, text: [5, 7, 8], last: 12 },
  port: { oid: `${base}.1.7.4`, action: 17, text: [6, 12], last: 17 },
} as const;
type Group = keyof typeof groups;

function refuse(status: SetStatus, index = 1): never {
  throw new SetRefusal(status, index);
}

export async function createVsolOlt(
  options: SnmpDeviceOptions & { profiles?: readonly string[]; dbaProfiles?: readonly string[] } = {},
): Promise<VsolOlt> {
  const profiles = options.profiles ?? ['default', 'bridge'];
  const dbaProfiles = options.dbaProfiles ?? ['100M', '300M'];
  const plugged = new Map<string, number>();

  const device = await createSnmpDevice(options, (store) => {
    const value = (group: Group, n: number) => store.number(`${groups[group].oid}.${n}.0`) ?? 0;
    const words = (group: Group, n: number) => store.text(`${groups[group].oid}.${n}.0`) ?? '';

    const act: Record<Group, (what: number) => void> = {
      op(what) {
        const index = `${value('op', 1)}.${value('op', 2)}`;
        if (store.get(`${auth}.5.${index}`) === undefined) refuse('inconsistentValue');
        if (what === 2) {
          for (const column of [3, 4, 5]) store.delete(`${auth}.${column}.${index}`);
          for (const column of [3, 5, 10]) store.delete(`${state}.${column}.${index}`);
          for (const column of [7, 8]) store.delete(`${optics}.${column}.${index}`);
          for (const rows of [tcontRows, gemRows]) store.delete(`${rows}.5.${index}.1`);
        } else if (what === 3 || what === 4) store.put(`${state}.3.${index}`, integer(what === 3 ? 1 : 2));
        else refuse('wrongValue');
      },
      add(what) {
        if (what !== 1) refuse('wrongValue');
        const [pon, onu] = [value('add', 1), value('add', 2)];
        const index = `${pon}.${onu}`;
        const serial = words('add', 5);
        if (pon < 1 || pon > 16 || onu < 1 || onu > 128 || value('add', 3) !== 1) refuse('wrongValue');
        if (!/^[A-Z]{4}[0-9A-F]{8}$/.test(serial)) refuse('wrongValue');
        if (!profiles.includes(words('add', 4))) refuse('wrongValue');
        if (store.get(`${auth}.5.${index}`) !== undefined) refuse('inconsistentValue');
        if (store.indexes(`${auth}.5`).some((one) => store.text(`${auth}.5.${one}`) === serial)) {
          refuse('inconsistentValue');
        }
        store.put(`${auth}.3.${index}`, octets(words('add', 4)));
        store.put(`${auth}.4.${index}`, integer(1));
        store.put(`${auth}.5.${index}`, octets(serial));
        store.put(`${state}.3.${index}`, integer(1));
      },
      tcont(what) {
        const onu = `${value('tcont', 1)}.${value('tcont', 2)}`;
        const row = `${tcontRows}.5.${onu}.${value('tcont', 3)}`;
        rowAction(what, onu, row, octets(words('tcont', 5)), dbaProfiles.includes(words('tcont', 5)));
      },
      gem(what) {
        const onu = `${value('gem', 1)}.${value('gem', 2)}`;
        const row = `${gemRows}.5.${onu}.${value('gem', 3)}`;
        const fits = store.get(`${tcontRows}.5.${onu}.${value('gem', 4)}`) !== undefined;
        rowAction(what, onu, row, integer(value('gem', 4)), fits);
      },
      port(what) {
        const onu = `${value('port', 1)}.${value('port', 2)}`;
        const index = `${onu}.${value('port', 3)}`;
        const user = value('port', 7);
        const rival = store
          .indexes(`${portRows}.9.${onu}`)
          .some((id) => store.number(`${portRows}.9.${onu}.${id}`) === user);
        const fits =
          value('port', 5) === 1 &&
          !rival &&
          store.get(`${gemRows}.5.${onu}.${value('port', 4)}`) !== undefined;
        rowAction(what, onu, `${portRows}.14.${index}`, integer(value('port', 13)), fits);
        for (const [column, content] of [
          [7, 0],
          [9, user],
          [10, 0],
        ] as const) {
          if (what === 2) store.delete(`${portRows}.${column}.${index}`);
          else store.put(`${portRows}.${column}.${index}`, integer(content));
        }
      },
    };

    function rowAction(
      what: number,
      onu: string,
      row: string,
      content: ReturnType<typeof integer>,
      fits: boolean,
    ) {
      const exists = store.get(row) !== undefined;
      if (what === 2) {
        if (!exists) refuse('inconsistentValue');
        store.delete(row);
        return;
      }
      if (store.get(`${auth}.5.${onu}`) === undefined || !fits) refuse('inconsistentValue');
      if (what === 1 ? exists : what === 3 ? !exists : true) refuse('inconsistentValue');
      store.put(row, content);
    }

    return {
      set(writes) {
        for (const [at, { oid, type, value: content }] of writes.entries()) {
          const group = (Object.keys(groups) as Group[]).find((name) =>
            oid.startsWith(`${groups[name].oid}.`),
          );
          if (group === undefined) refuse('notWritable', at + 1);
          const { oid: prefix, text, last, action } = groups[group];
          const [n = 0, instance, ...more] = oid
            .slice(prefix.length + 1)
            .split('.')
            .map(Number);
          if (instance !== 0 || more.length > 0 || n < 1 || n > last) refuse('noCreation', at + 1);
          const isText = (text as readonly number[]).includes(n);
          if (type !== (isText ? octets('').type : integer(0).type)) refuse('wrongType', at + 1);
          store.put(oid, { type, value: content });
          if (n === action) act[group](Number(content));
        }
      },
      plugged,
      refresh: () => refreshStates(store, plugged),
    };
  });

  const { store } = device;
  return Object.assign(device, {
    plugIn(serial: string, pon: number) {
      plugged.set(serial, pon);
      device.changed();
    },
    unplug(serial: string) {
      plugged.delete(serial);
      device.changed();
    },
    onus: () =>
      store.indexes(`${auth}.5`).map((index) => ({
        serial: store.text(`${auth}.5.${index}`) ?? '',
        index,
        profile: store.text(`${auth}.3.${index}`) ?? '',
      })),
    servicePorts: () => store.indexes(`${portRows}.14`),
    parts: () => [`${tcontRows}.5`, `${gemRows}.5`].flatMap((column) => store.indexes(column)).length,
  });
}

function refreshStates(store: SnmpStore, plugged: ReadonlyMap<string, number>): void {
  const known = new Map<string, number>();
  for (const index of store.indexes(`${auth}.5`)) {
    const serial = store.text(`${auth}.5.${index}`) ?? '';
    const pon = Number(index.split('.')[0]);
    known.set(serial, pon);
    const lit = plugged.get(serial) === pon;
    const enabled = store.number(`${state}.3.${index}`) === 1;
    store.put(`${state}.5.${index}`, integer(lit ? (enabled ? 3 : 7) : enabled ? 4 : 7));
    store.put(`${state}.10.${index}`, octets(lit ? '' : 'dying gasp'));
    store.put(`${optics}.7.${index}`, octets(lit && enabled ? '-19.50' : 'N/A'));
    store.put(`${optics}.8.${index}`, octets(lit && enabled ? '-23.20' : 'N/A'));
  }
  store.deleteBelow(`${found}.3`);
  const counts = new Map<number, number>();
  for (const [serial, pon] of plugged) {
    if (known.get(serial) === pon) continue;
    const n = (counts.get(pon) ?? 0) + 1;
    counts.set(pon, n);
    store.put(`${found}.3.${pon}.${n}`, octets(serial));
  }
}
