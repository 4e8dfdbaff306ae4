import * as z from 'zod';
import { mailboxOf } from '../engines/mail.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::SES::EmailIdentity',
  properties: z.strictObject({ EmailIdentity: z.string(), Tags: z.unknown().optional() }),
  create(stack, { properties }) {
    mailboxOf(stack).verify(properties.EmailIdentity);
    return { ref: properties.EmailIdentity, attributes: {} };
  },
});
