import type { ProofStep } from '../../functions/contracts/network-state.ts';
import { NoAnswer } from '../protocols/http/http-device.ts';
import type { DeviceDifference, DeviceResult } from './device-result.ts';
import type { ListedSession, SessionList } from './session-list.ts';
import type { SimGrant, SimProvisioning } from './sim-provisioning.ts';

/** One comparison of what a core holds with what it must hold. */
export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly answer: string;
  /** Both sides, where the answer tells of both. */
  readonly desired?: string;
  readonly observed?: string;
  /** Time may mend it: the core has taken the order, and the network has not caught up. */
  readonly passing?: boolean;
}

/** What a core holds of a SIM: any part of it counts as present. */
export interface Inspection<T> {
  readonly held: T;
  readonly present: boolean;
  readonly findings: readonly Finding[];
}

/** An LTE core as far as its driver knows how to ask it. All throw NoAnswer and Refused. */
export interface SimCore<T> {
  inspect(grant: SimGrant): Promise<Inspection<T>>;
  /** Writes what is missing or differs, in an order in which every half can be found again by `look`. */
  change(grant: SimGrant, found: Inspection<T>): Promise<void>;
  /** Everything the core holds of the SIM, whether whole or half-made. */
  look(imsi: string): Promise<{ readonly held: T; readonly present: boolean }>;
  clear(imsi: string, held: T): Promise<void>;
  /** Whether the core can give a SIM a prefix of its own; none delegates a second one. */
  readonly keepsIpv6?: boolean;
  /** Who is online; left out where the core cannot tell. */
  online?(): Promise<readonly ListedSession[]>;
}

/** The core's own list of who is online, where it has one. */
export function simSessionList({ online }: Pick<SimCore<unknown>, 'online'>): SessionList | undefined {
  if (online === undefined) return undefined;
  return {
    async list() {
      const listed = await attempt(online);
      if (listed.ok) return { outcome: 'listed', sessions: listed.value };
      const outcome = listed.failure instanceof Refused ? 'refused' : 'unreachable';
      return { outcome, words: listed.failure.message };
    },
  };
}

/** The core answered, and it was no. The message is in its words, without secrets. */
export class Refused extends Error {
  override name = 'Refused';
}

/**
 * SIMs of a core, by reading before and after every change: whatever a change is answered with, or whether it is
 * answered at all, what the core then holds decides the outcome. One change at a time for each SIM.
 */
