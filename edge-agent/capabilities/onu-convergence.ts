import { setTimeout as pause } from 'node:timers/promises';
import type { ProofStep } from '../../functions/contracts/network-state.ts';
import { DeviceError } from '../protocols/device-error.ts';
import { turns } from '../protocols/turns.ts';
import type { DeviceDifference, DeviceResult } from './device-result.ts';
import { lookWithNumbers, type NumberConflict } from './onu-numbers.ts';
import type { OnuGrant, OnuProvisioning, OnuReading } from './onu-provisioning.ts';

/** One step towards the grant. The words name it, with everything that tells it from other steps: `service port 7, VLAN 100`. */
export interface OnuChange {
  readonly words: string;
  /** Before it there was nothing of the ONU: what comes to nothing is cleaned away. */
  readonly creates?: boolean;
  make(): Promise<void>;
  /** Puts back what was there before. */
  undo?(): Promise<void>;
}

/** One comparison; `desired` where the words of the check do not say it all. */
export type OnuCheck = Omit<ProofStep, 'at'> & { readonly desired?: string };

/** What an OLT holds of one ONU, as just read. */
export interface OnuLook {
  readonly onu?: OnuReading;
  readonly checks: readonly OnuCheck[];
  /** What to do first; absent when nothing is missing or nothing can be done. */
  readonly next?: OnuChange;
  /** Why it cannot be as it must be, whatever is done. */
  readonly obstacle?: string;
  /** The port at which it waits, while it is authorised at another from which it is taken away. */
  readonly movesTo?: string;
  /** The ONU that has a number at its port. */
  readonly serialAt?: (onuId: number) => Promise<string | undefined>;
  /** The number of the grant that something else has. */
  readonly conflict?: NumberConflict;
  /** Authorised in our name, but without any service: an attempt that was cut short. */
  readonly half?: boolean;
}

/** What a make of OLT adds to the procedure: how it is read, and which step comes first. */
export interface OnuDialect {
  look(grant: OnuGrant): Promise<OnuLook>;
  /** What is left of the ONU, and how to take the first of it away. */
  lookForRest(grant: OnuGrant): Promise<OnuLook>;
  unconfigured(): Promise<readonly OnuReading[]>;
  /** Service ports have numbers that are single in the whole OLT, and a grant may name one. */
  readonly countsServicePorts?: boolean;
  /** Makes what was changed outlive a restart of the OLT, where that is a step of its own and may be due. */
  save?(): Promise<void>;
}

export interface OnuConvergenceOptions {
  /** ONUs worked on at the same time. */
  readonly parallel: number;
  readonly settleMs: number;
  readonly now: () => string;
}

/** More steps than any ONU needs; a device that never comes to rest is given up. */
const mostSteps = 24;
/** SETs without an answer, while reads are answered. */
const silencesAllowed = 3;

type Look = (grant: OnuGrant) => Promise<OnuLook>;

/** A change that was asked for; `sure` when the OLT said yes. */
interface Made {
  readonly change: OnuChange;
  readonly sure: boolean;
}

interface Run {
  readonly result: DeviceResult;
  /** In order, each once. */
  readonly made: readonly Made[];
  /** As it was before anything was done. */
  readonly first: OnuLook | undefined;
  /** All is as it must be, but what makes it last did not succeed: it stays due. */
  readonly unsaved: boolean;
}

/**
 * Reads, makes the first missing step, reads again, until nothing is missing. So a lost answer, a restart or a hand in
 * between costs another look and nothing else. A refusal takes back what this attempt did; what was authorised for
 * nothing is removed, service ports first.
 */
