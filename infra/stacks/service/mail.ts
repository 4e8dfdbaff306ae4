import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ConfigurationSet, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { mailReturnsEnvironment } from '../../../functions/runtime/environments/mail-returns.ts';
import { tableAccess } from '../../constructs/table-access.ts';
import type { House } from './house.ts';

/** What SES says of messages that came back, or that were called unwanted, goes to a function. */
export function mailAndItsReturns(house: House): ConfigurationSet {
  const { table } = house.state;
  const set = new ConfigurationSet(house.stack, 'Mail', { reputationMetrics: true });
  const topic = new Topic(house.stack, 'MailReturns', { enforceSSL: true });
  const deadLetters = house.deadLetterQueue('MailReturnDeadLetters');
  const taking = house.function('TakeMailReturns', 'webhooks/mail-returns', mailReturnsEnvironment, {
    description: 'Writes to addresses no more from which mail came back or that called it unwanted.',
    environment: { TABLE_NAME: table.tableName },
    statements: tableAccess(table, ['read', 'write']),
    seconds: 15,
    deadLetters,
  });
  topic.addSubscription(new LambdaSubscription(taking, { deadLetterQueue: deadLetters }));
  set.addEventDestination('Returns', {
    destination: EventDestination.snsTopic(topic),
    events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT],
  });
  return set;
}

/** Mail from the sender's address, and text messages. */
export function mayTell(house: House, mail: ConfigurationSet): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['ses:SendEmail'],
      resources: [
        house.stack.formatArn({ service: 'ses', resource: 'identity', resourceName: house.mailFrom }),
        house.stack.formatArn({
          service: 'ses',
          resource: 'configuration-set',
          resourceName: mail.configurationSetName,
        }),
      ],
    }),
    // Text messages go to numbers, which have no ARN: everything but topics.
    new PolicyStatement({
      actions: ['sns:Publish'],
      notResources: [house.stack.formatArn({ service: 'sns', region: '*', account: '*', resource: '*' })],
    }),
  ];
}
