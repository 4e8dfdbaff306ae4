import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IoTClient } from '@aws-sdk/client-iot';
import { IoTDataPlaneClient } from '@aws-sdk/client-iot-data-plane';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { cognitoPeopleDirectory } from '../adapters/cognito/people-directory.ts';
import { cognitoStaffDirectory } from '../adapters/cognito/staff-directory.ts';
import { dynamoAnswers } from '../adapters/dynamo/answers.ts';
import { dynamoCheckpoints } from '../adapters/dynamo/checkpoints.ts';
import { dynamoEventFeed } from '../adapters/dynamo/event-feed.ts';
import { dynamoFiguresBook } from '../adapters/dynamo/figures-book.ts';
import { dynamoIssuedStates } from '../adapters/dynamo/issued.ts';
import { dynamoLedgerBook } from '../adapters/dynamo/ledger-book.ts';
import { dynamoLooks } from '../adapters/dynamo/looks.ts';
import { dynamoPaymentIntake } from '../adapters/dynamo/payment-intake.ts';
import { dynamoPendingTasks } from '../adapters/dynamo/pending-tasks.ts';
import { dynamoSearchIndex } from '../adapters/dynamo/search-index.ts';
import { dynamoSessions } from '../adapters/dynamo/sessions.ts';
import { dynamoSiteHealth } from '../adapters/dynamo/site-health.ts';
import { dynamoStore } from '../adapters/dynamo/store.ts';
import { openTable, type Table } from '../adapters/dynamo/table.ts';
import { dynamoUsage } from '../adapters/dynamo/usage.ts';
import { dynamoWebhookDeliveries } from '../adapters/dynamo/webhook-deliveries.ts';
import { eventBridgeBus } from '../adapters/eventbridge/event-bus.ts';
import { publicHolidays } from '../adapters/holidays/public-holidays.ts';
import { iotEdgeLink } from '../adapters/iot/edge-link.ts';
import { iotSiteRegistry } from '../adapters/iot/site-registry.ts';
import { collectAnswer, keepAlive } from '../adapters/keep-alive.ts';
import { pdfPrinting } from '../adapters/pdf/pdf-printing.ts';
import { randomPasswords, randomSigningSecrets } from '../adapters/random-passwords.ts';
import { s3DocumentArchive } from '../adapters/s3/document-archive.ts';
import { noSealing, secretsManagerSealing } from '../adapters/secrets/sealing-key.ts';
import { sesMail } from '../adapters/sesv2/mail.ts';
import { stepFunctionsWorkflow } from '../adapters/sfn/workflow.ts';
import { snsSms } from '../adapters/sns/sms.ts';
import { type ConsumerQueue, sqsDeadLetters } from '../adapters/sqs/dead-letters.ts';
import { sqsPostponement, sqsWebhookQueue } from '../adapters/sqs/webhook-queue.ts';
import { bankStatements } from '../adapters/statements/camt053.ts';
import { httpTaxServices } from '../adapters/tax-service/http-tax-service.ts';
import { ublEInvoices } from '../adapters/ubl/ubl-e-invoices.ts';
import { ulidIds } from '../adapters/ulid-ids.ts';
import { standardWebhooks } from '../adapters/webhooks/standard-webhooks.ts';
import type { Answers } from '../ports/answers.ts';
import type { BankStatements } from '../ports/bank-statements.ts';
import type { Checkpoints } from '../ports/checkpoints.ts';
import type { DeadLetters } from '../ports/dead-letters.ts';
import type { DocumentArchive } from '../ports/document-archive.ts';
import type { EInvoices } from '../ports/e-invoices.ts';
import type { EdgeLink } from '../ports/edge-link.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { EventFeed } from '../ports/event-feed.ts';
import type { FiguresBook } from '../ports/figures-book.ts';
import type { Holidays } from '../ports/holidays.ts';
import type { Ids } from '../ports/ids.ts';
import type { IssuedStates } from '../ports/issued.ts';
import type { LedgerBook } from '../ports/ledger-book.ts';
import type { Looks } from '../ports/looks.ts';
import type { Mail } from '../ports/mail.ts';
import type { Passwords, SigningSecrets } from '../ports/passwords.ts';
import type { PaymentIntake } from '../ports/payment-intake.ts';
import type { PendingTasks } from '../ports/pending-tasks.ts';
import type { PeopleDirectory } from '../ports/people-directory.ts';
import type { Printing } from '../ports/printing.ts';
import type { SearchIndex } from '../ports/search-index.ts';
import type { Sessions } from '../ports/sessions.ts';
import type { SiteHealth } from '../ports/site-health.ts';
import type { SiteRegistry } from '../ports/site-registry.ts';
import type { Sms } from '../ports/sms.ts';
import type { StaffDirectory } from '../ports/staff-directory.ts';
import type { Store } from '../ports/store.ts';
import type { TaxServices } from '../ports/tax-service.ts';
import type { Usage } from '../ports/usage.ts';
import type { WebhookDeliveries } from '../ports/webhook-deliveries.ts';
import type { WebhookQueue } from '../ports/webhook-queue.ts';
import type { WebhookSender } from '../ports/webhook-sender.ts';
import type { Workflow } from '../ports/workflow.ts';
import { now } from './clock.ts';

