import type {
  DesiredState,
  NetworkDifference,
  NetworkStatus,
  ObservedState,
  Outcome,
  Outliving,
} from '../../contracts/network-state.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { Issued } from '../aggregate.ts';

/** How the network stands to the desired state. A service that was never issued is in sync: nothing should be there. */
export interface NetworkView {
  readonly status: NetworkStatus;
  /** The latest revision that was proven; 0 before the first. */
  readonly observedRevision: number;
  /** When the agent last saw a revision in force, by the agent's clock. */
  readonly provenAt?: Instant;
  /** The reason in words while drifted or unreachable. */
  readonly detail?: string;
  /** It may not be online, and could not be taken off the network; gone with the next proof. */
  readonly outliving?: Outliving & { readonly words: string };
  /** When the agent saw that it is drifted or unreachable, by the agent's clock. */
  readonly lookedAt?: Instant;
  /** Since when it is not in sync. */
  readonly since?: Instant;
  /** Both sides of what is otherwise than desired, as it was last seen. */
  readonly differences?: readonly NetworkDifference[];
  /** Left so until staff decide. */
  readonly held?: true;
}

export const untouched: NetworkView = { status: 'in-sync', observedRevision: 0 };

export function isProof(outcome: Outcome): boolean {
  return outcome === 'applied' || outcome === 'already-applied';
}

/** Reports overtake each other by no more than this; a look that seems older was made after the agent's clock was set. */
const overtakenMs = 60_000;

/** Whether something newer was seen since the desired state was issued: then the report was overtaken and says nothing. */
export function isOvertaken({ status, provenAt, lookedAt }: NetworkView, observed: ObservedState): boolean {
  const seen = status === 'in-sync' ? provenAt : lookedAt;
  if (seen === undefined) return false;
  const lateMs = Date.parse(seen) - Date.parse(observed.observedAt);
  return lateMs > 0 && lateMs <= overtakenMs;
}

/** What an observation says about the desired state: it holds, it does not, or nothing (it is about another revision). */
export function verdictOf(
  desired: DesiredState | undefined,
  observed: ObservedState,
): 'proven' | 'drifted' | 'unreachable' | 'irrelevant' {
  const revision = desired?.revision ?? 0;
  if (observed.revision < revision) return 'irrelevant';
  // The site holds what was never issued, or issued by a past that the cloud has lost: people must look.
  if (observed.revision > revision) return 'drifted';
  switch (observed.outcome) {
    case 'applied':
    case 'already-applied':
      return 'proven';
    case 'refused':
    case 'drifted':
      return 'drifted';
    case 'unreachable':
    case 'unknown':
      return 'unreachable';
    case 'stale':
      return 'irrelevant';
  }
}

/** What the site must hold; nothing where nothing was ever issued, or where its absence is proven. */
export function issuedOf(desired: DesiredState | undefined, network: NetworkView): Issued | undefined {
  if (desired === undefined) return undefined;
  const { siteId, revision, present } = desired;
  if (!present && network.status === 'in-sync') return undefined;
  return { siteId, revision, present, standing: network.held === true ? 'held' : network.status };
}

/** An observation's reason in words, whatever the agent left out. */
export function wordsOf(observed: ObservedState): string {
  return (
    observed.reason ??
    observed.steps.findLast((step) => !step.ok)?.answer ??
    `The site answered ${observed.outcome} without a reason.`
  );
}
