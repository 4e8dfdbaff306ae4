import { bulkChangeWish, targetNode } from '../bulk-change.ts';
import { servicePlan } from '../catalog.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** Something is to be done with many services, or looked at for them. `target` is a copy of the plan version that they get, `toNode` the node. */
export const bulkChangeRequested = defineEvent(
  'bulk-change.requested',
  bulkChangeWish.extend({ target: servicePlan.optional(), toNode: targetNode.optional() }),
);
export type BulkChangeRequested = EventOf<typeof bulkChangeRequested>;
