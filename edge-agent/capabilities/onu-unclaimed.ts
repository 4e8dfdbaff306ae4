import type { OnuChange, OnuLook } from './onu-convergence.ts';
import type { OnuGrant, OnuReading } from './onu-provisioning.ts';

/** An ONU that no port has been told to serve. P names a port as the make of OLT counts. */
export interface Unclaimed<P> {
  /** What the make calls it: ONU or ONT. */
  readonly noun: string;
  readonly grant: OnuGrant;
  /** Where the OLT sees it; undefined when it is nowhere. */
  readonly port: P | undefined;
  portName(port: P): string;
  /** A number that no ONU has at the port; undefined when there is none left. */
  free(port: P): Promise<number | undefined>;
  /** The ONU that has the number at the port. */
  serialAt(port: P, number: number): Promise<string | undefined>;
  authorise(port: P, number: number): OnuChange;
}

/** What is to be done for an ONU that is not authorised: it is claimed where it waits, or staff must look for it. */
export async function lookForUnclaimed<P>(unclaimed: Unclaimed<P>): Promise<OnuLook> {
  const { noun, grant, port } = unclaimed;
  const { serial } = grant;
  const check = { check: `${noun} authorised`, ok: false };
  if (port === undefined) {
    return {
      checks: [{ ...check, answer: 'neither authorised nor seen on any port' }],
      obstacle: `${noun} ${serial} is neither authorised nor seen on any port: connect it, or mend the serial`,
    };
  }
  const where = unclaimed.portName(port);
  const onu = waitingOnu(serial, where);
  const checks = [{ ...check, answer: `waits at ${where}` }];
  const serialAt = (number: number) => unclaimed.serialAt(port, number);
  const number = grant.onuId ?? (await unclaimed.free(port));
  if (number === undefined) return { onu, checks, obstacle: `no free ${noun} id at ${where}` };
  return { onu, checks, serialAt, next: unclaimed.authorise(port, number) };
}

export function waitingOnu(serial: string, port: string): OnuReading {
  return { serial, port, state: 'unconfigured' };
}
