import * as z from 'zod';
import type { Exit, Flow, Machine, MapState, Recovery, State, TaskKind, TaskState } from './definition.ts';
import { type Evaluate, Expressions } from './expressions.ts';

const comment = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONata').optional() };
const flowing = { Next: z.string().optional(), End: z.literal(true).optional() };
const assign = z.record(z.string().regex(/^[\p{L}_][\p{L}\p{N}_]*$/u), z.unknown()).optional();
const yielding = { Output: z.unknown().optional(), Assign: assign };
const number = z.union([z.number().min(0), z.string().regex(/^\{%.*%\}$/s)]).optional();
const errorEquals = z.array(z.string()).min(1);
const recovering = {
  Retry: z
    .array(
      z.strictObject({
        Comment: z.string().optional(),
        ErrorEquals: errorEquals,
        IntervalSeconds: z.int().min(1).default(1),
        MaxAttempts: z.int().min(0).default(3),
        BackoffRate: z.number().min(1).default(2),
        MaxDelaySeconds: z.int().min(1).optional(),
        JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
      }),
    )
    .default([]),
  Catch: z
    .array(
      z.strictObject({
        Comment: z.string().optional(),
        ErrorEquals: errorEquals,
        Next: z.string(),
        ...yielding,
      }),
    )
    .default([]),
};

/** The body of each flow is read state by state, so that an error can name the state. */
const states = z.record(z.string().min(1).max(80), z.looseObject({ Type: z.string() }));
const subflow = z.strictObject({ Comment: z.string().optional(), StartAt: z.string(), States: states });

const schemas = {
  Task: z.strictObject({
    Type: z.literal('Task'),
    ...comment,
    ...flowing,
    ...yielding,
    ...recovering,
    Resource: z.string(),
    Arguments: z.unknown().optional(),
    TimeoutSeconds: number,
    HeartbeatSeconds: number,
  }),
  Parallel: z.strictObject({
    Type: z.literal('Parallel'),
    ...comment,
    ...flowing,
    ...yielding,
    ...recovering,
    Arguments: z.unknown().optional(),
    Branches: z.array(subflow).min(1),
  }),
  Map: z.strictObject({
    Type: z.literal('Map'),
    ...comment,
    ...flowing,
    ...yielding,
    ...recovering,
    Items: z.union([z.array(z.unknown()), z.string()]).optional(),
    ItemSelector: z.unknown().optional(),
    ItemProcessor: z.strictObject({
      ProcessorConfig: z
        .strictObject({
          Mode: z.enum(['INLINE', 'DISTRIBUTED']).default('INLINE'),
          ExecutionType: z.enum(['STANDARD', 'EXPRESS']).optional(),
        })
        .optional(),
      ...subflow.shape,
    }),
    Label: z.string().optional(),
    MaxConcurrency: number,
    ToleratedFailureCount: number,
    ToleratedFailurePercentage: number,
  }),
  Pass: z.strictObject({ Type: z.literal('Pass'), ...comment, ...flowing, ...yielding }),
  Choice: z.strictObject({
    Type: z.literal('Choice'),
    ...comment,
    ...yielding,
    Choices: z
      .array(
        z.strictObject({
          Comment: z.string().optional(),
          Condition: z.union([z.string(), z.boolean()]),
          Next: z.string(),
          ...yielding,
        }),
      )
      .min(1),
    Default: z.string().optional(),
  }),
  Wait: z.strictObject({
    Type: z.literal('Wait'),
    ...comment,
    ...flowing,
    ...yielding,
    Seconds: number,
    Timestamp: z.string().optional(),
  }),
  Succeed: z.strictObject({ Type: z.literal('Succeed'), ...comment, Output: z.unknown().optional() }),
  Fail: z.strictObject({
    Type: z.literal('Fail'),
    ...comment,
    Error: z.string().optional(),
    Cause: z.string().optional(),
  }),
} as const;

const machine = z.strictObject({
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONata'),
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: z.int().min(1).optional(),
  StartAt: z.string(),
  States: states,
});

const resources: readonly (readonly [pattern: RegExp, kind: TaskKind, fields: readonly string[]])[] = [
  [/^arn:aws:states:::lambda:invoke$/, 'lambda', ['FunctionName', 'Payload']],
  [/^arn:aws:states:::lambda:invoke\.waitForTaskToken$/, 'lambda-token', ['FunctionName', 'Payload']],
  [/^arn:aws:states:::events:putEvents$/, 'events', ['Entries']],
  [/^arn:aws:lambda:[^:]+:[^:]+:function:[^:]+(:[^:]+)?$/, 'lambda-payload', []],
];

