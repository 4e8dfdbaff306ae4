import { aaaIdentity } from '../../functions/contracts/access.ts';
import type { DesiredMessage, ReportMessage } from '../../functions/contracts/edge/messages.ts';
import type { ObservedState, Outliving } from '../../functions/contracts/network-state.ts';
import type { AccessGrant, SubscriberAccess } from '../capabilities/subscriber-access.ts';
import type { Store } from '../journal/store.ts';
import type { Log } from '../log.ts';
import { type Convergence, type ConvergeTools, converge, type OpenSession } from './converge.ts';
import { deviceSteps, planDevices } from './device-steps.ts';
import { grantOf, isGranted, stepFor } from './grant.ts';
import { placeOf } from './site-nodes.ts';
import { standingOf } from './standing.ts';
import { createTroubles } from './troubles.ts';
import type { Place, Turns } from './turns.ts';
import { createWorkQueue } from './work-queue.ts';

export interface ReconcilerTools extends Omit<ConvergeTools, 'heldOnDevices' | 'touching' | 'released'> {
  readonly siteId: string;
  readonly store: Store;
  readonly access: SubscriberAccess;
  readonly concurrency: number;
  readonly turns: Turns;
  /** The device that holds the session; absent when the site's configuration has none. */
  placeOf(session: OpenSession): Place | undefined;
  readonly newMessageId: () => string;
  /** A report was put in the outbox. */
  readonly reported: () => void;
  readonly log: Log;
}

/** Makes the site hold what the cloud desires, and reports what was found. */
export interface Reconciler {
  /**
   * Takes a desired message in: when this returns, the message is in the journal, the replica holds the newer state and
   * AAA answers by it. Sessions and proof follow. Throws when the disk does not take it; then nothing has changed.
   */
  receive(message: DesiredMessage): void;
  /** Fills AAA from the replica. */
  loadAccess(): void;
  /** Goes on with what a kill interrupted, and with sessions that do not hold what was promised. */
  resume(): void;
  /** Tries anew what failed before: a few services at a time, so that a dead NAS cannot keep the living waiting. */
  retry(): void;
  /** A session or a device of the service turned up that does not hold what was promised. */
  drifted(serviceId: string): void;
  /** Asked for or being worked on. */
  isBusy(serviceId: string): boolean;
  idle(): Promise<void>;
  /** Takes nothing new up and leaves what is under way to the next start; resolves when all has come to rest. */
  stop(): Promise<void>;
}

const retriesAtATime = 16;

