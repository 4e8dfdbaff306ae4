import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stateMachinesOf } from '../../../infra/local/engines/state-machines.ts';
import busType from '../../../infra/local/resources/aws-events-eventbus.ts';
import ruleType from '../../../infra/local/resources/aws-events-rule.ts';
import queueType from '../../../infra/local/resources/aws-sqs-queue.ts';
import machineType from '../../../infra/local/resources/aws-stepfunctions-statemachine.ts';
import type { InvocationResult } from '../../../infra/local/stack.ts';
import { eventually, type SmallStack, smallStack, temporaryFolder } from './small-stack.ts';

let folder: ReturnType<typeof temporaryFolder>;
let small: SmallStack;
let client: SFNClient;

beforeEach(async () => {
  folder = temporaryFolder();
  await open();
});
afterEach(async () => {
  client.destroy();
  await small.stop();
  folder.remove();
});

async function open(): Promise<void> {
  small = await smallStack(folder.path);
  stateMachinesOf(small.stack, 50);
  client = new SFNClient({
    region: 'us-east-1',
    endpoint: `${small.stack.aws.url}/states`,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
}

function machine(name: string, states: object, more: object = {}): string {
  const { ref } = small.create(machineType, name, {
    RoleArn: 'arn:aws:iam::000000000000:role/r',
    Definition: { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...more },
  });
  return ref;
}

async function start(arn: string, input: unknown = {}, name?: string): Promise<string> {
  const { executionArn } = await client.send(
    new StartExecutionCommand({ stateMachineArn: arn, input: JSON.stringify(input), name }),
  );
  return executionArn ?? '';
}

interface End {
  readonly status: string | undefined;
  readonly output?: unknown;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

async function end(executionArn: string): Promise<End> {
  const { journal } = stateMachinesOf(small.stack);
  await eventually(() => (journal.execution(executionArn)?.status === 'RUNNING' ? undefined : true));
  const { status, output, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn }));
  return {
    status,
    ...(output === undefined ? {} : { output: JSON.parse(output) as unknown }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** Runs a machine to its end. */
async function run(states: object, input: unknown = {}, more: object = {}): Promise<End> {
  const arn = machine('M', states, more);
  await small.start();
  return await end(await start(arn, input));
}

const lambda = 'arn:aws:lambda:us-east-1:000000000000:function:';
const invoke = (name: string, payload: unknown, more: object = { End: true }) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: `${lambda}${name}`, Payload: payload },
  ...more,
});
const wait = (name: string, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Arguments: { FunctionName: name, Payload: { token: '{% $states.context.Task.Token %}' } },
  End: true,
  ...more,
});

