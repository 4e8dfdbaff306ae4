import { readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import * as z from 'zod';
import { StartError } from './start-error.ts';

/** What a template may say about a resource. Policies of deletion and update have no meaning on one machine. */
const resourceDefinition = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.union([z.string(), z.array(z.string())]).default([]),
  Condition: z.string().optional(),
  Metadata: z.unknown().optional(),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
export type ResourceDefinition = z.infer<typeof resourceDefinition>;

const templateFile = z.strictObject({
  AWSTemplateFormatVersion: z.string().optional(),
  Description: z.string().optional(),
  Metadata: z.unknown().optional(),
  // Rules guard the account's bootstrap version, which one machine does not have.
  Rules: z.unknown().optional(),
  Parameters: z
    .record(
      z.string(),
      z.looseObject({
        Type: z.string(),
        Default: z.unknown().optional(),
        AllowedValues: z.array(z.string()).optional(),
        AllowedPattern: z.string().optional(),
        ConstraintDescription: z.string().optional(),
      }),
    )
    .default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Resources: z.record(z.string(), resourceDefinition),
  Outputs: z
    .record(
      z.string(),
      z.looseObject({
        Value: z.unknown(),
        Export: z.strictObject({ Name: z.unknown() }).optional(),
        Condition: z.string().optional(),
      }),
    )
    .default({}),
});

export interface StackTemplate extends z.infer<typeof templateFile> {
  readonly stackName: string;
}

export interface Assembly {
  /** A stack comes after those that it depends on. */
  readonly stacks: readonly StackTemplate[];
  /** Files and folders by the object key under which a deployment would upload them. */
  readonly assets: ReadonlyMap<string, string>;
}

const manifestFile = z.looseObject({
  artifacts: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      dependencies: z.array(z.string()).default([]),
      properties: z
        .looseObject({
          templateFile: z.string().optional(),
          stackName: z.string().optional(),
          file: z.string().optional(),
          directoryName: z.string().optional(),
        })
        .default({}),
    }),
  ),
});

const assetFile = z.looseObject({
  files: z
    .record(
      z.string(),
      z.looseObject({
        source: z.looseObject({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

function readJson<S extends z.ZodType>(schema: S, file: string): z.infer<S> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StartError(`${file} cannot be read; run \`npm run synth\``, { cause: error });
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new StartError(`${basename(file)}: ${describeIssue(issue)}`);
}

/** `Properties.Runtime: unknown attribute` and the like, from the first thing that zod found. */
export function describeIssue(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'not understood';
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => [...issue.path, key].join('.'));
    return `unsupported attribute ${names.join(', ')}`;
  }
  return `${issue.path.join('.') || 'value'}: ${issue.message}`;
}

/** Reads a synthesized cloud assembly (`cdk.out`), nested ones included. */
export function readAssembly(directory: string): Assembly {
  const assets = new Map<string, string>();
  const stacks = readStacks(resolve(directory), assets);
  return { stacks, assets };
}

function readStacks(directory: string, assets: Map<string, string>): StackTemplate[] {
  const { artifacts } = readJson(manifestFile, join(directory, 'manifest.json'));
  const stacks: StackTemplate[] = [];
  const order = topologicalOrder(
    Object.keys(artifacts),
    (id) => artifacts[id]?.dependencies.filter((other) => other in artifacts) ?? [],
    (cycle) => `the assembly's stacks depend on each other: ${cycle.join(' → ')}`,
  );
  for (const id of order) {
    const { type, properties } = artifacts[id]!;
    if (type === 'cdk:asset-manifest' && properties.file !== undefined) {
      readAssets(directory, properties.file, assets);
    } else if (type === 'cdk:cloud-assembly' && properties.directoryName !== undefined) {
      stacks.push(...readStacks(join(directory, properties.directoryName), assets));
    } else if (type === 'aws:cloudformation:stack' && properties.templateFile !== undefined) {
      const template = readJson(templateFile, join(directory, properties.templateFile));
      stacks.push({ ...template, stackName: properties.stackName ?? id });
    }
  }
  return stacks;
}

function readAssets(directory: string, file: string, assets: Map<string, string>): void {
  for (const { source, destinations } of Object.values(readJson(assetFile, join(directory, file)).files)) {
    if (source.path === undefined) continue;
    for (const { objectKey } of Object.values(destinations)) {
      assets.set(objectKey, resolve(directory, source.path));
    }
  }
}

/** Depth first, in the order given where nothing else decides. */
export function topologicalOrder(
  ids: readonly string[],
  dependencies: (id: string) => readonly string[],
  complaint: (cycle: readonly string[]) => string,
): string[] {
  const order: string[] = [];
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    if (done.has(id)) return;
    if (path.includes(id)) throw new StartError(complaint([...path.slice(path.indexOf(id)), id]));
    for (const other of dependencies(id)) visit(other, [...path, id]);
    done.add(id);
    order.push(id);
  };
  for (const id of ids) visit(id, []);
  return order;
}

/** The stacks with these values for their parameters. What no stack has, or does not allow, is a StartError. */
export function withParameters(
  stacks: readonly StackTemplate[],
  values: Readonly<Record<string, string>>,
): readonly StackTemplate[] {
  for (const [name, value] of Object.entries(values)) {
    const declared = stacks.flatMap(({ Parameters }) => Parameters[name] ?? []);
    if (declared.length === 0)
      throw new StartError(`--parameter ${name}: the templates have none of that name`);
    for (const { AllowedValues = [value], AllowedPattern = '', ConstraintDescription } of declared) {
      if (!new RegExp(AllowedPattern).test(value)) {
        throw new StartError(
          `--parameter ${name}: ${value} is not allowed: ${ConstraintDescription ?? AllowedPattern}`,
        );
      }
      if (!AllowedValues.includes(value)) {
        throw new StartError(`--parameter ${name}: ${value} is none of ${AllowedValues.join(', ')}`);
      }
    }
  }
  return stacks.map((stack) => ({
    ...stack,
    Parameters: Object.fromEntries(
      Object.entries(stack.Parameters).map(([name, parameter]) => [
        name,
        Object.hasOwn(values, name) ? { ...parameter, Default: values[name] } : parameter,
      ]),
    ),
  }));
}
