import type { SimKeys } from '../../functions/contracts/access.ts';
import type { DesiredState, ProofStep } from '../../functions/contracts/network-state.ts';

/** A desired state and the secrets that came with it. */
export interface AccessGrant {
  readonly desired: DesiredState;
  readonly password?: string;
  readonly keys?: SimKeys;
}

/** The right of a subscriber to get on the network, wherever that is decided. */
export interface SubscriberAccess {
  /** Answers log-ins by this from now on. */
  apply(grant: AccessGrant): void;
  /** Tries a log-in and compares what comes back with what was promised. `reachable`: there was an answer at all. */
  read(grant: AccessGrant): Promise<{ readonly reachable: boolean; readonly steps: readonly ProofStep[] }>;
  /** Knows nobody under this identity any more. */
  remove(identity: string): void;
}