describe('states', () => {
  it('Pass hands on its Output; Assign and Output both see the variables as they were', async () => {
    const result = await run(
      {
        A: { Type: 'Pass', Assign: { x: 1, list: '{% [1,2,3][$ > 1] %}' }, Next: 'B' },
        B: {
          Type: 'Pass',
          Assign: { x: '{% $x + 1 %}' },
          Output: { x: '{% $x %}', input: '{% $states.input %}', text: 'plain' },
          Next: 'C',
        },
        C: {
          Type: 'Pass',
          Output: { now: '{% $x %}', list: '{% $list %}', before: '{% $states.input %}' },
          End: true,
        },
      },
      { a: [1] },
    );
    expect(result).toEqual({
      status: 'SUCCEEDED',
      output: { now: 2, list: [2, 3], before: { x: 1, input: { a: [1] }, text: 'plain' } },
    });
  });

  it('Choice takes the first that holds, with its own Assign and Output, and else the Default', async () => {
    const states = {
      Which: {
        Type: 'Choice',
        Choices: [
          {
            Condition: '{% $states.input.n > 10 %}',
            Next: 'End',
            Assign: { size: 'big' },
            Output: { big: true },
          },
          { Condition: '{% $states.input.n > 5 %}', Next: 'End', Assign: { size: 'middle' } },
        ],
        Default: 'End',
        Assign: { size: 'small' },
        Output: { by: 'default' },
      },
      End: { Type: 'Succeed', Output: '{% $merge([$states.input, {"size": $size}]) %}' },
    };
    const arn = machine('M', states);
    await small.start();
    expect((await end(await start(arn, { n: 11 }))).output).toEqual({ big: true, size: 'big' });
    expect((await end(await start(arn, { n: 6 }))).output).toEqual({ n: 6, size: 'middle' });
    expect((await end(await start(arn, { n: 1 }))).output).toEqual({ by: 'default', size: 'small' });
  });

  it('Choice without a match or Default fails, and so does a Condition that is no boolean', async () => {
    const none = machine('None', {
      Which: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'X' }] },
      X: { Type: 'Succeed' },
    });
    const text = machine('Text', {
      Which: { Type: 'Choice', Choices: [{ Condition: '{% "yes" %}', Next: 'X' }] },
      X: { Type: 'Succeed' },
    });
    await small.start();
    expect(await end(await start(none))).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
    expect(await end(await start(text))).toMatchObject({ error: 'States.QueryEvaluationError' });
  });

  it('Fail says error and cause', async () => {
    const states = {
      No: { Type: 'Fail', Error: 'Order.Bad', Cause: '{% "because " & $states.input.why %}' },
    };
    expect(await run(states, { why: 'x' })).toEqual({
      status: 'FAILED',
      error: 'Order.Bad',
      cause: 'because x',
    });
  });

  it('Wait follows the clock, by seconds and by timestamp', async () => {
    const arn = machine('M', {
      A: { Type: 'Wait', Seconds: '{% $states.input.seconds %}', Next: 'B' },
      B: { Type: 'Wait', Timestamp: '{% $states.input.until %}', Next: 'C' },
      C: { Type: 'Pass', Output: '{% $millis() %}', End: true },
    });
    await small.start();
    const until = small.clock.now() + 7_200_000;
    const execution = await start(arn, { seconds: 3600, until: new Date(until).toISOString() });
    await small.clock.set(until - 60_000);
    const { journal } = stateMachinesOf(small.stack);
    expect(journal.execution(execution)?.status).toBe('RUNNING');
    await small.clock.set(until);
    const { output } = await end(execution);
    expect(Number(output) - until).toBeLessThan(1_000);
    expect(Number(output)).toBeGreaterThanOrEqual(until);
  });

  it('Parallel gathers its branches in order and reads outer variables', async () => {
    const branch = (value: string) => ({
      StartAt: 'X',
      States: {
        X: { Type: 'Pass', Assign: { [`own${value}`]: 1 }, Output: `{% $outer & "${value}" %}`, End: true },
      },
    });
    const result = await run({
      A: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'P' },
      P: {
        Type: 'Parallel',
        Branches: [branch('a'), branch('b')],
        Output: { both: '{% $states.result %}' },
        End: true,
      },
    });
    expect(result.output).toEqual({ both: ['oa', 'ob'] });
  });

  it('Parallel fails as a whole with the first failure, which can be caught', async () => {
    const result = await run({
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 1000, End: true } } },
          { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Broken', Cause: 'why' } } },
        ],
        Catch: [
          { ErrorEquals: ['Broken'], Next: 'Caught', Assign: { e: '{% $states.errorOutput.Error %}' } },
        ],
        End: true,
      },
      Caught: { Type: 'Pass', Output: { from: '{% $states.input %}', e: '{% $e %}' }, End: true },
    });
    expect(result.output).toEqual({ from: { Error: 'Broken', Cause: 'why' }, e: 'Broken' });
  });

  it('Map keeps order, obeys MaxConcurrency and shows the item to its selector', async () => {
    let running = 0;
    let most = 0;
    small.functions.set('double', async (payload) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { ok: true, payload: Number((payload as { v: number }).v) * 2 };
    });
    const result = await run(
      {
        M: {
          Type: 'Map',
          Items: '{% $states.input.items %}',
          MaxConcurrency: 3,
          ItemSelector: {
            v: '{% $states.context.Map.Item.Value %}',
            i: '{% $states.context.Map.Item.Index %}',
          },
          ItemProcessor: {
            StartAt: 'D',
            States: {
              D: invoke(
                'double',
                { v: '{% $states.input.v %}' },
                {
                  Output: { r: '{% $states.result.Payload %}', i: '{% $states.input.i %}' },
                  End: true,
                },
              ),
            },
          },
          End: true,
        },
      },
      { items: [5, 6, 7, 8, 9] },
    );
    expect(result.output).toEqual([5, 6, 7, 8, 9].map((v, i) => ({ r: v * 2, i })));
    expect(most).toBe(3);
  });

  it('Map over nothing yields nothing, over no array fails', async () => {
    const processor = { StartAt: 'X', States: { X: { Type: 'Pass', End: true } } };
    const arn = machine('M', {
      M: { Type: 'Map', Items: '{% $states.input.x %}', ItemProcessor: processor, End: true },
    });
    await small.start();
    expect((await end(await start(arn, { x: [] }))).output).toEqual([]);
    expect(await end(await start(arn, { x: 1 }))).toMatchObject({ error: 'States.QueryEvaluationError' });
  });

  it('Map tolerates failures up to its threshold', async () => {
    const states = (tolerated: object) => ({
      M: {
        Type: 'Map',
        ...tolerated,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'C',
          States: {
            C: {
              Type: 'Choice',
              Choices: [{ Condition: '{% $states.input = "bad" %}', Next: 'F' }],
              Default: 'S',
            },
            F: { Type: 'Fail', Error: 'Bad', Cause: 'c' },
            S: { Type: 'Succeed' },
          },
        },
        End: true,
      },
    });
    const tolerant = machine('Tolerant', states({ ToleratedFailurePercentage: 50 }));
    const strict = machine('Strict', states({ ToleratedFailureCount: 1 }));
    await small.start();
    const input = ['ok', 'bad', 'ok', 'bad'];
    expect((await end(await start(tolerant, input))).output).toEqual([
      'ok',
      { Error: 'Bad', Cause: 'c' },
      'ok',
      { Error: 'Bad', Cause: 'c' },
    ]);
    expect(await end(await start(strict, input))).toMatchObject({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
    });
  });

  it('Task puts events on a bus', async () => {
    small.create(busType, 'Bus', { Name: 'bus' });
    const queue = small.create(queueType, 'Q', {});
    small.create(ruleType, 'Rule', {
      EventBusName: 'bus',
      EventPattern: { 'detail-type': ['order.done'] },
      Targets: [{ Id: 'q', Arn: queue.attributes['Arn'], InputPath: '$.detail' }],
    });
    const got = Promise.withResolvers<string>();
    small.stack.queues.consume(
      queue.attributes['Arn'] ?? '',
      { batchSize: 1, batchingWindowSeconds: 0, maximumConcurrency: 1 },
      async ([message]) => {
        got.resolve(message?.body ?? '');
        return [];
      },
    );
    const result = await run(
      {
        Put: {
          Type: 'Task',
          Resource: 'arn:aws:states:::events:putEvents',
          Arguments: {
            Entries: [
              {
                Source: 's',
                DetailType: 'order.done',
                EventBusName: 'bus',
                Detail: { id: '{% $states.input.id %}' },
              },
            ],
          },
          Output: '{% $states.result.FailedEntryCount %}',
          End: true,
        },
      },
      { id: 'o1' },
    );
    expect(result.output).toBe(0);
    expect(JSON.parse(await got.promise)).toEqual({ id: 'o1' });
  });

  it('Task calls a function by its ARN with the whole input', async () => {
    small.functions.set('echo', (payload) => ({ ok: true, payload: { got: payload } }));
    const states = { T: { Type: 'Task', Resource: `${lambda}echo`, End: true } };
    expect((await run(states, { a: 1 })).output).toEqual({ got: { a: 1 } });
  });
});

