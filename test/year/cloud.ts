import { randomUUID } from 'node:crypto';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { ulidIds } from '../../functions/adapters/ulid-ids.ts';
import {
  auditMessage,
  digestMessage,
  healthMessage,
  holdingsMessage,
  type ReportMessage,
  reportMessage,
  statusMessage,
} from '../../functions/contracts/edge/messages.ts';
import type { UpChannel } from '../../functions/contracts/edge/topics.ts';
import type { EventEnvelope, PositionedEvent } from '../../functions/contracts/event.ts';
import { serviceEntitlementChanged } from '../../functions/contracts/events/service-entitlement-changed.ts';
import { serviceOrderRequested } from '../../functions/contracts/events/service-order-requested.ts';
import { type ObservedState, observedState } from '../../functions/contracts/network-state.ts';
import { serviceSweep } from '../../functions/contracts/service-sweep.ts';
import { type ConsumerName, subscriptions } from '../../functions/contracts/subscriptions.ts';
import { orderInput } from '../../functions/contracts/workflow.ts';
import type { Context } from '../../functions/ports/context.ts';
import type { Ports } from '../../functions/ports/ports.ts';
import type { Store } from '../../functions/ports/store.ts';
import { consumer, listener } from '../../functions/runtime/consume.ts';
import { feedFollower } from '../../functions/runtime/follow-feed.ts';
import { relay } from '../../functions/runtime/relay.ts';
import { attendDunningOnEvent, foreseeDunning } from '../../functions/use-cases/attend-dunning-on-event.ts';
import { billingNow } from '../../functions/use-cases/bill-now.ts';
import { billOnEvent, foreseeBilling } from '../../functions/use-cases/bill-on-event.ts';
import { collectOnEvent, foreseeCollection } from '../../functions/use-cases/collect-on-event.ts';
import { compareDigests } from '../../functions/use-cases/compare-digests.ts';
import { compareDueSites } from '../../functions/use-cases/compare-due-sites.ts';
import { compareHoldings } from '../../functions/use-cases/compare-holdings.ts';
import { completeOrder } from '../../functions/use-cases/complete-order.ts';
import { failOrder } from '../../functions/use-cases/fail-order.ts';
import { indexSearch } from '../../functions/use-cases/index-search.ts';
import {
  beginProof,
  checkBatch,
  concludeProof,
  countDocuments,
  listSubjects,
} from '../../functions/use-cases/ledger-proof.ts';
import { foreseeNotice, notifyOnEvent } from '../../functions/use-cases/notify-on-event.ts';
import { postLedger } from '../../functions/use-cases/post-ledger.ts';
import { prepareOrder } from '../../functions/use-cases/prepare-order.ts';
import { recordAudit } from '../../functions/use-cases/record-audit.ts';
import { recordHealth } from '../../functions/use-cases/record-health.ts';
import { recordReport } from '../../functions/use-cases/record-report.ts';
import { recordSiteStatus } from '../../functions/use-cases/record-site-status.ts';
import { resendDesired } from '../../functions/use-cases/resend-desired.ts';
import { rollBackOrder } from '../../functions/use-cases/roll-back-order.ts';
import { beginRun, billBatch, endRun, listDue } from '../../functions/use-cases/run-billing.ts';
import { sendOrder } from '../../functions/use-cases/send-order.ts';
import { sendSiteConfiguration } from '../../functions/use-cases/send-site-configuration.ts';
import { startOrder } from '../../functions/use-cases/start-order.ts';
import { foreseeSweep, startSweep } from '../../functions/use-cases/start-sweep.ts';
import { sweepReceivables } from '../../functions/use-cases/sweep-receivables.ts';
import { sweepServices } from '../../functions/use-cases/sweep-services.ts';
import { contextAt, makePorts } from '../ports.ts';
import { directTable } from './direct-table.ts';
import { openYearSite, type YearSite } from './network.ts';
import { tapEvents } from './tap-events.ts';

