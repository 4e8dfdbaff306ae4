import * as z from 'zod';
import { defineResource } from '../stack.ts';

/** Who may use a queue: on one machine nobody else is there. */
export default defineResource({
  type: 'AWS::SQS::QueuePolicy',
  properties: z.strictObject({ PolicyDocument: z.unknown(), Queues: z.array(z.string()) }),
  create: (_stack, { stackName, logicalId }) => ({
    ref: `${stackName}-${logicalId}`,
    attributes: { Id: `${stackName}-${logicalId}` },
  }),
});
