import { CfnParameter, Stack, type StackProps } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Bundle } from '../constructs/bundles.ts';
import type { ApiFunctions } from '../constructs/public-api.ts';
import { apiFunctions } from './service/api.ts';
import { consumers } from './service/consumers.ts';
import { House } from './service/house.ts';
import {
  billingMachine,
  bulkActionMachine,
  comparisonMachine,
  dunningMachine,
  proofMachine,
  sweepMachine,
} from './service/machines.ts';
import { mailAndItsReturns } from './service/mail.ts';
import { alarmsToOperations } from './service/operations.ts';
import { orderMachines } from './service/orders.ts';
import { eventRelay } from './service/relay.ts';
import { schedules } from './service/schedules.ts';
import { siteLink } from './service/sites.ts';
import { webhookQueue } from './service/webhooks.ts';
import type { StateStack } from './state-stack.ts';

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

  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const bus = new EventBus(this, 'Bus', { eventBusName: 'throughline' });
    const alarms = new Topic(this, 'Operations', { enforceSSL: true, displayName: 'Throughline operations' });
    if (props.operations !== undefined) alarms.addSubscription(new EmailSubscription(props.operations));
    new EmailIdentity(this, 'Sender', { identity: Identity.email(props.mailFrom) });
    const loopback = new CfnParameter(this, 'WebhookLoopback', {
      description:
        'Whether webhooks and a tax service may be at 127.0.0.1, as on a machine where they are tried out.',
      allowedValues: ['allowed', 'refused'],
      default: 'refused',
    }).valueAsString;
    const { state, bundle, mailFrom } = props;
    const house = new House({ stack: this, state, bundle, mailFrom, bus, alarms, loopback });
    eventRelay(house);
    alarmsToOperations(house);
    const orders = orderMachines(house);
    const billing = billingMachine(house);
    const sweep = sweepMachine(house);
    const mail = mailAndItsReturns(house);
    const bulk = bulkActionMachine(house, mail);
    const proof = proofMachine(house);
    const comparison = comparisonMachine(house, props.comparisonHours);
    schedules(house, billing, sweep, comparison, dunningMachine(house), proof);
    const link = siteLink(house, orders);
    const webhooks = webhookQueue(house);
    const receivers = consumers(house, orders, sweep, bulk, mail, webhooks);
    this.api = apiFunctions(house, receivers, billing, proof, sweep, link, webhooks);
  }
}