export function createReconciler(tools: ReconcilerTools): Reconciler {
  const { store, access, log } = tools;
  const { replica, journal, reports, sessions, deviceHolds } = store;
  const convergeTools: ConvergeTools = {
    ...tools,
    heldOnDevices: (serviceId) => deviceHolds.of(serviceId),
    touching: (serviceId, step) => store.groupCommit(() => deviceHolds.put(serviceId, step)),
    released: (serviceId, key) => store.groupCommit(() => deviceHolds.drop(serviceId, key)),
  };
  let retriedUpTo = '';
  let devicesRetriedUpTo = '';
  let stopped = false;
  /** Their trouble has been reported and has not gone yet. */
  const troubles = createTroubles();
  /** Services with a session in the way, which may end by itself. */
  const hindered = new Set<string>();
  let troublesRetriedUpTo = '';
  const queue = createWorkQueue({
    concurrency: tools.concurrency,
    turns: tools.turns,
    placesOf,
    work,
    failed: (serviceId, error) =>
      log('error', 'work on a service failed; it is taken up again', { serviceId, error }),
  });

  /** The devices that will be asked for the service: those of its binding, and those that hold a session to be treated. */
  function placesOf(serviceId: string): readonly Place[] {
    const held = replica.get(serviceId);
    if (held === undefined) return [];
    const { remove, make } = planDevices(held.desired, deviceHolds.of(serviceId));
    const devices = [...remove, ...make].flatMap(({ nodeId }) => {
      const standing = tools.node(nodeId);
      return standing.kind === 'usable' ? [placeOf(standing.node)] : [];
    });
    const grant = grantOf(held.desired);
    const treated = tools.openSessions(serviceId).filter(({ granted }) => stepFor(granted, grant) !== 'keep');
    return [...devices, ...treated.flatMap((session) => tools.placeOf(session) ?? [])];
  }

  /** Whether the service may not be online; then what failed is tried until it does not. */
  function mayBeOff(serviceId: string): boolean {
    const held = replica.get(serviceId);
    return held !== undefined && !isGranted(held.desired);
  }

  /** AAA answers for an identity by whoever the replica says holds it, whatever order messages came in. */
  function refreshAccess(identity: string): void {
    const holder = replica.holderOf(identity);
    if (holder === undefined) access.remove(identity);
    else access.apply(holder);
  }

  function report(observed: ObservedState, inReplyTo?: string): void {
    const message: ReportMessage = {
      messageId: tools.newMessageId(),
      ...(inReplyTo === undefined ? {} : { inReplyTo }),
      siteId: tools.siteId,
      observed,
    };
    reports.add(message);
  }

  function receive(message: DesiredMessage): void {
    const { desired, messageId, password, keys, priority = 'interactive' } = message;
    const { serviceId, revision } = desired;
    const arriving: AccessGrant = {
      desired,
      ...(password === undefined ? {} : { password }),
      ...(keys === undefined ? {} : { keys }),
    };
    const held = replica.get(serviceId);
    const standing = standingOf(held, arriving);
    store.transaction(() => {
      const now = tools.now();
      if (standing === 'older' || standing === 'conflicting') {
        const inForce = held?.desired.revision ?? 0;
        const refusal: ObservedState =
          standing === 'older'
            ? staleBy(serviceId, inForce, now)
            : {
                serviceId,
                revision: inForce,
                outcome: 'refused',
                observedAt: now,
                reason: `Revision ${revision} came before with other content; issue a new revision.`,
                steps: [],
              };
        if (journal.open({ messageId, serviceId, revision, standing: 'equal', priority }, now)) {
          journal.finish(messageId, refusal.outcome, now);
          report(refusal, messageId);
        }
        return;
      }
      journal.open({ messageId, serviceId, revision, standing, priority }, now);
      if (standing === 'newer') {
        const named = deviceSteps(desired);
        // Never heard of here: a store that was lost may have put it on the devices.
        if (!desired.present && held === undefined) {
          for (const step of named) deviceHolds.put(serviceId, step);
        }
        const idle = deviceHolds.of(serviceId).length === 0 && (!desired.present || named.length === 0);
        replica.put(arriving, grantOf(desired), idle);
        sessions.markDrift(serviceId, grantOf(desired));
      }
    });
    if (standing === 'newer') {
      const identities = new Set([aaaIdentity(desired.access)]);
      if (held !== undefined) identities.add(aaaIdentity(held.desired.access));
      for (const identity of identities) refreshAccess(identity);
    }
    if (standing === 'newer' || standing === 'equal') queue.ask(serviceId, priority);
    else tools.reported();
  }

  async function work(serviceId: string): Promise<void> {
    const held = replica.get(serviceId);
    if (held === undefined) return;
    const entries = journal.openEntries(serviceId);
    const wasSettled = replica.isSettled(serviceId);
    const driftBefore = replica.driftOf(serviceId);
    const found = await converge(held, wasSettled || driftBefore !== undefined, convergeTools);
    const drift = found.isHeld ? JSON.stringify(found.differences) : undefined;
    // What was broken off by our own end has proved nothing; the journal goes on with it after the next start.
    if (stopped) return;
    const { revision } = held.desired;
    const formerTrouble = troubles.of(serviceId);
    // What is left by policy was proven once, and is no trouble.
    const isProven = found.outcome === 'applied' || found.outcome === 'drifted';
    const trouble = isProven ? undefined : troubles.failed(serviceId, revision, tools.now());
    if (trouble === undefined) troubles.over(serviceId);
    if (found.hindered) hindered.add(serviceId);
    else hindered.delete(serviceId);
    const outlives =
      trouble !== undefined && !isGranted(held.desired) && trouble.attempts >= attemptsBeforeAlarm;
    const outlivesNow = outlives && trouble.attempts === attemptsBeforeAlarm;
    const outliving = outlives ? { since: trouble.since, attempts: trouble.attempts } : undefined;
    await store.groupCommit(() => {
      const now = tools.now();
      // A newer revision that arrived meanwhile has made this proof worthless; it has asked for work of its own.
      const inForce = replica.revisionOf(serviceId) ?? revision;
      for (const entry of entries) {
        if (entry.revision > revision) continue;
        const observed: ObservedState =
          entry.revision < inForce
            ? staleBy(serviceId, inForce, now)
            : observedBy(serviceId, revision, found, entry.standing, now, outliving);
        journal.finish(entry.messageId, observed.outcome, now);
        report(observed, entry.messageId);
      }
      // Nobody asked, but the network had to be put right, or could not be: the cloud shall know, the latter once.
      const isOtherDrift = drift !== driftBefore;
      const toldBefore = trouble !== undefined && trouble.attempts > 1 && !outlivesNow && !isOtherDrift;
      const isNews =
        found.touched || !wasSettled || outlivesNow || formerTrouble !== undefined || isOtherDrift;
      if ((found.onDevices || !wasSettled) && inForce === revision) {
        replica.settle(serviceId, isProven);
        if (isOtherDrift) replica.setDrift(serviceId, drift);
      }
      if (entries.length === 0 && isNews && inForce === revision && !toldBefore) {
        report(observedBy(serviceId, revision, found, 'newer', now, outliving));
      }
    });
    for (const { nodeId, taken, words } of found.liveChanges) {
      if (!taken)
        log('warn', 'a NAS refused to change a live session, which was cut instead', { nodeId, words });
    }
    if (found.reason !== undefined) {
      log('warn', 'a desired state could not be proved', { serviceId, revision, reason: found.reason });
    }
    tools.reported();
  }

  return {
    receive,
    loadAccess() {
      for (const held of replica.present()) access.apply(held);
    },
    resume() {
      for (const { serviceId, priority } of journal.unfinishedServices()) queue.ask(serviceId, priority);
    },
    retry() {
      const drifted = sessions.driftedServices(retriedUpTo, retriesAtATime);
      const unsettled = replica.unsettledServices(devicesRetriedUpTo, retriesAtATime);
      // What ended by itself drifts no more: the cloud must hear that, too.
      const troubled = troubles.services(troublesRetriedUpTo, retriesAtATime);
      troublesRetriedUpTo = troubled.length < retriesAtATime ? '' : (troubled.at(-1) ?? '');
      const again = [
        ...new Set([...drifted, ...unsettled, ...troubled.filter((id) => mayBeOff(id) || hindered.has(id))]),
      ].map((serviceId) => ({
        serviceId,
        priority: 'bulk' as const,
      }));
      for (const { serviceId, priority } of [...journal.unfinishedServices(), ...again]) {
        if (!queue.isBusy(serviceId)) queue.ask(serviceId, priority);
      }
      retriedUpTo = drifted.length < retriesAtATime ? '' : (drifted.at(-1) ?? '');
      devicesRetriedUpTo = unsettled.length < retriesAtATime ? '' : (unsettled.at(-1) ?? '');
    },
    drifted: (serviceId) => queue.ask(serviceId, 'bulk'),
    isBusy: queue.isBusy,
    idle: queue.idle,
    stop() {
      stopped = true;
      return queue.stop();
    },
  };
}