/**
 * The product in one process: the very use cases, consumers, relay and adapters on a real DynamoDB, with real agents at
 * its sites. What in the cloud a queue, a rule or a state machine does between them is done here in one order, so that a
 * year comes out the same each time.
 */
export interface YearCloud {
  readonly ports: Ports;
  readonly sites: ReadonlyMap<string, YearSite>;
  /** Every event so far, in the order of the feed. */
  readonly events: readonly PositionedEvent[];
  openSite(siteId: string): Promise<YearSite>;
  /** Has consumers, state machines and sites work until nothing is left to do. */
  settle(): Promise<void>;
  runBilling(): Promise<void>;
  runDunning(): Promise<void>;
  sweepDueActions(): Promise<void>;
  compareSites(): Promise<void>;
  /** Proves the ledger as the schedule does: everybody on a Sunday, else whom something happened to. Answers the proof's id. */
  proveLedger(): Promise<string>;
  close(): Promise<void>;
}

type Consumed = Exclude<ConsumerName, 'queue-webhooks' | 'report-taxes' | 'run-bulk-action'>;
type Handler = (batch: SQSEvent) => Promise<SQSBatchResponse>;
type Start = Parameters<Ports['workflow']['start']>;

/** What is handed to a consumer at a time, as a queue does. */
const perBatch = 250;
const ordersAtOnce = 16;
/** A message that cannot be handled is a fault of the product, not of a moment. */
const receives = 5;
const silentMs = 60_000;

class OrderFailure extends Error {
  readonly code: string;
  constructor(failureCode: string, cause: string) {
    super(cause);
    this.code = failureCode;
  }
}

