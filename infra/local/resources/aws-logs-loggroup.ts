import * as z from 'zod';
import { defineResource } from '../stack.ts';

/** Functions log to `<data>/logs` whatever the group is called. */
export default defineResource({
  type: 'AWS::Logs::LogGroup',
  properties: z.strictObject({
    LogGroupName: z.string().optional(),
    LogGroupClass: z.string().optional(),
    RetentionInDays: z.number().optional(),
    KmsKeyId: z.string().optional(),
    DataProtectionPolicy: z.unknown().optional(),
    Tags: z.unknown().optional(),
  }),
  create(stack, { stackName, logicalId, properties }) {
    const name = properties.LogGroupName ?? `${stackName}-${logicalId}`;
    return {
      ref: name,
      attributes: { Arn: `arn:aws:logs:${stack.region}:${stack.account}:log-group:${name}:*` },
    };
  },
});