/** How often it is tried in vain to take a service off the network until people must look. */
const attemptsBeforeAlarm = 3;

function staleBy(serviceId: string, inForce: number, now: string): ObservedState {
  return {
    serviceId,
    revision: inForce,
    outcome: 'stale',
    observedAt: now,
    reason: `Revision ${inForce} is already in force.`,
    steps: [],
  };
}

function observedBy(
  serviceId: string,
  revision: number,
  found: Convergence,
  standing: 'newer' | 'equal',
  now: string,
  outliving: Outliving | undefined,
): ObservedState {
  const outcome = found.outcome === 'applied' && standing === 'equal' ? 'already-applied' : found.outcome;
  return {
    serviceId,
    revision,
    outcome,
    observedAt: now,
    ...(found.reason === undefined ? {} : { reason: found.reason }),
    ...(outliving === undefined ? {} : { outliving }),
    steps: [...found.steps],
    ...(found.line === undefined ? {} : { line: found.line }),
    ...(found.conflicts.length === 0 ? {} : { conflicts: found.conflicts.slice(0, 10) }),
    ...(found.sessions.changed + found.sessions.cut === 0 ? {} : { sessions: found.sessions }),
    ...(found.liveChanges.length === 0 ? {} : { liveChanges: found.liveChanges.slice(0, 10) }),
    ...(found.differences.length === 0 ? {} : { differences: found.differences.slice(0, 200) }),
  };
}
