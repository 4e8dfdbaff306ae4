import type { AttributeValue, DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { eventSortKeyPrefix } from '../../functions/contracts/table-definition.ts';

/** What the table's stream has of an event, as the relay is given it. */
export interface TappedRecord {
  readonly eventName: 'INSERT';
  readonly dynamodb: {
    readonly NewImage: Record<string, AttributeValue>;
    readonly SequenceNumber: string;
    readonly ApproximateCreationDateTime: number;
  };
}

/**
 * The inserts of events as the table's stream tells of them, in the order in which DynamoDB acknowledged them: taken from
 * the client, because the stream is read by polling and this is read at once.
 */
export function tapEvents(client: DynamoDBClient): { take(): readonly TappedRecord[] } {
  let records: TappedRecord[] = [];
  let sequence = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const { TransactItems = [], Item } = args.input as {
        readonly TransactItems?: readonly TransactWriteItem[];
        readonly Item?: Record<string, AttributeValue>;
      };
      const put = [...TransactItems.map((item) => item.Put?.Item), Item];
      for (const image of put) {
        if (image?.['sk']?.S?.startsWith(eventSortKeyPrefix) !== true) continue;
        sequence += 1;
        const dynamodb = {
          NewImage: image,
          SequenceNumber: String(sequence),
          ApproximateCreationDateTime: Math.floor(Date.now() / 1_000),
        };
        records.push({ eventName: 'INSERT', dynamodb });
      }
      return answer;
    },
    { step: 'serialize', name: 'tapEvents' },
  );
  return {
    take() {
      const taken = records;
      records = [];
      return taken;
    },
  };
}
