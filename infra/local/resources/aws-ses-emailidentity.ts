import * as z from 'zod';
import { serveMail } from '../engines/mail.ts';
import { defineResource, type LocalStack } from '../stack.ts';

const identitiesOf = new WeakMap<LocalStack, Set<string>>();

export default defineResource({
  type: 'AWS::SES::EmailIdentity',
  properties: z.strictObject({ EmailIdentity: z.string(), Tags: z.unknown().optional() }),
  create(stack, { properties }) {
    let identities = identitiesOf.get(stack);
    if (identities === undefined) {
      identities = new Set();
      identitiesOf.set(stack, identities);
      serveMail(stack, identities);
    }
    identities.add(properties.EmailIdentity);
    return { ref: properties.EmailIdentity, attributes: {} };
  },
});
