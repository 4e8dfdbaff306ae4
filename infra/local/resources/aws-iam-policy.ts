import * as z from 'zod';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::IAM::Policy',
  properties: z.looseObject({ PolicyName: z.string(), PolicyDocument: z.unknown() }),
  create: (_, { logicalId }) => ({ ref: logicalId, attributes: { Id: logicalId } }),
});
