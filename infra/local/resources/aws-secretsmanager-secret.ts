import * as z from 'zod';
import { generateSecret, secretsOf } from '../engines/secrets.ts';
import { defineResource } from '../stack.ts';

export default defineResource({
  type: 'AWS::SecretsManager::Secret',
  properties: z.strictObject({
    Name: z.string().optional(),
    Description: z.string().optional(),
    SecretString: z.string().optional(),
    GenerateSecretString: z
      .strictObject({
        SecretStringTemplate: z.string().optional(),
        GenerateStringKey: z.string().optional(),
        PasswordLength: z.number().int().min(4).max(4096).default(32),
        ExcludeCharacters: z.string().default(''),
        ExcludeLowercase: z.boolean().default(false),
        ExcludeUppercase: z.boolean().default(false),
        ExcludeNumbers: z.boolean().default(false),
        ExcludePunctuation: z.boolean().default(false),
        IncludeSpace: z.boolean().default(false),
        RequireEachIncludedType: z.boolean().default(true),
      })
      .optional(),
    KmsKeyId: z.string().optional(),
    Tags: z.unknown().optional(),
  }),
  create(stack, { stackName, logicalId, properties }) {
    const { SecretString: given, GenerateSecretString: generation } = properties;
    const arn = secretsOf(stack).ensure(properties.Name ?? `${stackName}-${logicalId}`, () =>
      generation === undefined ? (given ?? '') : generateSecret(generation),
    );
    return { ref: arn, attributes: { Id: arn } };
  },
});
