import type { Driver } from '../shared/routes.ts';
import type { Schema } from './schema.ts';

/** Fields of a node as its driver asks for them, in place of "an object"; secrets are not shown while they are typed. */
export function driverFields({ settings, credentials, secrets }: Driver) {
  return {
    settings: settings as Schema,
    credentials: concealed(credentials as Schema, secrets),
  };
}

function concealed(schema: Schema, secrets: readonly string[]): Schema {
  const { anyOf, properties } = schema;
  return {
    ...schema,
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map((one) => concealed(one, secrets)) }),
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, field]) => [
              name,
              secrets.includes(name) ? { ...field, writeOnly: true } : field,
            ]),
          ),
        }),
  };
}
