import * as z from 'zod';
import { defineResource } from '../stack.ts';

/** Who may call a function is the cloud's to enforce. */
export default defineResource({
  type: 'AWS::Lambda::Permission',
  properties: z.strictObject({
    Action: z.string(),
    FunctionName: z.string(),
    Principal: z.string(),
    SourceArn: z.string().optional(),
    SourceAccount: z.string().optional(),
    InvokedViaFunctionUrl: z.boolean().optional(),
  }),
  create: (_, { logicalId }) => ({ ref: logicalId, attributes: {} }),
});
