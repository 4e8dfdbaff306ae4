import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CfnParameter, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus, EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  ConfigurationSet,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
} from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { z } from 'zod';
import { type ConsumerName, subscriptions } from '../../functions/contracts/subscriptions.ts';
import { eventSortKeyPrefix } from '../../functions/contracts/table-definition.ts';
import { accountingEnvironment } from '../../functions/runtime/environments/accounting.ts';
import { apiEnvironment } from '../../functions/runtime/environments/api.ts';
import { attendDunningEnvironment } from '../../functions/runtime/environments/attend-dunning.ts';
import { auditsEnvironment } from '../../functions/runtime/environments/audits.ts';
import { billActivationEnvironment } from '../../functions/runtime/environments/bill-activation.ts';
import { billingStepEnvironment } from '../../functions/runtime/environments/billing-step.ts';
import { bulkActionStepEnvironment } from '../../functions/runtime/environments/bulk-action-step.ts';
import { collectPaymentsEnvironment } from '../../functions/runtime/environments/collect-payments.ts';
import { compareSitesEnvironment } from '../../functions/runtime/environments/compare-sites.ts';
import { configureSiteEnvironment } from '../../functions/runtime/environments/configure-site.ts';
import { deliverWebhooksEnvironment } from '../../functions/runtime/environments/deliver-webhooks.ts';
import { digestsEnvironment } from '../../functions/runtime/environments/digests.ts';
import { documentsEnvironment } from '../../functions/runtime/environments/documents.ts';
import { healthEnvironment } from '../../functions/runtime/environments/health.ts';
import { holdingsEnvironment } from '../../functions/runtime/environments/holdings.ts';
import { indexSearchEnvironment } from '../../functions/runtime/environments/index-search.ts';
import { keepStaffEnvironment } from '../../functions/runtime/environments/keep-staff.ts';
import { ledgerProofStepEnvironment } from '../../functions/runtime/environments/ledger-proof-step.ts';
import { looksEnvironment } from '../../functions/runtime/environments/looks.ts';
import { mailReturnsEnvironment } from '../../functions/runtime/environments/mail-returns.ts';
import { orderStepEnvironment } from '../../functions/runtime/environments/order-step.ts';
import { paymentsEnvironment } from '../../functions/runtime/environments/payments.ts';
import { postLedgerEnvironment } from '../../functions/runtime/environments/post-ledger.ts';
import { queueWebhooksEnvironment } from '../../functions/runtime/environments/queue-webhooks.ts';
import { relayEnvironment } from '../../functions/runtime/environments/relay.ts';
import { reportTaxesEnvironment } from '../../functions/runtime/environments/report-taxes.ts';
import { reportsEnvironment } from '../../functions/runtime/environments/reports.ts';
import { runBulkActionEnvironment } from '../../functions/runtime/environments/run-bulk-action.ts';
import { runDunningEnvironment } from '../../functions/runtime/environments/run-dunning.ts';
import { sendEntitlementEnvironment } from '../../functions/runtime/environments/send-entitlement.ts';
import { sendNoticesEnvironment } from '../../functions/runtime/environments/send-notices.ts';
import { serviceSweepEnvironment } from '../../functions/runtime/environments/service-sweep.ts';
import { startOrderEnvironment } from '../../functions/runtime/environments/start-order.ts';
import { startSweepEnvironment } from '../../functions/runtime/environments/start-sweep.ts';
import { statusEnvironment } from '../../functions/runtime/environments/status.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import type { Bundle } from '../constructs/bundles.ts';
import { alarmOnDeadLetters, Consumer, type ConsumerProps } from '../constructs/consumer.ts';
import { HouseFunction } from '../constructs/house-function.ts';
import { HouseMachine } from '../constructs/house-machine.ts';
import type { ApiFunctions } from '../constructs/public-api.ts';
import { agentPolicy, agentThingType, SiteLink } from '../constructs/site-link.ts';
import { staffAccess } from '../constructs/staff-access.ts';
import { tableAccess } from '../constructs/table-access.ts';
import type { StateStack } from './state-stack.ts';

/** What no line waits for is done for many at once, after what a line does wait for. */
const paperwork = { gatheringSeconds: 2 } as const;

const machines = join(fileURLToPath(import.meta.url), '..', '..', '..', 'statemachines');

export interface ServiceStackProps extends StackProps {
  readonly state: StateStack;
  readonly bundle: Bundle;
  readonly mailFrom: string;
  /** Where alarms are mailed. */
  readonly operations?: string;
  /** Hours between two comparisons of a site that has no setting of its own. */
  readonly comparisonHours: { readonly replica: number; readonly devices: number };
}

