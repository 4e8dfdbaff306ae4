import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ConfigurationSet } from 'aws-cdk-lib/aws-ses';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { ConsumerName } from '../../../functions/contracts/subscriptions.ts';
import { attendDunningEnvironment } from '../../../functions/runtime/environments/attend-dunning.ts';
import { billActivationEnvironment } from '../../../functions/runtime/environments/bill-activation.ts';
import { collectPaymentsEnvironment } from '../../../functions/runtime/environments/collect-payments.ts';
import { configureSiteEnvironment } from '../../../functions/runtime/environments/configure-site.ts';
import { indexSearchEnvironment } from '../../../functions/runtime/environments/index-search.ts';
import { keepStaffEnvironment } from '../../../functions/runtime/environments/keep-staff.ts';
import { postLedgerEnvironment } from '../../../functions/runtime/environments/post-ledger.ts';
import { queueWebhooksEnvironment } from '../../../functions/runtime/environments/queue-webhooks.ts';
import { reportTaxesEnvironment } from '../../../functions/runtime/environments/report-taxes.ts';
import { runBulkActionEnvironment } from '../../../functions/runtime/environments/run-bulk-action.ts';
import { sendEntitlementEnvironment } from '../../../functions/runtime/environments/send-entitlement.ts';
import { sendNoticesEnvironment } from '../../../functions/runtime/environments/send-notices.ts';
import { startOrderEnvironment } from '../../../functions/runtime/environments/start-order.ts';
import { startSweepEnvironment } from '../../../functions/runtime/environments/start-sweep.ts';
import type { Consumer } from '../../constructs/consumer.ts';
import type { HouseMachine } from '../../constructs/house-machine.ts';
import { staffAccess } from '../../constructs/staff-access.ts';
import { tableAccess } from '../../constructs/table-access.ts';
import type { House } from './house.ts';
import { mayTell } from './mail.ts';
import type { OrderMachine } from './orders.ts';

/** What no line waits for is done for many at once, after what a line does wait for. */
const paperwork = { gatheringSeconds: 2 } as const;

