/** JSON Schema (2020-12) as far as this API's own document uses it. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const literal = (value: unknown) => JSON.stringify(value);

const named = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : literal(name));

const union = (parts: readonly string[]) => {
  const distinct = [...new Set(parts)];
  return distinct.length === 1 ? distinct[0]! : distinct.map((part) => `(${part})`).join(' | ');
};

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1)!;
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum !== undefined) return union(schema.enum.map(literal));
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return union(choices.map(typeOf));
  if (schema.allOf !== undefined) return schema.allOf.map((part) => `(${typeOf(part)})`).join(' & ');
  if (Array.isArray(schema.type)) {
    return union(schema.type.map((type: string) => typeOf({ ...schema, type })));
  }
  switch (schema.type) {
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      return schema.prefixItems === undefined
        ? `readonly (${typeOf(schema.items ?? {})})[]`
        : `readonly [${schema.prefixItems.map(typeOf).join(', ')}]`;
    case 'object':
      return objectOf(schema);
    default:
      return 'unknown';
  }
}

function objectOf({ properties, required = [], additionalProperties }: Schema): string {
  if (properties === undefined) {
    return typeof additionalProperties === 'object'
      ? `Readonly<Record<string, ${typeOf(additionalProperties)}>>`
      : 'Readonly<Record<string, unknown>>';
  }
  const members = Object.entries(properties).map(([name, schema]) => {
    const words =
      schema.description === undefined ? '' : `/** ${schema.description.replaceAll('*/', '')} */\n`;
    return required.includes(name)
      ? `${words}readonly ${named(name)}: ${typeOf(schema)};`
      : `${words}readonly ${named(name)}?: (${typeOf(schema)}) | undefined;`;
  });
  return `{\n${members.join('\n')}\n}`;
}

function routeOf({ parameters = [], requestBody, responses }: Operation): string {
  const fields = (place: Parameter['in']) =>
    parameters
      .filter((parameter) => parameter.in === place)
      .map(({ name, required, schema }) =>
        required === true
          ? `readonly ${named(name)}: ${typeOf(schema)};`
          : `readonly ${named(name)}?: (${typeOf(schema)}) | undefined;`,
      );
  const params = fields('path');
  const query = fields('query');
  const body = requestBody?.content?.['application/json']?.schema;
  const [, success] = Object.entries(responses).find(([status]) => status.startsWith('2'))!;
  const [type, answer] = Object.entries(success.content ?? {})[0] ?? [];
  const kind =
    type === undefined ? 'undefined' : type === 'application/json' ? typeOf(answer!.schema) : 'Blob';
  return `{
${params.length === 0 ? '' : `readonly params: { ${params.join(' ')} };`}
${query.length === 0 ? '' : `readonly query?: { ${query.join(' ')} };`}
${body === undefined ? '' : `readonly body: ${typeOf(body)};`}
readonly answer: ${kind};
}`;
}

/**
 * TypeScript of an OpenAPI document: a type for each named schema, and `Routes`, which says for each `METHOD /path` what
 * it takes and what it answers. A file (PDF, XML, CSV) is a `Blob`.
 */
export function clientTypes({ paths, components }: OpenApi): string {
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) => `export type ${name} = ${typeOf(schema)};`,
  );
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) =>
        `readonly ${literal(`${method.toUpperCase()} ${path}`)}: ${routeOf(operation)};`,
    ),
  );
  return `// Written from the OpenAPI document by \`npm run openapi\`.\n\n${schemas.join('\n\n')}\n\nexport interface Routes {\n${routes.join('\n')}\n}\n`;
}
