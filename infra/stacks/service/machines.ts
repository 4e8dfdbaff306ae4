import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ConfigurationSet } from 'aws-cdk-lib/aws-ses';
import { billingStepEnvironment } from '../../../functions/runtime/environments/billing-step.ts';
import { bulkActionStepEnvironment } from '../../../functions/runtime/environments/bulk-action-step.ts';
import { compareSitesEnvironment } from '../../../functions/runtime/environments/compare-sites.ts';
import { ledgerProofStepEnvironment } from '../../../functions/runtime/environments/ledger-proof-step.ts';
import { runDunningEnvironment } from '../../../functions/runtime/environments/run-dunning.ts';
import { serviceSweepEnvironment } from '../../../functions/runtime/environments/service-sweep.ts';
import type { HouseMachine } from '../../constructs/house-machine.ts';
import { tableAccess } from '../../constructs/table-access.ts';
import type { House } from './house.ts';
import { mayTell } from './mail.ts';

export function billingMachine(house: House): HouseMachine {
  const { table, documents, sealingKey } = house.state;
  const step = house.function('BillingStep', 'workflow/billing-step', billingStepEnvironment, {
    description: 'The steps of a billing run: find who is due, bill one subscriber, close the run.',
    environment: {
      TABLE_NAME: table.tableName,
      DOCUMENTS_BUCKET: documents.bucketName,
      SEALING_SECRET_ARN: sealingKey.secretArn,
      WEBHOOK_LOOPBACK: house.loopback,
    },
    statements: [
      ...tableAccess(table, ['read', 'write', 'delete'], ['by-owner', 'by-due', 'by-type']),
      house.readSecret(sealingKey),
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [documents.arnForObjects('runs/*')],
      }),
      // Without it, S3 does not say that there is no such object, but that it may not be looked at.
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [documents.bucketArn] }),
    ],
    seconds: 60,
  });
  return house.machine('run-billing', { BillingStepFunctionArn: step });
}

/** What is done with many at a time. */
export function bulkActionMachine(house: House, mail: ConfigurationSet): HouseMachine {
  const { table } = house.state;
  const step = house.function('BulkActionStep', 'workflow/bulk-action-step', bulkActionStepEnvironment, {
    description:
      'The steps of a bulk action: survey for whom it is, order, write or tag, take in what came of it.',
    environment: {
      TABLE_NAME: table.tableName,
      MAIL_FROM: house.mailFrom,
      MAIL_CONFIGURATION_SET: mail.configurationSetName,
    },
    statements: [
      ...tableAccess(table, ['read', 'write', 'delete'], ['by-type', 'by-place', 'by-owner']),
      ...mayTell(house, mail),
    ],
    seconds: 60,
  });
  return house.machine('run-bulk-action', { BulkActionStepFunctionArn: step });
}

export function proofMachine(house: House): HouseMachine {
  const { table } = house.state;
  const step = house.function('LedgerProofStep', 'workflow/ledger-proof-step', ledgerProofStepEnvironment, {
    description: 'The steps of a proof that ledger, documents, payments and service histories agree.',
    environment: { TABLE_NAME: table.tableName },
    statements: tableAccess(table, ['read', 'write', 'delete'], ['by-owner', 'by-type', 'by-due']),
    seconds: 60,
  });
  return house.machine('prove-ledger', { LedgerProofStepFunctionArn: step });
}

/** What is done to many services at a time. */
export function sweepMachine(house: House): HouseMachine {
  const { table } = house.state;
  const step = house.function('ServiceSweep', 'workflow/service-sweep', serviceSweepEnvironment, {
    description:
      'One page of a sweep: places due orders, announces versions, tells of outages, reckons figures.',
    environment: { TABLE_NAME: table.tableName },
    statements: tableAccess(
      table,
      ['read', 'write', 'delete'],
      ['by-due', 'by-owner', 'by-place', 'by-type'],
    ),
    seconds: 60,
  });
  return house.machine('sweep-services', { ServiceSweepFunctionArn: step });
}

export function dunningMachine(house: House): HouseMachine {
  const { table, sealingKey } = house.state;
  const step = house.function('RunDunning', 'workflow/run-dunning', runDunningEnvironment, {
    description: 'Charges, reminds and suspends one page of those who owe something, as the policies say.',
    environment: {
      TABLE_NAME: table.tableName,
      SEALING_SECRET_ARN: sealingKey.secretArn,
      WEBHOOK_LOOPBACK: house.loopback,
    },
    statements: [
      ...tableAccess(table, ['read', 'write', 'delete'], ['by-due', 'by-owner', 'by-place']),
      house.readSecret(sealingKey),
    ],
    seconds: 60,
  });
  return house.machine('run-dunning', { RunDunningFunctionArn: step });
}

/** `hours` are those of a site that has no setting of its own. */
export function comparisonMachine(
  house: House,
  { replica, devices }: { readonly replica: number; readonly devices: number },
): HouseMachine {
  const { table } = house.state;
  const step = house.function('CompareSites', 'workflow/compare-sites', compareSitesEnvironment, {
    description: 'Asks a few sites to compare what they hold with what they should hold.',
    environment: {
      TABLE_NAME: table.tableName,
      COMPARE_REPLICA_HOURS: String(replica),
      COMPARE_DEVICES_HOURS: String(devices),
    },
    statements: [...tableAccess(table, ['read'], ['by-type']), house.publishToSites()],
    seconds: 60,
  });
  return house.machine('compare-sites', { CompareSitesFunctionArn: step });
}
