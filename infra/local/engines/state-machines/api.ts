import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError, type LocalStack } from '../../stack.ts';
import type { StateMachines } from '../state-machines.ts';
import type { ExecutionRow, HistoryEvent } from './journal.ts';

const arn = z.string().min(1);
const page = {
  maxResults: z.int().min(0).max(1000).default(100),
  nextToken: z.string().regex(/^\d+$/).optional(),
};
const pageSize = (given: number): number => given || 100;

/** The AWS JSON API of Step Functions. Its dates are epoch seconds. */
export function serveStateMachines(stack: LocalStack, machines: StateMachines): void {
  const existing = (executionArn: string): ExecutionRow => {
    const row = machines.journal.execution(executionArn);
    if (row === undefined) {
      throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
    }
    return row;
  };
  const machineOf = (machineArn: string) => {
    const machine = machines.find(machineArn);
    if (machine === undefined) {
      throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${machineArn}'`);
    }
    return machine;
  };

  stack.aws.json('states', 'SFN', {
    StartExecution(input) {
      const request = read(
        z.object({
          stateMachineArn: arn,
          name: z
            .string()
            .regex(/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/)
            .optional(),
          input: z.string().default('{}'),
        }),
        input,
        'InvalidName',
      );
      const row = machines.start(request.stateMachineArn, request.name ?? randomUUID(), request.input);
      return { executionArn: row.arn, startDate: row.startedAt / 1000 };
    },
    DescribeExecution(input) {
      const row = existing(read(z.object({ executionArn: arn }), input).executionArn);
      return {
        ...summary(machines, row),
        input: row.input,
        inputDetails: { included: true },
        ...(row.output === null ? {} : { output: row.output, outputDetails: { included: true } }),
        ...(row.error === null ? {} : { error: row.error }),
        ...(row.cause === null ? {} : { cause: row.cause }),
      };
    },
    ListExecutions(input) {
      const request = read(
        z.object({ stateMachineArn: arn, statusFilter: z.string().optional(), ...page }),
        input,
      );
      const machine = machineOf(request.stateMachineArn);
      const limit = pageSize(request.maxResults);
      const rows = machines.journal.list(
        machine.name,
        request.statusFilter,
        Number(request.nextToken ?? Number.MAX_SAFE_INTEGER),
        limit,
      );
      const last = rows.at(-1);
      return {
        executions: rows.map((row) => summary(machines, row)),
        ...(rows.length === limit && last !== undefined ? { nextToken: String(last.id) } : {}),
      };
    },
    GetExecutionHistory(input) {
      const request = read(
        z.object({ executionArn: arn, reverseOrder: z.boolean().default(false), ...page }),
        input,
      );
      const row = existing(request.executionArn);
      const limit = pageSize(request.maxResults);
      const events = machines.journal.history(
        row.id,
        Number(request.nextToken ?? 0),
        limit,
        request.reverseOrder,
      );
      const last = events.at(-1);
      return {
        events: events.map(historyEvent),
        ...(events.length === limit && last !== undefined ? { nextToken: String(last.id) } : {}),
      };
    },
    StopExecution(input) {
      const request = read(
        z.object({ executionArn: arn, error: z.string().optional(), cause: z.string().optional() }),
        input,
      );
      return { stopDate: machines.stop(request.executionArn, request.error, request.cause) / 1000 };
    },
    SendTaskSuccess(input) {
      const { taskToken, output } = read(z.object({ taskToken: z.string(), output: z.string() }), input);
      let value: unknown;
      try {
        value = JSON.parse(output);
      } catch (error) {
        throw new AwsError('InvalidOutput', `Invalid Output: '${String(error)}'`);
      }
      machines.answer(taskToken, { output: value });
      return {};
    },
    SendTaskFailure(input) {
      const request = read(
        z.object({ taskToken: z.string(), error: z.string().default(''), cause: z.string().default('') }),
        input,
      );
      machines.answer(request.taskToken, { error: request.error, cause: request.cause });
      return {};
    },
    SendTaskHeartbeat(input) {
      machines.heartbeat(read(z.object({ taskToken: z.string() }), input).taskToken);
      return {};
    },
    DescribeStateMachine(input) {
      const machine = machineOf(read(z.object({ stateMachineArn: arn }), input).stateMachineArn);
      return {
        stateMachineArn: machine.arn,
        name: machine.name,
        status: 'ACTIVE',
        definition: machine.definition,
        roleArn: machine.roleArn,
        type: 'STANDARD',
        creationDate: machine.createdAt / 1000,
      };
    },
    ListStateMachines() {
      return {
        stateMachines: machines.list().map((machine) => ({
          stateMachineArn: machine.arn,
          name: machine.name,
          type: 'STANDARD',
          creationDate: machine.createdAt / 1000,
        })),
      };
    },
  });
}

function read<S extends z.ZodType>(
  schema: S,
  input: Record<string, unknown>,
  error = 'ValidationException',
): z.infer<S> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new AwsError(error, z.prettifyError(parsed.error));
  return parsed.data;
}

function summary(machines: StateMachines, row: ExecutionRow): Record<string, unknown> {
  return {
    executionArn: row.arn,
    stateMachineArn: machines.arnOf(row.machine),
    name: row.name,
    status: row.status,
    startDate: row.startedAt / 1000,
    ...(row.stoppedAt === null ? {} : { stopDate: row.stoppedAt / 1000 }),
  };
}

/** Details stand in a field named after the type; all states' entries and exits share one. */
function historyEvent(event: HistoryEvent): Record<string, unknown> {
  const kind = event.type.replace(/^.*(State(?:Entered|Exited))$/, '$1');
  const field = `${kind.charAt(0).toLowerCase()}${kind.slice(1)}EventDetails`;
  return {
    id: event.id,
    previousEventId: event.id - 1,
    timestamp: event.at / 1000,
    type: event.type,
    ...(event.details === null ? {} : { [field]: JSON.parse(event.details) as unknown }),
  };
}
