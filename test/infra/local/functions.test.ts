import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartedStack } from '../../../infra/local/start.ts';
import { type FixtureLog, functionArn, lambdaFunction, startFixture } from './fixture-assembly.ts';
import { eventually, temporaryFolder } from './small-stack.ts';

/** One bundle with a way to ask for each behaviour. */
const probe = `
  let invocations = 0;
  const bornAs = process.env.WHO;
  export const handler = async (event, context) => {
    invocations++;
    switch (event.ask) {
      case 'env': return { who: process.env.WHO, bornAs, name: process.env.AWS_LAMBDA_FUNCTION_NAME, region: process.env.AWS_REGION, keys: Object.keys(process.env) };
      case 'global': globalThis.count = (globalThis.count ?? 0) + 1; return globalThis.count;
      case 'now': return { now: Date.now(), date: new Date().toISOString(), called: Date(), fixed: new Date(0).toISOString(), own: new Date() instanceof Date, same: new Date().constructor === Date, utc: Date.UTC(2020, 0, 1) };
      case 'hang': await new Promise((resolve) => setTimeout(resolve, 60_000)); return;
      case 'spin': for (;;) {}
      case 'throw': throw Object.assign(new Error('not today'), { name: 'Refused' });
      case 'exit': process.exit(3);
      case 'hoard': { const all = []; for (;;) all.push(new Array(1e6).fill(Math.random())); }
      case 'context': { const before = context.getRemainingTimeInMillis(); return { before, id: context.awsRequestId, name: context.functionName, arn: context.invokedFunctionArn, memory: context.memoryLimitInMB }; }
      case 'slow': await new Promise((resolve) => setTimeout(resolve, 60)); return invocations;
      case 'log': console.log(event.words ?? 'hello from the function'); return;
      case 'slow env': await new Promise((resolve) => setTimeout(resolve, 30)); return process.env.WHO;
      default: return;
    }
  };
`;

/** Is loaded once, and never again. */
const onceLoaded = `
  import { existsSync, writeFileSync } from 'node:fs';
  if (existsSync(process.env.LOADED)) await new Promise(() => undefined);
  writeFileSync(process.env.LOADED, '');
  export const handler = async ({ n }) => {
    await new Promise((resolve) => setTimeout(resolve, 60));
    return n;
  };
`;

/** Fails until the file named in its environment exists. */
const moody = `
  import { appendFileSync, existsSync } from 'node:fs';
  export const handler = async (event) => {
    appendFileSync(process.env.TRACE, JSON.stringify(event) + '\\n');
    if (!existsSync(process.env.MOOD)) throw new Error('in a bad mood');
    return 'fine';
  };
`;

const folder = temporaryFolder();
let stack: StartedStack & { readonly logs: readonly FixtureLog[] };
const trace = join(folder.path, 'trace');

const ask = async (name: string, event: object): Promise<unknown> => {
  const result = await stack.stack.lambda.invoke(functionArn(name), event);
  if (!result.ok) throw new Error(`${result.errorType}: ${result.errorMessage}`);
  return result.payload;
};

beforeAll(async () => {
  const mood = { TRACE: trace, MOOD: join(folder.path, 'mood') };
  stack = await startFixture(
    folder.path,
    {
      stacks: {
        Demo: {
          Resources: {
            One: lambdaFunction('one', {
              Timeout: 1,
              MemorySize: 128,
              Environment: { Variables: { WHO: 'one' } },
            }),
            Two: lambdaFunction('two', { Timeout: 30, Environment: { Variables: { WHO: 'two' } } }),
            Single: lambdaFunction('single', { Timeout: 30, ReservedConcurrentExecutions: 1 }),
            Broken: lambdaFunction('broken'),
            NoHandler: lambdaFunction('no-handler', { Handler: 'index.nothing' }),
            Left: lambdaFunction('shared', {
              FunctionName: 'left',
              Timeout: 1,
              Environment: { Variables: { WHO: 'left' } },
            }),
            Right: lambdaFunction('shared', {
              FunctionName: 'right',
              Handler: 'index.other',
              Timeout: 30,
              Environment: { Variables: { WHO: 'right' } },
            }),
            Common: lambdaFunction('common'),
            OnceLoaded: lambdaFunction('once-loaded', {
              Timeout: 30,
              Environment: { Variables: { LOADED: join(folder.path, 'loaded') } },
            }),
            Moody: lambdaFunction('moody', { Environment: { Variables: mood } }),
            MoodyDead: {
              Type: 'AWS::SQS::Queue',
              Properties: { QueueName: 'moody-dead' },
            },
            MoodyConfig: {
              Type: 'AWS::Lambda::EventInvokeConfig',
              Properties: {
                FunctionName: { Ref: 'Moody' },
                Qualifier: '$LATEST',
                DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['MoodyDead', 'Arn'] } } },
              },
            },
          },
        },
      },
      bundles: {
        one: probe,
        two: probe,
        single: probe,
        shared: `${probe} export const other = handler;`,
        broken: 'throw new TypeError("no such day");',
        'no-handler': probe,
        common: { file: 'index.js', code: 'exports.handler = async () => typeof require;' },
        'once-loaded': onceLoaded,
        moody,
      },
    },
    { maximumWorkers: 2, idleMilliseconds: 400 },
  );
});

