import type { AccessOverride } from '../../contracts/access-override.ts';
import type { AccessRestriction } from '../../contracts/access-restriction.ts';
import type { SuspensionReason } from '../../contracts/billing-profile.ts';
import type { NetworkProfile, PlanVersion } from '../../contracts/catalog.ts';
import type { Entitlement } from '../../contracts/network-state.ts';
import type { TimeBand } from '../../contracts/time-band.ts';

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
  /** Why the service is suspended, if it is, and whether that leaves nothing whatever the policy says. */
  readonly suspension?: { readonly reason: SuspensionReason; readonly blocks?: true | undefined } | undefined;
  readonly override?: AccessOverride | undefined;
  /** What dunning leaves. */
  readonly restriction?: AccessRestriction | undefined;
  /** Octets of the quota's span that are known to be used. */
  readonly usedOctets: number;
  /** The hours of the plan that it is in. */
  readonly band?: TimeBand | undefined;
}

export interface Access {
  readonly entitlement: Entitlement;
  readonly profile: NetworkProfile;
}

export const octetsPerGigabyte = 1e9;

/**
 * What a delivered service is entitled to, and at which rates. A suspension goes before an override, and that before what
 * dunning leaves and the quota, of whose steps the last that was reached holds; of these two the less holds. Hours of the
 * plan may have rates of their own, and be free of the quota. No throttle is faster than the plan is at the time.
 */
export function accessOf(
  { terms, suspension, override, restriction, usedOctets, band }: AccessFacts,
  policy: AccessPolicy,
): Access {
  const network = { ...terms.network, ...band?.rate };
  const quota = band?.unmetered === true ? undefined : terms.quota;
  const throttledTo = ({ downKbps, upKbps }: Pick<NetworkProfile, 'downKbps' | 'upKbps'>): Access => ({
    entitlement: 'throttled',
    profile: {
      ...network,
      downKbps: Math.min(downKbps, network.downKbps),
      upKbps: Math.min(upKbps, network.upKbps),
    },
  });
  if (suspension !== undefined) {
    const { reason, blocks } = suspension;
    return { entitlement: blocks === true ? 'blocked' : policy[reason], profile: network };
  }
  if (override !== undefined) {
    return override.entitlement === 'throttled'
      ? throttledTo(override.rate)
      : { entitlement: override.entitlement, profile: network };
  }
  if (restriction?.entitlement === 'walled-garden') return { entitlement: 'walled-garden', profile: network };
  const step = quota?.steps.findLast(({ gigabytes }) => usedOctets >= gigabytes * octetsPerGigabyte);
  if (step?.becomes === 'exhausted') return { entitlement: 'exhausted', profile: network };
  const rates = [restriction?.rate, step?.becomes].filter((rate) => rate !== undefined);
  if (rates.length === 0) return { entitlement: 'full', profile: network };
  return throttledTo({
    downKbps: Math.min(...rates.map(({ downKbps }) => downKbps)),
    upKbps: Math.min(...rates.map(({ upKbps }) => upKbps)),
  });
}
