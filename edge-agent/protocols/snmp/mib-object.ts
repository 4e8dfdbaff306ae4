/** A MIB object, a column or one cell: the name is for people, the numbers go over the wire. */
export interface MibObject {
  readonly name: string;
  readonly oid: string;
}

/** The cell of a column, or the scalar with index 0. */
export function cell(column: MibObject, ...index: readonly (string | number)[]): MibObject {
  const suffix = index.join('.');
  return { name: `${column.name}.${suffix}`, oid: `${column.oid}.${suffix}` };
}

/** What one varbind of a SET carries: INTEGER for numbers, OCTET STRING for text and octets. */
export interface Write {
  readonly at: MibObject;
  readonly value: number | string | Buffer;
}

export function write(at: MibObject, value: Write['value']): Write {
  return { at, value };
}

/** Numbers as numbers, octets as they are (Counter64 too, big-endian), addresses and object identifiers as text. */
export type SnmpValue = number | string | Buffer;

/** RFC 2579 RowStatus. */
export const rowStatus = {
  active: 1,
  notInService: 2,
  notReady: 3,
  createAndGo: 4,
  createAndWait: 5,
  destroy: 6,
} as const;

/** Text of an OCTET STRING; devices pad with zeros. */
export function text(value: SnmpValue | undefined): string | undefined {
  if (value === undefined) return undefined;
  return (Buffer.isBuffer(value) ? value.toString('utf8') : String(value)).replace(/\0+$/, '');
}

export function number(value: SnmpValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function octets(value: SnmpValue | undefined): Buffer | undefined {
  return Buffer.isBuffer(value) ? value : undefined;
}
