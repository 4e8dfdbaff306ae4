import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { ConsumerName } from '../../../functions/contracts/subscriptions.ts';
import { apiEnvironment } from '../../../functions/runtime/environments/api.ts';
import { documentsEnvironment } from '../../../functions/runtime/environments/documents.ts';
import { paymentsEnvironment } from '../../../functions/runtime/environments/payments.ts';
import type { Consumer } from '../../constructs/consumer.ts';
import type { HouseMachine } from '../../constructs/house-machine.ts';
import type { ApiFunctions } from '../../constructs/public-api.ts';
import { agentPolicy, agentThingType, type SiteLink } from '../../constructs/site-link.ts';
import { staffAccess } from '../../constructs/staff-access.ts';
import { tableAccess } from '../../constructs/table-access.ts';
import type { House } from './house.ts';

/** What serves the routes of the API, which have a stack of their own: CloudFormation takes 500 resources per stack. */
export function apiFunctions(
  house: House,
  consumers: Readonly<Record<ConsumerName, Consumer>>,
  billing: HouseMachine,
  proof: HouseMachine,
  sweep: HouseMachine,
  link: SiteLink,
  webhookQueue: Queue,
): ApiFunctions {
  const { table, sealingKey, documents: archive, people } = house.state;
  const queues = Object.entries(consumers).map(([name, { queue, deadLetters }]) => ({
    name,
    queue,
    deadLetters,
  }));
  const api = house.function('Api', 'api/main', apiEnvironment, {
    description: 'The HTTP API.',
    environment: {
      TABLE_NAME: table.tableName,
      DOCUMENTS_BUCKET: archive.bucketName,
      SEALING_SECRET_ARN: sealingKey.secretArn,
      STATE_MACHINE_ARNS: house.stack.toJsonString({
        'run-billing': billing.stateMachineArn,
        'prove-ledger': proof.stateMachineArn,
        'sweep-services': sweep.stateMachineArn,
      }),
      CONSUMER_QUEUES: house.stack.toJsonString(
        Object.fromEntries(
          queues.map(({ name, queue, deadLetters }) => [
            name,
            { queueUrl: queue.queueUrl, deadLetterUrl: deadLetters.queueUrl },
          ]),
        ),
      ),
      WEBHOOK_QUEUE_URL: webhookQueue.queueUrl,
      WEBHOOK_LOOPBACK: house.loopback,
      SUBSCRIBER_POOL_ID: people.subscribers.userPoolId,
      STAFF_POOL_ID: people.staff.userPoolId,
      AGENT_THING_TYPE: agentThingType,
      AGENT_POLICY_NAME: agentPolicy,
    },
    statements: [
      ...tableAccess(table, ['read', 'write', 'delete'], ['by-type', 'by-owner', 'by-place', 'by-due']),
      house.readSecret(sealingKey),
      house.publishToSites(),
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [archive.arnForObjects('runs/*')],
      }),
      // Without it, S3 does not say that there is no such object, but that it may not be looked at.
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [archive.bucketArn] }),
      new PolicyStatement({
        actions: ['states:StartExecution'],
        resources: [billing.stateMachineArn, proof.stateMachineArn, sweep.stateMachineArn],
      }),
      new PolicyStatement({
        actions: [
          'sqs:ReceiveMessage',
          'sqs:DeleteMessage',
          'sqs:GetQueueAttributes',
          'sqs:ChangeMessageVisibility',
        ],
        resources: queues.map(({ deadLetters }) => deadLetters.queueArn),
      }),
      new PolicyStatement({
        actions: ['sqs:SendMessage'],
        resources: [...queues.map(({ queue }) => queue.queueArn), webhookQueue.queueArn],
      }),
      ...link.enrolment,
      new PolicyStatement({
        actions: ['cognito-idp:AdminCreateUser', 'cognito-idp:AdminGetUser'],
        resources: [people.subscribers.userPoolArn],
      }),
      staffAccess(people, ['list', 'keep', 'reset']),
    ],
    seconds: 29,
    memoryMiB: 1024,
  });
  const webhooks = house.function('PaymentWebhooks', 'webhooks/payments', paymentsEnvironment, {
    description: 'Takes in what payment providers say, after their signature held or they confirmed it.',
    environment: { TABLE_NAME: table.tableName, SEALING_SECRET_ARN: sealingKey.secretArn },
    statements: [
      ...tableAccess(table, ['read', 'write', 'delete'], ['by-owner']),
      house.readSecret(sealingKey),
    ],
    seconds: 29,
  });
  const documents = house.function('Documents', 'documents/main', documentsEnvironment, {
    description:
      'Prints invoices and statements, and writes invoices as XML, and the ledger and usage as CSV.',
    environment: {
      TABLE_NAME: table.tableName,
      DOCUMENTS_BUCKET: archive.bucketName,
      SEALING_SECRET_ARN: sealingKey.secretArn,
      WEBHOOK_LOOPBACK: house.loopback,
    },
    statements: [
      ...tableAccess(table, ['read'], ['by-owner', 'by-place']),
      house.readSecret(sealingKey),
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [archive.arnForObjects('invoices/*')],
      }),
      // Without it, S3 does not say that there is no such object, but that it may not be looked at.
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [archive.bucketArn] }),
    ],
    seconds: 29,
    memoryMiB: 1024,
  });
  return { api, webhooks, documents };
}
