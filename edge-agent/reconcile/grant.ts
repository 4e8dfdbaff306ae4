import { aaaIdentity } from '../../functions/contracts/access.ts';
import type { DesiredState } from '../../functions/contracts/network-state.ts';
import type { Rate } from '../capabilities/session-control.ts';

/** No session at all. */
export const noGrant = 'none';

/** Whether the service may have a session. */
export function isGranted(desired: DesiredState): boolean {
  return desired.present && desired.entitlement !== 'blocked';
}

/**
 * What a session of the service is given at log-in, as text: equal texts mean that a session that holds one is as good
 * as a new one. The rate stands first, because it can be changed on a live session; what follows cannot. The interval of
 * interim accounting is not in it: no subscriber is cut off for that.
 */
export function grantOf(desired: DesiredState): string {
  if (!isGranted(desired)) return noGrant;
  const { profile, access, entitlement } = desired;
  const rate = `${profile.downKbps}/${profile.upKbps}`;
  // Throttled differs from full in nothing but the rate. In the walled garden the NAS's settings have a say in the rate.
  const isPlan = entitlement === 'full' || entitlement === 'throttled';
  const rest = [
    isPlan ? 'plan' : `garden ${rate}`,
    aaaIdentity(access),
    access.framedIp ?? '',
    profile.addressPool ?? '',
    profile.sessionTimeoutSeconds ?? '',
    profile.idleTimeoutSeconds ?? '',
    // Left out where there is none: sessions that were let in before IPv6 was known hold what they should.
    ...ipv6Of(desired),
  ];
  return `${isPlan ? rate : '-'} ${JSON.stringify(rest)}`;
}

function ipv6Of({ access, profile }: DesiredState): string[] {
  const promised = [
    access.framedIpv6Prefix,
    access.delegatedIpv6Prefix,
    profile.framedIpv6Pool,
    profile.delegatedIpv6Pool,
  ];
  return promised.every((one) => one === undefined) ? [] : promised.map((one) => one ?? '');
}

/** The rate that a grant gives; undefined where the NAS's settings have a say in it. */
export function rateOf(grant: string | undefined): Rate | undefined {
  const match = /^(\d+)\/(\d+) /.exec(grant ?? '');
  return match === null ? undefined : { downKbps: Number(match[1]), upKbps: Number(match[2]) };
}

function withoutRate(grant: string): string {
  return grant.slice(grant.indexOf(' ') + 1);
}

/** What must happen to a session so that it holds the grant. */
export type SessionStep = 'keep' | 'change-rate' | 'cut';

export function stepFor(held: string | undefined, wanted: string): SessionStep {
  if (wanted === noGrant) return 'cut';
  if (held === wanted) return 'keep';
  if (held !== undefined && withoutRate(held) === withoutRate(wanted)) return 'change-rate';
  return 'cut';
}
