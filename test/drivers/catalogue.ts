import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Driver, NodeCapabilities } from '../../edge-agent/capabilities/driver.ts';
import { type DriverDescription, liveRates } from '../../functions/contracts/drivers.ts';

const folder = join(import.meta.dirname, '..', '..', 'edge-agent');

type Json = Record<string, unknown>;

/** Every driver of this edge agent, as staff must know it to configure a node: nothing is said here that its file does not say. */
export async function driverCatalogue(): Promise<DriverDescription[]> {
  const names = readdirSync(join(folder, 'drivers'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length));
  const shared = comments(
    ...readdirSync(join(folder, 'capabilities')).map((file) => join(folder, 'capabilities', file)),
  );
  return Promise.all(
    names.toSorted().map(async (name) => {
      const file = join(folder, 'drivers', `${name}.ts`);
      const module = (await import(file)) as { default: Driver };
      return described(name, module.default, { ...shared, ...comments(file) });
    }),
  );
}

function described(name: string, driver: Driver, words: Readonly<Record<string, string>>): DriverDescription {
  const summary = words[defaultExport];
  if (summary === undefined) throw new Error(`the driver ${name} does not say above its export what it is`);
  const settings = withWords(schemaOf(driver.settings), words, (field) => messageOf(driver.settings, field));
  const credentials = withWords(schemaOf(driver.credentials), words, (field) =>
    messageOf(driver.credentials, field),
  );
  const capabilities = opened(name, driver, settings, credentials);
  return {
    name,
    kind: driver.kind,
    summary,
    capabilities: [
      ...Object.entries(capabilities)
        .filter(([, value]) => typeof value === 'object' && value !== capabilities.limits)
        .map(([key]) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)),
      ...(capabilities.sessionControl?.changesRates === true ? [liveRates] : []),
    ].toSorted(),
    ...(driver.liveRatesNeed === undefined
      ? {}
      : { liveRatesNeed: needOf(name, driver, settings, credentials) }),
    limits: capabilities.limits,
    settings,
    credentials,
    secrets: secretsOf(credentials),
  };
}

function schemaOf(schema: z.ZodType): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json;
  return json;
}

const optionsOf = (schema: Json): Json[] => (schema['anyOf'] as Json[] | undefined) ?? [schema];
const fieldsOf = (schema: Json) => (schema['properties'] ?? {}) as Record<string, Json>;

/** Comments become descriptions, and what the driver itself says to a wrong value stands beside it as `message`. */
function withWords(
  schema: Json,
  words: Readonly<Record<string, string>>,
  message: (field: string) => string | undefined,
): Json {
  const one = (option: Json): Json => ({
    ...option,
    properties: Object.fromEntries(
      Object.entries(fieldsOf(option)).map(([field, held]) => {
        const says = message(field);
        const description = words[field];
        return [
          field,
          {
            ...held,
            ...(description === undefined ? {} : { description }),
            ...(says === undefined ? {} : { message: says }),
          },
        ];
      }),
    ),
  });
  return schema['anyOf'] === undefined ? one(schema) : { ...schema, anyOf: optionsOf(schema).map(one) };
}

function messageOf(schema: z.ZodType, field: string): string | undefined {
  const objects = schema instanceof z.ZodUnion ? schema.options : [schema];
  for (const object of objects) {
    if (!(object instanceof z.ZodObject)) continue;
    const held = object.shape[field] as z.ZodType | undefined;
    const message = held?.safeParse({}).error?.issues[0]?.message;
    if (message !== undefined && /^(must|is|needs)\b/.test(message)) return message;
  }
  return undefined;
}

/** Credentials that must never be shown; a user's name, for one, may be (`secret: false`). */
function secretsOf(credentials: Json): string[] {
  const fields = optionsOf(credentials).flatMap((option) => Object.entries(fieldsOf(option)));
  return [
    ...new Set(fields.flatMap(([name, field]) => (field['secret'] === false ? [] : [name]))),
  ].toSorted();
}

/** What the driver says that it needs is held against what it does with it. */
function needOf(name: string, driver: Driver, settings: Json, credentials: Json) {
  const need = {
    settings: [...driver.liveRatesNeed!.settings],
    credentials: [...driver.liveRatesNeed!.credentials],
  };
  const valuesOf = (schema: Json, fields: readonly string[]) => {
    const known = Object.assign({}, ...optionsOf(schema).map(fieldsOf)) as Record<string, Json>;
    return Object.fromEntries(fields.map((field) => [field, sampleValue(known[field]!)]));
  };
  const { sessionControl } = opened(name, driver, settings, credentials, {
    settings: valuesOf(settings, need.settings),
    credentials: valuesOf(credentials, need.credentials),
  });
  if (sessionControl?.changesRates !== true) throw new Error(`the driver ${name} needs more to change rates`);
  return need;
}

/** What a node of the driver can do when all is as usual, or with more than that; nothing is sent to anybody. */
function opened(
  name: string,
  driver: Driver,
  settings: Json,
  credentials: Json,
  more: { readonly settings: Json; readonly credentials: Json } = { settings: {}, credentials: {} },
): NodeCapabilities {
  const given = {
    settings: driver.settings.parse({ ...sampleSettings(driver.settings, settings), ...more.settings }),
    credentials: driver.credentials.parse({ ...sampleOf(credentials), ...more.credentials }),
  };
  const tools = {
    radius: {
      disconnect: () => Promise.reject(new Error('nothing is sent')),
      changeRate: () => Promise.reject(new Error('nothing is sent')),
    },
    isOpen: () => false,
    now: () => '',
  };
  const node = { nodeId: `nod_${'0'.repeat(26)}`, address: '192.0.2.1' };
  const capabilities = driver.open(given.settings, given.credentials, tools as never, node);
  capabilities.close?.();
  if (capabilities.limits === undefined) throw new Error(`the driver ${name} does not say what it bears`);
  return capabilities;
}

/** Where one setting is a matter of another, whatever the driver points at is given as well, or switched off. */
function sampleSettings(schema: z.ZodType, json: Json): Json {
  const sample = sampleOf(json);
  for (const { path } of schema.safeParse(sample).error?.issues ?? []) {
    const field = String(path[0]);
    const { type, ...held } = fieldsOf(json)[field] ?? {};
    sample[field] = type === 'boolean' ? false : sampleValue({ ...held, type });
  }
  return sample;
}

/** What is needed, with values that fit. */
function sampleOf(schema: Json): Json {
  const [option = {}] = optionsOf(schema);
  const required = (option['required'] ?? []) as string[];
  return Object.fromEntries(required.map((field) => [field, sampleValue(fieldsOf(option)[field] ?? {})]));
}

function sampleValue(field: Json): unknown {
  if ('default' in field) return field['default'];
  if (Array.isArray(field['enum'])) return field['enum'][0];
  if (field['type'] === 'boolean') return true;
  if (field['type'] === 'integer' || field['type'] === 'number') return field['minimum'] ?? 1;
  return String(field['pattern'] ?? '').includes('-----BEGIN') ? '-----BEGIN CERTIFICATE-----' : 'asample00';
}

const defaultExport = 'export default';

/** Doc comments by the name of the field under them; those above the default export under that. */
function comments(...files: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const file of files) {
    const source = readFileSync(file, 'utf8');
    for (const [, text = '', name = ''] of source.matchAll(
      /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(\w+(?=: )|export default)/g,
    )) {
      found[name] = text.replace(/\s*\n\s*\*\s?/g, ' ').trim();
    }
  }
  return found;
}
