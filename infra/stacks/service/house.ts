import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Duration, type Stack } from 'aws-cdk-lib';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { z } from 'zod';
import { type ConsumerName, subscriptions } from '../../../functions/contracts/subscriptions.ts';
import { acknowledge } from '../../constructs/acknowledge.ts';
import type { Bundle } from '../../constructs/bundles.ts';
import { alarmOnDeadLetters, Consumer, type ConsumerProps } from '../../constructs/consumer.ts';
import { HouseFunction } from '../../constructs/house-function.ts';
import { HouseMachine, type HouseMachineProps } from '../../constructs/house-machine.ts';
import type { StateStack } from '../state-stack.ts';

const machines = join(fileURLToPath(import.meta.url), '..', '..', '..', '..', 'statemachines');

export interface HouseProps {
  readonly stack: Stack;
  readonly state: StateStack;
  readonly bundle: Bundle;
  readonly mailFrom: string;
  readonly bus: EventBus;
  readonly alarms: Topic;
  /** Whether what is called may be at this very machine. */
  readonly loopback: string;
}

/** What every part of the service stack is made with. */
export class House implements HouseProps {
  readonly stack: Stack;
  readonly state: StateStack;
  readonly bundle: Bundle;
  readonly mailFrom: string;
  readonly bus: EventBus;
  readonly alarms: Topic;
  readonly loopback: string;

  constructor(props: HouseProps) {
    this.stack = props.stack;
    this.state = props.state;
    this.bundle = props.bundle;
    this.mailFrom = props.mailFrom;
    this.bus = props.bus;
    this.alarms = props.alarms;
    this.loopback = props.loopback;
  }

  function<E extends z.ZodType>(
    name: string,
    handler: string,
    environmentSchema: E,
    props: {
      readonly description: string;
      readonly environment: z.input<E> & Record<string, string>;
      readonly statements: readonly PolicyStatement[];
      readonly seconds: number;
      readonly memoryMiB?: number;
      readonly deadLetters?: Queue;
    },
  ): HouseFunction<E> {
    const { seconds, ...rest } = props;
    const made = new HouseFunction(this.stack, name, {
      ...rest,
      environmentSchema,
      bundle: this.bundle,
      path: handler,
      timeout: Duration.seconds(seconds),
      alarms: this.alarms,
    });
    acknowledge(made.role ?? made, {
      [`AwsSolutions-IAM5[Resource::${iotArn}:topic/throughline/sites/*/down/*]`]:
        'Sites come and go while the platform runs: the functions that speak to them speak to every site.',
      [`AwsSolutions-IAM5[Resource::${iotArn}:thing/sit_*]`]:
        'A site is created by the API; its thing carries its id.',
      [`AwsSolutions-IAM5[Resource::${documentsKept}/invoices/*]`]:
        'Every invoice that is printed is kept under its own id; nothing else of the bucket is reached.',
      [`AwsSolutions-IAM5[Resource::${documentsKept}/runs/*]`]:
        'What a dry run found is kept under the id of the run; nothing else of the bucket is reached.',
      [`AwsSolutions-IAM5[Resource::${iotArn}:cert/*]`]:
        'The id of a certificate is known only after it was made.',
    });
    return made;
  }

  /** Of the definition that bears its name. */
  machine(name: string, functions: HouseMachineProps['functions']): HouseMachine {
    return new HouseMachine(this.stack, name, {
      definition: join(machines, `${name}.asl.json`),
      functions,
      alarms: this.alarms,
    });
  }

  consumer(
    name: ConsumerName,
    target: HouseFunction<z.ZodType>,
    manner: Pick<ConsumerProps, 'gatheringSeconds'> = {},
  ): Consumer {
    return new Consumer(this.stack, `On-${name}`, {
      bus: this.bus,
      types: subscriptions[name],
      function: target,
      alarms: this.alarms,
      ...manner,
    });
  }

  deadLetterQueue(name: string, { fifo = false } = {}): Queue {
    const queue = new Queue(this.stack, name, {
      ...(fifo ? { fifo } : {}),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    alarmOnDeadLetters(queue, queue, this.alarms);
    return queue;
  }

  readSecret(secret: ISecret): PolicyStatement {
    return new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] });
  }

  publishToSites(): PolicyStatement {
    return new PolicyStatement({
      actions: ['iot:Publish'],
      resources: [this.stack.formatArn({ service: 'iot', resource: 'topic/throughline/sites/*/down/*' })],
    });
  }
}

/** As cdk-nag writes them. */
const documentsKept = 'ThroughlineState:ExportsOutputFnGetAttDocuments7E5B2978Arn159F38C5';
const iotArn = 'arn:<AWS::Partition>:iot:<AWS::Region>:<AWS::AccountId>';