/**
 * One factory per port. A handler names those that it needs and gives them its environment: what it does not name is
 * not in its bundle, and a variable that it was not given fails the type-check.
 *
 *     const env = environment(relayEnvironment);
 *     const ports = lazily({ feed: () => eventFeed(env), bus: () => eventBus(env) });
 */

/** Ports that are made when they are first used, each once. */
export function lazily<P extends object>(factories: { readonly [K in keyof P]: () => P[K] }): Readonly<P> {
  const ports = {};
  for (const name of Object.keys(factories) as (keyof P)[]) {
    Object.defineProperty(ports, name, {
      enumerable: true,
      configurable: true,
      get() {
        const value = factories[name]();
        Object.defineProperty(ports, name, { value, enumerable: true });
        return value;
      },
    });
  }
  return ports as P;
}

export interface TableEnvironment {
  readonly TABLE_NAME: string;
}

const settings = { requestHandler: keepAlive, streamCollector: collectAnswer, maxAttempts: 4 };

let opened: Table | undefined;
/** One for all ports, so that what they ask for at the same moment is read together. */
function table({ TABLE_NAME }: TableEnvironment): Table {
  opened ??= openTable(new DynamoDBClient(settings), TABLE_NAME);
  return opened;
}

let freshIds: Ids | undefined;
export function ids(): Ids {
  freshIds ??= ulidIds(() => Date.parse(now()));
  return freshIds;
}

export function passwords(): Passwords {
  return randomPasswords();
}

/** A function that neither writes nor reads sealed values is not given the secret. */
export function store(env: TableEnvironment & { readonly SEALING_SECRET_ARN?: string }): Store {
  const secretArn = env.SEALING_SECRET_ARN;
  return dynamoStore(table(env), {
    ids: ids(),
    sealing:
      secretArn === undefined
        ? noSealing
        : secretsManagerSealing(new SecretsManagerClient(settings), secretArn),
  });
}

export function answers(env: TableEnvironment): Answers {
  return dynamoAnswers(table(env));
}

export function eventFeed(env: TableEnvironment): EventFeed {
  return dynamoEventFeed(table(env));
}

export function checkpoints(env: TableEnvironment): Checkpoints {
  return dynamoCheckpoints(table(env));
}

export function pendingTasks(env: TableEnvironment): PendingTasks {
  return dynamoPendingTasks(table(env));
}

export function looks(env: TableEnvironment): Looks {
  return dynamoLooks(table(env));
}

export function searchIndex(env: TableEnvironment): SearchIndex {
  return dynamoSearchIndex(table(env));
}

export function sessions(env: TableEnvironment): Sessions {
  return dynamoSessions(table(env));
}

export function usage(env: TableEnvironment): Usage {
  return dynamoUsage(table(env));
}

export function ledgerBook(env: TableEnvironment): LedgerBook {
  return dynamoLedgerBook(table(env));
}

export function figures(env: TableEnvironment): FiguresBook {
  return dynamoFiguresBook(table(env));
}

