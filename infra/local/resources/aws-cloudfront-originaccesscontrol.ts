import * as z from 'zod';
import { defineResource } from '../stack.ts';

/** Nobody but this process reads the files. */
export default defineResource({
  type: 'AWS::CloudFront::OriginAccessControl',
  properties: z.strictObject({ OriginAccessControlConfig: z.unknown() }),
  create: (_, { logicalId }) => ({ ref: logicalId, attributes: { Id: logicalId } }),
});
