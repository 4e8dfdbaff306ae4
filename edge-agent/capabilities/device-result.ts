import type { Outcome, ProofStep } from '../../functions/contracts/network-state.ts';
import type { NumberConflict } from './onu-numbers.ts';

/** Both sides of what a device holds otherwise than it must, in words. Secrets are only said to differ. */
export interface DeviceDifference {
  /** As staff call it: `service port`, `queue of ada: max-limit`. */
  readonly what: string;
  readonly desired: string;
  readonly observed: string;
}

/**
 * What came of asking a device for something, after reading it back. `unknown`: the line broke at a moment when the
 * device may or may not have obeyed, and it could not be read since; read before you try again.
 */
export interface DeviceResult {
  readonly outcome: Exclude<Outcome, 'stale'>;
  /** In the device's own words, when it is not applied or already-applied. */
  readonly reason?: string;
  readonly steps: readonly ProofStep[];
  /** Where an OLT has the ONU, and the numbers under which. */
  readonly placement?: OnuPlacement;
  /** Numbers of the grant that something else has on the device. */
  readonly conflicts?: readonly NumberConflict[];
  /** Of a reading that found the device otherwise than it must be. None: the device did not say what it holds. */
  readonly differences?: readonly DeviceDifference[];
}

/** The place of an ONU on its OLT, in the vendor's way of writing a port: 0/1/3. */
export interface OnuPlacement {
  readonly port: string;
  readonly onuId?: number;
  readonly servicePort?: number;
}
