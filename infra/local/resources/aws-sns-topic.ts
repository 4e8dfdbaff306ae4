import * as z from 'zod';
import { defineResource } from '../stack.ts';

/** A topic has no subscribers on one machine: what is published to it goes to the stack's log. */
export default defineResource({
  type: 'AWS::SNS::Topic',
  properties: z.strictObject({
    TopicName: z.string().optional(),
    DisplayName: z.string().optional(),
    KmsMasterKeyId: z.string().optional(),
    SignatureVersion: z.string().optional(),
    TracingConfig: z.string().optional(),
    Tags: z.unknown().optional(),
  }),
  create(stack, { stackName, logicalId, properties }) {
    const name = properties.TopicName ?? `${stackName}-${logicalId}`;
    const arn = `arn:aws:sns:${stack.region}:${stack.account}:${name}`;
    if (!stack.targets.reaches(arn)) {
      stack.targets.register('sns', (topicArn, payload) => {
        stack.log('warn', 'published to a topic', { topic: topicArn.split(':').at(-1), payload });
      });
    }
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  },
});
