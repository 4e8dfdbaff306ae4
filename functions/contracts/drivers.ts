import * as z from 'zod';
import known from './drivers.json' with { type: 'json' };
import { accessNodeKind } from './site.ts';

const jsonSchema = z.record(z.string(), z.unknown());

/** The capability of drivers that can give a live session another rate. */
export const liveRates = 'live-rates';

/** A driver of the edge agent as staff must know it: an administrator's form is made from this. */
export const driverDescription = z
  .object({
    name: z.string(),
    kind: accessNodeKind,
    summary: z.string(),
    capabilities: z.array(z.string()).meta({ description: 'What a node of this driver can do.' }),
    liveRatesNeed: z
      .object({ settings: z.array(z.string()), credentials: z.array(z.string()) })
      .optional()
      .meta({
        description: `What a node must have set to give live sessions another rate, where not every node of the driver has \`${liveRates}\`.`,
      }),
    limits: z
      .object({ parallel: z.int(), perSecond: z.number().optional() })
      .meta({ description: 'What a device is burdened with at most, unless its settings say otherwise.' }),
    settings: jsonSchema.meta({
      description: 'JSON Schema of `settings`; `message` beside a field says what its values must be.',
    }),
    credentials: jsonSchema.meta({
      description: 'JSON Schema of `credentials`. With `anyOf` there is a choice.',
    }),
    secrets: z
      .array(z.string())
      .meta({ description: 'Credentials that a form must not show while they are typed.' }),
  })
  .meta({ id: 'Driver' });
export type DriverDescription = z.infer<typeof driverDescription>;

/** Drivers of the agent of this release, made from their files by `npm run openapi`. An agent of another may have others. */
export const drivers = known as readonly DriverDescription[];

/** Whether a node gives live sessions another rate, as its driver is and as it is configured. */
export function changesLiveRates({
  driver,
  settings,
  credentialNames,
}: {
  readonly driver: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly credentialNames: readonly string[];
}): boolean {
  const { capabilities = [], liveRatesNeed: need } = drivers.find(({ name }) => name === driver) ?? {};
  return (
    capabilities.includes(liveRates) ||
    (need?.settings.every((name) => settings[name] !== undefined) === true &&
      need.credentials.every((name) => credentialNames.includes(name)))
  );
}

/** Something about a node that its driver does not take. `pointer` is RFC 6901 into the node. */
export interface NodeFlaw {
  readonly pointer: string;
  readonly message: string;
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, { readonly message?: string }>>;
  readonly required?: readonly string[];
}

/** What is wrong with settings; a condition between several of them is judged by the agent alone. */
export function settingsFlaws(
  { settings: schema }: DriverDescription,
  settings: Readonly<Record<string, unknown>>,
): NodeFlaw[] {
  return flawsBy(schema, settings, '/settings', 'setting');
}

/**
 * What is wrong with credentials: `given` are those of which the values are known, `names` all that the node will have.
 * Where the driver leaves a choice, the choice that is nearest counts.
 */
export function credentialFlaws(
  { credentials: schema }: DriverDescription,
  names: readonly string[],
  given: Readonly<Record<string, unknown>>,
): NodeFlaw[] {
  const options = (schema['anyOf'] as ObjectSchema[] | undefined) ?? [schema as ObjectSchema];
  const flaws = options.map((option) => {
    const { required = [], properties = {} } = option;
    const missing = required.filter((name) => !names.includes(name));
    const foreign = names.filter((name) => !(name in properties));
    const values = Object.fromEntries(Object.entries(given).filter(([name]) => name in properties));
    return [
      ...missing.map((name) => ({
        pointer: `/credentials/${name}`,
        message: `is missing: ${properties[name]?.message ?? 'the driver needs it'}`,
      })),
      ...foreign.map((name) => ({
        pointer: `/credentials/${name}`,
        message: `is no credential of this driver; it knows ${Object.keys(properties).join(', ')}`,
      })),
      ...flawsBy({ ...option, required: [] }, values, '/credentials', 'credential'),
    ];
  });
  return flaws.toSorted((a, b) => a.length - b.length)[0] ?? [];
}

function flawsBy(
  schema: ObjectSchema,
  values: Readonly<Record<string, unknown>>,
  at: string,
  what: string,
): NodeFlaw[] {
  const { properties = {} } = schema;
  const parsed = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(values);
  return (parsed.error?.issues ?? []).flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const names = Object.keys(properties).join(', ');
      return issue.keys.map((key) => ({
        pointer: `${at}/${key}`,
        message: `is no ${what} of this driver; it knows ${names}`,
      }));
    }
    const [name = ''] = issue.path;
    const says = properties[String(name)]?.message ?? 'does not fit';
    const isOther = issue.code === 'invalid_type' || issue.code === 'invalid_value';
    const message = isOther ? says : `${says}: ${issue.message.toLowerCase()}`;
    return [{ pointer: `${at}/${issue.path.map(String).join('/')}`, message }];
  });
}
