import * as z from 'zod';
import { createHttpApi } from '../engines/http-api.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::ApiGatewayV2::Api',
  properties: z.strictObject({
    Name: z.string(),
    ProtocolType: z.literal('HTTP'),
    Description: z.string().optional(),
    CorsConfiguration: z
      .strictObject({
        AllowCredentials: z.boolean().optional(),
        AllowHeaders: z.array(z.string()).optional(),
        AllowMethods: z.array(z.string()).optional(),
        AllowOrigins: z.array(z.string()).optional(),
        ExposeHeaders: z.array(z.string()).optional(),
        MaxAge: z.number().optional(),
      })
      .optional(),
    // The machine has no second address to turn off, and one kind of IP address more or less is the host's affair.
    DisableExecuteApiEndpoint: z.boolean().optional(),
    IpAddressType: z.string().optional(),
    Tags: z.unknown().optional(),
  }),
  create(stack, { logicalId, properties }) {
    createHttpApi(stack, logicalId, properties.CorsConfiguration);
    return { ref: logicalId, attributes: { ApiId: logicalId, ApiEndpoint: stack.front.url } };
  },
});
