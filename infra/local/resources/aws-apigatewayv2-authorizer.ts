import * as z from 'zod';
import { createVerifier, httpApiOf } from '../engines/http-api.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::ApiGatewayV2::Authorizer',
  properties: z.strictObject({
    ApiId: z.string(),
    Name: z.string(),
    AuthorizerType: z.literal('JWT'),
    IdentitySource: z.tuple([z.string().regex(/^\$request\.header\.[\w-]+$/)]),
    JwtConfiguration: z.strictObject({ Audience: z.array(z.string()), Issuer: z.string() }),
  }),
  create(stack, { logicalId, properties }) {
    httpApiOf(stack, properties.ApiId).authorizers.set(logicalId, {
      verifier: createVerifier(stack, properties.JwtConfiguration.Issuer),
      audience: properties.JwtConfiguration.Audience,
      header: properties.IdentitySource[0].slice('$request.header.'.length).toLowerCase(),
    });
    return { ref: logicalId, attributes: { AuthorizerId: logicalId } };
  },
});
