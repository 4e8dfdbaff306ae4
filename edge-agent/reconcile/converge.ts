import type { LiveChange, NetworkDifference, ProofStep } from '../../functions/contracts/network-state.ts';
import type { DeviceAnswer, NasSession, SessionControl } from '../capabilities/session-control.ts';
import type { AccessGrant, SubscriberAccess } from '../capabilities/subscriber-access.ts';
import { planDevices } from './device-steps.ts';
import { grantOf, isGranted, rateOf, stepFor } from './grant.ts';
import { type DeviceFailure, type DeviceRun, type DeviceTools, runDeviceSteps } from './run-device-steps.ts';

/** What was found after everything was done to make a desired state true. */
export interface Convergence {
  readonly outcome: 'applied' | DeviceFailure['outcome'];
  readonly reason?: string;
  readonly steps: readonly ProofStep[];
  /** What was found changed on devices since it was proven; it is still so when the outcome is drifted. */
  readonly differences: readonly NetworkDifference[];
  /** Whether some of that is left so by policy. */
  readonly isHeld: boolean;
  /** Whether a session or a device had to be changed. */
  readonly touched: boolean;
  /** Whether there was anything to prove on devices. */
  readonly onDevices: boolean;
  readonly line?: DeviceRun['line'];
  readonly conflicts: DeviceRun['conflicts'];
  /** Live sessions that got another rate, and those that were cut. */
  readonly sessions: TreatedSessions;
  /** Whether a session was in the way that could not be changed or cut. */
  readonly hindered: boolean;
  /** How each node took the wish for another rate, where it should take it. */
  readonly liveChanges: readonly LiveChange[];
}

export interface TreatedSessions {
  readonly changed: number;
  readonly cut: number;
}

/** A session that is open, and what it was granted if anybody knows. */
export interface OpenSession extends NasSession {
  readonly granted?: string;
}

export interface ConvergeTools extends DeviceTools {
  readonly access: SubscriberAccess;
  openSessions(serviceId: string): readonly OpenSession[];
  /** Open sessions on nodes that list them and cannot cut them: they end with what the node holds of the service. */
  listedSessions(serviceId: string): readonly OpenSession[];
  /** Whether the node lists the session at this moment. */
  isListed(session: OpenSession): Promise<{ readonly listed: boolean } | { readonly words: string }>;
  /** Of the node that holds the session; absent when the site's configuration has no such node. */
  control(session: OpenSession): SessionControl | undefined;
  /** The NAS has ended the session (`cut`: it will say so by a Stop) or does not know it (`gone`). */
  ended(session: OpenSession, how: 'cut' | 'gone'): void;
  rateChanged(session: OpenSession, grant: string): void;
  now(): string;
}

/** What one part of the work came to. */
interface Part {
  readonly steps: readonly ProofStep[];
  readonly failures: readonly DeviceFailure[];
  readonly touched: boolean;
  readonly sessions?: TreatedSessions;
  readonly hindered?: boolean;
  readonly liveChanges?: readonly LiveChange[];
  readonly differences?: readonly NetworkDifference[];
}

/** What keeps a service from holding comes before what a policy leaves as it is. */
const gravity: readonly DeviceFailure['outcome'][] = ['refused', 'unknown', 'unreachable', 'drifted'];

/**
 * Makes devices and sessions of a service agree with its desired state, and proves by a log-in that AAA does. What comes
 * up does so from the line to AAA, and nothing is tried behind a part that failed; what goes down, the other way round,
 * and what else can be taken down is. Everything in here can be repeated: it reads first and does only what is missing.
 */
export async function converge(
  held: AccessGrant,
  wasProven: boolean,
  tools: ConvergeTools,
): Promise<Convergence> {
  const plan = planDevices(held.desired, tools.heldOnDevices(held.desired.serviceId));
  const onDevices = plan.remove.length + plan.make.length > 0;
  const parts: Part[] = [];
  // Those of before: whoever else looks at the device's list meanwhile may be the first to see them gone.
  const listed = tools.listedSessions(held.desired.serviceId);
  if (plan.direction === 'down') parts.push(await convergeSessions(held, tools));
  const devices = await runDeviceSteps(plan, held, wasProven, tools);
  parts.push(devices);
  if (plan.direction === 'up' && devices.failures.every(({ outcome }) => outcome === 'drifted')) {
    parts.push(await convergeSessions(held, tools));
  }
  if (plan.direction === 'down') parts.push(await proveUnlisted(listed, tools));
  const failures = parts.flatMap((part) => part.failures);
  const found = {
    steps: parts.flatMap(({ steps }) => steps),
    touched: parts.some(({ touched }) => touched),
    differences: parts.flatMap(({ differences = [] }) => differences),
    isHeld: failures.some(({ outcome }) => outcome === 'drifted'),
    onDevices,
    conflicts: devices.conflicts,
    ...(devices.line === undefined ? {} : { line: devices.line }),
    sessions: parts.flatMap((part) => part.sessions ?? [])[0] ?? { changed: 0, cut: 0 },
    hindered: parts.some((part) => part.hindered === true),
    liveChanges: parts.flatMap((part) => part.liveChanges ?? []),
  };
  const [failure] = failures.toSorted((a, b) => gravity.indexOf(a.outcome) - gravity.indexOf(b.outcome));
  if (failure === undefined) return { outcome: 'applied', ...found };
  const reason = failures.map(({ words }) => words).join('; ');
  return { outcome: failure.outcome, reason: reason.slice(0, 2000), ...found };
}

