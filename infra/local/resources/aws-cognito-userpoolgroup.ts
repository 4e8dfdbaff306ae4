import * as z from 'zod';
import { userPool } from '../engines/identity/user-pool.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::Cognito::UserPoolGroup',
  properties: z.strictObject({
    UserPoolId: z.string(),
    GroupName: z.string(),
    Description: z.string().optional(),
    Precedence: z.number().optional(),
  }),
  create(stack, { properties }) {
    userPool(stack, properties.UserPoolId).users.addGroup(properties.GroupName);
    return { ref: properties.GroupName, attributes: {} };
  },
});
