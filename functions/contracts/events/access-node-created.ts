import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { accessNodeDetails } from '../site.ts';

/** A NAS, OLT or LTE core was added to a site. */
export const accessNodeCreated = defineEvent(
  'access-node.created',
  z.strictObject({
    ...accessNodeDetails.shape,
    /** Names of the credentials that are set; their values are sealed elsewhere. */
    credentialNames: z.array(z.string()),
  }),
);
export type AccessNodeCreated = EventOf<typeof accessNodeCreated>;
