import { setTimeout as pause } from 'node:timers/promises';
import type { AuditMessage } from '../../functions/contracts/edge/messages.ts';
import type { Store } from '../journal/store.ts';
import type { Log } from '../log.ts';
import { type DeviceStep, deviceSteps, stepWords } from './device-steps.ts';
import type { Reconciler } from './reconciler.ts';
import { isSilence, type NodeStanding, readStep } from './run-device-steps.ts';
import { placeOf } from './site-nodes.ts';
import type { Turns } from './turns.ts';

export interface DeviceAuditTools {
  readonly siteId: string;
  readonly store: Pick<Store, 'replica' | 'deviceHolds' | 'audit'>;
  readonly turns: Turns;
  readonly reconciler: Pick<Reconciler, 'isBusy' | 'drifted'>;
  node(nodeId: string): NodeStanding;
  /** False when there is no connection: it is told again on the next. */
  tell(audit: AuditMessage): boolean;
  readonly pauseMs: number;
  readonly newMessageId: () => string;
  readonly now: () => string;
  readonly log: Log;
}

/**
 * Reads devices back and compares them with what their services must hold: one reading at a time per node, behind
 * whatever else is to be done there, and with a pause before the next. What differs is handed to the reconciler, which
 * mends or holds it.
 */
export interface DeviceAudit {
  /** Reads all devices. The cloud is told now and then how far it has come, and of the end until it has acknowledged it. */
  begin(comparisonId: string): void;
  /** Goes on with what a stop has broken off: from the beginning, for devices may have changed meanwhile. */
  resume(): void;
  /** A node has answered to whoever asked, or kept silent. One that answers again is read as a whole. */
  heard(nodeId: string, answered: boolean): void;
  /** Asks nodes that kept silent whether they are back. */
  probe(): void;
  connected(): void;
  acknowledged(messageIds: readonly string[]): void;
  /** Resolves when nothing is being read. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

type Finding = 'right' | 'different' | 'unreachable';

const servicesPerPage = 100;
const probeEveryMs = 30_000;
/** How often an audit of many services is told of: at every tenth. */
const tellings = 10;

export function createDeviceAudit(tools: DeviceAuditTools): DeviceAudit {
  const { store, reconciler, log } = tools;
  const { replica, deviceHolds } = store;
  const stopping = new AbortController();
  /** Nodes that kept silent, and when they are asked again. */
  const silent = new Map<string, number>();
  /** The walk over each node, at most one at a time. */
  const walks = new Map<string, Promise<void>>();
  let current: AuditMessage | undefined;

  function tell(): void {
    if (current === undefined) return;
    current = { ...current, messageId: tools.newMessageId() };
    store.audit.put(current);
    tools.tell(current);
  }

  async function readBack(step: DeviceStep, serviceId: string): Promise<Finding> {
    const held = replica.get(serviceId);
    if (held === undefined) return 'right';
    const { nodeId } = step;
    const standing = tools.node(nodeId);
    if (standing.kind !== 'usable') return 'unreachable';
    const turn = await tools.turns.enter(placeOf(standing.node), 'bulk');
    if (stopping.signal.aborted) {
      turn.release();
      return 'unreachable';
    }
    const result = await readStep(step, held, standing).finally(() => turn.release());
    heard(nodeId, !isSilence(result));
    if ((result.differences ?? []).length > 0) return 'different';
    if (result.outcome === 'already-applied') return 'right';
    log('warn', 'a device could not be read back', { what: stepWords(step), reason: result.reason });
    return 'unreachable';
  }

  /** Services that are worked on, or wait to be, need no look: their own proof follows. */
  async function look(serviceId: string, nodeId: string): Promise<Finding> {
    const desired = replica.get(serviceId)?.desired;
    const isOwnWork = reconciler.isBusy(serviceId) || !replica.isSettled(serviceId);
    if (desired === undefined || !desired.present || isOwnWork) return 'right';
    let finding: Finding = 'right';
    for (const step of deviceSteps(desired).filter((one) => one.nodeId === nodeId)) {
      const found = await readBack(step, serviceId);
      if (found !== 'right') finding = found;
    }
    // What was held and is right again is news, too.
    const wasHeld = finding === 'right' && replica.driftOf(serviceId) !== undefined;
    if (finding === 'different' || wasHeld) reconciler.drifted(serviceId);
    return finding;
  }

  async function walkOver(nodeId: string, found: (finding: Finding) => void): Promise<void> {
    let after = '';
    for (;;) {
      const page = deviceHolds.servicesOn(nodeId, after, servicesPerPage);
      for (const serviceId of page) {
        if (silent.has(nodeId)) {
          found('unreachable');
          continue;
        }
        found(await look(serviceId, nodeId));
        await pause(tools.pauseMs, undefined, { signal: stopping.signal });
      }
      const last = page.at(-1);
      if (last === undefined) return;
      after = last;
    }
  }

  /** After the walk that is under way on the node. */
  function walk(nodeId: string, found: (finding: Finding) => void = () => undefined): Promise<void> {
    const former = walks.get(nodeId) ?? Promise.resolve();
    const mine = former
      .then(() => walkOver(nodeId, found))
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) log('error', 'a node could not be read back', { nodeId, error });
      })
      .finally(() => {
        if (walks.get(nodeId) === mine) walks.delete(nodeId);
      });
    walks.set(nodeId, mine);
    return mine;
  }

  function heard(nodeId: string, answered: boolean): void {
    if (!answered) {
      if (!silent.has(nodeId)) silent.set(nodeId, performance.now() + probeEveryMs);
    } else if (silent.delete(nodeId)) {
      log('info', 'a node answers again; its devices are read back', { nodeId });
      if (!walks.has(nodeId)) void walk(nodeId);
    }
  }

  function count(comparisonId: string, finding: Finding): void {
    if (current?.comparisonId !== comparisonId) return;
    const { services, looked } = current;
    current = {
      ...current,
      looked: looked + 1,
      differences: current.differences + (finding === 'different' ? 1 : 0),
      unreachable: current.unreachable + (finding === 'unreachable' ? 1 : 0),
    };
    const tenth = (n: number) => Math.floor((n * tellings) / Math.max(1, services));
    if (tenth(current.looked) > tenth(looked) && current.looked < services) tell();
  }

  async function run(comparisonId: string): Promise<void> {
    // Nodes that kept silent get another chance: somebody wants to know.
    silent.clear();
    await Promise.all(
      deviceHolds.nodes().map((nodeId) => walk(nodeId, (found) => count(comparisonId, found))),
    );
    if (stopping.signal.aborted || current?.comparisonId !== comparisonId) return;
    current = { ...current, services: current.looked, finishedAt: tools.now() };
    tell();
  }

  function start(comparisonId: string, startedAt: string): void {
    current = {
      messageId: tools.newMessageId(),
      siteId: tools.siteId,
      comparisonId,
      startedAt,
      services: deviceHolds.count(),
      looked: 0,
      differences: 0,
      unreachable: 0,
    };
    tell();
    void run(comparisonId);
  }

  return {
    begin(comparisonId) {
      const isUnderWay = current?.comparisonId === comparisonId;
      if (!isUnderWay) start(comparisonId, tools.now());
    },
    resume() {
      const broken = store.audit.get();
      if (broken === undefined) return;
      if (broken.finishedAt === undefined) start(broken.comparisonId, broken.startedAt);
      else current = broken;
    },
    heard,
    probe() {
      for (const [nodeId, at] of silent) {
        if (performance.now() < at || walks.has(nodeId)) continue;
        silent.set(nodeId, performance.now() + probeEveryMs);
        const [first] = deviceHolds.servicesOn(nodeId, '', 1);
        if (first === undefined) silent.delete(nodeId);
        else {
          look(first, nodeId).catch((error: unknown) =>
            log('error', 'a silent node could not be asked', { nodeId, error }),
          );
        }
      }
    },
    connected() {
      const known = store.audit.get();
      if (known !== undefined) tools.tell(known);
    },
    acknowledged: (messageIds) => store.audit.acknowledge(messageIds),
    async idle() {
      while (walks.size > 0) await Promise.all(walks.values());
    },
    async stop() {
      stopping.abort();
      await Promise.all(walks.values());
    },
  };
}