/** The machine that a definition describes. Throws a plain Error that names machine, state and field. */
export function readDefinition(name: string, text: string, expressions: Expressions): Machine {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${name}: the definition is not JSON`, { cause });
  }
  const given = checked(machine, json, name);
  const flow = new FlowReader(name, expressions).read(given, new Set());
  return { ...flow, timeoutSeconds: given.TimeoutSeconds };
}

/** Whether a definition can be read, for tests of definition files alone. */
export function checkDefinition(name: string, text: string): void {
  readDefinition(name, text, new Expressions(() => 0));
}

function checked<S extends z.ZodType>(schema: S, value: unknown, where: string): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const words = parsed.error.issues.map((issue) => {
    const path = issue.path.map(String);
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${[where, ...path, key].join('.')}: not supported`).join('; ')
      : `${[where, ...path].join('.')}: ${issue.message}`;
  });
  throw new Error(words.join('; '));
}

type Raw = z.infer<typeof subflow>;
type Yielding = { readonly Output?: unknown; readonly Assign?: Record<string, unknown> | undefined };

class FlowReader {
  readonly #where: string;
  readonly #expressions: Expressions;

  constructor(where: string, expressions: Expressions) {
    this.#where = where;
    this.#expressions = expressions;
  }

  /** `outer` are the variables that enclosing flows assign: an inner flow may read them, never assign them. */
  read(raw: Pick<Raw, 'StartAt' | 'States'>, outer: ReadonlySet<string>): Flow {
    if (raw.States[raw.StartAt] === undefined)
      throw new Error(`${this.#where}.StartAt: no state ${raw.StartAt}`);
    const visible = new Set([...outer, ...Object.values(raw.States).flatMap(assignedNames)]);
    const read = new Map<string, State>();
    for (const [name, given] of Object.entries(raw.States)) {
      const where = `${this.#where}.${name}`;
      for (const variable of assignedNames(given)) {
        if (outer.has(variable)) throw new Error(`${where}.Assign: ${variable} belongs to an outer flow`);
      }
      const state = this.#state(given, where, visible);
      for (const next of nextStates(state)) {
        if (raw.States[next] === undefined) throw new Error(`${where}.Next: no state ${next}`);
      }
      read.set(name, state);
    }
    return { startAt: raw.StartAt, states: read };
  }

