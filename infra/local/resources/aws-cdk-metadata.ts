import * as z from 'zod';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::CDK::Metadata',
  properties: z.looseObject({}),
  create: (_, { logicalId }) => ({ ref: logicalId, attributes: {} }),
});
