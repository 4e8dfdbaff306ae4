import * as z from 'zod';
import { userPool } from '../engines/identity/user-pool.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::Cognito::UserPoolDomain',
  properties: z.strictObject({
    UserPoolId: z.string(),
    Domain: z.string(),
    ManagedLoginVersion: z.number().optional(),
  }),
  create(stack, { properties }) {
    userPool(stack, properties.UserPoolId);
    return { ref: properties.Domain, attributes: {} };
  },
});
