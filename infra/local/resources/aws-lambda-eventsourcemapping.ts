import * as z from 'zod';
import { functionsOf } from '../engines/lambda.ts';
import { mapQueue } from '../engines/queue-mapping.ts';
import { mapStream } from '../engines/table-streams.ts';
import { defineResource } from '../stack.ts';
import { StartError } from '../start-error.ts';

export default defineResource({
  type: 'AWS::Lambda::EventSourceMapping',
  properties: z.strictObject({
    EventSourceArn: z.string(),
    FunctionName: z.string(),
    BatchSize: z.number().int().min(1).max(10_000).optional(),
    Enabled: z.boolean().default(true),
    FilterCriteria: z
      .strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })) })
      .default({ Filters: [] }),
    FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
    MaximumBatchingWindowInSeconds: z.number().int().min(0).max(300).default(0),
    // Streams only.
    StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']).default('TRIM_HORIZON'),
    BisectBatchOnFunctionError: z.boolean().default(false),
    MaximumRetryAttempts: z.number().int().min(-1).max(10_000).default(-1),
    // Batches of a shard run one after the other here, which keeps the order that any factor promises.
    ParallelizationFactor: z.number().int().min(1).max(10).optional(),
    MaximumRecordAgeInSeconds: z.literal(-1).optional(),
    DestinationConfig: z
      .strictObject({ OnFailure: z.strictObject({ Destination: z.string() }).optional() })
      .default({}),
    // Queues only.
    ScalingConfig: z.strictObject({ MaximumConcurrency: z.number().int().min(2) }).optional(),
    MetricsConfig: z.unknown().optional(),
    Tags: z.unknown().optional(),
  }),
  async create(stack, { stackName, logicalId, properties }) {
    const id = `${stackName}/${logicalId}`;
    const service = properties.EventSourceArn.split(':')[2];
    const functions = functionsOf(stack);
    const functionArn = properties.FunctionName.startsWith('arn:')
      ? properties.FunctionName
      : functions.arnOf(properties.FunctionName);
    const filters = properties.FilterCriteria.Filters.map(({ Pattern }): unknown => JSON.parse(Pattern));
    const shared = {
      functionArn,
      filters,
      batchingWindowSeconds: properties.MaximumBatchingWindowInSeconds,
      reportsFailures: properties.FunctionResponseTypes.length > 0,
    };
    if (properties.Enabled && service === 'sqs') {
      mapQueue(stack, {
        ...shared,
        queueArn: properties.EventSourceArn,
        batchSize: properties.BatchSize ?? 10,
        maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency,
      });
    } else if (properties.Enabled && service === 'dynamodb') {
      await mapStream(stack, {
        ...shared,
        id,
        streamArn: properties.EventSourceArn,
        batchSize: Math.min(properties.BatchSize ?? 100, 1000),
        startingPosition: properties.StartingPosition,
        maximumRetryAttempts: properties.MaximumRetryAttempts,
        bisect: properties.BisectBatchOnFunctionError,
        onFailure: properties.DestinationConfig.OnFailure?.Destination,
      });
    } else if (properties.Enabled) {
      throw new StartError(`${id}: unsupported event source ${properties.EventSourceArn}`);
    }
    return { ref: logicalId, attributes: { Id: logicalId, EventSourceMappingArn: id } };
  },
});
