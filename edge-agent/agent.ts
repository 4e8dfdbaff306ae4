import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LookAnswer, LookMessage } from '../functions/contracts/edge/look.ts';
import type { NodeConfiguration } from '../functions/contracts/edge/messages.ts';
import { type Aaa, type AaaAddress, createAaa, scheduleByTimer } from './aaa/aaa.ts';
import { createDynamicAuthorization } from './aaa/dynamic-authorization.ts';
import { type FreeRadiusFront, frontToken, openFreeRadiusFront } from './aaa/freeradius-front.ts';
import type { FrontService } from './aaa/front-service.ts';
import { createRefusedLogins } from './aaa/refused-logins.ts';
import { createAaaAccess } from './capabilities/aaa-access.ts';
import { commonDialect } from './capabilities/radius-dialect.ts';
import type { NasSession } from './capabilities/session-control.ts';
import type { SessionListing } from './capabilities/session-list.ts';
import { createAccountingSender } from './cloud-link/accounting-sender.ts';
import { createComparisonSender } from './cloud-link/comparison-sender.ts';
import { createConnection } from './cloud-link/connection.ts';
import { createHealthSender } from './cloud-link/health-sender.ts';
import { readDownMessage } from './cloud-link/inbound.ts';
import { createReportSender } from './cloud-link/report-sender.ts';
import type { AgentConfiguration } from './configuration.ts';
import { adminReset } from './journal/session-store.ts';
import { openStore } from './journal/store.ts';
import type { Log } from './log.ts';
import { newComparisonId, newMessageId } from './message-ids.ts';
import { createPayPages } from './pay-redirect/pay-pages.ts';
import { createPayRedirect } from './pay-redirect/pay-redirect.ts';
import type { OpenSession } from './reconcile/converge.ts';
import { createDeviceAudit } from './reconcile/device-audit.ts';
import { isFromDevice } from './reconcile/device-sessions.ts';
import { look } from './reconcile/look.ts';
import { createReconciler } from './reconcile/reconciler.ts';
import { recordAccounting, stopGraceMs } from './reconcile/record-accounting.ts';
import type { NodeStanding } from './reconcile/run-device-steps.ts';
import { startSessionAudit } from './reconcile/session-audit.ts';
import { shareNext } from './reconcile/share-next.ts';
import { createSilenceGuard } from './reconcile/silence-guard.ts';
import {
  healthOf,
  type OpenedNodes,
  openNodes,
  placeOf,
  problemOf,
  type SiteNode,
} from './reconcile/site-nodes.ts';
import { createTurns } from './reconcile/turns.ts';
import { startUpkeep } from './reconcile/upkeep.ts';

export interface Agent {
  readonly auth: AaaAddress;
  readonly acct: AaaAddress;
  /** Port on 127.0.0.1 where a FreeRADIUS in front asks, if there is to be one. */
  readonly frontPort?: number;
  /** Resolves when every desired state that came in has been worked on. */
  idle(): Promise<void>;
  /** Finishes what is on the wire, writes what is in hand, says good-bye to the cloud. */
  stop(): Promise<void>;
}

/** What the agent plays in its own log-ins where the site has no NAS yet. */
const usualNas = { dialect: commonDialect({ filterId: 'walled-garden', addressList: 'walled-garden' }) };

const { version: agentVersion } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as { version: string };

/**
 * Starts the agent of one site: AAA answers before the cloud is asked for anything, because the site must work without
 * it. Rejects when the store or a port cannot be had.
 */
