import { dynamoAnswers } from '../functions/adapters/dynamo/answers.ts';
import { dynamoCheckpoints } from '../functions/adapters/dynamo/checkpoints.ts';
import { dynamoEventFeed } from '../functions/adapters/dynamo/event-feed.ts';
import { dynamoFiguresBook } from '../functions/adapters/dynamo/figures-book.ts';
import { dynamoIssuedStates } from '../functions/adapters/dynamo/issued.ts';
import { dynamoLedgerBook } from '../functions/adapters/dynamo/ledger-book.ts';
import { dynamoLooks } from '../functions/adapters/dynamo/looks.ts';
import { dynamoPaymentIntake } from '../functions/adapters/dynamo/payment-intake.ts';
import { dynamoPendingTasks } from '../functions/adapters/dynamo/pending-tasks.ts';
import { dynamoSearchIndex } from '../functions/adapters/dynamo/search-index.ts';
import { dynamoSessions } from '../functions/adapters/dynamo/sessions.ts';
import { dynamoSiteHealth } from '../functions/adapters/dynamo/site-health.ts';
import { dynamoStore } from '../functions/adapters/dynamo/store.ts';
import { openTable } from '../functions/adapters/dynamo/table.ts';
import { dynamoUsage } from '../functions/adapters/dynamo/usage.ts';
import { dynamoWebhookDeliveries } from '../functions/adapters/dynamo/webhook-deliveries.ts';
import { publicHolidays } from '../functions/adapters/holidays/public-holidays.ts';
import { paymentProviderKinds } from '../functions/adapters/payment-provider-kinds.ts';
import { pdfPrinting } from '../functions/adapters/pdf/pdf-printing.ts';
import { randomPasswords, randomSigningSecrets } from '../functions/adapters/random-passwords.ts';
import { sealing } from '../functions/adapters/secrets/sealing-key.ts';
import { bankStatements } from '../functions/adapters/statements/camt053.ts';
import { httpTaxServices } from '../functions/adapters/tax-service/http-tax-service.ts';
import { ublEInvoices } from '../functions/adapters/ubl/ubl-e-invoices.ts';
import { ulidIds } from '../functions/adapters/ulid-ids.ts';
import { standardWebhooks } from '../functions/adapters/webhooks/standard-webhooks.ts';
import type { PositionedEvent } from '../functions/contracts/event.ts';
import type { Actor } from '../functions/contracts/scalars.ts';
import { done } from '../functions/domain/result.ts';
import type { WebhookDelivery } from '../functions/domain/webhook/delivery.ts';
import type { Context } from '../functions/ports/context.ts';
import type { DeadLetter } from '../functions/ports/dead-letters.ts';
import type { DocumentArchive } from '../functions/ports/document-archive.ts';
import type { EdgeLink } from '../functions/ports/edge-link.ts';
import type { Mail } from '../functions/ports/mail.ts';
import type { Ports } from '../functions/ports/ports.ts';
import type { Sms } from '../functions/ports/sms.ts';
import type { Workflow } from '../functions/ports/workflow.ts';
import { startDynamo, type TestTable } from './dynamo.ts';
import { memoryStaffDirectory } from './staff-directory.ts';

type Sent<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => unknown ? { call: K; args: A } : never;
}[keyof T];

/** What left through the ports that have no AWS service behind them in a unit test, in the order it left. */
export interface Recorded {
  readonly edge: Sent<EdgeLink>[];
  readonly workflow: Sent<Workflow>[];
  readonly mail: Parameters<Mail['send']>[0][];
  readonly sms: Parameters<Sms['send']>[0][];
  readonly bus: PositionedEvent[];
  readonly webhooks: WebhookDelivery[];
  readonly registered: string[];
  readonly enrolled: { siteId: string; certificateRequest: string }[];
  /** Certificates, as often as they were revoked. */
  readonly revoked: string[];
  readonly deadLetters: DeadLetter[];
  /** Task tokens that are no longer waited for: `succeed` and `fail` answer false for them. */
  readonly closedTasks: Set<string>;
}

/** Of the certificate that was asked for as which. */
export const certificateIdAt = (index: number) => index.toString(16).padStart(64, '0');

export interface TestPorts {
  readonly ports: Ports;
  readonly recorded: Recorded;
  readonly table: TestTable;
  stop(): Promise<void>;
}

/** A bucket without S3; the real adapter is tried on the embedded stack. */
function memoryArchive(): DocumentArchive {
  const files = new Map<string, Uint8Array>();
  return {
    get: async (key) => files.get(key),
    put: async (key, file) => {
      files.set(key, file);
    },
  };
}

