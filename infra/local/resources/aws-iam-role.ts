import * as z from 'zod';
import { defineResource } from '../stack.ts';

/** On one machine everything may do everything: rights are the cloud's to enforce. */
export default defineResource({
  type: 'AWS::IAM::Role',
  properties: z.looseObject({ AssumeRolePolicyDocument: z.unknown(), RoleName: z.string().optional() }),
  create(stack, { stackName, logicalId, properties }) {
    const name = properties.RoleName ?? `${stackName}-${logicalId}`;
    return {
      ref: name,
      attributes: { Arn: `arn:aws:iam::${stack.account}:role/${name}`, RoleId: logicalId },
    };
  },
});