export function onuProvisioning(dialect: OnuDialect, options: OnuConvergenceOptions): OnuProvisioning {
  const inTurn = turns(options.parallel);
  const lookFor = lookWithNumbers(dialect);

  async function apply(grant: OnuGrant): Promise<DeviceResult> {
    const { result, made, first } = await converge(lookFor, grant);
    if (result.outcome !== 'refused' && result.outcome !== 'unreachable') return result;
    const created = made.some(({ change }) => change.creates === true) || first?.half === true;
    if (made.length === 0 && !created) return result;
    const left = created ? await clean(grant) : await takeBack(made);
    if (left === undefined) {
      return { ...result, reason: `${result.reason ?? ''}; what had been done was taken back` };
    }
    return {
      ...result,
      outcome: 'unknown',
      reason: `${result.reason ?? ''}; taking it back failed: ${left}`,
    };
  }

  /** Undefined when nothing is left. */
  async function clean(grant: OnuGrant): Promise<string | undefined> {
    const { result, unsaved } = await converge(dialect.lookForRest, grant);
    return result.outcome.endsWith('applied') || unsaved ? undefined : result.reason;
  }

  async function takeBack(made: readonly Made[]): Promise<string | undefined> {
    for (const { change, sure } of made.toReversed()) {
      try {
        await change.undo?.();
      } catch (error) {
        const { failure, message } = deviceFailure(error);
        // A change that was never obeyed cannot be undone, and need not be.
        if (sure || failure !== 'refused') return message;
      }
    }
    // What was taken back and cannot be saved stays due.
    await save();
    return undefined;
  }

  /** What kept it from being saved, if it was due and anything did. */
  async function save(): Promise<DeviceError | undefined> {
    try {
      await dialect.save?.();
      return undefined;
    } catch (error) {
      return deviceFailure(error);
    }
  }

  async function converge(look: Look, grant: OnuGrant): Promise<Run> {
    const done = new Map<string, Made>();
    let began = false;
    let first: OnuLook | undefined;
    let last: OnuLook | undefined;
    let agreed: string | undefined;
    let waited = false;
    let refused: { words: string; reason: string } | undefined;
    let silences = 0;
    let unsaved = false;
    const end = (outcome: DeviceResult['outcome'], reason?: string): Run => ({
      result: {
        outcome,
        ...(reason === undefined ? {} : { reason }),
        steps: steps(last),
        ...(outcome === 'refused' ? conflictsOf(last) : placementOf(last)),
      },
      made: [...done.values()],
      first,
      unsaved,
    });
    for (let step = 0; step < mostSteps; step += 1) {
      try {
        last = await look(grant);
        first ??= last;
      } catch (error) {
        const { failure, message } = deviceFailure(error);
        if (began) return end('unknown', message);
        return end(failure === 'refused' ? 'refused' : 'unreachable', message);
      }
      const { next, obstacle } = last;
      if (obstacle !== undefined) return end('refused', obstacle);
      if (next === undefined) {
        const flaw = await save();
        if (flaw === undefined) return end(done.size > 0 ? 'applied' : 'already-applied');
        const words = `saving the configuration: ${flaw.message}`;
        unsaved = true;
        silences += 1;
        if (flaw.failure === 'refused') return end('refused', words);
        if (silences >= silencesAllowed) return end('unreachable', words);
        continue;
      }
      unsaved = false;
      // The same refusal again, after a fresh look, is the device's last word.
      if (refused?.words === next.words) return end('refused', refused.reason);
      if (agreed === next.words) {
        if (waited) return end('refused', `the OLT said yes to ${next.words}, but does not hold it`);
        // Some OLTs say yes before they have done it.
        waited = true;
        await pause(options.settleMs);
        continue;
      }
      began = true;
      try {
        await next.make();
        done.set(next.words, { change: next, sure: true });
        agreed = next.words;
        waited = false;
        silences = 0;
        refused = undefined;
      } catch (error) {
        const { failure, message } = deviceFailure(error);
        agreed = undefined;
        if (failure === 'refused') {
          refused = { words: next.words, reason: `${next.words}: ${message}` };
        } else {
          // It may have been obeyed; the next look tells.
          if (!done.has(next.words)) done.set(next.words, { change: next, sure: false });
          silences += 1;
          if (silences >= silencesAllowed) return end('unreachable', `${next.words}: ${message}`);
        }
      }
    }
    return end('refused', `the OLT does not come to rest; last step: ${last?.next?.words ?? 'none'}`);
  }

  function steps(look: OnuLook | undefined): ProofStep[] {
    const at = options.now();
    return (look?.checks ?? []).map(({ check, ok, answer }) => ({ check, at, ok, answer }));
  }

  return {
    apply: (grant) => inTurn(() => apply(grant)),
    read: (grant) =>
      inTurn(async () => {
        let look: OnuLook;
        try {
          look = await lookFor(grant);
        } catch (error) {
          const { failure, message } = deviceFailure(error);
          return { outcome: failure === 'refused' ? 'refused' : 'unreachable', reason: message, steps: [] };
        }
        const onu = look.onu === undefined ? {} : { onu: look.onu };
        const reason = look.obstacle ?? (look.next === undefined ? undefined : `missing: ${look.next.words}`);
        if (reason === undefined) {
          return { outcome: 'already-applied', steps: steps(look), ...onu, ...placementOf(look) };
        }
        const differences = differencesOf(look);
        return { outcome: 'refused', reason, steps: steps(look), differences, ...onu, ...conflictsOf(look) };
      }),
    remove: (grant) => inTurn(async () => (await converge(dialect.lookForRest, grant)).result),
    unconfigured: () => inTurn(() => dialect.unconfigured()),
  };
}

function conflictsOf(look: OnuLook | undefined): Pick<DeviceResult, 'conflicts'> {
  return look?.conflict === undefined ? {} : { conflicts: [look.conflict] };
}

function placementOf(look: OnuLook | undefined): Pick<DeviceResult, 'placement'> {
  const onu = look?.onu;
  if (onu === undefined || onu.state === 'unconfigured') return {};
  const { port, onuId, servicePort } = onu;
  return {
    placement: {
      port,
      ...(onuId === undefined ? {} : { onuId }),
      ...(servicePort === undefined ? {} : { servicePort }),
    },
  };
}

function differencesOf({ checks, next, obstacle }: OnuLook): DeviceDifference[] {
  const wrong = checks.filter(({ ok }) => !ok);
  if (wrong.length > 0) {
    return wrong.map(({ check, desired = 'yes', answer }) => ({ what: check, desired, observed: answer }));
  }
  return [{ what: 'ONU', desired: 'nothing left to do', observed: next?.words ?? obstacle ?? 'unknown' }];
}

function deviceFailure(error: unknown): DeviceError {
  if (error instanceof DeviceError) return error;
  throw error;
}
