import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { accountingEnvironment } from '../../../functions/runtime/environments/accounting.ts';
import { auditsEnvironment } from '../../../functions/runtime/environments/audits.ts';
import { digestsEnvironment } from '../../../functions/runtime/environments/digests.ts';
import { healthEnvironment } from '../../../functions/runtime/environments/health.ts';
import { holdingsEnvironment } from '../../../functions/runtime/environments/holdings.ts';
import { looksEnvironment } from '../../../functions/runtime/environments/looks.ts';
import { payPagesEnvironment } from '../../../functions/runtime/environments/pay-pages.ts';
import { reportsEnvironment } from '../../../functions/runtime/environments/reports.ts';
import { statusEnvironment } from '../../../functions/runtime/environments/status.ts';
import type { HouseMachine } from '../../constructs/house-machine.ts';
import { SiteLink } from '../../constructs/site-link.ts';
import { tableAccess } from '../../constructs/table-access.ts';
import type { House } from './house.ts';
import type { OrderMachine } from './orders.ts';

export function siteLink(house: House, orders: Readonly<Record<OrderMachine, HouseMachine>>): SiteLink {
  const { table, sealingKey } = house.state;
  const TABLE_NAME = table.tableName;
  const SEALING_SECRET_ARN = sealingKey.secretArn;
  const answerTasks = new PolicyStatement({
    actions: ['states:SendTaskSuccess', 'states:SendTaskFailure'],
    resources: Object.values(orders).map(({ stateMachineArn }) => stateMachineArn),
  });
  const deadLetters = house.deadLetterQueue('SiteDeadLetters');
  return new SiteLink(house.stack, 'Sites', {
    deadLetters,
    receivers: {
      reports: house.function('Reports', 'iot/reports', reportsEnvironment, {
        description: 'Takes in what agents observed and answers the orders that wait for it.',
        environment: { TABLE_NAME },
        statements: [
          ...tableAccess(table, ['read', 'write', 'delete'], ['by-place']),
          answerTasks,
          house.publishToSites(),
        ],
        seconds: 15,
        deadLetters,
      }),
      accounting: house.function('Accounting', 'iot/accounting', accountingEnvironment, {
        description: 'Stores accounting records once and folds them into sessions.',
        environment: { TABLE_NAME },
        statements: [
          ...tableAccess(table, ['read', 'write', 'delete'], ['by-owner', 'by-place']),
          house.publishToSites(),
        ],
        seconds: 30,
        deadLetters,
      }),
      digests: house.function('Digests', 'iot/digests', digestsEnvironment, {
        description: 'Compares what a site holds with what it must hold, bucket by bucket.',
        environment: { TABLE_NAME, SEALING_SECRET_ARN },
        statements: [
          ...tableAccess(table, ['read', 'write'], ['by-place']),
          house.readSecret(sealingKey),
          house.publishToSites(),
        ],
        seconds: 60,
        deadLetters,
      }),
      holdings: house.function('Holdings', 'iot/holdings', holdingsEnvironment, {
        description: 'Compares what a site holds with what it must hold, and sends the difference.',
        environment: { TABLE_NAME, SEALING_SECRET_ARN },
        statements: [
          ...tableAccess(table, ['read', 'write']),
          house.readSecret(sealingKey),
          house.publishToSites(),
        ],
        seconds: 60,
        deadLetters,
      }),
      audits: house.function('Audits', 'iot/audits', auditsEnvironment, {
        description: 'Keeps how far agents have read their devices back.',
        environment: { TABLE_NAME },
        statements: [...tableAccess(table, ['read', 'write']), house.publishToSites()],
        seconds: 15,
        deadLetters,
      }),
      looks: house.function('Looks', 'iot/looks', looksEnvironment, {
        description: 'Keeps what a site saw until whoever asked for it finds it.',
        environment: { TABLE_NAME },
        statements: tableAccess(table, ['write']),
        seconds: 15,
        deadLetters,
      }),
      'pay-pages': house.function('PayPages', 'iot/pay-pages', payPagesEnvironment, {
        description: 'Tells a site where somebody is led who may do nothing but pay.',
        environment: { TABLE_NAME, SEALING_SECRET_ARN },
        statements: [
          ...tableAccess(table, ['read', 'write']),
          house.readSecret(sealingKey),
          house.publishToSites(),
        ],
        seconds: 15,
        deadLetters,
      }),
      health: house.function('Health', 'iot/health', healthEnvironment, {
        description: 'Keeps how nodes are and which log-ins were refused, and raises alarms on nodes.',
        environment: { TABLE_NAME },
        statements: tableAccess(table, ['read', 'write', 'delete']),
        seconds: 30,
        deadLetters,
      }),
      status: house.function('Status', 'iot/status', statusEnvironment, {
        description: 'Keeps who of the agents is online.',
        environment: { TABLE_NAME },
        statements: tableAccess(table, ['read', 'write']),
        seconds: 15,
        deadLetters,
      }),
    },
  });
}