export async function startAgent(configuration: AgentConfiguration, log: Log): Promise<Agent> {
  const { siteId } = configuration;
  const startedAt = performance.now();
  const store = openStore(configuration.dataDir);
  const now = () => Date.now();
  const nowText = () => new Date().toISOString();

  const radius = createDynamicAuthorization({
    times: {
      initialMs: configuration.coaTimeoutMs,
      maximumMs: configuration.coaTimeoutMs * 4,
      attempts: configuration.coaAttempts,
    },
    random: Math.random,
    schedule: scheduleByTimer,
    now,
  });
  const silence = createSilenceGuard(radius, configuration.coaTimeoutMs * configuration.coaAttempts);

  let site: OpenedNodes = { nodes: new Map(), nasAt: () => undefined, problems: [] };
  const listings = new Map<string, () => Promise<SessionListing>>();
  const driverTools = {
    radius: silence,
    isOpen: ({ key }: NasSession) => store.sessions.isOpen(key),
    now: () => new Date().toISOString(),
  };
  async function adoptConfiguration(): Promise<void> {
    const former = site;
    site = await openNodes(store.configuration.get().nodes, driverTools);
    for (const problem of site.problems) log('error', problem);
    listings.clear();
    for (const [nodeId, { capabilities }] of site.nodes) {
      const { sessionList } = capabilities;
      if (sessionList !== undefined)
        listings.set(
          nodeId,
          shareNext(() => sessionList.list()),
        );
    }
    closeNodes(former);
  }
  function closeNodes({ nodes }: OpenedNodes): void {
    for (const { capabilities } of nodes.values()) capabilities.close?.();
  }
  function standingOfNode(nodeId: string): NodeStanding {
    const node = site.nodes.get(nodeId);
    if (node !== undefined) return { kind: 'usable', node };
    const problem = problemOf(site, nodeId);
    if (problem !== undefined) return { kind: 'unusable', words: problem };
    const { revision, nodes } = store.configuration.get();
    const isComing = revision === 0 || nodes.some((one) => one.nodeId === nodeId);
    return { kind: isComing ? 'coming' : 'gone' };
  }
  await adoptConfiguration();

  const refusedLogins = createRefusedLogins();

  const access = createAaaAccess(({ desired, password }) => {
    const [played = usualNas] = [...site.nodes].flatMap(
      ([
        nodeId,
        {
          capabilities: { nas },
        },
      ]) => (nas === undefined ? [] : [{ nodeId, ...nas }]),
    );
    return aaa.proveAccess(desired, password, played);
  });

  const aaa: Aaa = createAaa({
    lookup: access.lookup,
    nas: (address) => site.nasAt(address),
    recordAccounting(batch) {
      const drifted = recordAccounting(store, batch, now());
      for (const serviceId of drifted) reconciler.drifted(serviceId);
      accounting.added();
    },
    onRefusal: refusedLogins.add,
    sessions: store.sessions.table,
    now,
    onFault: (fault) => log('error', 'a fault in AAA', { fault }),
    settings: { rejectDelayMs: configuration.rejectDelayMs },
  });

  const turns = createTurns({ now: () => performance.now(), schedule: scheduleByTimer });

  /** NAS are told apart by their address; who is known from a device's own list is on that device. */
  function nodeOf(session: OpenSession): SiteNode | undefined {
    const { nodeId, nasAddress } = session;
    if (isFromDevice(session)) return site.nodes.get(nodeId ?? '');
    return site.nodes.get(site.nasAt(nasAddress)?.nodeId ?? nodeId ?? '');
  }

  function sessionsOf(serviceId: string): OpenSession[] {
    return store.sessions.openOfService(serviceId).map(
      ({ session, granted }): OpenSession => ({
        key: session.key,
        sessionId: session.sessionId,
        username: session.username,
        nasAddress: session.nasAddress,
        ...(session.nodeId === undefined ? {} : { nodeId: session.nodeId }),
        ...(session.framedIp === undefined ? {} : { framedIp: session.framedIp }),
        ...(granted === undefined ? {} : { granted }),
      }),
    );
  }

  /** A device that tells who is online and cannot be told to cut one session alone. */
  function isListOnly(session: OpenSession): boolean {
    const { sessionControl, sessionList } = nodeOf(session)?.capabilities ?? {};
    return sessionControl === undefined && sessionList !== undefined;
  }

  const reconciler = createReconciler({
    siteId,
    store,
    access,
    concurrency: configuration.concurrency,
    turns,
    newMessageId,
    log,
    now: nowText,
    reported: () => reports.added(),
    openSessions: (serviceId) => sessionsOf(serviceId).filter((session) => !isListOnly(session)),
    listedSessions: (serviceId) => sessionsOf(serviceId).filter(isListOnly),
    async isListed(session) {
      const listing = await listings.get(session.nodeId ?? '')?.();
      if (listing === undefined) return { listed: false };
      if (listing.outcome !== 'listed') return { words: listing.words };
      return { listed: listing.sessions.some(({ identity }) => identity === session.username) };
    },
    control: (session) => nodeOf(session)?.capabilities.sessionControl,
    placeOf(session) {
      const node = nodeOf(session);
      return node === undefined ? undefined : placeOf(node, session.nasAddress);
    },
    node: standingOfNode,
    ended({ key }) {
      const session = store.sessions.table.get(key);
      const awaitsStop = session !== undefined && !isFromDevice(session);
      store.sessions.ended(key, awaitsStop ? now() + stopGraceMs : now() - 1, adminReset);
    },
    driftPolicy: (nodeId) => site.nodes.get(nodeId)?.configuration.driftPolicy ?? 'mend',
    heard: (nodeId, answered) => deviceAudit.heard(nodeId, answered),
    rateChanged: ({ key }, granted) => store.sessions.rateChanged(key, granted),
  });

  const deviceAudit = createDeviceAudit({
    siteId,
    store,
    turns,
    reconciler,
    node: standingOfNode,
    tell: (message) => connection.publish('audits', JSON.stringify(message)),
    pauseMs: configuration.auditPauseMs,
    newMessageId,
    now: nowText,
    log,
  });

  const connection = createConnection(
    {
      siteId,
      clientId: configuration.clientId ?? siteId,
      agentVersion,
      ...configuration.mqtt,
      maximumBackoffMs: configuration.reconnectMaxMs,
    },
    {
      connected() {
        publishStatus();
        compareReplica(newComparisonId());
        deviceAudit.connected();
        health.connected();
        reports.connected();
        accounting.connected();
      },
      disconnected() {
        reports.disconnected();
        accounting.disconnected();
      },
      received,
    },
    log,
  );
  const reports = createReportSender(
    store.reports,
    (payload) => connection.publish('reports', payload),
    configuration.resendAfterMs,
  );
  const accounting = createAccountingSender(
    store.accounting,
    (payload) => connection.publish('accounting', payload),
    {
      siteId,
      delayMs: configuration.accountingDelayMs,
      resendAfterMs: configuration.resendAfterMs,
      onSetBack: () =>
        log('error', 'the store was set back behind what the cloud holds; accounting goes on in a new epoch'),
    },
  );

  const health = createHealthSender({
    siteId,
    nodes: () => healthOf(site, store.configuration.get().nodes),
    refusedLogins,
    publish: (payload) => connection.publish('health', payload),
    now,
  });

  function publishStatus(): void {
    const services = store.replica.count();
    const backlog = store.reports.count() + store.accounting.count();
    connection.publish(
      'status',
      JSON.stringify({ siteId, state: 'online', agentVersion, at: nowText(), services, backlog }),
    );
  }

  const payPages = createPayPages({
    siteId,
    publish: (payload) => connection.publish('pay-pages', payload),
    newMessageId,
    monotonic: () => performance.now(),
  });
  const payRedirect = createPayRedirect({ store, pages: payPages, now, log });

  const comparisons = createComparisonSender(
    store,
    (channel, payload) => connection.publish(channel, payload),
    {
      siteId,
      now: nowText,
    },
  );
  function compareReplica(comparisonId: string, buckets?: readonly number[]): void {
    const sent =
      buckets === undefined ? comparisons.digests(comparisonId) : comparisons.holdings(comparisonId, buckets);
    sent.catch((error: unknown) => log('error', 'the replica could not be read to be compared', { error }));
  }

  /** Somebody waits for it: what cannot be said now is not said later. */
  function answerLook(message: LookMessage): void {
    const { get: held } = store.replica;
    const tools = {
      node: standingOfNode,
      held,
      openSessions: sessionsOf,
      open: (node: NodeConfiguration) => openNodes([node], driverTools),
      turns,
      waitingOnus: store.waitingOnus,
      now: nowText,
    };
    look(message, tools).then(
      (finding) => {
        const answer: LookAnswer = { siteId, inReplyTo: message.messageId, at: nowText(), finding };
        connection.publish('looks', JSON.stringify(answer));
      },
      (error: unknown) => log('error', 'a look at devices failed', { of: message.subject.of, error }),
    );
  }

  /** Configurations are put to use one after the other, in the order in which they came. */
  let configuring: Promise<void> = Promise.resolve();

  /** When this returns, what came is on the disk. */
  function received(topic: string, payload: Uint8Array): void {
    const read = readDownMessage(siteId, topic, payload);
    switch (read.channel) {
      case 'none':
        log('warn', 'a message was dropped', { topic, reason: read.reason });
        return;
      case 'desired':
        reconciler.receive(read.message);
        return;
      case 'configuration': {
        const { revision, nodes, payRedirect: redirect } = read.message;
        if (!store.configuration.put({ revision, nodes, payRedirect: redirect })) return;
        configuring = configuring.then(adoptConfiguration).then(
          async () => {
            await payRedirect.adopt(store.configuration.get().payRedirect);
            log('info', 'a new configuration is in use', { revision, nodes: site.nodes.size });
            compareReplica(newComparisonId());
            health.round();
            reconciler.retry();
            audit.soon();
            // What was held by policy may have to be mended by now.
            for (const serviceId of store.replica.driftedServices()) reconciler.drifted(serviceId);
          },
          (error: unknown) => log('error', 'a configuration could not be put to use', { revision, error }),
        );
        return;
      }
      case 'acks': {
        const { messageIds, accounting: taken } = read.message;
        if (messageIds.length > 0) reports.acknowledged(messageIds);
        if (messageIds.length > 0) deviceAudit.acknowledged(messageIds);
        if (taken !== undefined) accounting.acknowledged(taken.epoch, taken.through);
        return;
      }
      case 'compare': {
        const { comparisonId, depth, buckets } = read.message;
        compareReplica(comparisonId, buckets);
        if (depth === 'devices' && buckets === undefined) deviceAudit.begin(comparisonId);
        return;
      }
      case 'look':
        answerLook(read.message);
        return;
      case 'pay-page':
        payPages.answered(read.message);
        return;
    }
  }

  reconciler.loadAccess();
  const { auth, acct } = await aaa.listen(configuration.radius).catch((error: unknown) => {
    store.close();
    throw error;
  });
  const front = await openFront(configuration, aaa.front, log).catch(async (error: unknown) => {
    await aaa.close();
    store.close();
    throw error;
  });
  reconciler.resume();
  const audit = startSessionAudit({
    store,
    turns,
    nodes: () => site.nodes.values(),
    drifted: reconciler.drifted,
    accountingAdded: accounting.added,
    now,
    everyMs: configuration.sessionAuditMs,
    log,
  });
  audit.soon();
  deviceAudit.resume();
  const upkeep = startUpkeep({
    store,
    reconciler,
    audit: deviceAudit,
    health,
    aaa,
    accountingAdded: accounting.added,
    now,
    log,
  });
  await payRedirect.adopt(store.configuration.get().payRedirect);
  connection.start();
  log('info', 'ready', {
    siteId,
    agentVersion,
    auth,
    acct,
    ...(front === undefined ? {} : { freeRadius: front.port }),
    services: access.size,
    startMs: Math.round(performance.now() - startedAt),
  });

  return {
    auth,
    acct,
    ...(front === undefined ? {} : { frontPort: front.port }),
    idle: reconciler.idle,
    async stop() {
      upkeep.stop();
      const resting = Promise.all([reconciler.stop(), audit.stop(), deviceAudit.stop()]);
      closeNodes(site);
      await front?.close();
      await payRedirect.close();
      await Promise.all([radius.close(), aaa.close()]);
      await resting;
      await configuring;
      reports.disconnected();
      accounting.disconnected();
      await connection.stop();
      store.close();
      log('info', 'stopped');
    },
  };
}

/** Where a FreeRADIUS in front asks; undefined where there is none. */
async function openFront(
  { freeRadius, dataDir }: AgentConfiguration,
  service: FrontService,
  log: Log,
): Promise<FreeRadiusFront | undefined> {
  if (freeRadius === undefined) return undefined;
  return openFreeRadiusFront({
    port: freeRadius.port,
    token: frontToken(join(dataDir, 'freeradius-token.conf')),
    service,
    onFault: (fault) => log('error', 'a fault in answering FreeRADIUS', { fault }),
  });
}
