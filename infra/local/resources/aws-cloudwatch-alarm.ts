import * as z from 'zod';
import { defineResource } from '../stack.ts';

/** There are no metrics on one machine. What alarms would tell is on the stack's log: dead letters, given-up work. */
export default defineResource({
  type: 'AWS::CloudWatch::Alarm',
  properties: z.looseObject({ AlarmName: z.string().optional(), ComparisonOperator: z.string() }),
  create(stack, { stackName, logicalId, properties }) {
    const name = properties.AlarmName ?? `${stackName}-${logicalId}`;
    return {
      ref: name,
      attributes: { Arn: `arn:aws:cloudwatch:${stack.region}:${stack.account}:alarm:${name}` },
    };
  },
});
