import * as z from 'zod';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const document = z.strictObject({
  Version: z.literal('2012-10-17'),
  Id: z.string().optional(),
  Statement: z
    .union([z.array(z.unknown()), z.unknown()])
    .transform((value) => (Array.isArray(value) ? (value as unknown[]) : [value])),
});
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: z
    .strictObject({
      Bool: z.strictObject({ 'iot:Connection.Thing.IsAttached': z.union([z.string(), z.boolean()]) }),
    })
    .optional(),
});

export interface Statement {
  readonly deny: boolean;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** What `iot:Connection.Thing.IsAttached` has to be. */
  readonly attached: boolean | undefined;
}

/** Who is connected. The thing is known when the certificate is attached to one of the client's name. */
export interface Connection {
  readonly clientId: string;
  readonly thingName: string | undefined;
}

export type Action = 'iot:Connect' | 'iot:Publish' | 'iot:Subscribe' | 'iot:Receive';

export interface Grants {
  may(action: Action, resource: string): boolean;
}

const variable = /\$\{([^}]*)\}/g;
const knownVariables = new Set(['iot:Connection.Thing.ThingName', 'iot:ClientId']);

/** Throws a plain Error that names what is not supported. */
export function readPolicy(name: string, given: unknown): readonly Statement[] {
  const read = <S extends z.ZodType>(schema: S, value: unknown): z.infer<S> => {
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new Error(`${name}: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  };
  return read(document, given).Statement.map((item) => {
    const { Effect, Action, Resource, Condition } = read(statement, item);
    for (const resource of Resource) {
      for (const [, used = ''] of resource.matchAll(variable)) {
        if (!knownVariables.has(used))
          throw new Error(`${name}: the policy variable ${used} is not supported`);
      }
    }
    const attached = Condition?.Bool['iot:Connection.Thing.IsAttached'];
    return {
      deny: Effect === 'Deny',
      actions: Action,
      resources: Resource,
      attached: attached === undefined ? undefined : String(attached) === 'true',
    };
  });
}

/** More topics than this are not remembered for one connection. */
const mostRemembered = 1_000;

/** What the statements allow one connection: an allow is needed and no deny may fit. */
export function grantsOf(statements: readonly Statement[], connection: Connection): Grants {
  const rules = statements
    .filter(({ attached }) => attached === undefined || attached === (connection.thingName !== undefined))
    .map(({ deny, actions, resources }) => ({
      deny,
      action: anyOf(actions.map(wildcard)),
      resource: anyOf(resources.flatMap((resource) => resolved(resource, connection) ?? [])),
    }));
  const answers = new Map<string, boolean>();
  return {
    may(action, resource) {
      const key = `${action} ${resource}`;
      let answer = answers.get(key);
      if (answer === undefined) {
        const fitting = rules.filter((rule) => rule.action.test(action) && rule.resource.test(resource));
        answer = fitting.length > 0 && !fitting.some((rule) => rule.deny);
        if (answers.size < mostRemembered) answers.set(key, answer);
      }
      return answer;
    },
  };
}

/** A pattern's source, or nothing when it speaks of a thing that the connection does not have. */
function resolved(resource: string, { clientId, thingName }: Connection): string | undefined {
  const values = new Map([
    ['iot:ClientId', clientId],
    ['iot:Connection.Thing.ThingName', thingName],
  ]);
  let source = '';
  let end = 0;
  for (const match of resource.matchAll(variable)) {
    const value = values.get(match[1] ?? '');
    if (value === undefined) return undefined;
    // What a client calls itself is no pattern.
    source += wildcard(resource.slice(end, match.index)) + escaped(value);
    end = match.index + match[0].length;
  }
  return source + wildcard(resource.slice(end));
}

function wildcard(pattern: string): string {
  return escaped(pattern).replaceAll('\\*', '.*').replaceAll('\\?', '.');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

function anyOf(sources: readonly string[]): RegExp {
  return new RegExp(sources.length === 0 ? '(?!)' : `^(?:${sources.join('|')})$`, 's');
}
