import * as z from 'zod';
import { defaultPolicy } from '../engines/events/delivery.ts';
import { schedulerOf } from '../engines/scheduler.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::Scheduler::Schedule',
  properties: z.strictObject({
    Name: z.string().optional(),
    GroupName: z.string().default('default'),
    Description: z.string().optional(),
    ScheduleExpression: z.string(),
    ScheduleExpressionTimezone: z.string().default('UTC'),
    StartDate: z.iso.datetime({ offset: true }).optional(),
    EndDate: z.iso.datetime({ offset: true }).optional(),
    State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
    // A window allows to fire later than planned; firing on time is within it.
    FlexibleTimeWindow: z.strictObject({
      Mode: z.enum(['OFF', 'FLEXIBLE']),
      MaximumWindowInMinutes: z.int().optional(),
    }),
    KmsKeyArn: z.string().optional(),
    Target: z.strictObject({
      Arn: z.string(),
      RoleArn: z.string(),
      Input: z.string().optional(),
      SqsParameters: z.strictObject({ MessageGroupId: z.string().optional() }).optional(),
      DeadLetterConfig: z.strictObject({ Arn: z.string().optional() }).optional(),
      RetryPolicy: z
        .strictObject({
          MaximumRetryAttempts: z.int().min(0).max(185).optional(),
          MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(),
        })
        .optional(),
    }),
  }),
  create(stack, { stackName, logicalId, properties }) {
    const scheduler = schedulerOf(stack);
    const name = properties.Name ?? `${stackName}-${logicalId}`;
    const { Target } = properties;
    if (properties.State === 'ENABLED') {
      scheduler.add({
        flexible: properties.FlexibleTimeWindow.Mode === 'FLEXIBLE',
        group: properties.GroupName,
        name,
        expression: properties.ScheduleExpression,
        zone: properties.ScheduleExpressionTimezone,
        startAt: properties.StartDate === undefined ? undefined : Date.parse(properties.StartDate),
        endAt: properties.EndDate === undefined ? undefined : Date.parse(properties.EndDate),
        targetArn: Target.Arn,
        groupId: Target.SqsParameters?.MessageGroupId,
        input: Target.Input,
        policy: {
          maximumRetryAttempts:
            Target.RetryPolicy?.MaximumRetryAttempts ?? defaultPolicy.maximumRetryAttempts,
          maximumEventAgeSeconds:
            Target.RetryPolicy?.MaximumEventAgeInSeconds ?? defaultPolicy.maximumEventAgeSeconds,
          deadLetterArn: Target.DeadLetterConfig?.Arn,
        },
      });
    }
    return { ref: name, attributes: { Arn: scheduler.arnOf(properties.GroupName, name) } };
  },
});
