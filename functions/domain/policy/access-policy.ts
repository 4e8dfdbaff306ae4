import type { SuspensionReason } from '../../contracts/billing-profile.ts';
import type { Entitlement } from '../../contracts/network-state.ts';

/** What the network does with a suspended service, by the reason of its suspension. */
export type AccessPolicy = Readonly<Record<SuspensionReason, Exclude<Entitlement, 'full'>>>;

/** Who owes money still reaches the page on which to pay; in every other case the line is cut. */
export const defaultAccessPolicy: AccessPolicy = {
  overdue: 'walled-garden',
  requested: 'blocked',
  abuse: 'blocked',
  administrative: 'blocked',
};
