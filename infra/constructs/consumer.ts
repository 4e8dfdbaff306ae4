import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export interface ConsumerProps {
  readonly bus: IEventBus;
  /** The events that concern it, by wire name. */
  readonly types: readonly string[];
  readonly function: LambdaFunction;
  readonly alarms: ITopic;
  /** Events are gathered for up to so long: for one whose work may wait for a moment and costs less done for many. */
  readonly gatheringSeconds?: number;
}

/** More at once would hold up, on one machine, what a line waits for. */
const mostEvents = 10;

/** A consumer of events: a rule, a queue of its own, and a queue for what it could not handle, watched by an alarm. */
export class Consumer extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: ConsumerProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
      // AWS advises six times the function's time-out, so that a batch is never handed out twice at once.
      visibilityTimeout: Duration.seconds((props.function.timeout?.toSeconds() ?? 30) * 6),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });
    new Rule(this, 'Rule', {
      eventBus: props.bus,
      eventPattern: { source: ['throughline'], detailType: [...props.types] },
      targets: [new SqsQueue(this.queue, { deadLetterQueue: this.deadLetters })],
    });
    props.function.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: mostEvents,
        reportBatchItemFailures: true,
        ...(props.gatheringSeconds === undefined
          ? {}
          : { maxBatchingWindow: Duration.seconds(props.gatheringSeconds) }),
      }),
    );
    alarmOnDeadLetters(this, this.deadLetters, props.alarms);
    acknowledge(props.function, {
      'Serverless-LambdaEventSourceMappingDestination':
        'What a consumer cannot handle goes to the dead-letter queue of its own queue, after five tries.',
    });
  }
}

/** Anything in a dead-letter queue wants a person. */
export function alarmOnDeadLetters(scope: Construct, queue: Queue, topic: ITopic): void {
  acknowledge(queue, {
    'AwsSolutions-SQS3': 'This is a dead-letter queue: its end is a person, told by the alarm below.',
    'Serverless-SQSRedrivePolicy':
      'This is a dead-letter queue: its end is a person, told by the alarm below.',
  });
  const alarm = queue
    .metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' })
    .createAlarm(scope, 'DeadLettersAlarm', {
      alarmDescription: `${scope.node.id} could not handle something: look with GET /dead-letters, mend, replay.`,
      threshold: 0,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  alarm.addAlarmAction(new SnsAction(topic));
}
