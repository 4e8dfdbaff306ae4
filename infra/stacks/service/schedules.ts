import { Duration } from 'aws-cdk-lib';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
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
  new Schedule(house.stack, 'Comparisons', {
    description: 'Has the sites that are due compare what they hold with what they should hold.',
    schedule: ScheduleExpression.rate(Duration.hours(1)),
    timeWindow: TimeWindow.flexible(Duration.minutes(15)),
    target: new StepFunctionsStartExecution(comparison, {
      input: ScheduleTargetInput.fromObject({}),
      retryAttempts: 10,
      deadLetterQueue,
    }),
  });
  new Schedule(house.stack, 'LedgerProof', {
    description: 'Proves that ledger, documents, payments and service histories agree.',
    schedule: ScheduleExpression.cron({ minute: '40', hour: '4' }),
    target: new StepFunctionsStartExecution(proof, {
      input: ScheduleTargetInput.fromObject({ scheduledAt: ContextAttribute.scheduledTime }),
      retryAttempts: 10,
      deadLetterQueue,
    }),
  });
  new Schedule(house.stack, 'Figures', {
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
  new Schedule(house.stack, 'DueActions', {
    description: 'Places the orders whose day has begun for their subscriber, before that day is billed.',
    schedule: ScheduleExpression.cron({ minute: '2', hour: '0' }),
    target: new StepFunctionsStartExecution(sweep, {
      input: ScheduleTargetInput.fromObject({ sweep: 'due-actions' }),
      retryAttempts: 10,
      deadLetterQueue,
    }),
  });
  new Schedule(house.stack, 'Renewals', {
    description: 'Begins quotas anew, brings services to the hours of their plans, and ends what is over.',
    schedule: ScheduleExpression.cron({ minute: '0/15' }),
    target: new StepFunctionsStartExecution(sweep, {
      input: ScheduleTargetInput.fromObject({ sweep: 'due-actions' }),
      retryAttempts: 10,
      deadLetterQueue,
    }),
  });
  new Schedule(house.stack, 'Dunning', {
    description:
      'Charges saved methods and takes the steps of the dunning policy as days begin, zone by zone; ends quiet hours.',
    schedule: ScheduleExpression.cron({ minute: '45' }),
    target: new StepFunctionsStartExecution(dunning, {
      input: ScheduleTargetInput.fromObject({}),
      retryAttempts: 10,
      deadLetterQueue,
    }),
  });
  new Schedule(house.stack, 'Billing', {
    description: 'Bills every subscriber for whom a day with charges has begun, zone by zone.',
    schedule: ScheduleExpression.cron({ minute: '20' }),
    target: new StepFunctionsStartExecution(billing, {
      input: ScheduleTargetInput.fromObject({ scheduledAt: ContextAttribute.scheduledTime }),
      retryAttempts: 10,
      deadLetterQueue,
    }),
  });
}
