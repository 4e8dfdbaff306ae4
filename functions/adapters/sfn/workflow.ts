import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { Workflow } from '../../ports/workflow.ts';

/** Step Functions cut longer causes off with an error. */
const longestCause = 32_768;

export function stepFunctionsWorkflow(client: SFNClient, arns: Readonly<Record<string, string>>): Workflow {
  const answer = async (send: () => Promise<unknown>): Promise<boolean> => {
    try {
      await send();
      return true;
    } catch (error) {
      if (
        error instanceof TaskTimedOut ||
        error instanceof TaskDoesNotExist ||
        error instanceof InvalidToken
      ) {
        return false;
      }
      throw error;
    }
  };

  return {
    async start(machine, name, input) {
      const stateMachineArn = arns[machine];
      if (stateMachineArn === undefined)
        throw new Error(`this function was not given the state machine ${machine}`);
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
      } catch (error) {
        // It ran before and has ended: a name is an execution once.
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },

    succeed: (taskToken, output) =>
      answer(() => client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }))),

    fail: (taskToken, error, cause) =>
      answer(() =>
        client.send(new SendTaskFailureCommand({ taskToken, error, cause: cause.slice(0, longestCause) })),
      ),
  };
}
