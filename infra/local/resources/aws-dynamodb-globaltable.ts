import * as z from 'zod';
import { tablesOf } from '../engines/dynamodb.ts';
import { defineResource } from '../stack.ts';

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.string() }));
const projection = z.looseObject({ ProjectionType: z.string() });

export default defineResource({
  type: 'AWS::DynamoDB::GlobalTable',
  properties: z.strictObject({
    TableName: z.string().optional(),
    AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.string() })),
    KeySchema: keySchema,
    BillingMode: z.string().optional(),
    GlobalSecondaryIndexes: z
      .array(z.strictObject({ IndexName: z.string(), KeySchema: keySchema, Projection: projection }))
      .default([]),
    LocalSecondaryIndexes: z
      .array(z.strictObject({ IndexName: z.string(), KeySchema: keySchema, Projection: projection }))
      .default([]),
    StreamSpecification: z.strictObject({ StreamViewType: z.string() }).optional(),
    TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
    // One copy, in one place: backups, deletion protection and encryption are left to the machine's owner.
    Replicas: z.array(z.looseObject({ Region: z.string() })).max(1),
    SSESpecification: z.unknown().optional(),
    WarmThroughput: z.unknown().optional(),
  }),
  async create(stack, { stackName, logicalId, properties }) {
    const name = properties.TableName ?? `${stackName}-${logicalId}`;
    const tables = await tablesOf(stack);
    const timeToLive = properties.TimeToLiveSpecification;
    const { streamLabel } = await tables.ensure({
      name,
      attributes: properties.AttributeDefinitions,
      keySchema: properties.KeySchema,
      globalIndexes: properties.GlobalSecondaryIndexes,
      localIndexes: properties.LocalSecondaryIndexes,
      streamViewType: properties.StreamSpecification?.StreamViewType,
      timeToLiveAttribute: timeToLive?.Enabled === true ? timeToLive.AttributeName : undefined,
    });
    const arn = `arn:aws:dynamodb:${stack.region}:${stack.account}:table/${name}`;
    return {
      ref: name,
      attributes: {
        Arn: arn,
        ...(streamLabel === undefined ? {} : { StreamArn: `${arn}/stream/${streamLabel}` }),
      },
    };
  },
});