afterAll(async () => {
  await stack.stop();
  folder.remove();
});

describe('an execution environment', () => {
  it('sees the environment of its template, at import too, and nothing of the machine', async () => {
    const one = (await ask('one', { ask: 'env' })) as Record<string, unknown>;
    expect(one).toMatchObject({ who: 'one', bornAs: 'one', name: 'one', region: 'us-east-1' });
    expect(await ask('two', { ask: 'env' })).toMatchObject({ who: 'two', bornAs: 'two' });
    expect(one['keys']).toContain('AWS_ENDPOINT_URL_SQS');
    expect(one['keys']).not.toContain('PATH');
    expect(one['keys']).not.toContain('HOME');
  });

  it('shares no globals with another function, and keeps its own from one invocation to the next', async () => {
    expect(await ask('single', { ask: 'global' })).toBe(1);
    expect(await ask('single', { ask: 'global' })).toBe(2);
    expect(await ask('two', { ask: 'global' })).toBe(1);
  });

  it('runs one invocation at a time, and no more than are reserved', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => ask('single', { ask: 'slow' })));
    expect(new Set(answers).size).toBe(3);
  });

  it('serves who would otherwise wait for another one to start', async () => {
    expect(await ask('once-loaded', { n: 0 })).toBe(0);
    expect(await Promise.all([1, 2, 3].map((n) => ask('once-loaded', { n })))).toEqual([1, 2, 3]);
  });

  it('gets the context of Lambda', async () => {
    expect(await ask('one', { ask: 'context' })).toMatchObject({
      name: 'one',
      arn: functionArn('one'),
      memory: '128',
      before: expect.closeTo(1000, -2),
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('takes a .js bundle as CommonJS, as Lambda does', async () => {
    expect(await ask('common', {})).toBe('function');
  });

  it('answers null for nothing', async () => {
    expect(await ask('one', {})).toBeNull();
  });

  it('logs to a file of its own', async () => {
    await ask('one', { ask: 'log' });
    const file = join(folder.path, 'data', 'logs', 'one.log');
    await eventually(() =>
      existsSync(file) && readFileSync(file, 'utf8').includes('hello from the function') ? true : undefined,
    );
  });

  it('is ended when it has had nothing to do for a while', async () => {
    await ask('two', { ask: 'global' });
    await new Promise<void>((resolve) => {
      stack.stack.clock.at(stack.stack.clock.now() + 1000, resolve);
    });
    expect(await ask('two', { ask: 'global' })).toBe(1);
  });
});

describe('functions of one bundle', () => {
  it('share what they have loaded, but neither variables nor log', async () => {
    expect(await ask('left', { ask: 'global' })).toBe(1);
    expect(await ask('right', { ask: 'global' })).toBe(2);
    expect(
      await Promise.all(['left', 'right', 'left', 'right'].map((name) => ask(name, { ask: 'slow env' }))),
    ).toEqual(['left', 'right', 'left', 'right']);
    expect(await ask('right', { ask: 'env' })).toMatchObject({ who: 'right', name: 'right' });
    await Promise.all(['left', 'right'].map((name) => ask(name, { ask: 'log', words: `said ${name}` })));
    for (const [name, other] of [
      ['left', 'right'],
      ['right', 'left'],
    ]) {
      const file = join(folder.path, 'data', 'logs', `${name}.log`);
      const log = await eventually(() => {
        const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
        return text.includes(`said ${name}`) ? text : undefined;
      });
      expect(log).not.toContain(`said ${other}`);
    }
  });

  it('come to their end where another is cut off at its time-out', async () => {
    await Promise.all(['left', 'right'].map((name) => ask(name, { ask: 'global' })));
    const cutOff = stack.stack.lambda.invoke(functionArn('left'), { ask: 'hang' });
    const through = (async () => {
      const answers: unknown[] = [];
      while (answers.length < 25) answers.push(await ask('right', { ask: 'slow env' }));
      return answers;
    })();
    expect(await cutOff).toMatchObject({ ok: false, errorType: 'Sandbox.Timedout' });
    expect(new Set(await through)).toEqual(new Set(['right']));
    expect(await ask('left', { ask: 'env' })).toMatchObject({ who: 'left' });
  });

  it('fail with the one that ends their thread, and are there again', async () => {
    const slow = stack.stack.lambda.invoke(functionArn('right'), { ask: 'hang' });
    expect(await stack.stack.lambda.invoke(functionArn('left'), { ask: 'exit' })).toMatchObject({
      errorType: 'Runtime.ExitError',
    });
    expect(await slow).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
    expect(await ask('right', { ask: 'env' })).toMatchObject({ who: 'right' });
  });
});

describe('the clock', () => {
  it('is the stack’s, in environments that were there before it was set', async () => {
    const clock = stack.stack.clock as unknown as { set(now: number): Promise<void> };
    await ask('single', { ask: 'now' });
    const target = Date.now() + 90 * 86_400_000;
    await clock.set(target);
    const seen = (await ask('single', { ask: 'now' })) as Record<string, string | number | boolean>;
    expect(seen['now']).toBeGreaterThanOrEqual(target);
    expect(Date.parse(String(seen['date']))).toBeGreaterThanOrEqual(target);
    expect(Date.parse(String(seen['called']))).toBeGreaterThanOrEqual(target - 1000);
    expect(seen).toMatchObject({
      fixed: '1970-01-01T00:00:00.000Z',
      own: true,
      same: true,
      utc: Date.UTC(2020, 0, 1),
    });
  });
});

describe('a function that fails', () => {
  const fail = async (name: string, event: object): Promise<unknown> =>
    stack.stack.lambda.invoke(functionArn(name), event);

  it('tells its error', async () => {
    expect(await fail('one', { ask: 'throw' })).toEqual({
      ok: false,
      errorType: 'Refused',
      errorMessage: 'not today',
    });
  });

  it.each(['hang', 'spin'])('is cut off at its time-out when it does %s, and comes back', async (how) => {
    expect(await fail('one', { ask: how })).toMatchObject({
      ok: false,
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('Task timed out after 1.00 seconds'),
    });
    expect(await ask('one', { ask: 'env' })).toMatchObject({ who: 'one' });
  });

  it('takes nobody along when it exits or runs out of memory', async () => {
    expect(await fail('two', { ask: 'exit' })).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
    expect(await fail('two', { ask: 'hoard' })).toMatchObject({
      ok: false,
      errorType: 'Runtime.ERR_WORKER_OUT_OF_MEMORY',
    });
    expect(await ask('two', { ask: 'env' })).toMatchObject({ who: 'two' });
  });

  it('says when it cannot be loaded, each time', async () => {
    const broken = { ok: false, errorType: 'TypeError', errorMessage: 'no such day' };
    expect(await fail('broken', {})).toEqual(broken);
    expect(await fail('broken', {})).toEqual(broken);
    expect(await fail('no-handler', {})).toMatchObject({ errorType: 'Runtime.HandlerNotFound' });
    expect(await fail('nobody', {})).toMatchObject({ errorType: 'ResourceNotFoundException' });
  });
});

describe('an asynchronous invocation', () => {
  const tries = (): string[] => (existsSync(trace) ? readFileSync(trace, 'utf8').trim().split('\n') : []);
  const advance = (seconds: number): Promise<void> => {
    const clock = stack.stack.clock as unknown as { now(): number; set(now: number): Promise<void> };
    return clock.set(clock.now() + seconds * 1000);
  };

  it('is tried again after one minute and after two, then goes to its destination', async () => {
    stack.stack.lambda.invokeAsync(functionArn('moody'), { n: 1 });
    await stack.stack.activity.idle();
    expect(tries()).toEqual(['{"n":1}']);
    await advance(59);
    expect(tries()).toHaveLength(1);
    await advance(2);
    expect(tries()).toHaveLength(2);
    await advance(121);
    expect(tries()).toHaveLength(3);
    const dead = await new Promise<string>((resolve) => {
      stack.stack.queues.consume(
        'arn:aws:sqs:us-east-1:000000000000:moody-dead',
        { batchSize: 1, batchingWindowSeconds: 0, maximumConcurrency: 1 },
        async ([message]) => {
          resolve(message!.body);
          return [];
        },
      );
    });
    expect(JSON.parse(dead)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { n: 1 },
      responsePayload: { errorType: 'Error', errorMessage: 'in a bad mood' },
    });
    await advance(3600);
    expect(tries()).toHaveLength(3);
  });
});
