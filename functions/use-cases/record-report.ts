import type { ReportMessage } from '../contracts/edge/messages.ts';
import type { ObservedState } from '../contracts/network-state.ts';
import { isProof, wordsOf } from '../domain/network/network-view.ts';
import { done, type Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import { observeService } from '../domain/service/observe-service.ts';
import { runningOrder, type Service, type ServiceEvent } from '../domain/service/service.ts';
import { orderObserved } from '../domain/service-order/decide.ts';
import { serviceOrderAggregate } from '../domain/service-order/service-order.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Change, Store, Stored } from '../ports/store.ts';
import { releaseAccess } from './bind-access.ts';
import { releaseAll } from './order-service.ts';
import { recordLine } from './record-line.ts';
import { withRetry } from './retry.ts';
import { silenceAlarm, soundAlarm } from './sound-alarm.ts';

/** `foreign`: about a service that this site does not have; taken in and forgotten, so that the agent can forget it too. */
export type Taken = 'recorded' | 'foreign';

/**
 * Takes in what a site observed: first what it means for the service is written, then the order that waits for it goes
 * on, and only then the agent may forget it. Broken off anywhere, the agent sends it again and nothing happens twice.
 */
export async function recordReport(
  {
    store,
    ids,
    pendingTasks,
    workflow,
    edgeLink,
  }: Pick<Ports, 'store' | 'ids' | 'pendingTasks' | 'edgeLink'> & {
    readonly workflow: Pick<Ports['workflow'], 'succeed' | 'fail'>;
  },
  siteId: string,
  report: ReportMessage,
  context: Context,
): Promise<Taken> {
  const { observed, inReplyTo, messageId } = report;
  const [task, taken] = await Promise.all([
    inReplyTo === undefined ? undefined : pendingTasks.get(inReplyTo),
    record({ store, ids }, siteId, observed, context),
  ]);
  const waiting = taken === 'recorded' && task?.siteId === siteId ? task : undefined;
  if (waiting !== undefined) await answer(workflow, waiting.taskToken, observed);
  await edgeLink.sendAck(siteId, { messageIds: [messageId] });
  return taken;
}

async function answer(
  workflow: Pick<Ports['workflow'], 'succeed' | 'fail'>,
  taskToken: string,
  observed: ObservedState,
): Promise<void> {
  if (isProof(observed.outcome)) {
    await workflow.succeed(taskToken, observed);
    return;
  }
  // Whether the device took it is not known: the next try reads before it writes, so it is as good as unreachable.
  const again = observed.outcome === 'unreachable' || observed.outcome === 'unknown';
  await workflow.fail(taskToken, again ? 'Edge.Unreachable' : 'Edge.Refused', wordsOf(observed));
}

async function record(
  ports: Pick<Ports, 'store' | 'ids'>,
  siteId: string,
  observed: ObservedState,
  context: Context,
): Promise<Taken> {
  const { store } = ports;
  const recorded = await withRetry(context, async (): Promise<Result<Taken>> => {
    const service = await store.load(serviceAggregate, observed.serviceId);
    if (service?.state.access.siteId !== siteId) return done('foreign');
    const observations = await observation(ports.store, service, observed, context);
    const changes = [
      ...observations,
      ...(await answerOnOrder(store, service.state, observed, context)),
      ...(await alarms(ports, service, observations, context)),
      ...(await alarmsOfNodes(ports, siteId, observed, context)),
    ];
    if (changes.length === 0) return done('recorded');
    const committed = await store.commit(changes, context);
    return committed.ok ? done('recorded') : committed;
  });
  if (!recorded.ok) throw new Error(`a report was not recorded: ${recorded.refusal.message}`);
  return recorded.value;
}

async function observation(
  store: Store,
  service: Stored<Service>,
  observed: ObservedState,
  context: Context,
): Promise<Change[]> {
  const events = observeService(service.state, observed, context.now);
  if (events.some(({ type }) => type === 'service.terminated')) {
    const returned = await releaseAccess(store, service.id, service.state, undefined, context);
    const extras = releaseAll(service.state);
    return [change(serviceAggregate, service.id, service, events, context.now, extras), ...returned];
  }
  const line = await recordLine(store, service, observed, context);
  const all = [...events, ...line.events];
  return all.length === 0
    ? []
    : [change(serviceAggregate, service.id, service, all, context.now, line.extras), ...line.others];
}

/** A service that outlives its end is an alarm until it is proven to be off, or may be on again. */
async function alarms(
  ports: Pick<Ports, 'store' | 'ids'>,
  { id, state: { access, network } }: Stored<Service>,
  changes: readonly Change[],
  context: Context,
): Promise<readonly Change[]> {
  const events = changes.filter((one) => one.id === id).flatMap(({ events }) => events) as ServiceEvent[];
  const about = { kind: 'session-outlives', subject: { type: 'service', id } } as const;
  for (const event of events) {
    if (event.type === 'service.session-outlived') {
      const { attempts, words } = event.data;
      const sentence = `The service may not be online, and could not be taken off the network in ${attempts} attempts: ${words}`;
      return soundAlarm(
        ports,
        { ...about, severity: 'major', siteId: access.siteId, words: sentence },
        context,
      );
    }
    if (event.type === 'service.state-proven' && network.outliving !== undefined) {
      return silenceAlarm(ports, about, 'The network was proven to hold what it must.', context);
    }
  }
  return [];
}

/** A NAS that refuses what it should do on a live session is an alarm until it does it. */
async function alarmsOfNodes(
  ports: Pick<Ports, 'store' | 'ids'>,
  siteId: string,
  { liveChanges = [] }: ObservedState,
  context: Context,
): Promise<readonly Change[]> {
  const changes = await Promise.all(
    liveChanges.map(({ nodeId, taken, words }) => {
      const about = { kind: 'change-refused', subject: { type: 'access-node', id: nodeId } } as const;
      if (taken) return silenceAlarm(ports, about, 'The node gave a live session another rate.', context);
      const sentence = `The node does not give live sessions another rate, so subscribers are cut instead: ${words}`;
      return soundAlarm(ports, { ...about, severity: 'warning', siteId, words: sentence }, context);
    }),
  );
  return changes.flat();
}

/** An order keeps every answer about its own revisions; its proof comes with its success and costs nothing here. */
async function answerOnOrder(
  store: Store,
  service: Service,
  observed: ObservedState,
  context: Context,
): Promise<Change[]> {
  const running = runningOrder(service);
  const own = running !== undefined && observed.revision === service.desired?.revision;
  if (!own || running.progress === 'requested') return [];
  if (running.progress === 'issued' && isProof(observed.outcome)) return [];
  const order = await store.load(serviceOrderAggregate, running.orderId);
  if (order === undefined) throw new Error(`the order ${running.orderId} of a service is gone`);
  const events = orderObserved(order.state, observed);
  return events.length === 0
    ? []
    : [change(serviceOrderAggregate, running.orderId, order, events, context.now)];
}
