import * as z from 'zod';
import type { LocalStack } from '../../stack.ts';
import { eventsOf } from '../events.ts';
import type { TaskState } from './definition.ts';
import type { Execution } from './execution.ts';
import { StateError } from './state-error.ts';

const invokeArguments = z.strictObject({ FunctionName: z.string(), Payload: z.unknown().optional() });
const putArguments = z.strictObject({
  Entries: z
    .array(
      z.strictObject({
        Source: z.string(),
        DetailType: z.string(),
        Detail: z.unknown(),
        EventBusName: z.string().default('default'),
        Resources: z.array(z.string()).default([]),
        Time: z.number().optional(),
      }),
    )
    .min(1)
    .max(10),
});

/** Does what a Task asks for. Fails with the error names that AWS gives. */
export async function callTask(
  stack: LocalStack,
  task: TaskState,
  args: unknown,
  execution: Execution,
): Promise<unknown> {
  switch (task.kind) {
    case 'lambda-payload':
      return await invoke(stack, task.resource, args);
    case 'lambda':
    case 'lambda-token': {
      const { FunctionName, Payload } = read(invokeArguments, args, 'Lambda.InvalidParameterValueException');
      const payload = await invoke(stack, functionArn(stack, FunctionName), Payload ?? {});
      return { ExecutedVersion: '$LATEST', Payload: payload, StatusCode: 200 };
    }
    case 'events':
      return putEvents(stack, read(putArguments, args, 'EventBridge.ValidationException').Entries, execution);
  }
}

function read<S extends z.ZodType>(schema: S, args: unknown, error: string): z.infer<S> {
  const parsed = schema.safeParse(args);
  if (!parsed.success) throw new StateError(error, z.prettifyError(parsed.error));
  return parsed.data;
}

async function invoke(stack: LocalStack, arn: string, payload: unknown): Promise<unknown> {
  const answer = await stack.lambda.invoke(arn, payload);
  if (answer.ok) return answer.payload ?? null;
  const { errorType, errorMessage } = answer;
  throw new StateError(errorType, JSON.stringify({ errorType, errorMessage }));
}

function functionArn(stack: LocalStack, name: string): string {
  return name.startsWith('arn:') ? name : `arn:aws:lambda:${stack.region}:${stack.account}:function:${name}`;
}

function putEvents(
  stack: LocalStack,
  entries: z.infer<typeof putArguments>['Entries'],
  execution: Execution,
): unknown {
  const results = eventsOf(stack).put(
    entries.map((entry) => ({
      ...entry,
      Detail: typeof entry.Detail === 'string' ? entry.Detail : JSON.stringify(entry.Detail),
      Resources: [...entry.Resources, execution.row.arn, execution.names.machineArn],
    })),
  );
  const failed = results.find((result) => 'ErrorCode' in result);
  if (failed !== undefined) {
    throw new StateError(
      'EventBridge.FailedEntry',
      JSON.stringify({ Entries: results, FailedEntryCount: 1 }),
    );
  }
  return { Entries: results, FailedEntryCount: 0 };
}