async function convergeSessions(held: AccessGrant, tools: ConvergeTools): Promise<Part> {
  const { desired } = held;
  const grant = grantOf(desired);
  const steps: ProofStep[] = [];
  const failures: DeviceFailure[] = [];

  const sessions = tools.openSessions(desired.serviceId);
  const treated = await Promise.all(
    sessions.map((session) => treat(session, grant, held, tools).then((answers) => ({ session, answers }))),
  );
  for (const { session, answers } of treated) {
    for (const { check, answer, last } of answers) {
      const ok = answer.outcome === 'done' || answer.outcome === 'gone';
      steps.push({ check, at: tools.now(), ok: ok || !last, answer: answer.words });
      if (!ok && last) {
        const outcome = answer.outcome === 'unreachable' ? 'unreachable' : 'refused';
        failures.push({ outcome, words: `session ${session.sessionId}: ${answer.words}` });
      }
    }
  }

  const hindered = failures.length > 0;

  if (!isGranted(desired)) {
    const known = new Map(
      [...sessions, ...tools.openSessions(desired.serviceId)].map((one) => [one.key, one]),
    );
    const left = [...known.values()].filter((session) => tools.control(session)?.read(session) !== 'closed');
    steps.push({
      check: 'no session is left',
      at: tools.now(),
      ok: left.length === 0,
      answer: left.length === 0 ? 'none' : left.map(({ sessionId }) => sessionId).join(', '),
    });
    if (left.length > 0 && failures.length === 0) {
      failures.push({ outcome: 'unreachable', words: 'the NAS still reports a session' });
    }
  }

  const proof = await tools.access.read(held);
  steps.push(...proof.steps);
  const wrong = proof.steps.find((step) => !step.ok);
  if (wrong !== undefined) {
    failures.push({
      outcome: proof.reachable ? 'refused' : 'unreachable',
      words: `${wrong.check}: ${wrong.answer}`,
    });
  }

  const did = treated.flatMap(({ answers }) => answers).filter(({ answer }) => answer.outcome === 'done');
  return {
    steps,
    failures,
    hindered,
    touched: treated.some(({ answers }) => answers.length > 0),
    sessions: {
      changed: did.filter(({ verb }) => verb === 'change').length,
      cut: did.filter(({ verb }) => verb === 'cut').length,
    },
    liveChanges: liveChangesOf(
      treated.flatMap(({ session, answers }) => answers.map((one) => ({ ...one, session }))),
    ),
  };
}

/** A session that only its device can end is over when the device does not list it any more. */
async function proveUnlisted(listed: readonly OpenSession[], tools: ConvergeTools): Promise<Part> {
  const steps: ProofStep[] = [];
  const failures: DeviceFailure[] = [];
  for (const session of listed) {
    const found = await tools.isListed(session);
    const ok = 'listed' in found && !found.listed;
    if (ok) tools.ended(session, 'gone');
    const answer = ok
      ? 'not listed any more'
      : 'words' in found
        ? found.words
        : 'the node still lists a session';
    const check = `session of ${session.username} on node ${session.nodeId}`;
    steps.push({ check, at: tools.now(), ok, answer });
    if (!ok) failures.push({ outcome: 'unreachable', words: `${check}: ${answer}` });
  }
  return { steps, failures, touched: steps.length > 0 };
}

/** Of several answers of a node a refusal counts. What nobody answered, or came too late, says nothing of the node. */
function liveChangesOf(
  treatments: readonly (Treatment & { readonly session: OpenSession })[],
): readonly LiveChange[] {
  const byNode = new Map<string, LiveChange>();
  for (const { answer, isExpected, session } of treatments) {
    const { nodeId } = session;
    if (nodeId === undefined || isExpected !== true) continue;
    const taken = answer.outcome === 'done';
    if (!taken && answer.outcome !== 'refused' && answer.outcome !== 'unsupported') continue;
    if (taken && byNode.has(nodeId)) continue;
    byNode.set(nodeId, { nodeId, taken, words: answer.words.slice(0, 500) });
  }
  return [...byNode.values()];
}

interface Treatment {
  readonly verb: 'change' | 'cut';
  /** A change of rate that this make of NAS should take on a live session. */
  readonly isExpected?: boolean;
  readonly check: string;
  readonly answer: DeviceAnswer;
  /** The answer that counts: an earlier one was followed by another way. */
  readonly last: boolean;
}

async function treat(
  session: OpenSession,
  grant: string,
  { desired }: AccessGrant,
  tools: ConvergeTools,
): Promise<Treatment[]> {
  const step = stepFor(session.granted, grant);
  if (step === 'keep') return [];
  const where = `session ${session.sessionId} on ${session.nasAddress}`;
  const control = tools.control(session);
  if (control === undefined) {
    const words = `the site's configuration has no usable NAS for ${session.nasAddress}; configure it so that the session can be cut`;
    return [{ verb: 'cut', check: `cut ${where}`, answer: { outcome: 'refused', words }, last: true }];
  }
  const treatments: Treatment[] = [];
  if (step === 'change-rate') {
    const { downKbps, upKbps } = desired.profile;
    const answer = await control.apply(session, { downKbps, upKbps }, rateOf(session.granted));
    if (answer.outcome === 'done') tools.rateChanged(session, grant);
    if (answer.outcome === 'gone') tools.ended(session, 'gone');
    const last = answer.outcome === 'done' || answer.outcome === 'gone' || answer.outcome === 'unreachable';
    const isExpected = control.changesRates;
    treatments.push({ verb: 'change', isExpected, check: `change the rate of ${where}`, answer, last });
    if (last) return treatments;
  }
  const answer = await control.remove(session);
  if (answer.outcome === 'done') tools.ended(session, 'cut');
  if (answer.outcome === 'gone') tools.ended(session, 'gone');
  return [...treatments, { verb: 'cut', check: `cut ${where}`, answer, last: true }];
}
