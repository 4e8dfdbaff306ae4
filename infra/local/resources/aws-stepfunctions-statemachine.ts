import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { stateMachinesOf } from '../engines/state-machines.ts';
import { defineResource, type LocalStack } from '../stack.ts';

const properties = z.strictObject({
  StateMachineName: z.string().optional(),
  StateMachineType: z.literal('STANDARD').default('STANDARD'),
  RoleArn: z.string(),
  Definition: z.record(z.string(), z.unknown()).optional(),
  DefinitionString: z.string().optional(),
  DefinitionS3Location: z.strictObject({ Bucket: z.string(), Key: z.string() }).optional(),
  DefinitionSubstitutions: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  // Where AWS logs and traces, and how it encrypts.
  LoggingConfiguration: z.unknown().optional(),
  TracingConfiguration: z.unknown().optional(),
  EncryptionConfiguration: z.unknown().optional(),
  Tags: z.unknown().optional(),
});

export default defineResource({
  type: 'AWS::StepFunctions::StateMachine',
  properties,
  create(stack, { stackName, logicalId, properties: given }) {
    const machines = stateMachinesOf(stack);
    const name = given.StateMachineName ?? `${stackName}-${logicalId}`;
    const arn = machines.arnOf(name);
    machines.declare({
      name,
      arn,
      roleArn: given.RoleArn,
      definition: substituted(name, definitionText(stack, name, given), given.DefinitionSubstitutions),
      createdAt: stack.clock.now(),
    });
    return { ref: arn, attributes: { Arn: arn, Name: name, StateMachineRevisionId: 'INITIAL' } };
  },
});

function definitionText(stack: LocalStack, name: string, given: z.infer<typeof properties>): string {
  if (given.DefinitionS3Location !== undefined) {
    return readFileSync(stack.asset(given.DefinitionS3Location.Key), 'utf8');
  }
  if (given.DefinitionString !== undefined) return given.DefinitionString;
  if (given.Definition !== undefined) return JSON.stringify(given.Definition);
  throw new Error(`${name}: no definition`);
}

/** A `${name}` that nothing replaces would reach a service as it stands. */
function substituted(
  machine: string,
  text: string,
  values: Readonly<Record<string, string | number | boolean>>,
): string {
  return text.replace(/\$\{([A-Za-z0-9_]+)\}/g, (_, key: string) => {
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    if (value === undefined) throw new Error(`${machine}: nothing is given for the substitution \${${key}}`);
    return String(value);
  });
}
