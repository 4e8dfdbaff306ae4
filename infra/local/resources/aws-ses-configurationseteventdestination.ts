import * as z from 'zod';
import { mailboxOf } from '../engines/mail.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::SES::ConfigurationSetEventDestination',
  properties: z.strictObject({
    ConfigurationSetName: z.string(),
    EventDestination: z.strictObject({
      Name: z.string().optional(),
      Enabled: z.boolean(),
      MatchingEventTypes: z.array(z.string()),
      SnsDestination: z.strictObject({ TopicARN: z.string() }),
    }),
  }),
  create(stack, { logicalId, properties }) {
    const { Enabled, MatchingEventTypes, SnsDestination } = properties.EventDestination;
    if (Enabled) {
      mailboxOf(stack).publish(properties.ConfigurationSetName, MatchingEventTypes, SnsDestination.TopicARN);
    }
    return { ref: logicalId, attributes: { Id: logicalId } };
  },
});
