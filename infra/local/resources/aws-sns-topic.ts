import * as z from 'zod';
import { serveTextMessages } from '../engines/text-messages.ts';
import { topicsOf } from '../engines/topics.ts';
import { defineResource } from '../stack.ts';

/** Text messages become files. */
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
      serveTextMessages(stack);
      topicsOf(stack);
    }
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  },
});
