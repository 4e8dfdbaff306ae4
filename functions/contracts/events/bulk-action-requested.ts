import { bulkActionWish, targetNode } from '../bulk-action.ts';
import { servicePlan } from '../catalog.ts';
import { defineEvent, type EventOf } from '../event.ts';

/** Something is to be done with many, who are looked at first. `target` is a copy of the plan version that services get, `toNode` of the node. */
export const bulkActionRequested = defineEvent(
  'bulk-action.requested',
  bulkActionWish.extend({ target: servicePlan.optional(), toNode: targetNode.optional() }),
);
export type BulkActionRequested = EventOf<typeof bulkActionRequested>;
