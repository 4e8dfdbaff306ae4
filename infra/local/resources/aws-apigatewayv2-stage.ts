import * as z from 'zod';
import { httpApiOf } from '../engines/http-api.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::ApiGatewayV2::Stage',
  properties: z.strictObject({
    ApiId: z.string(),
    // Any other stage would put its name before every path.
    StageName: z.literal('$default'),
    AutoDeploy: z.literal(true),
    Description: z.string().optional(),
    // Throttling, metrics and access logs are for what serves strangers.
    AccessLogSettings: z.unknown().optional(),
    DefaultRouteSettings: z.unknown().optional(),
    RouteSettings: z.unknown().optional(),
    Tags: z.unknown().optional(),
  }),
  create(stack, { properties }) {
    const api = httpApiOf(stack, properties.ApiId);
    stack.front.mount('/', (request) => api.handle(request));
    return { ref: properties.StageName, attributes: {} };
  },
});