describe('JSONata', () => {
  it('that yields nothing is States.QueryEvaluationError in Output, Arguments and Assign', async () => {
    const nothing = '{% $states.input.missing %}';
    const output = machine('Output', { A: { Type: 'Pass', Output: nothing, End: true } });
    const assign = machine('Assign', { A: { Type: 'Pass', Assign: { x: nothing }, End: true } });
    const args = machine('Arguments', { A: invoke('f', { deep: [{ x: nothing }] }) });
    await small.start();
    for (const arn of [output, assign, args]) {
      expect(await end(await start(arn))).toMatchObject({
        status: 'FAILED',
        error: 'States.QueryEvaluationError',
      });
    }
  });

  it('that throws can be caught by name', async () => {
    const result = await run({
      A: {
        ...invoke('f', '{% $error("no") %}'),
        Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'B' }],
      },
      B: { Type: 'Pass', Output: '{% $contains($states.input.Cause, "no") %}', End: true },
    });
    expect(result.output).toBe(true);
  });

  it('has the functions and the context of Step Functions', async () => {
    const arn = machine('M', {
      A: {
        Type: 'Pass',
        Output: {
          partition: '{% $partition([1,2,3,4,5], 2) %}',
          range: '{% $range(1, 9, 4) %}',
          hash: '{% $hash("x", "SHA-256") %}',
          seeded: '{% $random(7) = $random(7) %}',
          random: '{% $random() < 1 %}',
          uuid: '{% $match($uuid(), /^[0-9a-f-]{36}$/).match != "" %}',
          parse: '{% $parse("{\\"a\\":1}").a %}',
          name: '{% $states.context.Execution.Name %}',
          machine: '{% $states.context.StateMachine.Name %}',
          state: '{% $states.context.State.Name %}',
          input: '{% $states.context.Execution.Input.k %}',
          started: '{% $toMillis($states.context.Execution.StartTime) <= $millis() %}',
          year: '{% $now("[Y]", "+0000") %}',
        },
        End: true,
      },
    });
    await small.clock.set(Date.parse('2031-06-01T00:00:00Z'));
    await small.start();
    expect((await end(await start(arn, { k: 'v' }, 'run-1'))).output).toEqual({
      partition: [[1, 2], [3, 4], [5]],
      range: [1, 5, 9],
      hash: '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881',
      seeded: true,
      random: true,
      uuid: true,
      parse: 1,
      name: 'run-1',
      machine: 'test-M',
      state: 'A',
      input: 'v',
      started: true,
      year: '2031',
    });
  });
});

