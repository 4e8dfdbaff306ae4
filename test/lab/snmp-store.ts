import snmp from 'net-snmp';

/** One cell of a simulated device. */
export interface StoredCell {
  readonly type: number;
  readonly value: number | string | Buffer;
}

/** Thrown by a model inside a SET: nothing of the SET stays. `index` counts varbinds from 1, 0 means none of them. */
export class SetRefusal extends Error {
  readonly status: SetStatus;
  readonly index: number;
  constructor(status: SetStatus, index: number) {
    super(status);
    this.status = status;
    this.index = index;
  }
}

/** RFC 3416 §3. */
export const setStatuses = {
  tooBig: 1,
  generalError: 5,
  wrongType: 7,
  wrongLength: 8,
  wrongValue: 10,
  noCreation: 11,
  inconsistentValue: 12,
  resourceUnavailable: 13,
  commitFailed: 14,
  authorizationError: 16,
  notWritable: 17,
} as const;
export type SetStatus = keyof typeof setStatuses;

export const integer = (value: number): StoredCell => ({ type: snmp.ObjectType.Integer, value });
export const octets = (value: string | Buffer): StoredCell => ({
  type: snmp.ObjectType.OctetString,
  value: Buffer.isBuffer(value) ? value : Buffer.from(value),
});

/** Cells in the order of RFC 3416, with sub-identifiers up to 2^32 − 1, and changes that can be taken back. */
export interface SnmpStore {
  get(oid: string): StoredCell | undefined;
  number(oid: string): number | undefined;
  text(oid: string): string | undefined;
  /** Empty when there is none. */
  octets(oid: string): Buffer;
  put(oid: string, cell: StoredCell): void;
  delete(oid: string): void;
  /** Deletes all below. */
  deleteBelow(oid: string): void;
  next(oid: string): string | undefined;
  /** Indexes of a column, in order. */
  indexes(column: string): readonly string[];
  cells(): Iterable<readonly [string, StoredCell]>;
  /** All of `work` or nothing of it. */
  atomically(work: () => void): void;
}

/** Text that sorts as the OID does. */
function sortKey(oid: string): string {
  return oid
    .split('.')
    .map((part) => part.padStart(10, '0'))
    .join('.');
}

export function createSnmpStore(): SnmpStore {
  const cells = new Map<string, StoredCell>();
  const order: { key: string; oid: string }[] = [];
  let undo: (() => void)[] | undefined;

  /** First place whose key is not below. */
  function place(key: string): number {
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (order[middle]!.key < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  const store: SnmpStore = {
    get: (oid) => cells.get(oid),
    number(oid) {
      const value = cells.get(oid)?.value;
      return typeof value === 'number' ? value : undefined;
    },
    text(oid) {
      const value = cells.get(oid)?.value;
      return Buffer.isBuffer(value) ? value.toString('utf8') : undefined;
    },
    octets(oid) {
      const value = cells.get(oid)?.value;
      return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
    },
    put(oid, cell) {
      const before = cells.get(oid);
      undo?.push(() => (before === undefined ? store.delete(oid) : store.put(oid, before)));
      if (before === undefined) {
        const key = sortKey(oid);
        order.splice(place(key), 0, { key, oid });
      }
      cells.set(oid, cell);
    },
    delete(oid) {
      const before = cells.get(oid);
      if (before === undefined) return;
      undo?.push(() => store.put(oid, before));
      cells.delete(oid);
      order.splice(place(sortKey(oid)), 1);
    },
    deleteBelow(oid) {
      for (const index of store.indexes(oid)) store.delete(`${oid}.${index}`);
    },
    next(oid) {
      const key = sortKey(oid);
      const at = place(key);
      return (order[at]?.key === key ? order[at + 1] : order[at])?.oid;
    },
    indexes(column) {
      const found: string[] = [];
      const below = `${column}.`;
      for (let at = place(sortKey(column)); at < order.length; at += 1) {
        const { oid } = order[at]!;
        if (oid.startsWith(below)) found.push(oid.slice(below.length));
        else if (oid !== column) break;
      }
      return found;
    },
    cells: () => cells,
    atomically(work) {
      const steps: (() => void)[] = [];
      undo = steps;
      try {
        work();
      } catch (error) {
        undo = undefined;
        for (const step of steps.reverse()) step();
        throw error;
      } finally {
        undo = undefined;
      }
    },
  };
  return store;
}
