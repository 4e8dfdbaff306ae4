import * as z from 'zod';
import { eventsOf } from '../engines/events.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::Events::EventBus',
  properties: z.strictObject({
    Name: z.string(),
    // The last resort for what cannot be encrypted, and how AWS logs: neither can happen here.
    DeadLetterConfig: z.unknown().optional(),
    LogConfig: z.unknown().optional(),
    Description: z.string().optional(),
    Tags: z.unknown().optional(),
  }),
  create(stack, { properties }) {
    const events = eventsOf(stack);
    events.declareBus(properties.Name);
    return {
      ref: properties.Name,
      attributes: { Arn: events.busArn(properties.Name), Name: properties.Name },
    };
  },
});
