import snmp, { type Varbind } from 'net-snmp';
import { silence } from '../dialogue.ts';
import type { MibObject, SnmpValue } from './mib-object.ts';

export type SnmpOperation =
  | { readonly does: 'get' | 'get-next' }
  /** `from`: below the column, where the answer before ended. */
  | { readonly does: 'get-bulk'; readonly from: string }
  | { readonly does: 'set'; readonly values: readonly SnmpValue[] };

/** Octets that are no text are written as `{ hex }`. */
export type ValueAsData = number | string | { readonly hex: string } | null;

export interface CellAsData {
  readonly oid: string;
  /** Of the ASN.1 type (net-snmp's ObjectType). */
  readonly type: number;
  readonly value: ValueAsData;
}

export type SnmpRequestAsData = { readonly does: SnmpOperation['does'] } & {
  readonly objects: readonly { readonly name: string; readonly oid: string; readonly value?: ValueAsData }[];
};

export type SnmpAnswerAsData =
  | { readonly cells: readonly CellAsData[] }
  | { readonly errorStatus: number; readonly errorIndex: number }
  | typeof silence;

export function requestAsData(operation: SnmpOperation, objects: readonly MibObject[]): SnmpRequestAsData {
  return {
    does: operation.does,
    objects: objects.map(({ name, oid }, at) => ({
      name,
      oid: operation.does === 'get-bulk' ? operation.from : oid,
      ...(operation.does === 'set' ? { value: asData(operation.values[at]) } : {}),
    })),
  };
}

export function answerAsData(
  error: Error | null,
  answer: readonly (Varbind | Varbind[])[],
  objects: readonly MibObject[],
): SnmpAnswerAsData {
  if (error === null) {
    return { cells: answer.flat().map(({ oid, type, value }) => ({ oid, type, value: asData(value) })) };
  }
  if (!(error instanceof snmp.RequestFailedError)) return silence;
  const oid = /: ([\d.]+)$/.exec(error.message)?.[1];
  return { errorStatus: error.status, errorIndex: objects.findIndex((one) => one.oid === oid) + 1 };
}

function asData(value: unknown): ValueAsData {
  if (Buffer.isBuffer(value)) {
    const text = value.toString('latin1');
    return /^[\x20-\x7e]*$/.test(text) ? text : { hex: value.toString('hex') };
  }
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}