export function issued(env: TableEnvironment): IssuedStates {
  return dynamoIssuedStates(table(env));
}

export function siteHealth(env: TableEnvironment): SiteHealth {
  return dynamoSiteHealth(table(env));
}

export function eventBus(env: { readonly EVENT_BUS_NAME: string }): EventBus {
  return eventBridgeBus(new EventBridgeClient(settings), env.EVENT_BUS_NAME);
}

export function workflow(env: { readonly STATE_MACHINE_ARNS: Readonly<Record<string, string>> }): Workflow {
  return stepFunctionsWorkflow(new SFNClient(settings), env.STATE_MACHINE_ARNS);
}

/** For functions that answer waiting tasks and start nothing. */
export function taskAnswers(): Pick<Workflow, 'succeed' | 'fail'> {
  return stepFunctionsWorkflow(new SFNClient(settings), {});
}

export function edgeLink(): EdgeLink {
  return iotEdgeLink(new IoTDataPlaneClient(settings));
}

export function siteRegistry(env: {
  readonly AGENT_THING_TYPE: string;
  readonly AGENT_POLICY_NAME: string;
}): SiteRegistry {
  return iotSiteRegistry(new IoTClient(settings), {
    thingType: env.AGENT_THING_TYPE,
    policyName: env.AGENT_POLICY_NAME,
  });
}

export function people(env: { readonly SUBSCRIBER_POOL_ID: string }): PeopleDirectory {
  return cognitoPeopleDirectory(new CognitoIdentityProviderClient(settings), env.SUBSCRIBER_POOL_ID);
}

export function staffDirectory(env: { readonly STAFF_POOL_ID: string }): StaffDirectory {
  return cognitoStaffDirectory(new CognitoIdentityProviderClient(settings), env.STAFF_POOL_ID);
}

export function deadLetters(env: {
  readonly CONSUMER_QUEUES: Readonly<Record<string, ConsumerQueue>>;
}): DeadLetters {
  return sqsDeadLetters(new SQSClient(settings), env.CONSUMER_QUEUES);
}

export function sms(): Sms {
  return snsSms(new SNSClient(settings));
}

export function mail(env: { readonly MAIL_FROM: string; readonly MAIL_CONFIGURATION_SET: string }): Mail {
  const { MAIL_FROM: from, MAIL_CONFIGURATION_SET: configurationSet } = env;
  return sesMail(new SESv2Client(settings), { from, configurationSet });
}

export function printing(): Printing {
  return pdfPrinting();
}

export function archive(env: { readonly DOCUMENTS_BUCKET: string }): DocumentArchive {
  return s3DocumentArchive(new S3Client(settings), env.DOCUMENTS_BUCKET);
}

export function eInvoices(): EInvoices {
  return ublEInvoices();
}

export function signingSecrets(): SigningSecrets {
  return randomSigningSecrets();
}

export function webhookDeliveries(env: TableEnvironment): WebhookDeliveries {
  return dynamoWebhookDeliveries(table(env));
}

export function webhookQueue(env: { readonly WEBHOOK_QUEUE_URL: string }): WebhookQueue {
  return sqsWebhookQueue(new SQSClient(settings), env.WEBHOOK_QUEUE_URL);
}

export function webhookPostponement(env: { readonly WEBHOOK_QUEUE_URL: string }) {
  return sqsPostponement(new SQSClient(settings), env.WEBHOOK_QUEUE_URL);
}

export function holidays(): Holidays {
  return publicHolidays();
}

export function paymentIntake(env: TableEnvironment): PaymentIntake {
  return dynamoPaymentIntake(table(env));
}

export function statements(): BankStatements {
  return bankStatements();
}

export function taxServices(env: { readonly WEBHOOK_LOOPBACK: 'allowed' | 'refused' }): TaxServices {
  return httpTaxServices({ loopback: env.WEBHOOK_LOOPBACK === 'allowed' });
}

export function webhookSender(env: { readonly WEBHOOK_LOOPBACK: 'allowed' | 'refused' }): WebhookSender {
  return standardWebhooks({ loopback: env.WEBHOOK_LOOPBACK === 'allowed' });
}