/** Real store, feed, checkpoints, pending tasks, search and sessions on a private DynamoDB; the rest records. */
export async function makePorts(
  overrides: Partial<Ports> = {},
  file?: string,
  open = ({ client, tableName }: TestTable) => openTable(client, tableName),
): Promise<TestPorts> {
  const started = await startDynamo(file);
  const table = open(started);
  const ids = ulidIds(() => Date.now());
  const recorded: Recorded = {
    edge: [],
    workflow: [],
    mail: [],
    sms: [],
    bus: [],
    webhooks: [],
    registered: [],
    enrolled: [],
    revoked: [],
    deadLetters: [],
    closedTasks: new Set(),
  };
  const edge =
    <K extends keyof EdgeLink>(call: K) =>
    async (...args: Parameters<EdgeLink[K]>) => {
      recorded.edge.push({ call, args } as Sent<EdgeLink>);
    };
  const ports: Ports = {
    store: dynamoStore(table, {
      ids,
      sealing: sealing(async () => ({ id: 'test', key: 'a key of the tests, 32 characters', former: {} })),
    }),
    ids,
    passwords: randomPasswords(),
    paymentProviders: paymentProviderKinds,
    answers: dynamoAnswers(table),
    holidays: publicHolidays(),
    bankStatements: bankStatements(),
    paymentIntake: dynamoPaymentIntake(table),
    taxServices: httpTaxServices({ loopback: true, timeoutMs: 2_000, restMs: 0 }),
    feed: dynamoEventFeed(table),
    checkpoints: dynamoCheckpoints(table),
    pendingTasks: dynamoPendingTasks(table),
    search: dynamoSearchIndex(table),
    printing: pdfPrinting(),
    archive: memoryArchive(),
    eInvoices: ublEInvoices(),
    signingSecrets: randomSigningSecrets(),
    webhookDeliveries: dynamoWebhookDeliveries(table),
    webhookQueue: {
      async send(deliveries) {
        recorded.webhooks.push(...deliveries);
      },
    },
    webhookSender: standardWebhooks({ loopback: true }),
    sessions: dynamoSessions(table),
    usage: dynamoUsage(table),
    ledgerBook: dynamoLedgerBook(table),
    figures: dynamoFiguresBook(table),
    issued: dynamoIssuedStates(table),
    looks: dynamoLooks(table),
    siteHealth: dynamoSiteHealth(table),
    bus: {
      async publish(events) {
        recorded.bus.push(...events);
      },
    },
    edgeLink: {
      sendDesired: edge('sendDesired'),
      sendConfiguration: edge('sendConfiguration'),
      sendAck: edge('sendAck'),
      sendCompare: edge('sendCompare'),
      sendLook: edge('sendLook'),
      sendPayPage: edge('sendPayPage'),
    },
    workflow: {
      async start(...args) {
        recorded.workflow.push({ call: 'start', args });
      },
      async succeed(...args) {
        recorded.workflow.push({ call: 'succeed', args });
        return !recorded.closedTasks.has(args[0]);
      },
      async fail(...args) {
        recorded.workflow.push({ call: 'fail', args });
        return !recorded.closedTasks.has(args[0]);
      },
    },
    mail: {
      async send(message) {
        recorded.mail.push(message);
        return done(undefined);
      },
    },
    sms: {
      async send(message) {
        recorded.sms.push(message);
        return done(undefined);
      },
    },
    staffDirectory: memoryStaffDirectory(),
    people: { admit: async (email) => `subject of ${email}` },
    siteRegistry: {
      async register(siteId) {
        recorded.registered.push(siteId);
      },
      async enrol(siteId, certificateRequest) {
        recorded.enrolled.push({ siteId, certificateRequest });
        return done({ certificate: 'a certificate', endpoint: 'broker.test:8883' });
      },
      async certificates(siteId) {
        return recorded.enrolled.flatMap(({ siteId: of }, at) => {
          if (of !== siteId) return [];
          const certificateId = certificateIdAt(at);
          return [
            {
              certificateId,
              isActive: !recorded.revoked.includes(certificateId),
              issuedAt: `2026-01-01T00:00:${String(at).padStart(2, '0')}.000Z`,
              expiresAt: '2049-12-31T23:59:59.000Z',
            },
          ];
        });
      },
      async revoke(certificateId) {
        recorded.revoked.push(certificateId);
      },
    },
    deadLetters: {
      async list(consumer) {
        return done(
          recorded.deadLetters.filter((letter) => consumer === undefined || letter.consumer === consumer),
        );
      },
      async count() {
        return recorded.deadLetters.length;
      },
      async replay(consumer) {
        const kept = recorded.deadLetters.filter((letter) => letter.consumer !== consumer);
        const replayed = recorded.deadLetters.length - kept.length;
        recorded.deadLetters.splice(0, recorded.deadLetters.length, ...kept);
        return done(replayed);
      },
    },
    ...overrides,
  };
  return { ports, recorded, table: started, stop: started.stop };
}

/** A context as the runtime would make it. */
export function contextAt(now: string, more: Partial<Context> = {}): Context {
  const actor: Actor = { kind: 'staff', id: 'tester' };
  return { actor, now, ...more };
}
