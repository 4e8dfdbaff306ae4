import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { z } from 'zod';
import { type Assembly, describeIssue, type StackTemplate } from './assembly.ts';
import type { Created, LocalStack, ResourceType } from './stack.ts';
import { StartError } from './start-error.ts';
import { TemplateResolver } from './template.ts';

type AnyResourceType = ResourceType<z.ZodType>;

const folder = join(import.meta.dirname, 'resources');

/** `AWS::SQS::Queue` → the module `aws-sqs-queue.ts`, loaded when the first resource of the type is met. */
function resourceTypes(): (type: string) => Promise<AnyResourceType | undefined> {
  const files = new Set(readdirSync(folder));
  const loaded = new Map<string, Promise<AnyResourceType>>();
  return async (type) => {
    const file = `${type.toLowerCase().replaceAll('::', '-')}.ts`;
    if (!files.has(file)) return undefined;
    let module = loaded.get(file);
    if (module === undefined) {
      module = import(pathToFileURL(join(folder, file)).href).then(
        (found: { default: AnyResourceType }) => found.default,
      );
      loaded.set(file, module);
    }
    return module;
  };
}

/**
 * Creates every resource of every stack of the assembly, each after what it refers to. Answers the stacks' outputs, as
 * `<stack>.<output>`.
 */
export async function provision(stack: LocalStack, assembly: Assembly): Promise<ReadonlyMap<string, string>> {
  const find = resourceTypes();
  const exports = new Map<string, string>();
  const outputs = new Map<string, string>();
  for (const template of assembly.stacks) {
    for (const { id, value, exportName } of await provisionStack(stack, template, find, exports)) {
      outputs.set(`${template.stackName}.${id}`, value);
      if (exportName !== undefined) exports.set(exportName, value);
    }
  }
  return outputs;
}

async function provisionStack(
  stack: LocalStack,
  template: StackTemplate,
  find: ReturnType<typeof resourceTypes>,
  exports: ReadonlyMap<string, string>,
): Promise<ReturnType<TemplateResolver['outputs']>> {
  const created = new Map<string, Created>();
  const resolver = new TemplateResolver(template, {
    ref: (id) => created.get(id)?.ref,
    attribute: (id, attribute) => created.get(id)?.attributes[attribute],
    exported: (name) => exports.get(name),
  });
  for (const logicalId of resolver.creationOrder()) {
    const { Type: type } = template.Resources[logicalId]!;
    const where = `${template.stackName}/${logicalId} (${type})`;
    const resourceType = await find(type);
    if (resourceType === undefined) throw new StartError(`${where}: unsupported resource type`);
    const parsed = resourceType.properties.safeParse(resolver.properties(logicalId));
    if (!parsed.success) throw new StartError(`${where}: ${describeIssue(parsed.error.issues[0])}`);
    const declared = { stackName: template.stackName, logicalId, properties: parsed.data };
    try {
      created.set(logicalId, await resourceType.create(stack, declared));
    } catch (error) {
      if (error instanceof StartError) throw new StartError(`${where}: ${error.message}`, { cause: error });
      throw new Error(`${where} cannot be created`, { cause: error });
    }
  }
  return resolver.outputs();
}
