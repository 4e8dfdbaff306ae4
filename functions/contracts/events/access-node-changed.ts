import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { accessNodeDetails } from '../site.ts';

/** The node is configured so from now on; it is given whole. */
export const accessNodeChanged = defineEvent(
  'access-node.changed',
  z.strictObject({
    ...accessNodeDetails.shape,
    credentialNames: z.array(z.string()),
    /** Credentials that got another value or were forgotten in this change. */
    credentialsChanged: z.array(z.string()),
  }),
);
export type AccessNodeChanged = EventOf<typeof accessNodeChanged>;
