import { cell, type MibObject, octets } from '../protocols/snmp/mib-object.ts';
import type { SnmpClient } from '../protocols/snmp/snmp-client.ts';
import { SnmpError } from '../protocols/snmp/snmp-error.ts';
import { serialText } from './onu-serial.ts';

/** Where ONUs are authorised and where others wait, by serial. P is a place as the make of OLT counts. */
export interface OnuPlaces<P> {
  /** Where the ONU is authorised, for sure: what is remembered is verified, else all serials are read. */
  find(serial: string): Promise<P | undefined>;
  /** As `find`, but an ONU that waits somewhere is taken for not authorised, which spares reading all serials. */
  findQuickly(serial: string): Promise<P | undefined>;
  /** The ONU that is authorised at the place. */
  serialAt(place: P): Promise<string | undefined>;
  /** ONUs that the OLT sees and does not know; of the place only the port counts. */
  waiting(): Promise<ReadonlyMap<string, P>>;
  /** The lowest number from `first` to `last` without an ONU at the port. */
  free(port: number, first: number, last: number): Promise<number | undefined>;
  /** Authorises with `add`, and remembers. A refusal may mean that it is known elsewhere: all serials are read next. */
  claim(serial: string, place: P, add: () => Promise<void>): Promise<void>;
}

export function onuPlaces<P extends object>(
  client: SnmpClient,
  columns: { readonly serial: MibObject; readonly foundSerial: MibObject },
  parse: (index: string) => P,
  index: (place: P) => string,
): OnuPlaces<P> {
  const known = new Map<string, P>();
  const doubted = new Set<string>();

  async function serialAt(place: P): Promise<string | undefined> {
    const [there] = await client.get([cell(columns.serial, index(place))]);
    return serialText(octets(there));
  }

  async function remembered(serial: string): Promise<P | undefined> {
    const place = known.get(serial);
    if (place === undefined) return undefined;
    return (await serialAt(place)) === serial ? place : undefined;
  }

  async function bySerial(column: MibObject): Promise<Map<string, P>> {
    const places = new Map<string, P>();
    for (const [row, value] of await client.walk(column)) {
      const serial = serialText(octets(value));
      if (serial !== undefined) places.set(serial, parse(row));
    }
    return places;
  }

  async function find(serial: string): Promise<P | undefined> {
    const place = await remembered(serial);
    if (place !== undefined) return place;
    const all = await bySerial(columns.serial);
    known.clear();
    for (const [other, where] of all) known.set(other, where);
    doubted.delete(serial);
    return known.get(serial);
  }

  const waiting = () => bySerial(columns.foundSerial);

  return {
    find,
    serialAt,
    waiting,

    async findQuickly(serial) {
      const place = await remembered(serial);
      if (place !== undefined) return place;
      if (!doubted.has(serial) && (await waiting()).has(serial)) return undefined;
      return await find(serial);
    },

    async free(port, first, last) {
      const taken = await client.walk(cell(columns.serial, port));
      for (let number = first; number <= last; number += 1) if (!taken.has(String(number))) return number;
      return undefined;
    },

    async claim(serial, place, add) {
      try {
        await add();
        known.set(serial, place);
      } catch (error) {
        if (error instanceof SnmpError) doubted.add(serial);
        throw error;
      }
    },
  };
}