describe('Retry and Catch', () => {
  it('retries with growing pauses by the clock, then catches', async () => {
    const at: number[] = [];
    small.functions.set('fails', () => {
      at.push(small.clock.now());
      return { ok: false, errorType: 'Shaky', errorMessage: 'm' };
    });
    const arn = machine('M', {
      A: {
        ...invoke('fails', { n: '{% $states.context.State.RetryCount %}' }),
        Retry: [
          { ErrorEquals: ['Other'], MaxAttempts: 9 },
          {
            ErrorEquals: ['Shaky'],
            IntervalSeconds: 10,
            MaxAttempts: 4,
            BackoffRate: 3,
            MaxDelaySeconds: 60,
          },
        ],
        Catch: [
          { ErrorEquals: ['Other'], Next: 'Wrong' },
          {
            ErrorEquals: ['States.ALL'],
            Next: 'B',
            Output: { c: '{% $parse($states.errorOutput.Cause) %}' },
          },
        ],
      },
      B: { Type: 'Succeed' },
      Wrong: { Type: 'Fail', Error: 'Wrong' },
    });
    await small.start();
    const execution = await start(arn);
    await small.stack.activity.idle();
    await small.clock.set(small.clock.now() + 3_600_000);
    expect((await end(execution)).output).toEqual({ c: { errorType: 'Shaky', errorMessage: 'm' } });
    expect(at.slice(1).map((time, index) => Math.round((time - (at[index] ?? 0)) / 1000))).toEqual([
      10, 30, 60, 60,
    ]);
  });

  it('a success after a failure goes on; jitter only shortens a pause', async () => {
    let calls = 0;
    small.functions.set('once', () => {
      calls += 1;
      return calls === 1
        ? { ok: false, errorType: 'Shaky', errorMessage: 'm' }
        : { ok: true, payload: calls };
    });
    const arn = machine('M', {
      A: {
        ...invoke('once', {}),
        Retry: [{ ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 100, JitterStrategy: 'FULL' }],
        Output: '{% $states.result.Payload %}',
      },
    });
    await small.start();
    const execution = await start(arn);
    await small.stack.activity.idle();
    await small.clock.set(small.clock.now() + 100_000);
    expect((await end(execution)).output).toBe(2);
  });

  it('an error that nobody names ends the execution', async () => {
    small.functions.set('fails', () => ({ ok: false, errorType: 'Odd', errorMessage: 'm' }));
    const result = await run({
      A: { ...invoke('fails', {}), Catch: [{ ErrorEquals: ['Other'], Next: 'B' }] },
      B: { Type: 'Succeed' },
    });
    expect(result).toMatchObject({ status: 'FAILED', error: 'Odd' });
  });

  it('a Map is retried as a whole', async () => {
    let calls = 0;
    small.functions.set('second', () => {
      calls += 1;
      return calls <= 2 ? { ok: false, errorType: 'Shaky', errorMessage: 'm' } : { ok: true, payload: calls };
    });
    const arn = machine('M', {
      M: {
        Type: 'Map',
        Items: [1, 2],
        MaxConcurrency: 1,
        ItemProcessor: {
          StartAt: 'T',
          States: { T: { ...invoke('second', {}), Output: '{% $states.result.Payload %}' } },
        },
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 5 }],
        End: true,
      },
    });
    await small.start();
    const execution = await start(arn);
    await small.stack.activity.idle();
    await small.clock.set(small.clock.now() + 60_000);
    expect((await end(execution)).output).toEqual([3, 4]);
  });
});

