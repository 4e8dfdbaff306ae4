import type { AccessOverride } from '../../contracts/access-override.ts';
import type { SuspensionReason } from '../../contracts/billing-profile.ts';
import type { NetworkProfile, PlanVersion } from '../../contracts/catalog.ts';
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

/** All that an entitlement follows from. */
export interface AccessFacts {
  readonly terms: Pick<PlanVersion, 'network' | 'quota'>;
  /** Why the service is suspended, if it is. */
  readonly suspension?: SuspensionReason | undefined;
  readonly override?: AccessOverride | undefined;
  /** Octets of the quota's span that are known to be used. */
  readonly usedOctets: number;
}

export interface Access {
  readonly entitlement: Entitlement;
  readonly profile: NetworkProfile;
}

export const octetsPerGigabyte = 1e9;

/**
 * What a delivered service is entitled to, and at which rates. A suspension goes before an override, and that before the
 * quota: of its steps the last that was reached holds. No throttle is faster than the plan.
 */
export function accessOf(
  { terms: { network, quota }, suspension, override, usedOctets }: AccessFacts,
  policy: AccessPolicy,
): Access {
  const throttledTo = ({ downKbps, upKbps }: Pick<NetworkProfile, 'downKbps' | 'upKbps'>): Access => ({
    entitlement: 'throttled',
    profile: {
      ...network,
      downKbps: Math.min(downKbps, network.downKbps),
      upKbps: Math.min(upKbps, network.upKbps),
    },
  });
  if (suspension !== undefined) return { entitlement: policy[suspension], profile: network };
  if (override !== undefined) {
    return override.entitlement === 'throttled'
      ? throttledTo(override.rate)
      : { entitlement: override.entitlement, profile: network };
  }
  const step = quota?.steps.findLast(({ gigabytes }) => usedOctets >= gigabytes * octetsPerGigabyte);
  if (step === undefined) return { entitlement: 'full', profile: network };
  return step.becomes === 'exhausted'
    ? { entitlement: 'exhausted', profile: network }
    : throttledTo(step.becomes);
}
