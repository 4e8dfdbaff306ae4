import { type EventEnvelope, eventEnvelope } from '../../contracts/event.ts';
import { eventSortKeyPrefix } from '../../contracts/table-definition.ts';
import { envelopeOf } from './envelope.ts';
import type { Item } from './table.ts';

/** A value as a stream record carries it; of DynamoDB's types those that events are made of. */
type Wire =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly L: readonly Wire[] }
  | { readonly M: Readonly<Record<string, Wire>> };

export interface StreamRecord {
  readonly eventName?: string | undefined;
  readonly dynamodb?:
    | { readonly NewImage?: unknown; readonly SequenceNumber?: string | undefined }
    | undefined;
}

/** The event that the record tells of, or undefined when it tells of another item or of a later change of the event's item. */
export function eventOfRecord(record: StreamRecord): EventEnvelope | undefined {
  const image = record.dynamodb?.NewImage as Readonly<Record<string, Wire>> | undefined;
  if (record.eventName !== 'INSERT' || image === undefined) return undefined;
  const item = plain({ M: image }) as Item;
  if (!String(item['sk']).startsWith(eventSortKeyPrefix)) return undefined;
  return eventEnvelope.parse(envelopeOf(item));
}

function plain(value: Wire): unknown {
  if ('S' in value) return value.S;
  if ('N' in value) return Number(value.N);
  if ('BOOL' in value) return value.BOOL;
  if ('NULL' in value) return null;
  if ('L' in value) return value.L.map(plain);
  if ('M' in value)
    return Object.fromEntries(Object.entries(value.M).map(([key, held]) => [key, plain(held)]));
  throw new Error(`an event holds a value of the type ${Object.keys(value).join()}`);
}
