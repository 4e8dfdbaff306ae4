import * as z from 'zod';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::SNS::TopicPolicy',
  properties: z.strictObject({ Topics: z.array(z.string()), PolicyDocument: z.unknown() }),
  create: (_, { logicalId }) => ({ ref: logicalId, attributes: { Id: logicalId } }),
});
