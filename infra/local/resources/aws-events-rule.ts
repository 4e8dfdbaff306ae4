import * as z from 'zod';
import { defaultPolicy } from '../engines/events/delivery.ts';
import { eventsOf, type RuleTarget } from '../engines/events.ts';
import { defineResource } from '../stack.ts';

const target = z.strictObject({
  Arn: z.string(),
  Id: z.string(),
  RoleArn: z.string().optional(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .strictObject({
      InputPathsMap: z.record(z.string(), z.string()).default({}),
      InputTemplate: z.string(),
    })
    .optional(),
  SqsParameters: z.strictObject({ MessageGroupId: z.string() }).optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.int().min(0).max(185).default(defaultPolicy.maximumRetryAttempts),
      MaximumEventAgeInSeconds: z.int().min(60).max(86_400).default(defaultPolicy.maximumEventAgeSeconds),
    })
    .optional(),
});

export default defineResource({
  type: 'AWS::Events::Rule',
  properties: z.strictObject({
    Name: z.string().optional(),
    Description: z.string().optional(),
    EventBusName: z.string().default('default'),
    EventPattern: z.unknown().optional(),
    ScheduleExpression: z.string().optional(),
    State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
    Targets: z.array(target).max(5).default([]),
    RoleArn: z.string().optional(),
    Tags: z.unknown().optional(),
  }),
  create(stack, { stackName, logicalId, properties }) {
    const events = eventsOf(stack);
    const name = properties.Name ?? `${stackName}-${logicalId}`;
    const bus = properties.EventBusName.split('event-bus/').at(-1) ?? 'default';
    const on = properties.State === 'ENABLED';
    const arn = events.declareRule({
      name,
      bus,
      pattern: on ? properties.EventPattern : undefined,
      schedule: on ? properties.ScheduleExpression : undefined,
      targets: properties.Targets.map(
        (given): RuleTarget => ({
          arn: given.Arn,
          groupId: given.SqsParameters?.MessageGroupId,
          input: given.Input,
          inputPath: given.InputPath,
          transformer: given.InputTransformer && {
            paths: given.InputTransformer.InputPathsMap,
            template: given.InputTransformer.InputTemplate,
          },
          policy: {
            maximumRetryAttempts:
              given.RetryPolicy?.MaximumRetryAttempts ?? defaultPolicy.maximumRetryAttempts,
            maximumEventAgeSeconds:
              given.RetryPolicy?.MaximumEventAgeInSeconds ?? defaultPolicy.maximumEventAgeSeconds,
            deadLetterArn: given.DeadLetterConfig?.Arn,
          },
        }),
      ),
    });
    return { ref: bus === 'default' ? name : `${bus}|${name}`, attributes: { Arn: arn } };
  },
});
