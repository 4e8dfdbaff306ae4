import { Duration } from 'aws-cdk-lib';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  type ScheduleProps,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { HouseMachine } from '../../constructs/house-machine.ts';
import type { House } from './house.ts';

export function schedules(
  house: House,
  billing: HouseMachine,
  sweep: HouseMachine,
  comparison: HouseMachine,
  dunning: HouseMachine,
  proof: HouseMachine,
): void {
  const deadLetterQueue = house.deadLetterQueue('ScheduleDeadLetters');
  const begin = (
    id: string,
    machine: HouseMachine,
    input: object,
    props: Pick<ScheduleProps, 'description' | 'schedule' | 'timeWindow'>,
  ): void => {
    const target = new StepFunctionsStartExecution(machine, {
      input: ScheduleTargetInput.fromObject(input),
      retryAttempts: 10,
      deadLetterQueue,
    });
    new Schedule(house.stack, id, { ...props, target });
  };
  begin(
    'Comparisons',
    comparison,
    {},
    {
      description: 'Has the sites that are due compare what they hold with what they should hold.',
      schedule: ScheduleExpression.rate(Duration.hours(1)),
      timeWindow: TimeWindow.flexible(Duration.minutes(15)),
    },
  );
  begin(
    'LedgerProof',
    proof,
    { scheduledAt: ContextAttribute.scheduledTime },
    {
      description: 'Proves that ledger, documents, payments and service histories agree.',
      schedule: ScheduleExpression.cron({ minute: '40', hour: '4' }),
    },
  );
  begin(
    'Figures',
    sweep,
    { sweep: 'figures', asOf: ContextAttribute.scheduledTime },
    {
      description: 'Reckons what the base brings in and how it moves.',
      schedule: ScheduleExpression.cron({ minute: '10', hour: '3' }),
    },
  );
  begin(
    'DueActions',
    sweep,
    { sweep: 'due-actions' },
    {
      description: 'Places the orders whose day has begun for their subscriber, before that day is billed.',
      schedule: ScheduleExpression.cron({ minute: '2', hour: '0' }),
    },
  );
  begin(
    'Renewals',
    sweep,
    { sweep: 'due-actions' },
    {
      description: 'Begins quotas anew, brings services to the hours of their plans, and ends what is over.',
      schedule: ScheduleExpression.cron({ minute: '0/15' }),
    },
  );
  begin(
    'Dunning',
    dunning,
    {},
    {
      description:
        'Charges saved methods and takes the steps of the dunning policy as days begin, zone by zone; ends quiet hours.',
      schedule: ScheduleExpression.cron({ minute: '45' }),
    },
  );
  begin(
    'Billing',
    billing,
    { scheduledAt: ContextAttribute.scheduledTime },
    {
      description: 'Bills every subscriber for whom a day with charges has begun, zone by zone.',
      schedule: ScheduleExpression.cron({ minute: '20' }),
    },
  );
}