describe('task tokens', () => {
  async function token(): Promise<{ token: string; execution: string }> {
    const got = Promise.withResolvers<string>();
    small.functions.set('f', (payload) => {
      got.resolve((payload as { token: string }).token);
      return { ok: true, payload: null };
    });
    const arn = machine('M', {
      A: wait('f', {
        TimeoutSeconds: 600,
        HeartbeatSeconds: '{% $states.input.heartbeat %}',
        Catch: [{ ErrorEquals: ['Edge.Refused'], Next: 'B' }],
      }),
      B: { Type: 'Pass', Output: { caught: '{% $states.input.Cause %}' }, End: true },
    });
    await small.start();
    const execution = await start(arn, { heartbeat: 100 });
    return { token: await got.promise, execution };
  }

  it('a success goes on with its output, once', async () => {
    const { token: taskToken, execution } = await token();
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '{"done":true}' }));
    expect((await end(execution)).output).toEqual({ done: true });
    await expect(client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
  });

  it('a failure can be caught', async () => {
    const { token: taskToken, execution } = await token();
    await client.send(
      new SendTaskFailureCommand({ taskToken, error: 'Edge.Refused', cause: 'serial unknown' }),
    );
    expect((await end(execution)).output).toEqual({ caught: 'serial unknown' });
  });

  it('heartbeats keep it waiting, their end or the time-out fails it', async () => {
    const { token: taskToken, execution } = await token();
    for (let beat = 0; beat < 4; beat += 1) {
      await small.clock.set(small.clock.now() + 80_000);
      await client.send(new SendTaskHeartbeatCommand({ taskToken }));
    }
    await small.clock.set(small.clock.now() + 101_000);
    expect(await end(execution)).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' });
    await expect(client.send(new SendTaskHeartbeatCommand({ taskToken }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
  });

  it('a time-out fails it whatever the heartbeats', async () => {
    const { token: taskToken, execution } = await token();
    for (let beat = 0; beat < 7; beat += 1) {
      await small.clock.set(small.clock.now() + 80_000);
      await client.send(new SendTaskHeartbeatCommand({ taskToken }));
    }
    await small.clock.set(small.clock.now() + 80_000);
    expect(await end(execution)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('a nonsense token is invalid, bad output is refused', async () => {
    const { token: taskToken } = await token();
    await expect(
      client.send(new SendTaskSuccessCommand({ taskToken: 'x', output: '{}' })),
    ).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(client.send(new SendTaskSuccessCommand({ taskToken, output: '{' }))).rejects.toMatchObject({
      name: 'InvalidOutput',
    });
    const foreign = Buffer.from(`999/1/${'0'.repeat(48)}`).toString('base64url');
    await expect(
      client.send(new SendTaskSuccessCommand({ taskToken: foreign, output: '{}' })),
    ).rejects.toMatchObject({ name: 'TaskDoesNotExist' });
  });
});

describe('time-outs', () => {
  it('a task that does not answer times out, and its late answer counts no more', async () => {
    const late = Promise.withResolvers<{ ok: true; payload: unknown }>();
    small.functions.set('slow', () => late.promise);
    const arn = machine('M', {
      A: {
        ...invoke('slow', {}),
        TimeoutSeconds: 1,
        Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'B' }],
      },
      B: { Type: 'Wait', Seconds: 1, Next: 'C' },
      C: { Type: 'Pass', Output: 'caught', End: true },
    });
    await small.start();
    const execution = await start(arn);
    // Between the time-out and the end of the wait; the clock would not move before the function has answered.
    small.clock.at(small.clock.now() + 1_300, () => late.resolve({ ok: true, payload: 'late' }));
    expect((await end(execution)).output).toBe('caught');
  });

  it('a machine has its own, which nothing inside can catch', async () => {
    const arn = machine(
      'M',
      { A: { Type: 'Wait', Seconds: 100, Next: 'B' }, B: { Type: 'Succeed' } },
      { TimeoutSeconds: 50 },
    );
    await small.start();
    const execution = await start(arn);
    await small.clock.set(small.clock.now() + 60_000);
    expect(await end(execution)).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
  });
});

describe('executions', () => {
  it('are idempotent by name and input while they run', async () => {
    const arn = machine('M', { A: { Type: 'Wait', Seconds: 10, End: true } });
    await small.start();
    const first = await start(arn, { a: 1 }, 'order-1');
    expect(await start(arn, { a: 1 }, 'order-1')).toBe(first);
    await expect(start(arn, { a: 2 }, 'order-1')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await small.clock.set(small.clock.now() + 10_000);
    await end(first);
    await expect(start(arn, { a: 1 }, 'order-1')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await expect(start(`${arn}x`)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });

  it('can be listed, stopped and looked into', async () => {
    const arn = machine('M', { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Wait', Seconds: 10, End: true } });
    await small.start();
    const execution = await start(arn, { a: 1 }, 'one');
    await small.stack.activity.idle();
    await client.send(new StopExecutionCommand({ executionArn: execution, error: 'E', cause: 'C' }));
    expect(await end(execution)).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'C' });
    await start(arn, {}, 'two');
    const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn: arn }));
    expect(executions?.map(({ name, status }) => [name, status])).toEqual([
      ['two', 'RUNNING'],
      ['one', 'ABORTED'],
    ]);
    const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn: execution }));
    expect(events?.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'WaitStateEntered',
      'ExecutionAborted',
    ]);
    expect(events?.[1]?.stateEnteredEventDetails).toEqual({ name: 'A', input: '{"a":1}' });
  });

  it('go on where they were after a restart, also inside a Map', async () => {
    const definition = {
      M: {
        Type: 'Map',
        Items: [1, 2, 3],
        MaxConcurrency: 2,
        ItemProcessor: {
          StartAt: 'W',
          States: {
            W: { Type: 'Wait', Seconds: '{% $states.input * 10 %}', Next: 'P' },
            P: { Type: 'Pass', Output: '{% $states.input * 2 %}', End: true },
          },
        },
        End: true,
      },
    };
    const arn = machine('M', definition);
    await small.start();
    const execution = await start(arn);
    await small.stack.activity.idle();
    await small.clock.set(small.clock.now() + 15_000);
    await small.stop();
    client.destroy();
    await open();
    // The running execution ends by the definition that it began with.
    machine('M', { Other: { Type: 'Fail' } });
    await small.start();
    await small.stack.activity.idle();
    await small.clock.set(small.clock.now() + 60_000);
    expect((await end(execution)).output).toEqual([2, 4, 6]);
  });

  it('invoke again a task that was under way when the stack ended, with the same token and arguments', async () => {
    const calls: unknown[] = [];
    small.functions.set('f', (payload) => {
      calls.push(payload);
      return new Promise(() => undefined);
    });
    const states = {
      A: wait('f', {
        Arguments: {
          FunctionName: 'f',
          Payload: { token: '{% $states.context.Task.Token %}', id: '{% $uuid() %}' },
        },
      }),
    };
    const arn = machine('M', states);
    await small.start();
    const execution = await start(arn);
    await eventually(() => (calls.length === 1 ? true : undefined));
    await small.stop();
    client.destroy();
    await open();
    machine('M', states);
    small.functions.set('f', (payload) => {
      calls.push(payload);
      return { ok: true, payload: null };
    });
    await small.start();
    await eventually(() => (calls.length === 2 ? true : undefined));
    expect(calls[1]).toEqual(calls[0]);
    await client.send(
      new SendTaskSuccessCommand({ taskToken: (calls[0] as { token: string }).token, output: '1' }),
    );
    expect((await end(execution)).output).toBe(1);
  });
});

