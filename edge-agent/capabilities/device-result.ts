import type { Outcome, ProofStep } from '../../functions/contracts/network-state.ts';

/**
 * What came of asking a device for something, after reading it back. `unknown`: the line broke at a moment when the
 * device may or may not have obeyed, and it could not be read since; read before you try again.
 */
export interface DeviceResult {
  readonly outcome: Exclude<Outcome, 'stale'>;
  /** In the device's own words, when it is not applied or already-applied. */
  readonly reason?: string;
  readonly steps: readonly ProofStep[];
}
