import * as z from 'zod';
import { httpApiOf } from '../engines/http-api.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::ApiGatewayV2::Route',
  properties: z.strictObject({
    ApiId: z.string(),
    RouteKey: z.string(),
    Target: z.string().regex(/^integrations\/\w+$/),
    AuthorizationType: z.enum(['NONE', 'JWT']).default('NONE'),
    AuthorizerId: z.string().optional(),
    AuthorizationScopes: z.array(z.string()).default([]),
    OperationName: z.string().optional(),
  }),
  create(stack, { logicalId, properties }) {
    httpApiOf(stack, properties.ApiId).addRoute({
      key: properties.RouteKey,
      integrationId: properties.Target.slice('integrations/'.length),
      authorizerId: properties.AuthorizationType === 'JWT' ? properties.AuthorizerId : undefined,
      scopes: properties.AuthorizationScopes,
    });
    return { ref: logicalId, attributes: { RouteId: logicalId } };
  },
});
