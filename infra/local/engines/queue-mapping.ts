import { compilePattern } from '../event-pattern.ts';
import type { LocalStack, QueueMessage } from '../stack.ts';

export interface QueueMapping {
  readonly queueArn: string;
  readonly functionArn: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly maximumConcurrency: number | undefined;
  readonly filters: readonly unknown[];
  readonly reportsFailures: boolean;
}

/** Batches under way at once where the template says nothing: as many as there are workers for a function. */
const usualConcurrency = 2;

/** Feeds a function from a queue. */
export function mapQueue(stack: LocalStack, mapping: QueueMapping): void {
  const filters = mapping.filters.map(compilePattern);
  stack.queues.consume(
    mapping.queueArn,
    {
      batchSize: mapping.batchSize,
      batchingWindowSeconds: mapping.batchingWindowSeconds,
      maximumConcurrency: mapping.maximumConcurrency ?? usualConcurrency,
    },
    async (messages) => {
      // A message that no filter wants is dropped, as Lambda does.
      const wanted = messages.filter(
        (message) => filters.length === 0 || filters.some((matches) => matches(readable(message))),
      );
      if (wanted.length === 0) return [];
      const all = wanted.map(({ messageId }) => messageId);
      const result = await stack.lambda.invoke(mapping.functionArn, {
        Records: wanted.map((message) => present(stack, mapping.queueArn, message)),
      });
      if (!result.ok) {
        stack.log('warn', 'a batch of a queue failed', {
          queue: mapping.queueArn.split(':').at(-1),
          error: result.errorType,
          message: result.errorMessage,
        });
        return all;
      }
      return mapping.reportsFailures ? failuresIn(result.payload, all) : [];
    },
  );
}

/** An answer that names a message which is not in the batch, or none at all, fails the whole batch. */
function failuresIn(payload: unknown, all: readonly string[]): readonly string[] {
  const failures = (payload as { batchItemFailures?: { itemIdentifier?: unknown }[] | null } | null)
    ?.batchItemFailures;
  const ids = (failures ?? []).map(({ itemIdentifier }) => String(itemIdentifier ?? ''));
  return ids.every((id) => all.includes(id)) ? ids : all;
}

/** Filters look into a JSON body. */
function readable(message: QueueMessage): object {
  try {
    return { ...message, body: JSON.parse(message.body) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return message;
    throw error;
  }
}

function present(stack: LocalStack, queueArn: string, message: QueueMessage): object {
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: message.attributes,
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: stack.region,
  };
}
