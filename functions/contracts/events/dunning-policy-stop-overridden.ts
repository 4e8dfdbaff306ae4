import * as z from 'zod';
import { defineEvent, type EventOf } from '../event.ts';
import { instant } from '../scalars.ts';

/** Staff have looked: steps are taken until then, whatever seems suspect. */
export const dunningPolicyStopOverridden = defineEvent(
  'dunning-policy.stop-overridden',
  z.strictObject({ until: instant, reason: z.string() }),
);
export type DunningPolicyStopOverridden = EventOf<typeof dunningPolicyStopOverridden>;
