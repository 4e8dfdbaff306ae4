import * as z from 'zod';
import { iotOf } from '../engines/iot.ts';
import { queuesOf } from '../engines/queues.ts';
import { defineResource, type LocalStack } from '../stack.ts';

/** Exactly one of them; what else AWS can do is not supported here. */
const action = z.union([
  z.strictObject({ Lambda: z.strictObject({ FunctionArn: z.string() }) }),
  z.strictObject({
    Sqs: z.strictObject({
      QueueUrl: z.string(),
      RoleArn: z.string(),
      UseBase64: z.literal(false).optional(),
    }),
  }),
]);

export default defineResource({
  type: 'AWS::IoT::TopicRule',
  properties: z.strictObject({
    RuleName: z.string().optional(),
    TopicRulePayload: z.strictObject({
      Sql: z.string(),
      AwsIotSqlVersion: z.literal('2016-03-23').optional(),
      Description: z.string().optional(),
      RuleDisabled: z.boolean().default(false),
      Actions: z.array(action),
      ErrorAction: action.optional(),
    }),
    Tags: z.unknown().optional(),
  }),
  create(stack, { stackName, logicalId, properties }) {
    const iot = iotOf(stack);
    const { RuleDisabled, Sql, Actions, ErrorAction } = properties.TopicRulePayload;
    // Rule names know no dash.
    const name = properties.RuleName ?? `${stackName}_${logicalId}`.replaceAll('-', '_');
    if (!RuleDisabled) {
      iot.declareRule({
        name,
        sql: Sql,
        targets: Actions.map((given) => targetOf(stack, given)),
        errorTarget: ErrorAction && targetOf(stack, ErrorAction),
      });
    }
    return { ref: name, attributes: { Arn: iot.arn(`rule/${name}`) } };
  },
});

function targetOf(stack: LocalStack, given: z.infer<typeof action>): string {
  if ('Lambda' in given) return given.Lambda.FunctionArn;
  const queue = queuesOf(stack).find(given.Sqs.QueueUrl);
  if (queue === undefined) throw new Error(`no queue ${given.Sqs.QueueUrl}`);
  return queue.arn;
}