  #state(given: z.infer<typeof states>[string], where: string, visible: ReadonlySet<string>): State {
    const type = given.Type;
    if (!Object.hasOwn(schemas, type)) throw new Error(`${where}.Type: ${type} is not supported`);
    switch (type as keyof typeof schemas) {
      case 'Task':
        return this.#task(checked(schemas.Task, given, where), where);
      case 'Parallel': {
        const raw = checked(schemas.Parallel, given, where);
        return {
          type: 'Parallel',
          ...this.#flowing(raw, where),
          ...this.#recovery(raw, where),
          arguments: this.#optional(raw.Arguments, `${where}.Arguments`),
          branches: raw.Branches.map((branch, index) =>
            new FlowReader(`${where}.Branches[${index}]`, this.#expressions).read(branch, visible),
          ),
        };
      }
      case 'Map':
        return this.#map(checked(schemas.Map, given, where), where, visible);
      case 'Pass': {
        const raw = checked(schemas.Pass, given, where);
        return { type: 'Pass', ...this.#flowing(raw, where) };
      }
      case 'Choice': {
        const raw = checked(schemas.Choice, given, where);
        return {
          type: 'Choice',
          ...this.#exit(raw, raw.Default, where),
          choices: raw.Choices.map((choice, index) => ({
            ...this.#exit(choice, choice.Next, `${where}.Choices[${index}]`),
            condition: this.#expressions.template(choice.Condition, `${where}.Choices[${index}].Condition`),
          })),
        };
      }
      case 'Wait': {
        const raw = checked(schemas.Wait, given, where);
        if ((raw.Seconds === undefined) === (raw.Timestamp === undefined)) {
          throw new Error(`${where}: a Wait has either Seconds or Timestamp`);
        }
        return {
          type: 'Wait',
          ...this.#flowing(raw, where),
          seconds: this.#optional(raw.Seconds, `${where}.Seconds`),
          timestamp: this.#optional(raw.Timestamp, `${where}.Timestamp`),
        };
      }
      case 'Succeed':
        return { type: 'Succeed', ...this.#exit(checked(schemas.Succeed, given, where), undefined, where) };
      case 'Fail': {
        const raw = checked(schemas.Fail, given, where);
        return {
          type: 'Fail',
          ...this.#exit({}, undefined, where),
          error: this.#optional(raw.Error, `${where}.Error`),
          cause: this.#optional(raw.Cause, `${where}.Cause`),
        };
      }
    }
  }

  #task(raw: z.infer<typeof schemas.Task>, where: string): TaskState {
    const resource = resources.find(([pattern]) => pattern.test(raw.Resource));
    if (resource === undefined) throw new Error(`${where}.Resource: ${raw.Resource} is not supported`);
    const [, kind, fields] = resource;
    if (fields.length > 0) {
      if (raw.Arguments === undefined) throw new Error(`${where}.Arguments: needed by ${raw.Resource}`);
      const unknown =
        typeof raw.Arguments === 'object' && raw.Arguments !== null
          ? Object.keys(raw.Arguments).find((key) => !fields.includes(key))
          : undefined;
      if (unknown !== undefined) throw new Error(`${where}.Arguments.${unknown}: not supported`);
    }
    return {
      type: 'Task',
      ...this.#flowing(raw, where),
      ...this.#recovery(raw, where),
      kind,
      resource: raw.Resource,
      arguments: this.#optional(raw.Arguments, `${where}.Arguments`),
      timeoutSeconds: this.#optional(raw.TimeoutSeconds, `${where}.TimeoutSeconds`),
      heartbeatSeconds: this.#optional(raw.HeartbeatSeconds, `${where}.HeartbeatSeconds`),
    };
  }

  #map(raw: z.infer<typeof schemas.Map>, where: string, visible: ReadonlySet<string>): MapState {
    const distributed = raw.ItemProcessor.ProcessorConfig?.Mode === 'DISTRIBUTED';
    return {
      type: 'Map',
      ...this.#flowing(raw, where),
      ...this.#recovery(raw, where),
      items: this.#optional(raw.Items, `${where}.Items`),
      itemSelector: this.#optional(raw.ItemSelector, `${where}.ItemSelector`),
      processor: new FlowReader(`${where}.ItemProcessor`, this.#expressions).read(
        raw.ItemProcessor,
        distributed ? new Set() : visible,
      ),
      distributed,
      maxConcurrency: this.#optional(raw.MaxConcurrency, `${where}.MaxConcurrency`),
      toleratedFailureCount: this.#optional(raw.ToleratedFailureCount, `${where}.ToleratedFailureCount`),
      toleratedFailurePercentage: this.#optional(
        raw.ToleratedFailurePercentage,
        `${where}.ToleratedFailurePercentage`,
      ),
    };
  }

  #flowing(raw: Yielding & { Next?: string | undefined; End?: true | undefined }, where: string): Exit {
    if ((raw.Next === undefined) === (raw.End === undefined)) {
      throw new Error(`${where}: a state has either Next or End`);
    }
    return this.#exit(raw, raw.Next, where);
  }

  #exit(raw: Yielding, next: string | undefined, where: string): Exit {
    return {
      next,
      output: this.#optional(raw.Output, `${where}.Output`),
      assign: this.#optional(raw.Assign, `${where}.Assign`),
    };
  }

  #recovery(raw: Pick<z.infer<typeof schemas.Task>, 'Retry' | 'Catch'>, where: string): Recovery {
    checkAllLast(raw.Retry, `${where}.Retry`);
    checkAllLast(raw.Catch, `${where}.Catch`);
    return {
      retriers: raw.Retry.map((retrier) => ({
        errorEquals: retrier.ErrorEquals,
        intervalSeconds: retrier.IntervalSeconds,
        maxAttempts: retrier.MaxAttempts,
        backoffRate: retrier.BackoffRate,
        maxDelaySeconds: retrier.MaxDelaySeconds,
        fullJitter: retrier.JitterStrategy === 'FULL',
      })),
      catchers: raw.Catch.map((catcher, index) => ({
        ...this.#exit(catcher, catcher.Next, `${where}.Catch[${index}]`),
        errorEquals: catcher.ErrorEquals,
      })),
    };
  }

  #optional(value: unknown, field: string): Evaluate | undefined {
    return value === undefined ? undefined : this.#expressions.template(value, field);
  }
}

/** `States.ALL` stands alone in the last one, or those after it would never be asked. */
function checkAllLast(clauses: readonly { readonly ErrorEquals: readonly string[] }[], where: string): void {
  clauses.forEach(({ ErrorEquals }, index) => {
    if (!ErrorEquals.includes('States.ALL')) return;
    if (ErrorEquals.length > 1 || index < clauses.length - 1) {
      throw new Error(`${where}[${index}].ErrorEquals: States.ALL has to be alone and last`);
    }
  });
}

/** Every variable that a state assigns, in any of its exits. */
function assignedNames(state: Readonly<Record<string, unknown>>): string[] {
  const clauses = [state, ...listOf(state['Catch']), ...listOf(state['Choices'])];
  return clauses.flatMap((clause) => Object.keys((clause as Yielding | null)?.Assign ?? {}));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function nextStates(state: State): string[] {
  const exits: Exit[] = [state];
  if (state.type === 'Choice') exits.push(...state.choices);
  if ('catchers' in state) exits.push(...state.catchers);
  return exits.flatMap((exit) => exit.next ?? []);
}
