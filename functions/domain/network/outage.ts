import type { AccessBinding } from '../../contracts/access.ts';
import type { OutageRecorded } from '../../contracts/events/outage-recorded.ts';
import type { OutageDetails } from '../../contracts/outage.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { deviceNodes } from './device-nodes.ts';

/** A time in which a site, or one node of it, was out of use. */
export interface Outage extends OutageDetails {
  readonly recordedAt: Instant;
}

/** An outage's state as the fold of its one event. */
export const outageAggregate: Aggregate<Outage, OutageRecorded> = {
  type: 'outage',
  evolve: (_, event, at) => ({ ...event.data, recordedAt: at }),
  links: ({ siteId }) => ({ place: siteId }),
};

/** Whether the outage was one of what the binding hangs on. */
export function touches({ siteId, nodeId }: OutageDetails, access: AccessBinding): boolean {
  if (access.siteId !== siteId) return false;
  return nodeId === undefined || deviceNodes(access).some((node) => node.nodeId === nodeId);
}
