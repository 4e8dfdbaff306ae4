import * as z from 'zod';
import { defineResource } from '../stack.ts';

/** Accepted and not served: see the topic. */
export default defineResource({
  type: 'AWS::SNS::Subscription',
  properties: z.looseObject({ TopicArn: z.string(), Protocol: z.string(), Endpoint: z.string() }),
  create: (_, { properties, logicalId }) => ({
    ref: `${properties.TopicArn}:${logicalId}`,
    attributes: { Arn: `${properties.TopicArn}:${logicalId}` },
  }),
});
