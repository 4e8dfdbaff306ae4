import * as z from 'zod';
import { userPool } from '../engines/identity/user-pool.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::Cognito::UserPoolResourceServer',
  properties: z.strictObject({
    UserPoolId: z.string(),
    Identifier: z.string(),
    Name: z.string(),
    Scopes: z.array(z.strictObject({ ScopeName: z.string(), ScopeDescription: z.string() })).optional(),
  }),
  create(stack, { properties }) {
    userPool(stack, properties.UserPoolId);
    return { ref: properties.Identifier, attributes: {} };
  },
});
