import * as z from 'zod';
import { httpApiOf } from '../engines/http-api.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::ApiGatewayV2::Integration',
  properties: z.strictObject({
    ApiId: z.string(),
    IntegrationType: z.literal('AWS_PROXY'),
    IntegrationUri: z.string(),
    IntegrationMethod: z.literal('POST').optional(),
    ConnectionType: z.literal('INTERNET').optional(),
    PayloadFormatVersion: z.literal('2.0'),
    TimeoutInMillis: z.number().min(50).max(30_000).default(30_000),
    Description: z.string().optional(),
  }),
  create(stack, { logicalId, properties }) {
    // Either the function's ARN or the long form `arn:…:path/2015-03-31/functions/<ARN>/invocations`.
    const functionArn =
      /\/functions\/(.+)\/invocations$/.exec(properties.IntegrationUri)?.[1] ?? properties.IntegrationUri;
    httpApiOf(stack, properties.ApiId).integrations.set(logicalId, {
      functionArn,
      timeoutMilliseconds: properties.TimeoutInMillis,
    });
    return { ref: logicalId, attributes: { IntegrationId: logicalId } };
  },
});
