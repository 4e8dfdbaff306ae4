import * as z from 'zod';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::Scheduler::ScheduleGroup',
  properties: z.strictObject({ Name: z.string().optional(), Tags: z.unknown().optional() }),
  create(stack, { stackName, logicalId, properties }) {
    const name = properties.Name ?? `${stackName}-${logicalId}`;
    return {
      ref: name,
      attributes: { Arn: `arn:aws:scheduler:${stack.region}:${stack.account}:schedule-group/${name}` },
    };
  },
});