describe('a stop', () => {
  it('fails no task that it cuts off, and keeps an answer that comes in its midst', async () => {
    const tokens: string[] = [];
    const cut = Promise.withResolvers<InvocationResult>();
    small.functions.set('cut', () => cut.promise);
    small.functions.set('f', (payload) => {
      tokens.push((payload as { token: string }).token);
      return { ok: true, payload: null };
    });
    const states = {
      P: {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'Cut',
            States: { Cut: { ...invoke('cut', {}), Output: '{% $states.result.Payload %}' } },
          },
          { StartAt: 'Asked', States: { Asked: wait('f') } },
        ],
        End: true,
      },
    };
    const arn = machine('M', states);
    await small.start();
    const execution = await start(arn);
    await eventually(() => tokens[0]);
    small.stack.onClose(() => {
      cut.resolve({ ok: false, errorType: 'Stopped', errorMessage: 'the stack stops' });
      stateMachinesOf(small.stack).answer(tokens[0] ?? '', { output: 'kept' });
    });
    await small.stop();
    client.destroy();
    await open();
    machine('M', states);
    small.functions.set('cut', () => ({ ok: true, payload: 'again' }));
    await small.start();
    expect((await end(execution)).output).toEqual(['again', 'kept']);
    expect(tokens).toHaveLength(1);
  });
});

