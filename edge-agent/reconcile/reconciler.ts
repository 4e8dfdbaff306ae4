import { aaaIdentity } from '../../functions/contracts/access.ts';
import type { DesiredMessage, ReportMessage } from '../../functions/contracts/edge/messages.ts';
import type { ObservedState } from '../../functions/contracts/network-state.ts';
import type { AccessGrant, SubscriberAccess } from '../capabilities/subscriber-access.ts';
import type { Store } from '../journal/store.ts';
import type { Log } from '../log.ts';
import { type Convergence, type ConvergeTools, converge } from './converge.ts';
import { grantOf } from './grant.ts';
import { standingOf } from './standing.ts';
import { createWorkQueue } from './work-queue.ts';

export interface ReconcilerTools extends ConvergeTools {
  readonly siteId: string;
  readonly store: Store;
  readonly access: SubscriberAccess;
  readonly concurrency: number;
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
  /** A session of the service turned up that does not hold what was promised. */
  drifted(serviceId: string): void;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function createReconciler(tools: ReconcilerTools): Reconciler {
  const { store, access, log } = tools;
  const { replica, journal, reports, sessions } = store;
  const queue = createWorkQueue(tools.concurrency, work, (serviceId, error) =>
    log('error', 'work on a service failed; it is taken up again', { serviceId, error }),
  );

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
    const { desired, messageId } = message;
    const { serviceId, revision } = desired;
    const arriving: AccessGrant =
      message.password === undefined ? { desired } : { desired, password: message.password };
    const held = replica.get(serviceId);
    const standing = standingOf(held, arriving);
    store.transaction(() => {
      const now = tools.now();
      if (standing === 'older' || standing === 'conflicting') {
        const inForce = held?.desired.revision ?? 0;
        const refusal: ObservedState =
          standing === 'older'
            ? {
                serviceId,
                revision: inForce,
                outcome: 'stale',
                observedAt: now,
                reason: `Revision ${inForce} is already in force.`,
                steps: [],
              }
            : {
                serviceId,
                revision: inForce,
                outcome: 'refused',
                observedAt: now,
                reason: `Revision ${revision} came before with other content; issue a new revision.`,
                steps: [],
              };
        if (journal.open({ messageId, serviceId, revision, standing: 'equal' }, now)) {
          journal.finish(messageId, refusal.outcome, now);
          report(refusal, messageId);
        }
        return;
      }
      journal.open({ messageId, serviceId, revision, standing }, now);
      if (standing === 'newer') {
        replica.put(arriving);
        sessions.markDrift(serviceId, grantOf(desired));
      }
    });
    if (standing === 'newer') {
      const identities = new Set([aaaIdentity(desired.access)]);
      if (held !== undefined) identities.add(aaaIdentity(held.desired.access));
      for (const identity of identities) refreshAccess(identity);
    }
    if (standing === 'newer' || standing === 'equal') queue.ask(serviceId);
    else tools.reported();
  }

  async function work(serviceId: string): Promise<void> {
    const held = replica.get(serviceId);
    if (held === undefined) return;
    const entries = journal.openEntries(serviceId);
    const found = await converge(held, tools);
    const { revision } = held.desired;
    // A newer revision that arrived meanwhile has made this proof worthless; it has asked for work of its own.
    const inForce = replica.revisionOf(serviceId) ?? revision;
    const answered = entries.filter((entry) => entry.revision < inForce || entry.revision === revision);
    store.transaction(() => {
      const now = tools.now();
      for (const entry of answered) {
        const observed: ObservedState =
          entry.revision < inForce
            ? {
                serviceId,
                revision: inForce,
                outcome: 'stale',
                observedAt: now,
                reason: `Revision ${inForce} is already in force.`,
                steps: [],
              }
            : observedBy(serviceId, revision, found, entry.standing, now);
        journal.finish(entry.messageId, observed.outcome, now);
        report(observed, entry.messageId);
      }
      // Nobody asked, but the network had to be put right: the cloud shall know.
      if (entries.length === 0 && found.touched && inForce === revision) {
        report(observedBy(serviceId, revision, found, 'newer', now));
      }
    });
    tools.reported();
  }

  return {
    receive,
    loadAccess() {
      for (const held of replica.present()) access.apply(held);
    },
    resume() {
      for (const serviceId of journal.unfinishedServices()) queue.ask(serviceId);
      for (const serviceId of sessions.driftedServices()) queue.ask(serviceId);
    },
    drifted: queue.ask,
    idle: queue.idle,
    stop: queue.stop,
  };
}

function observedBy(
  serviceId: string,
  revision: number,
  found: Convergence,
  standing: 'newer' | 'equal',
  now: string,
): ObservedState {
  const outcome = found.outcome === 'applied' && standing === 'equal' ? 'already-applied' : found.outcome;
  return {
    serviceId,
    revision,
    outcome,
    observedAt: now,
    ...(found.reason === undefined ? {} : { reason: found.reason }),
    steps: [...found.steps],
  };
}
