import { isSame } from '../details.ts';
import type { NetworkContent } from './desired-state.ts';

/**
 * What of a session another content changes. `rate` and `garden`: only how fast it is, or whether it is led to the page on
 * which to pay. `login`: what is given at log-in, or where the line is. `end`: it may not go on.
 */
export type SessionEffect = 'nothing' | 'rate' | 'garden' | 'login' | 'end';

/** The same reckoning by which an agent treats sessions (`edge-agent/reconcile/grant.ts`), with the line that carries them. */
export function sessionEffect(held: NetworkContent | undefined, wanted: NetworkContent): SessionEffect {
  if (!wanted.present || wanted.entitlement === 'blocked') return 'end';
  if (held === undefined) return 'login';
  if (!isSame(givenAtLogIn(held), givenAtLogIn(wanted))) return 'login';
  const [before, after] = [isInPlan(held), isInPlan(wanted)];
  const isSameRate = isSame(rateIn(held), rateIn(wanted));
  if (before !== after || (!after && !isSameRate)) return 'garden';
  return isSameRate ? 'nothing' : 'rate';
}

/** Throttled differs from full in nothing but the rate. */
function isInPlan({ entitlement }: NetworkContent): boolean {
  return entitlement === 'full' || entitlement === 'throttled';
}

function rateIn({ profile: { downKbps, upKbps } }: NetworkContent) {
  return { downKbps, upKbps };
}

/** The interval of interim accounting waits for the next log-in, and so does which station may log in. */
function givenAtLogIn({ access, profile }: NetworkContent): object {
  const { downKbps: _d, upKbps: _u, interimSeconds: _i, ...rest } = profile;
  const { callingStationId: _c, ...line } = { callingStationId: undefined, ...access };
  return { line, rest };
}