export function consumers(
  house: House,
  orders: Readonly<Record<OrderMachine, HouseMachine>>,
  sweep: HouseMachine,
  bulk: HouseMachine,
  mail: ConfigurationSet,
  webhooks: Queue,
): Readonly<Record<ConsumerName, Consumer>> {
  const { table, sealingKey, documents, people } = house.state;
  const TABLE_NAME = table.tableName;
  const arns = Object.fromEntries(
    Object.entries(orders).map(([name, { stateMachineArn }]) => [name, stateMachineArn]),
  );
  const startOrder = house.function('StartOrder', 'events/start-order', startOrderEnvironment, {
    description: 'Starts the state machine of a requested order.',
    environment: { TABLE_NAME, STATE_MACHINE_ARNS: house.stack.toJsonString(arns) },
    statements: [
      ...tableAccess(table, ['write']),
      new PolicyStatement({ actions: ['states:StartExecution'], resources: Object.values(arns) }),
    ],
    seconds: 15,
  });
  const runBulkAction = house.function('RunBulkAction', 'events/run-bulk-action', runBulkActionEnvironment, {
    description: 'Starts the state machine of a bulk action that begins or goes on.',
    environment: {
      TABLE_NAME,
      STATE_MACHINE_ARNS: house.stack.toJsonString({ 'run-bulk-action': bulk.stateMachineArn }),
    },
    statements: [
      ...tableAccess(table, ['read', 'write']),
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [bulk.stateMachineArn] }),
    ],
    seconds: 15,
  });
  const sendEntitlement = house.function(
    'SendEntitlement',
    'events/send-entitlement',
    sendEntitlementEnvironment,
    {
      description: 'Tells a site of an entitlement that changed without an order.',
      environment: { TABLE_NAME, SEALING_SECRET_ARN: sealingKey.secretArn },
      statements: [
        ...tableAccess(table, ['read', 'write']),
        house.readSecret(sealingKey),
        house.publishToSites(),
      ],
      seconds: 30,
    },
  );
  const configureSite = house.function('ConfigureSite', 'events/configure-site', configureSiteEnvironment, {
    description: 'Sends a site its nodes when they have changed.',
    environment: { TABLE_NAME, SEALING_SECRET_ARN: sealingKey.secretArn },
    statements: [
      ...tableAccess(table, ['read', 'write'], ['by-place']),
      house.readSecret(sealingKey),
      house.publishToSites(),
    ],
    seconds: 30,
  });
  const indexSearch = house.function('IndexSearch', 'events/index-search', indexSearchEnvironment, {
    description: 'Keeps the words by which subscribers are found.',
    environment: { TABLE_NAME },
    statements: tableAccess(table, ['read', 'write', 'delete']),
    seconds: 30,
  });
  const billActivation = house.function(
    'BillActivation',
    'events/bill-activation',
    billActivationEnvironment,
    {
      description: 'Bills a subscriber when one of the services has changed its state.',
      environment: {
        TABLE_NAME,
        SEALING_SECRET_ARN: sealingKey.secretArn,
        WEBHOOK_LOOPBACK: house.loopback,
      },
      statements: [
        ...tableAccess(table, ['read', 'write', 'delete'], ['by-owner']),
        house.readSecret(sealingKey),
      ],
      seconds: 30,
    },
  );
  const attendDunning = house.function('AttendDunning', 'events/attend-dunning', attendDunningEnvironment, {
    description: 'Restores who has paid, and watches who owes.',
    environment: { TABLE_NAME },
    statements: tableAccess(table, ['read', 'write', 'delete'], ['by-due']),
    seconds: 30,
  });
  const collectPayments = house.function(
    'CollectPayments',
    'events/collect-payments',
    collectPaymentsEnvironment,
    {
      description: 'Charges saved payment methods, and asks providers to refund.',
      environment: { TABLE_NAME, SEALING_SECRET_ARN: sealingKey.secretArn },
      statements: [...tableAccess(table, ['read', 'write', 'delete']), house.readSecret(sealingKey)],
      seconds: 30,
    },
  );
  const startSweep = house.function('StartSweep', 'events/start-sweep', startSweepEnvironment, {
    description:
      'Starts what an event means for many services, and what had waited for a service to be active.',
    environment: {
      TABLE_NAME,
      STATE_MACHINE_ARNS: house.stack.toJsonString({ 'sweep-services': sweep.stateMachineArn }),
    },
    statements: [
      ...tableAccess(table, ['read', 'write', 'delete'], ['by-owner']),
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [sweep.stateMachineArn] }),
    ],
    seconds: 30,
  });
  const sendNotices = house.function('SendNotices', 'events/send-notices', sendNoticesEnvironment, {
    description: 'Tells subscribers by mail and text message of what concerns them.',
    environment: {
      TABLE_NAME,
      SEALING_SECRET_ARN: sealingKey.secretArn,
      DOCUMENTS_BUCKET: documents.bucketName,
      MAIL_FROM: house.mailFrom,
      MAIL_CONFIGURATION_SET: mail.configurationSetName,
    },
    statements: [
      ...tableAccess(table, ['read', 'write']),
      ...mayTell(house, mail),
      house.readSecret(sealingKey),
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [documents.arnForObjects('invoices/*')],
      }),
      // Without it, S3 does not say that there is no such object, but that it may not be looked at.
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [documents.bucketArn] }),
    ],
    seconds: 30,
    memoryMiB: 1024,
  });
  const postLedger = house.function('PostLedger', 'events/post-ledger', postLedgerEnvironment, {
    description: 'Posts what moved money to the ledger, in the order of the feed.',
    environment: { TABLE_NAME },
    statements: tableAccess(table, ['read', 'write']),
    seconds: 60,
  });
  const reportTaxes = house.function('ReportTaxes', 'events/report-taxes', reportTaxesEnvironment, {
    description: 'Tells an external tax service of documents, in the order of the feed.',
    environment: {
      TABLE_NAME,
      SEALING_SECRET_ARN: sealingKey.secretArn,
      WEBHOOK_LOOPBACK: house.loopback,
    },
    statements: [...tableAccess(table, ['read', 'write']), house.readSecret(sealingKey)],
    seconds: 60,
  });
  const keepStaff = house.function('KeepStaff', 'events/keep-staff', keepStaffEnvironment, {
    description: 'Makes the user pool of staff hold what is written of them.',
    environment: { TABLE_NAME, STAFF_POOL_ID: people.staff.userPoolId },
    statements: [...tableAccess(table, ['read', 'write']), staffAccess(people, ['keep'])],
    seconds: 30,
  });
  const queueWebhooks = house.function('QueueWebhooks', 'events/queue-webhooks', queueWebhooksEnvironment, {
    description: 'Begins the deliveries of an event to the programs that want to be told.',
    environment: { TABLE_NAME, WEBHOOK_QUEUE_URL: webhooks.queueUrl },
    statements: [
      ...tableAccess(table, ['read', 'write'], ['by-owner']),
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [webhooks.queueArn] }),
    ],
    seconds: 30,
  });
  return {
    'start-order': house.consumer('start-order', startOrder),
    'run-bulk-action': house.consumer('run-bulk-action', runBulkAction),
    'configure-site': house.consumer('configure-site', configureSite),
    'send-entitlement': house.consumer('send-entitlement', sendEntitlement),
    'index-search': house.consumer('index-search', indexSearch, paperwork),
    'bill-activation': house.consumer('bill-activation', billActivation, paperwork),
    'start-sweep': house.consumer('start-sweep', startSweep, paperwork),
    'attend-dunning': house.consumer('attend-dunning', attendDunning),
    'collect-payments': house.consumer('collect-payments', collectPayments, paperwork),
    'post-ledger': house.consumer('post-ledger', postLedger, paperwork),
    'report-taxes': house.consumer('report-taxes', reportTaxes, paperwork),
    'send-notices': house.consumer('send-notices', sendNotices, paperwork),
    'keep-staff': house.consumer('keep-staff', keepStaff),
    'queue-webhooks': house.consumer('queue-webhooks', queueWebhooks, paperwork),
  };
}
