import * as z from 'zod';
import { userPool } from '../engines/identity/user-pool.ts';
import { defineResource } from '../stack.ts';

/** How Cognito's own pages look; the embedded ones look as they look. */
export default defineResource({
  type: 'AWS::Cognito::ManagedLoginBranding',
  properties: z.strictObject({
    UserPoolId: z.string(),
    ClientId: z.string(),
    UseCognitoProvidedValues: z.boolean(),
  }),
  create(stack, { logicalId, properties }) {
    userPool(stack, properties.UserPoolId);
    return { ref: logicalId, attributes: { ManagedLoginBrandingId: logicalId } };
  },
});
