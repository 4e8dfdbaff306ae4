import * as z from 'zod';
import { accessRestriction } from '../access-restriction.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** An active service is held to less than its plan, because something is overdue. */
export const serviceAccessRestricted = defineEvent(
  'service.access-restricted',
  z.strictObject({ restriction: accessRestriction }),
);
export type ServiceAccessRestricted = EventOf<typeof serviceAccessRestricted>;