describe('a definition', () => {
  const make =
    (states: object, more: object = {}) =>
    () =>
      machine('M', states, more);
  const pass = { Type: 'Pass', End: true };

  it.each([
    ['an unknown field', make({ A: { ...pass, ResultPath: '$.x' } }), 'test-M.A.ResultPath: not supported'],
    [
      'an unknown field of a Retry',
      make({ A: { ...invoke('f', {}), Retry: [{ ErrorEquals: ['x'], Nope: 1 }] } }),
      'test-M.A.Retry.0.Nope: not supported',
    ],
    ['an unknown type', make({ A: { Type: 'Dance', End: true } }), 'test-M.A.Type: Dance is not supported'],
    ['JSONPath', make({ A: { ...pass, QueryLanguage: 'JSONPath' } }), 'test-M.A.QueryLanguage'],
    [
      'an unknown resource',
      make({ A: { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:putItem', End: true } }),
      'test-M.A.Resource: arn:aws:states:::dynamodb:putItem is not supported',
    ],
    [
      'an unknown argument',
      make({ A: { ...invoke('f', {}), Arguments: { FunctionName: 'f', Qualifier: 'x' } } }),
      'test-M.A.Arguments.Qualifier: not supported',
    ],
    [
      'an item reader',
      make({
        A: { Type: 'Map', ItemReader: {}, ItemProcessor: { StartAt: 'X', States: { X: pass } }, End: true },
      }),
      'test-M.A.ItemReader: not supported',
    ],
    ['a missing state', make({ A: { Type: 'Pass', Next: 'B' } }), 'test-M.A.Next: no state B'],
    [
      'a missing catch state',
      make({ A: { ...invoke('f', {}), Catch: [{ ErrorEquals: ['x'], Next: 'B' }] } }),
      'no state B',
    ],
    ['neither Next nor End', make({ A: { Type: 'Pass' } }), 'test-M.A: a state has either Next or End'],
    ['broken JSONata', make({ A: { ...pass, Output: '{% $a + %}' } }), 'test-M.A.Output'],
    [
      'States.ALL not last',
      make({ A: { ...invoke('f', {}), Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['x'] }] } }),
      'has to be alone and last',
    ],
    [
      'a field in an inner flow',
      make({
        A: { Type: 'Map', ItemProcessor: { StartAt: 'X', States: { X: { ...pass, Foo: 1 } } }, End: true },
      }),
      'test-M.A.ItemProcessor.X.Foo: not supported',
    ],
    [
      'an inner flow that assigns an outer variable',
      make({
        A: {
          Type: 'Map',
          Assign: { v: 1 },
          ItemProcessor: { StartAt: 'X', States: { X: { ...pass, Assign: { v: 2 } } } },
          End: true,
        },
      }),
      'v belongs to an outer flow',
    ],
    ['a machine field', make({ A: pass }, { Nope: true }), 'test-M.Nope: not supported'],
  ])('with %s is refused by name', (_what, create, words) => {
    expect(create).toThrow(words);
  });

  it('gets its substitutions, and is refused when one is missing', async () => {
    const text = JSON.stringify({
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: { A: { Type: 'Pass', Output: '${Word}', End: true } },
    });
    const { ref } = small.create(machineType, 'M', {
      RoleArn: 'r',
      DefinitionString: text,
      DefinitionSubstitutions: { Word: 'given' },
    });
    await small.start();
    expect((await end(await start(ref))).output).toBe('given');
    expect(() => small.create(machineType, 'N', { RoleArn: 'r', DefinitionString: text })).toThrow(
      'nothing is given for the substitution ${Word}',
    );
  });
});