export function simProvisioning<T>(core: SimCore<T>, now: () => string): SimProvisioning {
  const inTurn = oneAtATime();

  function steps(findings: readonly Finding[]): ProofStep[] {
    return findings.map(({ check, ok, answer }) => ({ check, at: now(), ok, answer }));
  }

  /** Why the core cannot hold what was sold. */
  function unfit({ framedIpv6Prefix, delegatedIpv6Prefix }: SimGrant): DeviceResult | undefined {
    const prefix = delegatedIpv6Prefix ?? (core.keepsIpv6 === true ? undefined : framedIpv6Prefix);
    return prefix === undefined
      ? undefined
      : failed(
          new Refused(`The core cannot give a SIM the IPv6 prefix ${prefix}; leave it out of the service.`),
        );
  }

  async function applied(grant: SimGrant): Promise<DeviceResult> {
    const cannot = unfit(grant);
    if (cannot !== undefined) return cannot;
    const before = await attempt(() => core.inspect(grant));
    if (!before.ok) return failed(before.failure);
    if (isRight(before.value)) return { outcome: 'already-applied', steps: steps(before.value.findings) };
    const changed = await attempt(() => core.change(grant, before.value));
    const after = await attempt(() => core.inspect(grant));
    if (!after.ok) return unreadable(changed, after.failure);
    const { findings } = after.value;
    if (isRight(after.value)) return { outcome: 'applied', steps: steps(findings) };
    if (changed.ok) {
      const wrong = findings.filter(({ ok }) => !ok);
      const outcome = wrong.every(({ passing }) => passing) ? 'unreachable' : 'refused';
      return { outcome, reason: wordsOf(wrong), steps: steps(findings) };
    }
    const leftover = before.value.present ? undefined : await takeBack(grant.imsi);
    const reason = [changed.failure.message, ...(leftover ?? [])].join(' ');
    return { ...failed(changed.failure), reason, steps: steps(findings) };
  }

  /** A SIM that was not there and could not be made whole leaves nothing behind; words when something stays. */
  async function takeBack(imsi: string): Promise<string[]> {
    const taken = await attempt(async () => {
      const { held, present } = await core.look(imsi);
      if (present) await core.clear(imsi, held);
    });
    return taken.ok ? [] : [`What was begun could not be taken back: ${taken.failure.message}`];
  }

  async function removed(imsi: string): Promise<DeviceResult> {
    const before = await attempt(() => core.look(imsi));
    if (!before.ok) return failed(before.failure);
    if (!before.value.present) return { outcome: 'already-applied', steps: gone(imsi, true) };
    const cleared = await attempt(() => core.clear(imsi, before.value.held));
    const after = await attempt(() => core.look(imsi));
    if (!after.ok) return unreadable(cleared, after.failure);
    if (!after.value.present) return { outcome: 'applied', steps: gone(imsi, true) };
    if (!cleared.ok) return { ...failed(cleared.failure), steps: gone(imsi, false) };
    return {
      outcome: 'refused',
      reason: `The core took the removal of IMSI ${imsi}, and still holds it.`,
      steps: gone(imsi, false),
    };
  }

  function gone(imsi: string, ok: boolean): ProofStep[] {
    const answer = ok ? `nothing is left of IMSI ${imsi}` : `IMSI ${imsi} is still there`;
    return steps([{ check: 'SIM is gone', ok, answer }]);
  }

  return {
    apply: (grant) => inTurn(grant.imsi, () => applied(grant)),
    async read(grant) {
      const cannot = unfit(grant);
      if (cannot !== undefined) return cannot;
      const found = await attempt(() => core.inspect(grant));
      if (!found.ok) return failed(found.failure);
      const { findings } = found.value;
      const wrong = findings.filter(({ ok }) => !ok);
      return wrong.length === 0
        ? { outcome: 'already-applied', steps: steps(findings) }
        : {
            outcome: 'refused',
            reason: wordsOf(wrong),
            steps: steps(findings),
            differences: wrong.map(differenceOf),
          };
    },
    remove: ({ imsi }) => inTurn(imsi, () => removed(imsi)),
  };
}

type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: NoAnswer | Refused };

async function attempt<T>(task: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await task() };
  } catch (error) {
    if (error instanceof NoAnswer || error instanceof Refused) return { ok: false, failure: error };
    throw error;
  }
}

function failed(failure: NoAnswer | Refused): DeviceResult {
  const outcome = failure instanceof Refused ? 'refused' : 'unreachable';
  return { outcome, reason: failure.message, steps: [] };
}

/** Nobody can say what the core holds now. */
function unreadable(change: Attempt<void>, failure: NoAnswer | Refused): DeviceResult {
  const asked = change.ok ? 'The core took the change' : change.failure.message;
  return {
    outcome: 'unknown',
    reason: `${asked}; then it could not be read: ${failure.message}`,
    steps: [],
  };
}

function isRight({ findings }: Inspection<unknown>): boolean {
  return findings.every(({ ok }) => ok);
}

function differenceOf({
  check,
  answer,
  desired = 'as ordered',
  observed = answer,
}: Finding): DeviceDifference {
  return { what: check, desired, observed };
}

function wordsOf(findings: readonly Finding[]): string {
  return findings.map(({ check, answer }) => `${check}: ${answer}`).join('; ');
}

function oneAtATime(): <T>(key: string, task: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (key, task) => {
    const former = last.get(key) ?? Promise.resolve();
    const mine = former.then(task, task);
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    last.set(key, settled);
    void settled.then(() => {
      if (last.get(key) === settled) last.delete(key);
    });
    return mine;
  };
}
