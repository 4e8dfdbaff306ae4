import type { AggregateType, EventEnvelope } from '../../contracts/event.ts';
import { fromJsonText } from './json-text.ts';
import type { Item } from './table.ts';

/** The event in an event item; its keys and index attributes stay inside the table. */
export function envelopeOf(item: Item): EventEnvelope {
  return {
    eventId: String(item['eventId']),
    type: String(item['type']),
    aggregateType: item['aggregateType'] as AggregateType,
    aggregateId: String(item['aggregateId']),
    version: Number(item['version']),
    at: String(item['at']),
    actor: item['actor'] as EventEnvelope['actor'],
    data: fromJsonText(item['data']) as EventEnvelope['data'],
  };
}
