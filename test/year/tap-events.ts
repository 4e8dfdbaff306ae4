import { eventSortKeyPrefix } from '../../functions/contracts/table-definition.ts';
import type { WireItem } from './direct-table.ts';

/** What the table's stream has of an event, as the relay is given it. */
export interface TappedRecord {
  readonly eventName: 'INSERT';
  readonly dynamodb: {
    readonly NewImage: WireItem;
    readonly SequenceNumber: string;
    readonly ApproximateCreationDateTime: number;
  };
}

/**
 * The inserts of events as the table's stream tells of them, in the order in which DynamoDB acknowledged them: taken from
 * what was put, because the stream is read by polling and this is read at once.
 */
export function tapEvents(): { put(item: WireItem): void; take(): readonly TappedRecord[] } {
  let records: TappedRecord[] = [];
  let sequence = 0;
  return {
    put(NewImage) {
      const { S = '' } = NewImage['sk'] as { readonly S?: string };
      if (!S.startsWith(eventSortKeyPrefix)) return;
      sequence += 1;
      const dynamodb = {
        NewImage,
        SequenceNumber: String(sequence),
        ApproximateCreationDateTime: Math.floor(Date.now() / 1_000),
      };
      records.push({ eventName: 'INSERT', dynamodb });
    },
    take() {
      const taken = records;
      records = [];
      return taken;
    },
  };
}
