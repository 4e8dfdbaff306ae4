import { type AaaSession, isOnline } from '../aaa/session.ts';
import { adminReset, lostCarrier } from '../journal/session-store.ts';
import type { Store } from '../journal/store.ts';
import type { Log } from '../log.ts';
import { compareSessions, type MissingBefore, nothingMissing } from './compare-sessions.ts';
import { isFromDevice, sightingOf } from './device-sessions.ts';
import { deviceSteps } from './device-steps.ts';
import { closeSessions, type EndedSession, recordAccounting, stopGraceMs } from './record-accounting.ts';
import { placeOf, type SiteNode } from './site-nodes.ts';
import type { Turns } from './turns.ts';

export interface SessionAuditTools {
  readonly store: Store;
  readonly turns: Turns;
  nodes(): Iterable<SiteNode>;
  /** A session of the service is on a device and may not be. */
  drifted(serviceId: string): void;
  accountingAdded(): void;
  now(): number;
  readonly everyMs: number;
  readonly log: Log;
}

/**
 * Asks the devices who is online and compares that with what accounting says: what neither says alone is found, shown,
 * cut, or closed. One list of a node at a time, behind whatever else is to be done there.
 */
export interface SessionAudit {
  /** Compares every node that can be asked, soon. */
  soon(): void;
  stop(): Promise<void>;
}

export function startSessionAudit(tools: SessionAuditTools): SessionAudit {
  const { store, log } = tools;
  const missing = new Map<string, MissingBefore>();
  const silent = new Set<string>();
  const running = new Map<string, Promise<void>>();
  let stopped = false;

  function round(): void {
    closeUnlistable();
    for (const node of tools.nodes()) {
      const { nodeId } = node.configuration;
      if (stopped || node.capabilities.sessionList === undefined || running.has(nodeId)) continue;
      const work = audit(node)
        .catch((error: unknown) =>
          log('error', 'the sessions of a node could not be compared', { nodeId, error }),
        )
        .finally(() => running.delete(nodeId));
      running.set(nodeId, work);
    }
  }

  /** A session that a node's list told of cannot be watched any more when the node is gone. */
  function closeUnlistable(): void {
    const listing = new Set<string>();
    for (const { configuration, capabilities } of tools.nodes()) {
      if (capabilities.sessionList !== undefined) listing.add(configuration.nodeId);
    }
    const left = [...store.sessions.table.slots()].flatMap(({ session, note }) =>
      note?.open === true && isFromDevice(session) && !listing.has(session.nodeId ?? '')
        ? [{ session, cause: lostCarrier, rule: 'device-list' as const }]
        : [],
    );
    closeSessions(store, left, tools.now());
    if (left.length > 0) tools.accountingAdded();
  }

  async function audit(node: SiteNode): Promise<void> {
    const { nodeId } = node.configuration;
    const turn = await tools.turns.enter(placeOf(node), 'bulk');
    const listing = await node.capabilities.sessionList?.list().finally(() => turn.release());
    if (stopped || listing === undefined) return;
    if (listing.outcome !== 'listed') {
      // What was missing before cannot be told from what is missing now.
      missing.delete(nodeId);
      if (!silent.has(nodeId))
        log('warn', 'a node did not list its sessions', { nodeId, reason: listing.words });
      silent.add(nodeId);
      return;
    }
    silent.delete(nodeId);
    compare(node, listing.sessions);
  }

  function compare(node: SiteNode, listing: Parameters<typeof compareSessions>[0]): void {
    const { nodeId, address } = node.configuration;
    const now = tools.now();
    const open = [...store.sessions.table.slots()].flatMap(({ session, note }) =>
      session.nodeId === nodeId && note?.open === true ? [session] : [],
    );
    const found = compareSessions(
      listing,
      open,
      (identity) => store.replica.holderOf(identity) ?? store.replica.formerHolderOf(identity),
      missing.get(nodeId) ?? nothingMissing,
      now,
    );
    missing.set(nodeId, found.missing);

    for (const serviceId of found.toCut) rememberDevices(serviceId, nodeId);
    const where = { nodeId, nasAddress: address.replace(/\/(?:32|128)$/, '') };
    const sightings = found.seen
      .filter(({ known }) => known === undefined || isDue(known, now))
      .map(({ listed, held, known }) => sightingOf(listed, known, where, held.desired, now));
    if (sightings.length > 0) {
      const batch = {
        records: sightings.map(({ record }) => record),
        sessions: sightings.map(({ session }) => session),
      };
      recordAccounting(store, batch, now);
    }
    closeSessions(
      store,
      [
        ...found.over.map((session) => ({ session, ...endOf(session) })),
        ...found.takenOver.map((session) => ({ session, cause: undefined, rule: 'accounting' as const })),
      ],
      now,
    );
    if (found.lost.length > 0) {
      log('info', 'sessions are not listed any more and end without a word', {
        nodeId,
        sessions: found.lost.length,
      });
    }
    // Its own Stop may be under way: it has as long as after a cut.
    for (const { key } of found.lost) store.sessions.ended(key, now + stopGraceMs, lostCarrier);
    if (sightings.length + found.over.length + found.takenOver.length > 0) tools.accountingAdded();
    if (found.toCut.size > 0) {
      log('warn', 'a node lists sessions that may not be', {
        nodeId,
        services: [...found.toCut].slice(0, 20),
      });
    }
    for (const serviceId of found.toCut) tools.drifted(serviceId);
  }

  /** One that may not be was ended by us, whoever is the first to see it gone. */
  function endOf({ serviceId }: AaaSession): Pick<EndedSession, 'cause' | 'rule'> {
    const desired = serviceId === undefined ? undefined : store.replica.get(serviceId)?.desired;
    return desired === undefined || (desired.present && desired.entitlement !== 'blocked')
      ? { cause: lostCarrier, rule: 'device-list' }
      : { cause: adminReset, rule: 'cut' };
  }

  /** Half way to when it would be taken for dead: a list is a word of it, too. */
  function isDue(session: Parameters<typeof isOnline>[0], now: number): boolean {
    return now - session.heardAt >= session.interimSeconds * 1000 || !isOnline(session, now);
  }

  /** A device that shows a session of a service that has gone holds something of it, whatever we believed. */
  function rememberDevices(serviceId: string, nodeId: string): void {
    const held = store.replica.get(serviceId);
    if (held === undefined || held.desired.present) return;
    for (const step of deviceSteps(held.desired)) {
      if (step.nodeId === nodeId) store.deviceHolds.put(serviceId, step);
    }
  }

  const timer = setInterval(round, tools.everyMs);
  return {
    soon: round,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await Promise.all(running.values());
    },
  };
}
