import { bulkChangeWish } from '../bulk-change.ts';
import { servicePlan } from '../catalog.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** Many services are to hold a plan version, or to be looked at for it. `target` is a copy of that version. */
export const bulkChangeRequested = defineEvent(
  'bulk-change.requested',
  bulkChangeWish.extend({ target: servicePlan }),
);
export type BulkChangeRequested = EventOf<typeof bulkChangeRequested>;
