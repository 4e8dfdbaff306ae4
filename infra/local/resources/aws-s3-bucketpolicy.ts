import * as z from 'zod';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::S3::BucketPolicy',
  properties: z.strictObject({ Bucket: z.string(), PolicyDocument: z.unknown() }),
  create: (_, { logicalId }) => ({ ref: logicalId, attributes: {} }),
});
