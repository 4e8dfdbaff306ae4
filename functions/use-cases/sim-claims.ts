import type { SimDetails } from '../contracts/sim.ts';
import { simKeyFingerprint } from '../contracts/sim-key-fingerprint.ts';
import { type Refusal, refuse } from '../domain/result.ts';
import type { Claim } from '../ports/store.ts';

/** What a SIM holds alone. The Ki by its fingerprint: a claim is no secret. */
export function simClaims(details: SimDetails, ki: string): readonly Claim[] {
  const { iccid, imsi, msisdn } = details;
  return [
    { kind: 'sim-iccid', value: iccid, pointer: '/iccid' },
    simImsiClaim(imsi),
    { kind: 'sim-ki', value: simKeyFingerprint(ki), pointer: '/ki' },
    ...(msisdn === undefined ? [] : [simNumberClaim(msisdn)]),
  ];
}

/** By which the SIM of an IMSI is found. A service that uses the IMSI has a claim of its own on it. */
export function simImsiClaim(imsi: string): Claim {
  return { kind: 'sim-imsi', value: imsi, pointer: '/imsi' };
}

export function simNumberClaim(msisdn: string): Claim {
  return { kind: 'msisdn', value: msisdn, pointer: '/msisdn' };
}

/** A taken claim in the words of the stock; every other refusal as it is. */
export function takenSim(refusal: Refusal): { ok: false; refusal: Refusal } {
  if (refusal.code !== 'store.claim-taken') return { ok: false, refusal };
  switch (refusal.pointer) {
    case '/iccid':
      return refuse('sim.iccid-taken', 'Another SIM has this ICCID; read it off the card again.', '/iccid');
    case '/imsi':
      return refuse(
        'sim.imsi-taken',
        'Another SIM has this IMSI; ask the maker which one is right.',
        '/imsi',
      );
    case '/ki':
      return refuse(
        'sim.key-taken',
        'Another SIM has this Ki; ask the maker for keys that are used once.',
        '/ki',
      );
    default:
      return refuse('sim.msisdn-taken', 'Another SIM has this number; choose another.', '/msisdn');
  }
}
