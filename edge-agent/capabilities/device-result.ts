import type { Outcome, ProofStep } from '../../functions/contracts/network-state.ts';
import type { NumberConflict } from './onu-numbers.ts';

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
}

/** The place of an ONU on its OLT, in the vendor's way of writing a port: 0/1/3. */
export interface OnuPlacement {
  readonly port: string;
  readonly onuId?: number;
  readonly servicePort?: number;
}
