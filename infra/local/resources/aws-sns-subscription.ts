import * as z from 'zod';
import { topicsOf } from '../engines/topics.ts';
import { defineResource } from '../stack.ts';

/** Functions hear of what is published. Mail to people is accepted and not served: see the topic. */
export default defineResource({
  type: 'AWS::SNS::Subscription',
  properties: z.looseObject({ TopicArn: z.string(), Protocol: z.string(), Endpoint: z.string() }),
  create(stack, { properties, logicalId }) {
    const { TopicArn, Protocol, Endpoint } = properties;
    if (Protocol === 'lambda') topicsOf(stack).subscribe(TopicArn, Endpoint);
    return { ref: `${TopicArn}:${logicalId}`, attributes: { Arn: `${TopicArn}:${logicalId}` } };
  },
});
