import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { House } from './house.ts';

/** What somebody must look at, and when it is over, goes where this stack's own alarms go. */
export function alarmsToOperations(house: House): void {
  const field = (name: string) => EventField.fromPath(`$.detail.${name}`);
  // The target's own grant lets every rule of every account publish: it is given a topic that it cannot change.
  const topic = Topic.fromTopicArn(house.stack, 'OperationsAsTarget', house.alarms.topicArn);
  const rule = new Rule(house.stack, 'AlarmsToOperations', {
    description: 'Tells operations of alarms that were raised or cleared.',
    eventBus: house.bus,
    eventPattern: { source: ['throughline'], detailType: ['alarm.raised', 'alarm.cleared'] },
    targets: [
      new SnsTopic(topic, {
        message: RuleTargetInput.fromText(
          `${field('type')} (${field('data.severity')}): ${field('data.words')} [${field('data.kind')}, ${field('data.subject.type')} ${field('data.subject.id')}, site ${field('data.siteId')}, at ${field('at')}]`,
        ),
        deadLetterQueue: house.deadLetterQueue('AlarmDeadLetters'),
      }),
    ],
  });
  house.alarms.addToResourcePolicy(
    new PolicyStatement({
      actions: ['sns:Publish'],
      resources: [house.alarms.topicArn],
      principals: [new ServicePrincipal('events.amazonaws.com')],
      conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
    }),
  );
}