export async function openCloud(now: () => string): Promise<YearCloud> {
  const sites = new Map<string, YearSite>();
  const siteOf = (siteId: string) => {
    const site = sites.get(siteId);
    if (site === undefined) throw new Error(`there is no site ${siteId}`);
    return site;
  };
  const started: Start[] = [];
  const startedNames = new Set<string>();
  const tasks = new Map<string, { succeed(output: object): void; fail(error: Error): void }>();
  const tapped = tapEvents();
  const overrides: Partial<Ports> = {
    ids: ulidIds(() => Date.parse(now())),
    edgeLink: {
      sendDesired: async (siteId, message) => siteOf(siteId).sendDesired(message),
      sendConfiguration: async (siteId, message) => siteOf(siteId).send('configuration', message),
      sendAck: async (siteId, message) => siteOf(siteId).send('acks', message),
      sendCompare: async (siteId, message) => siteOf(siteId).send('compare', message),
      sendLook: async (siteId, message) => siteOf(siteId).send('look', message),
      sendPayPage: async (siteId, message) => siteOf(siteId).send('pay-page', message),
    },
    workflow: {
      async start(...start) {
        if (startedNames.has(start[1])) return;
        startedNames.add(start[1]);
        started.push(start);
      },
      async succeed(token, output) {
        const task = tasks.get(token);
        task?.succeed(output);
        return tasks.delete(token) && task !== undefined;
      },
      async fail(token, error, cause) {
        const task = tasks.get(token);
        task?.fail(new OrderFailure(error, cause));
        return tasks.delete(token) && task !== undefined;
      },
    },
  };
  const test = await makePorts(overrides, undefined, (started) => directTable(started, tapped.put));
  const { ports, recorded } = test;
  const as = (kind: Context['actor']['kind'], id: string) => contextAt(now(), { actor: { kind, id } });

  const forward = relay(ports);
  const billNow = billingNow(ports);
  const consumers: readonly (readonly [Consumed, Handler])[] = [
    [
      'start-order',
      listener({
        name: 'start-order',
        ports,
        handle: ({ aggregateId, data }) =>
          startOrder(ports, aggregateId, serviceOrderRequested.data.parse(data)),
      }),
    ],
    consumed('send-entitlement', ({ aggregateId, data }, reading, context) => {
      const { desired } = serviceEntitlementChanged.data.parse(data);
      return resendDesired(reading, desired.siteId, [aggregateId], context);
    }),
    consumed('configure-site', async ({ aggregateId }, reading, context) => {
      const sent = await sendSiteConfiguration(reading, aggregateId, context.now);
      if (!sent.ok) throw new Error(sent.refusal.message);
    }),
    consumed('start-sweep', (event, reading, context) => startSweep(reading, event, context), foreseeSweep),
    consumed(
      'bill-activation',
      (event, reading, context) => billOnEvent(reading, event, context, billNow),
      foreseeBilling,
    ),
    consumed(
      'collect-payments',
      (event, reading, context) => collectOnEvent(reading, event, context),
      foreseeCollection,
    ),
    consumed(
      'attend-dunning',
      (event, reading, context) => attendDunningOnEvent(reading, event, context),
      foreseeDunning,
    ),
    consumed('index-search', (event, reading) => indexSearch(reading, event)),
    consumed(
      'send-notices',
      (event, reading, context) => notifyOnEvent(reading, event, context),
      foreseeNotice,
    ),
    ['post-ledger', feedFollower('post-ledger', (through) => postLedger(ports, through))],
  ];

  function consumed(
    name: Exclude<Consumed, 'post-ledger' | 'start-order'>,
    handle: (event: EventEnvelope, reading: Ports, context: Context) => Promise<void>,
    foresee?: (event: EventEnvelope, store: Store) => readonly Promise<unknown>[],
  ): readonly [Consumed, Handler] {
    const types: readonly string[] = subscriptions[name];
    return [name, consumer({ name, types, ports, handle, ...(foresee === undefined ? {} : { foresee }) })];
  }

  const waiting = new Map<Consumed, PositionedEvent[]>(consumers.map(([name]) => [name, []]));
  const events: PositionedEvent[] = [];

  /** From the table's stream to the queues. */
  async function relayAll(): Promise<boolean> {
    const records = tapped.take();
    if (records.length === 0) return false;
    const { batchItemFailures } = await forward({ Records: records } as Parameters<typeof forward>[0]);
    if (batchItemFailures.length > 0) throw new Error('events could not be relayed');
    const fresh = recorded.bus.splice(0);
    events.push(...fresh);
    for (const [name] of consumers) {
      const types: readonly string[] = subscriptions[name];
      waiting.get(name)?.push(...fresh.filter(({ type }) => types.includes(type)));
    }
    return true;
  }

  async function consumeAll(): Promise<boolean> {
    const worked = await Promise.all(
      consumers.map(async ([name, handler]) => {
        const queue = waiting.get(name)?.splice(0) ?? [];
        for (let at = 0; at < queue.length; at += perBatch) {
          await consume(name, handler, queue.slice(at, at + perBatch));
        }
        return queue.length > 0;
      }),
    );
    return worked.includes(true);
  }

  async function consume(name: string, handler: Handler, batch: readonly PositionedEvent[]): Promise<void> {
    let left = batch.map((event) => ({ messageId: randomUUID(), body: JSON.stringify({ detail: event }) }));
    for (let receive = 1; left.length > 0; receive++) {
      const { batchItemFailures } = await handler({ Records: left as SQSRecord[] });
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      left = left.filter(({ messageId }) => failed.has(messageId));
      if (left.length > 0 && receive === receives) {
        throw new Error(`${name} has dead letters: ${left.map(({ body }) => body).join('\n')}`);
      }
    }
  }

  async function workAll(): Promise<boolean> {
    const works = started.splice(0);
    for (let at = 0; at < works.length; at += ordersAtOnce) {
      await Promise.all(works.slice(at, at + ordersAtOnce).map(execute));
    }
    return works.length > 0;
  }

  function execute([machine, , input]: Start): Promise<void> {
    switch (machine) {
      case 'sweep-services': {
        const work = serviceSweep.parse(input);
        if (work.sweep === 'figures') throw new Error('nobody asked for figures');
        return paged(async (cursor) => sweepServices(ports, { work, cursor }, as('system', 'service-sweep')));
      }
      case 'activate-service':
      case 'change-service':
      case 'suspend-service':
      case 'resume-service':
      case 'terminate-service':
        return executeOrder(orderInput.parse(input), machine !== 'terminate-service');
      default:
        throw new Error(`nobody asked for ${machine}`);
    }
  }

  async function paged(
    page: (
      cursor: string | null,
    ) => Promise<{ readonly nextCursor: string | null; readonly failures: readonly object[] }>,
  ): Promise<void> {
    let cursor: string | null = null;
    do {
      const { nextCursor, failures } = await page(cursor);
      if (failures.length > 0) throw new Error(`not swept: ${JSON.stringify(failures)}`);
      cursor = nextCursor;
    } while (cursor !== null);
  }

  /** As the state machines of orders have it; an end has no way back. */
  async function executeOrder(
    execution: { readonly orderId: string; readonly serviceId: string },
    rollsBack: boolean,
  ): Promise<void> {
    const { orderId, serviceId } = execution;
    const context = () => as('system', 'order-step');
    const ids = { orderId, serviceId };
    try {
      const { siteId, revision } = await prepareOrder(ports, ids, context());
      const observed = await send(ids, siteId, revision);
      await completeOrder(ports, ids, observed, context());
    } catch (error) {
      if (!(error instanceof OrderFailure)) throw error;
      const failure = { error: error.code, cause: error.message };
      let compensated = false;
      if (rollsBack) {
        const { siteId, revision } = await rollBackOrder(ports, ids, failure, context());
        compensated = await send(ids, siteId, revision).then(
          () => true,
          (again: unknown) => {
            if (again instanceof OrderFailure) return false;
            throw again;
          },
        );
      }
      await failOrder(ports, { step: 'fail', ...ids, ...failure, compensated }, context());
    }
  }

  /** Hands a revision to the site and waits for the report; a site that is switched off is silent to both tries. */
  async function send(
    ids: { readonly orderId: string; readonly serviceId: string },
    siteId: string,
    revision: number,
  ): Promise<ObservedState> {
    for (let attempt = 1; ; attempt++) {
      const taskToken = `${ids.orderId} ${revision} ${attempt}`;
      const { isOnline } = siteOf(siteId);
      const answer = new Promise<object>((succeed, fail) => {
        if (isOnline) tasks.set(taskToken, { succeed, fail });
        else fail(new OrderFailure('States.Timeout', ''));
      });
      answer.catch(() => undefined);
      const step = { step: 'send' as const, ...ids, siteId, revision, taskToken, timeoutSeconds: 30 };
      await sendOrder(ports, step, as('system', 'order-step'));
      try {
        return observedState.parse(await withinReason(answer, `a report on ${ids.serviceId} ${revision}`));
      } catch (error) {
        const isTimeout = error instanceof OrderFailure && error.code === 'States.Timeout';
        const isUnreachable = error instanceof OrderFailure && error.code === 'Edge.Unreachable';
        if (!(isTimeout && attempt < 2) && !(isUnreachable && attempt < 3)) throw error;
      }
    }
  }

  const underway = new Set<Promise<void>>();
  const faults: unknown[] = [];

  function hear(siteId: string, channel: UpChannel, message: unknown): void {
    const taken = take(siteId, channel, message)
      .catch((error: unknown) => {
        faults.push(error);
      })
      .finally(() => underway.delete(taken));
    underway.add(taken);
  }

  async function take(siteId: string, channel: UpChannel, message: unknown): Promise<void> {
    const context = as('agent', siteId);
    switch (channel) {
      case 'reports': {
        const report: ReportMessage = reportMessage.parse(message);
        await recordReport(ports, siteId, report, context);
        return;
      }
      case 'digests':
        await compareDigests(ports, siteId, digestMessage.parse(message), context);
        return;
      case 'holdings':
        await compareHoldings(ports, siteId, holdingsMessage.parse(message), context);
        return;
      case 'health':
        await recordHealth(ports, healthMessage.parse(message), context);
        return;
      case 'audits':
        await recordAudit(ports, siteId, auditMessage.parse(message), context);
        return;
      case 'status': {
        const recordedStatus = await recordSiteStatus(ports, statusMessage.parse(message), context);
        if (!recordedStatus.ok) throw new Error(recordedStatus.refusal.message);
        return;
      }
      default:
        throw new Error(`${siteId} said something on ${channel}`);
    }
  }

  /** What the sites owe and what they said is worked on. */
  async function hearAll(): Promise<void> {
    const began = performance.now();
    const owes = () => [...sites.values()].some(({ isOnline, awaited }) => isOnline && awaited > 0);
    while (underway.size > 0 || owes()) {
      await Promise.all(underway);
      if (owes()) await new Promise((resolve) => setImmediate(resolve));
      if (performance.now() - began > silentMs) throw new Error('a site owes a report for too long');
    }
    if (faults.length > 0) throw new AggregateError(faults.splice(0), 'a message of a site was not taken');
  }

  async function settle(): Promise<void> {
    for (;;) {
      await hearAll();
      const relayedSome = await relayAll();
      const worked = await Promise.all([consumeAll(), workAll()]);
      if (!relayedSome && !worked.includes(true) && underway.size === 0) return;
    }
  }

  return {
    ports,
    sites,
    events,
    settle,
    async openSite(siteId) {
      const site = await openYearSite(siteId, (channel, message) => hear(siteId, channel, message));
      sites.set(siteId, site);
      return site;
    },
    async runBilling() {
      const context = as('system', 'billing-run');
      const run = await beginRun(ports, { scheduledAt: now() }, context);
      if (run === null) return;
      let cursor: string | null = null;
      let page = 0;
      do {
        const due = await listDue(ports, { run, cursor, page });
        for (const batch of due.batches) {
          await billBatch(ports, { run, ...batch }, context);
        }
        cursor = due.nextCursor;
        page += 1;
      } while (cursor !== null);
      await endRun(ports, run.runId, undefined, context);
      await settle();
    },
    async runDunning() {
      await paged((cursor) => sweepReceivables(ports, { cursor }, as('system', 'dunning')));
      await settle();
    },
    async sweepDueActions() {
      const work = { sweep: 'due-actions' } as const;
      await paged((cursor) => sweepServices(ports, { work, cursor }, as('system', 'service-sweep')));
      await settle();
    },
    async compareSites() {
      const every = { replica: 6, devices: 168 };
      await paged((cursor) => compareDueSites(ports, { cursor }, every, as('system', 'compare-sites')));
      await settle();
    },
    async proveLedger() {
      const context = as('system', 'ledger-proof');
      const { proofId } = await beginProof(ports, { scheduledAt: now() }, context);
      let cursor: string | null = null;
      for (let page = 0; page === 0 || cursor !== null; page++) {
        ({ nextCursor: cursor } = await countDocuments(ports, { proofId, cursor, page }, context));
      }
      for (const pass of ['first', 'again'] as const) {
        let next: string | null = null;
        for (let page = 0; page === 0 || next !== null; page++) {
          const { batches, nextCursor } = await listSubjects(ports, { proofId, pass, cursor: next, page });
          for (const batch of batches) await checkBatch(ports, { proofId, pass, ...batch }, context);
          next = nextCursor;
        }
      }
      await concludeProof(ports, proofId, context);
      await settle();
      return proofId;
    },
    async close() {
      for (const site of sites.values()) await site.close();
      await test.stop();
    },
  };
}

async function withinReason<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`${what} did not come`)), silentMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