/** What a release replaces, without the routes of the API: functions, workflows, events, schedules and the link to the sites. */
export class ServiceStack extends Stack {
  readonly api: ApiFunctions;
  readonly #props: ServiceStackProps;
  readonly #alarms: Topic;
  readonly #bus: EventBus;
  readonly #loopback: string;

  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    this.#props = props;
    this.#bus = new EventBus(this, 'Bus', { eventBusName: 'throughline' });
    this.#alarms = new Topic(this, 'Operations', { enforceSSL: true, displayName: 'Throughline operations' });
    if (props.operations !== undefined) this.#alarms.addSubscription(new EmailSubscription(props.operations));
    new EmailIdentity(this, 'Sender', { identity: Identity.email(props.mailFrom) });

    this.#loopback = new CfnParameter(this, 'WebhookLoopback', {
      description:
        'Whether webhooks and a tax service may be at 127.0.0.1, as on a machine where they are tried out.',
      allowedValues: ['allowed', 'refused'],
      default: 'refused',
    }).valueAsString;
    this.#relay();
    this.#alarmsToOperations();
    const orders = this.#orderMachines();
    const billing = this.#billingMachine();
    const sweep = this.#sweepMachine();
    const mail = this.#mail();
    const bulk = this.#bulkActionMachine(mail);
    const proof = this.#proofMachine();
    this.#schedules(billing, sweep, this.#comparisonMachine(), this.#dunningMachine(), proof);
    const link = this.#siteLink(orders);
    const webhooks = this.#webhookQueue();
    const consumers = this.#consumers(orders, sweep, bulk, mail, webhooks);
    this.api = this.#apiFunctions(consumers, billing, proof, sweep, link, webhooks);
  }

  /** Committed events get their place in the feed and go on to the bus, in order. */
  #relay(): void {
    const { table } = this.#props.state;
    const relay = this.#function('Relay', 'events/relay', relayEnvironment, {
      description: 'Gives committed events their place in the feed and puts them on the bus.',
      environment: { TABLE_NAME: table.tableName, EVENT_BUS_NAME: this.#bus.eventBusName },
      statements: [
        ...tableAccess(table, ['read', 'write', 'delete'], ['feed']),
        new PolicyStatement({ actions: ['events:PutEvents'], resources: [this.#bus.eventBusArn] }),
      ],
      seconds: 30,
    });
    const deadLetters = this.#deadLetterQueue('RelayDeadLetters');
    relay.addEventSource(
      new DynamoEventSource(table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 90,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        // The feed has no gaps and keeps order: what cannot be relayed is tried until the stream forgets it.
        retryAttempts: -1,
        onFailure: new SqsDlq(deadLetters),
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.isEqual('INSERT'),
            dynamodb: { Keys: { sk: { S: FilterRule.beginsWith(eventSortKeyPrefix) } } },
          }),
        ],
      }),
    );
  }

  /** What somebody must look at, and when it is over, goes where this stack's own alarms go. */
  #alarmsToOperations(): void {
    const field = (name: string) => EventField.fromPath(`$.detail.${name}`);
    // The target's own grant lets every rule of every account publish: it is given a topic that it cannot change.
    const topic = Topic.fromTopicArn(this, 'OperationsAsTarget', this.#alarms.topicArn);
    const rule = new Rule(this, 'AlarmsToOperations', {
      description: 'Tells operations of alarms that were raised or cleared.',
      eventBus: this.#bus,
      eventPattern: { source: ['throughline'], detailType: ['alarm.raised', 'alarm.cleared'] },
      targets: [
        new SnsTopic(topic, {
          message: RuleTargetInput.fromText(
            `${field('type')} (${field('data.severity')}): ${field('data.words')} [${field('data.kind')}, ${field('data.subject.type')} ${field('data.subject.id')}, site ${field('data.siteId')}, at ${field('at')}]`,
          ),
          deadLetterQueue: this.#deadLetterQueue('AlarmDeadLetters'),
        }),
      ],
    });
    this.#alarms.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        resources: [this.#alarms.topicArn],
        principals: [new ServicePrincipal('events.amazonaws.com')],
        conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
      }),
    );
  }

  #orderMachines(): Readonly<Record<OrderMachine, HouseMachine>> {
    const { table, sealingKey } = this.#props.state;
    const step = this.#function('OrderStep', 'workflow/order-step', orderStepEnvironment, {
      description: 'The steps of service orders: prepare, send to the edge, complete, roll back, fail.',
      environment: { TABLE_NAME: table.tableName, SEALING_SECRET_ARN: sealingKey.secretArn },
      statements: [
        ...tableAccess(table, ['read', 'write', 'delete']),
        this.#readSecret(sealingKey),
        this.#publishToSites(),
      ],
      seconds: 15,
    });
    const machine = (name: OrderMachine) =>
      new HouseMachine(this, name, {
        definition: join(machines, `${name}.asl.json`),
        functions: { OrderStepFunctionArn: step },
        alarms: this.#alarms,
      });
    return {
      'activate-service': machine('activate-service'),
      'change-service': machine('change-service'),
      'suspend-service': machine('suspend-service'),
      'resume-service': machine('resume-service'),
      'terminate-service': machine('terminate-service'),
    };
  }

  #billingMachine(): HouseMachine {
    const { table, documents, sealingKey } = this.#props.state;
    const step = this.#function('BillingStep', 'workflow/billing-step', billingStepEnvironment, {
      description: 'The steps of a billing run: find who is due, bill one subscriber, close the run.',
      environment: {
        TABLE_NAME: table.tableName,
        DOCUMENTS_BUCKET: documents.bucketName,
        SEALING_SECRET_ARN: sealingKey.secretArn,
        WEBHOOK_LOOPBACK: this.#loopback,
      },
      statements: [
        ...tableAccess(table, ['read', 'write', 'delete'], ['by-owner', 'by-due', 'by-type']),
        this.#readSecret(sealingKey),
        new PolicyStatement({
          actions: ['s3:GetObject', 's3:PutObject'],
          resources: [documents.arnForObjects('runs/*')],
        }),
        // Without it, S3 does not say that there is no such object, but that it may not be looked at.
        new PolicyStatement({ actions: ['s3:ListBucket'], resources: [documents.bucketArn] }),
      ],
      seconds: 60,
    });
    return new HouseMachine(this, 'run-billing', {
      definition: join(machines, 'run-billing.asl.json'),
      functions: { BillingStepFunctionArn: step },
      alarms: this.#alarms,
    });
  }

  /** What is done with many at a time. */
  #bulkActionMachine(mail: ConfigurationSet): HouseMachine {
    const { table } = this.#props.state;
    const step = this.#function('BulkActionStep', 'workflow/bulk-action-step', bulkActionStepEnvironment, {
      description:
        'The steps of a bulk action: survey for whom it is, order, write or tag, take in what came of it.',
      environment: {
        TABLE_NAME: table.tableName,
        MAIL_FROM: this.#props.mailFrom,
        MAIL_CONFIGURATION_SET: mail.configurationSetName,
      },
      statements: [
        ...tableAccess(table, ['read', 'write', 'delete'], ['by-type', 'by-place', 'by-owner']),
        ...this.#mayTell(mail),
      ],
      seconds: 60,
    });
    return new HouseMachine(this, 'run-bulk-action', {
      definition: join(machines, 'run-bulk-action.asl.json'),
      functions: { BulkActionStepFunctionArn: step },
      alarms: this.#alarms,
    });
  }

  /** Mail from the sender's address, and text messages. */
  #mayTell(mail: ConfigurationSet): PolicyStatement[] {
    return [
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: [
          this.formatArn({ service: 'ses', resource: 'identity', resourceName: this.#props.mailFrom }),
          this.formatArn({
            service: 'ses',
            resource: 'configuration-set',
            resourceName: mail.configurationSetName,
          }),
        ],
      }),
      // Text messages go to numbers, which have no ARN: everything but topics.
      new PolicyStatement({
        actions: ['sns:Publish'],
        notResources: [this.formatArn({ service: 'sns', region: '*', account: '*', resource: '*' })],
      }),
    ];
  }

  #proofMachine(): HouseMachine {
    const { table } = this.#props.state;
    const step = this.#function('LedgerProofStep', 'workflow/ledger-proof-step', ledgerProofStepEnvironment, {
      description: 'The steps of a proof that ledger, documents, payments and service histories agree.',
      environment: { TABLE_NAME: table.tableName },
      statements: tableAccess(table, ['read', 'write', 'delete'], ['by-owner', 'by-type', 'by-due']),
      seconds: 60,
    });
    return new HouseMachine(this, 'prove-ledger', {
      definition: join(machines, 'prove-ledger.asl.json'),
      functions: { LedgerProofStepFunctionArn: step },
      alarms: this.#alarms,
    });
  }

  /** What is done to many services at a time. */
  #sweepMachine(): HouseMachine {
    const { table } = this.#props.state;
    const step = this.#function('ServiceSweep', 'workflow/service-sweep', serviceSweepEnvironment, {
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
    return new HouseMachine(this, 'sweep-services', {
      definition: join(machines, 'sweep-services.asl.json'),
      functions: { ServiceSweepFunctionArn: step },
      alarms: this.#alarms,
    });
  }

  #dunningMachine(): HouseMachine {
    const { table, sealingKey } = this.#props.state;
    const step = this.#function('RunDunning', 'workflow/run-dunning', runDunningEnvironment, {
      description: 'Charges, reminds and suspends one page of those who owe something, as the policies say.',
      environment: {
        TABLE_NAME: table.tableName,
        SEALING_SECRET_ARN: sealingKey.secretArn,
        WEBHOOK_LOOPBACK: this.#loopback,
      },
      statements: [
        ...tableAccess(table, ['read', 'write', 'delete'], ['by-due', 'by-owner']),
        this.#readSecret(sealingKey),
      ],
      seconds: 60,
    });
    return new HouseMachine(this, 'run-dunning', {
      definition: join(machines, 'run-dunning.asl.json'),
      functions: { RunDunningFunctionArn: step },
      alarms: this.#alarms,
    });
  }

  #comparisonMachine(): HouseMachine {
    const { table } = this.#props.state;
    const { replica, devices } = this.#props.comparisonHours;
    const step = this.#function('CompareSites', 'workflow/compare-sites', compareSitesEnvironment, {
      description: 'Asks a few sites to compare what they hold with what they should hold.',
      environment: {
        TABLE_NAME: table.tableName,
        COMPARE_REPLICA_HOURS: String(replica),
        COMPARE_DEVICES_HOURS: String(devices),
      },
      statements: [...tableAccess(table, ['read'], ['by-type']), this.#publishToSites()],
      seconds: 60,
    });
    return new HouseMachine(this, 'compare-sites', {
      definition: join(machines, 'compare-sites.asl.json'),
      functions: { CompareSitesFunctionArn: step },
      alarms: this.#alarms,
    });
  }

  #schedules(
    billing: HouseMachine,
    sweep: HouseMachine,
    comparison: HouseMachine,
    dunning: HouseMachine,
    proof: HouseMachine,
  ): void {
    const deadLetterQueue = this.#deadLetterQueue('ScheduleDeadLetters');
    new Schedule(this, 'Comparisons', {
      description: 'Has the sites that are due compare what they hold with what they should hold.',
      schedule: ScheduleExpression.rate(Duration.hours(1)),
      timeWindow: TimeWindow.flexible(Duration.minutes(15)),
      target: new StepFunctionsStartExecution(comparison, {
        input: ScheduleTargetInput.fromObject({}),
        retryAttempts: 10,
        deadLetterQueue,
      }),
    });
    new Schedule(this, 'LedgerProof', {
      description: 'Proves that ledger, documents, payments and service histories agree.',
      schedule: ScheduleExpression.cron({ minute: '40', hour: '4' }),
      target: new StepFunctionsStartExecution(proof, {
        input: ScheduleTargetInput.fromObject({ scheduledAt: ContextAttribute.scheduledTime }),
        retryAttempts: 10,
        deadLetterQueue,
      }),
    });
    new Schedule(this, 'Figures', {
      description: 'Reckons what the base brings in and how it moves.',
      schedule: ScheduleExpression.cron({ minute: '10', hour: '3' }),
      target: new StepFunctionsStartExecution(sweep, {
        input: ScheduleTargetInput.fromObject({
          sweep: 'figures',
          asOf: ContextAttribute.scheduledTime,
        }),
        retryAttempts: 10,
        deadLetterQueue,
      }),
    });
    new Schedule(this, 'DueActions', {
      description: 'Places the orders whose day has begun for their subscriber, before that day is billed.',
      schedule: ScheduleExpression.cron({ minute: '2', hour: '0' }),
      target: new StepFunctionsStartExecution(sweep, {
        input: ScheduleTargetInput.fromObject({ sweep: 'due-actions' }),
        retryAttempts: 10,
        deadLetterQueue,
      }),
    });
    new Schedule(this, 'Renewals', {
      description: 'Begins quotas anew, brings services to the hours of their plans, and ends what is over.',
      schedule: ScheduleExpression.cron({ minute: '0/15' }),
      target: new StepFunctionsStartExecution(sweep, {
        input: ScheduleTargetInput.fromObject({ sweep: 'due-actions' }),
        retryAttempts: 10,
        deadLetterQueue,
      }),
    });
    new Schedule(this, 'Dunning', {
      description:
        'Charges saved methods and takes the steps of the dunning policy as days begin, zone by zone; ends quiet hours.',
      schedule: ScheduleExpression.cron({ minute: '45' }),
      target: new StepFunctionsStartExecution(dunning, {
        input: ScheduleTargetInput.fromObject({}),
        retryAttempts: 10,
        deadLetterQueue,
      }),
    });
    new Schedule(this, 'Billing', {
      description: 'Bills every subscriber for whom a day with charges has begun, zone by zone.',
      schedule: ScheduleExpression.cron({ minute: '20' }),
      target: new StepFunctionsStartExecution(billing, {
        input: ScheduleTargetInput.fromObject({ scheduledAt: ContextAttribute.scheduledTime }),
        retryAttempts: 10,
        deadLetterQueue,
      }),
    });
  }

  #siteLink(orders: Readonly<Record<OrderMachine, HouseMachine>>): SiteLink {
    const { table, sealingKey } = this.#props.state;
    const TABLE_NAME = table.tableName;
    const SEALING_SECRET_ARN = sealingKey.secretArn;
    const answerTasks = new PolicyStatement({
      actions: ['states:SendTaskSuccess', 'states:SendTaskFailure'],
      resources: Object.values(orders).map(({ stateMachineArn }) => stateMachineArn),
    });
    const deadLetters = this.#deadLetterQueue('SiteDeadLetters');
    return new SiteLink(this, 'Sites', {
      deadLetters,
      receivers: {
        reports: this.#function('Reports', 'iot/reports', reportsEnvironment, {
          description: 'Takes in what agents observed and answers the orders that wait for it.',
          environment: { TABLE_NAME },
          statements: [
            ...tableAccess(table, ['read', 'write', 'delete'], ['by-place']),
            answerTasks,
            this.#publishToSites(),
          ],
          seconds: 15,
          deadLetters,
        }),
        accounting: this.#function('Accounting', 'iot/accounting', accountingEnvironment, {
          description: 'Stores accounting records once and folds them into sessions.',
          environment: { TABLE_NAME },
          statements: [
            ...tableAccess(table, ['read', 'write', 'delete'], ['by-owner', 'by-place']),
            this.#publishToSites(),
          ],
          seconds: 30,
          deadLetters,
        }),
        digests: this.#function('Digests', 'iot/digests', digestsEnvironment, {
          description: 'Compares what a site holds with what it must hold, bucket by bucket.',
          environment: { TABLE_NAME, SEALING_SECRET_ARN },
          statements: [
            ...tableAccess(table, ['read', 'write'], ['by-place']),
            this.#readSecret(sealingKey),
            this.#publishToSites(),
          ],
          seconds: 60,
          deadLetters,
        }),
        holdings: this.#function('Holdings', 'iot/holdings', holdingsEnvironment, {
          description: 'Compares what a site holds with what it must hold, and sends the difference.',
          environment: { TABLE_NAME, SEALING_SECRET_ARN },
          statements: [
            ...tableAccess(table, ['read', 'write']),
            this.#readSecret(sealingKey),
            this.#publishToSites(),
          ],
          seconds: 60,
          deadLetters,
        }),
        audits: this.#function('Audits', 'iot/audits', auditsEnvironment, {
          description: 'Keeps how far agents have read their devices back.',
          environment: { TABLE_NAME },
          statements: [...tableAccess(table, ['read', 'write']), this.#publishToSites()],
          seconds: 15,
          deadLetters,
        }),
        looks: this.#function('Looks', 'iot/looks', looksEnvironment, {
          description: 'Keeps what a site saw until whoever asked for it finds it.',
          environment: { TABLE_NAME },
          statements: tableAccess(table, ['write']),
          seconds: 15,
          deadLetters,
        }),
        health: this.#function('Health', 'iot/health', healthEnvironment, {
          description: 'Keeps how nodes are and which log-ins were refused, and raises alarms on nodes.',
          environment: { TABLE_NAME },
          statements: tableAccess(table, ['read', 'write', 'delete']),
          seconds: 30,
          deadLetters,
        }),
        status: this.#function('Status', 'iot/status', statusEnvironment, {
          description: 'Keeps who of the agents is online.',
          environment: { TABLE_NAME },
          statements: tableAccess(table, ['read', 'write']),
          seconds: 15,
          deadLetters,
        }),
      },
    });
  }

  #consumers(
    orders: Readonly<Record<OrderMachine, HouseMachine>>,
    sweep: HouseMachine,
    bulk: HouseMachine,
    mail: ConfigurationSet,
    webhooks: Queue,
  ): Readonly<Record<ConsumerName, Consumer>> {
    const { table, sealingKey, documents, people } = this.#props.state;
    const TABLE_NAME = table.tableName;
    const arns = Object.fromEntries(
      Object.entries(orders).map(([name, { stateMachineArn }]) => [name, stateMachineArn]),
    );
    const startOrder = this.#function('StartOrder', 'events/start-order', startOrderEnvironment, {
      description: 'Starts the state machine of a requested order.',
      environment: { TABLE_NAME, STATE_MACHINE_ARNS: this.toJsonString(arns) },
      statements: [
        ...tableAccess(table, ['write']),
        new PolicyStatement({ actions: ['states:StartExecution'], resources: Object.values(arns) }),
      ],
      seconds: 15,
    });
    const runBulkAction = this.#function(
      'RunBulkAction',
      'events/run-bulk-action',
      runBulkActionEnvironment,
      {
        description: 'Starts the state machine of a bulk action that begins or goes on.',
        environment: {
          TABLE_NAME,
          STATE_MACHINE_ARNS: this.toJsonString({ 'run-bulk-action': bulk.stateMachineArn }),
        },
        statements: [
          ...tableAccess(table, ['read', 'write']),
          new PolicyStatement({ actions: ['states:StartExecution'], resources: [bulk.stateMachineArn] }),
        ],
        seconds: 15,
      },
    );
    const sendEntitlement = this.#function(
      'SendEntitlement',
      'events/send-entitlement',
      sendEntitlementEnvironment,
      {
        description: 'Tells a site of an entitlement that changed without an order.',
        environment: { TABLE_NAME, SEALING_SECRET_ARN: sealingKey.secretArn },
        statements: [
          ...tableAccess(table, ['read', 'write']),
          this.#readSecret(sealingKey),
          this.#publishToSites(),
        ],
        seconds: 30,
      },
    );
    const configureSite = this.#function('ConfigureSite', 'events/configure-site', configureSiteEnvironment, {
      description: 'Sends a site its nodes when they have changed.',
      environment: { TABLE_NAME, SEALING_SECRET_ARN: sealingKey.secretArn },
      statements: [
        ...tableAccess(table, ['read', 'write'], ['by-place']),
        this.#readSecret(sealingKey),
        this.#publishToSites(),
      ],
      seconds: 30,
    });
    const indexSearch = this.#function('IndexSearch', 'events/index-search', indexSearchEnvironment, {
      description: 'Keeps the words by which subscribers are found.',
      environment: { TABLE_NAME },
      statements: tableAccess(table, ['read', 'write', 'delete']),
      seconds: 30,
    });
    const billActivation = this.#function(
      'BillActivation',
      'events/bill-activation',
      billActivationEnvironment,
      {
        description: 'Bills a subscriber when one of the services has changed its state.',
        environment: {
          TABLE_NAME,
          SEALING_SECRET_ARN: sealingKey.secretArn,
          WEBHOOK_LOOPBACK: this.#loopback,
        },
        statements: [
          ...tableAccess(table, ['read', 'write', 'delete'], ['by-owner']),
          this.#readSecret(sealingKey),
        ],
        seconds: 30,
      },
    );
    const attendDunning = this.#function('AttendDunning', 'events/attend-dunning', attendDunningEnvironment, {
      description: 'Restores who has paid, and watches who owes.',
      environment: { TABLE_NAME },
      statements: tableAccess(table, ['read', 'write', 'delete'], ['by-due']),
      seconds: 30,
    });
    const collectPayments = this.#function(
      'CollectPayments',
      'events/collect-payments',
      collectPaymentsEnvironment,
      {
        description: 'Charges saved payment methods, and asks providers to refund.',
        environment: { TABLE_NAME, SEALING_SECRET_ARN: sealingKey.secretArn },
        statements: [...tableAccess(table, ['read', 'write', 'delete']), this.#readSecret(sealingKey)],
        seconds: 30,
      },
    );
    const startSweep = this.#function('StartSweep', 'events/start-sweep', startSweepEnvironment, {
      description:
        'Starts what an event means for many services, and what had waited for a service to be active.',
      environment: {
        TABLE_NAME,
        STATE_MACHINE_ARNS: this.toJsonString({ 'sweep-services': sweep.stateMachineArn }),
      },
      statements: [
        ...tableAccess(table, ['read', 'write', 'delete'], ['by-owner']),
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [sweep.stateMachineArn] }),
      ],
      seconds: 30,
    });
    const sendNotices = this.#function('SendNotices', 'events/send-notices', sendNoticesEnvironment, {
      description: 'Tells subscribers by mail and text message of what concerns them.',
      environment: {
        TABLE_NAME,
        SEALING_SECRET_ARN: sealingKey.secretArn,
        DOCUMENTS_BUCKET: documents.bucketName,
        MAIL_FROM: this.#props.mailFrom,
        MAIL_CONFIGURATION_SET: mail.configurationSetName,
      },
      statements: [
        ...tableAccess(table, ['read', 'write']),
        ...this.#mayTell(mail),
        this.#readSecret(sealingKey),
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
    const postLedger = this.#function('PostLedger', 'events/post-ledger', postLedgerEnvironment, {
      description: 'Posts what moved money to the ledger, in the order of the feed.',
      environment: { TABLE_NAME },
      statements: tableAccess(table, ['read', 'write']),
      seconds: 60,
    });
    const reportTaxes = this.#function('ReportTaxes', 'events/report-taxes', reportTaxesEnvironment, {
      description: 'Tells an external tax service of documents, in the order of the feed.',
      environment: {
        TABLE_NAME,
        SEALING_SECRET_ARN: sealingKey.secretArn,
        WEBHOOK_LOOPBACK: this.#loopback,
      },
      statements: [...tableAccess(table, ['read', 'write']), this.#readSecret(sealingKey)],
      seconds: 60,
    });
    const keepStaff = this.#function('KeepStaff', 'events/keep-staff', keepStaffEnvironment, {
      description: 'Makes the user pool of staff hold what is written of them.',
      environment: { TABLE_NAME, STAFF_POOL_ID: people.staff.userPoolId },
      statements: [...tableAccess(table, ['read', 'write']), staffAccess(people, ['keep'])],
      seconds: 30,
    });
    const queueWebhooks = this.#function('QueueWebhooks', 'events/queue-webhooks', queueWebhooksEnvironment, {
      description: 'Begins the deliveries of an event to the programs that want to be told.',
      environment: { TABLE_NAME, WEBHOOK_QUEUE_URL: webhooks.queueUrl },
      statements: [
        ...tableAccess(table, ['read', 'write'], ['by-owner']),
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [webhooks.queueArn] }),
      ],
      seconds: 30,
    });
    return {
      'start-order': this.#consumer('start-order', startOrder),
      'run-bulk-action': this.#consumer('run-bulk-action', runBulkAction),
      'configure-site': this.#consumer('configure-site', configureSite),
      'send-entitlement': this.#consumer('send-entitlement', sendEntitlement),
      'index-search': this.#consumer('index-search', indexSearch, paperwork),
      'bill-activation': this.#consumer('bill-activation', billActivation, paperwork),
      'start-sweep': this.#consumer('start-sweep', startSweep, paperwork),
      'attend-dunning': this.#consumer('attend-dunning', attendDunning),
      'collect-payments': this.#consumer('collect-payments', collectPayments, paperwork),
      'post-ledger': this.#consumer('post-ledger', postLedger, paperwork),
      'report-taxes': this.#consumer('report-taxes', reportTaxes, paperwork),
      'send-notices': this.#consumer('send-notices', sendNotices, paperwork),
      'keep-staff': this.#consumer('keep-staff', keepStaff),
      'queue-webhooks': this.#consumer('queue-webhooks', queueWebhooks, paperwork),
    };
  }

  /** What SES says of messages that came back, or that were called unwanted, goes to a function. */
  #mail(): ConfigurationSet {
    const { table } = this.#props.state;
    const set = new ConfigurationSet(this, 'Mail', { reputationMetrics: true });
    const topic = new Topic(this, 'MailReturns', { enforceSSL: true });
    const deadLetters = this.#deadLetterQueue('MailReturnDeadLetters');
    const taking = this.#function('TakeMailReturns', 'webhooks/mail-returns', mailReturnsEnvironment, {
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

  /** Deliveries to other programs: in order per endpoint and aggregate, and tried for three days. */
  #webhookQueue(): Queue {
    const { table, sealingKey } = this.#props.state;
    const seconds = 30;
    const deadLetters = this.#deadLetterQueue('WebhookDeadLetters', { fifo: true });
    const queue = new Queue(this, 'Webhooks', {
      fifo: true,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // A delivery that waits behind one that is tried for three days has three days of its own.
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.seconds(seconds * 6),
      // Attempts at a receiver are counted in the delivery; these are faults of this system besides.
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: 100 },
    });
    const deliver = this.#function('DeliverWebhooks', 'webhooks/deliver', deliverWebhooksEnvironment, {
      description: 'Delivers events to the programs that want to be told, and puts off what failed.',
      environment: {
        TABLE_NAME: table.tableName,
        SEALING_SECRET_ARN: sealingKey.secretArn,
        WEBHOOK_QUEUE_URL: queue.queueUrl,
        WEBHOOK_LOOPBACK: this.#loopback,
      },
      statements: [
        ...tableAccess(table, ['read', 'write', 'delete']),
        this.#readSecret(sealingKey),
        new PolicyStatement({ actions: ['sqs:ChangeMessageVisibility'], resources: [queue.queueArn] }),
      ],
      seconds,
    });
    // One at a time: a receiver that is slow keeps nobody but itself waiting.
    deliver.addEventSource(new SqsEventSource(queue, { batchSize: 1, reportBatchItemFailures: true }));
    acknowledge(deliver, {
      'Serverless-LambdaEventSourceMappingDestination':
        'What cannot be delivered stands in the log of deliveries; faults go to the dead-letter queue of the queue.',
    });
    return queue;
  }

  /** What serves the routes of the API, which have a stack of their own: CloudFormation takes 500 resources per stack. */
  #apiFunctions(
    consumers: Readonly<Record<ConsumerName, Consumer>>,
    billing: HouseMachine,
    proof: HouseMachine,
    sweep: HouseMachine,
    link: SiteLink,
    webhookQueue: Queue,
  ): ApiFunctions {
    const { table, sealingKey, documents: archive, people } = this.#props.state;
    const queues = Object.entries(consumers).map(([name, { queue, deadLetters }]) => ({
      name,
      queue,
      deadLetters,
    }));
    const api = this.#function('Api', 'api/main', apiEnvironment, {
      description: 'The HTTP API.',
      environment: {
        TABLE_NAME: table.tableName,
        DOCUMENTS_BUCKET: archive.bucketName,
        SEALING_SECRET_ARN: sealingKey.secretArn,
        STATE_MACHINE_ARNS: this.toJsonString({
          'run-billing': billing.stateMachineArn,
          'prove-ledger': proof.stateMachineArn,
          'sweep-services': sweep.stateMachineArn,
        }),
        CONSUMER_QUEUES: this.toJsonString(
          Object.fromEntries(
            queues.map(({ name, queue, deadLetters }) => [
              name,
              { queueUrl: queue.queueUrl, deadLetterUrl: deadLetters.queueUrl },
            ]),
          ),
        ),
        WEBHOOK_QUEUE_URL: webhookQueue.queueUrl,
        WEBHOOK_LOOPBACK: this.#loopback,
        SUBSCRIBER_POOL_ID: people.subscribers.userPoolId,
        STAFF_POOL_ID: people.staff.userPoolId,
        AGENT_THING_TYPE: agentThingType,
        AGENT_POLICY_NAME: agentPolicy,
      },
      statements: [
        ...tableAccess(table, ['read', 'write', 'delete'], ['by-type', 'by-owner', 'by-place', 'by-due']),
        this.#readSecret(sealingKey),
        this.#publishToSites(),
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
    const webhooks = this.#function('PaymentWebhooks', 'webhooks/payments', paymentsEnvironment, {
      description: 'Takes in what payment providers say, after their signature held or they confirmed it.',
      environment: { TABLE_NAME: table.tableName, SEALING_SECRET_ARN: sealingKey.secretArn },
      statements: [
        ...tableAccess(table, ['read', 'write', 'delete'], ['by-owner']),
        this.#readSecret(sealingKey),
      ],
      seconds: 29,
    });
    const documents = this.#function('Documents', 'documents/main', documentsEnvironment, {
      description:
        'Prints invoices and statements, and writes invoices as XML, and the ledger and usage as CSV.',
      environment: {
        TABLE_NAME: table.tableName,
        DOCUMENTS_BUCKET: archive.bucketName,
        SEALING_SECRET_ARN: sealingKey.secretArn,
        WEBHOOK_LOOPBACK: this.#loopback,
      },
      statements: [
        ...tableAccess(table, ['read'], ['by-owner', 'by-place']),
        this.#readSecret(sealingKey),
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

  #function<E extends z.ZodType>(
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
    const made = new HouseFunction(this, name, {
      ...rest,
      environmentSchema,
      bundle: this.#props.bundle,
      path: handler,
      timeout: Duration.seconds(seconds),
      alarms: this.#alarms,
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

  #consumer(
    name: ConsumerName,
    target: HouseFunction<z.ZodType>,
    manner: Pick<ConsumerProps, 'gatheringSeconds'> = {},
  ): Consumer {
    return new Consumer(this, `On-${name}`, {
      bus: this.#bus,
      types: subscriptions[name],
      function: target,
      alarms: this.#alarms,
      ...manner,
    });
  }

  #deadLetterQueue(name: string, { fifo = false } = {}): Queue {
    const queue = new Queue(this, name, {
      ...(fifo ? { fifo } : {}),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    alarmOnDeadLetters(queue, queue, this.#alarms);
    return queue;
  }

  #readSecret(secret: ISecret): PolicyStatement {
    return new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] });
  }

  #publishToSites(): PolicyStatement {
    return new PolicyStatement({
      actions: ['iot:Publish'],
      resources: [this.formatArn({ service: 'iot', resource: 'topic/throughline/sites/*/down/*' })],
    });
  }
}

/** As cdk-nag writes them. */
const documentsKept = 'ThroughlineState:ExportsOutputFnGetAttDocuments7E5B2978Arn159F38C5';
const iotArn = 'arn:<AWS::Partition>:iot:<AWS::Region>:<AWS::AccountId>';

type OrderMachine =
  | 'activate-service'
  | 'change-service'
  | 'suspend-service'
  | 'resume-service'
  | 'terminate-service';
