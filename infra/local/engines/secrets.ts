import { randomInt, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError, type LocalStack } from '../stack.ts';

export interface SecretGeneration {
  readonly SecretStringTemplate?: string | undefined;
  readonly GenerateStringKey?: string | undefined;
  readonly PasswordLength: number;
  readonly ExcludeCharacters: string;
  readonly ExcludeLowercase: boolean;
  readonly ExcludeUppercase: boolean;
  readonly ExcludeNumbers: boolean;
  readonly ExcludePunctuation: boolean;
  readonly IncludeSpace: boolean;
  readonly RequireEachIncludedType: boolean;
}

/** A secret's current version. */
interface Secret {
  readonly arn: string;
  readonly name: string;
  readonly value: string;
  readonly versionId: string;
  readonly createdAt: number;
}

const kinds = {
  lowercase: 'abcdefghijklmnopqrstuvwxyz',
  uppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  numbers: '0123456789',
  punctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  space: ' ',
};

/** Secrets Manager: one file a secret, for the owner's eyes only. */
export class Secrets {
  readonly #stack: LocalStack;
  readonly #folder: string;
  readonly #secrets = new Map<string, Secret>();

  constructor(stack: LocalStack) {
    this.#stack = stack;
    this.#folder = join(stack.dataDir, 'secrets');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    stack.aws.json('secretsmanager', 'SECRETS_MANAGER', {
      GetSecretValue: (input) => {
        const secret = this.#find(input['SecretId']);
        return {
          ARN: secret.arn,
          Name: secret.name,
          SecretString: secret.value,
          VersionId: secret.versionId,
          VersionStages: ['AWSCURRENT'],
          CreatedDate: secret.createdAt / 1000,
        };
      },
      DescribeSecret: (input) => {
        const { arn, name, versionId, createdAt } = this.#find(input['SecretId']);
        return {
          ARN: arn,
          Name: name,
          CreatedDate: createdAt / 1000,
          VersionIdsToStages: { [versionId]: ['AWSCURRENT'] },
        };
      },
      PutSecretValue: (input) => {
        const value = input['SecretString'];
        if (typeof value !== 'string') {
          throw new AwsError('InvalidParameterException', 'SecretString is missing');
        }
        const secret = this.#keep({ ...this.#find(input['SecretId']), value, versionId: randomUUID() });
        return {
          ARN: secret.arn,
          Name: secret.name,
          VersionId: secret.versionId,
          VersionStages: ['AWSCURRENT'],
        };
      },
    });
  }

  /** Makes the secret, unless it is there from an earlier start. Answers its ARN. */
  ensure(name: string, initial: () => string): string {
    const file = this.#file(name);
    if (existsSync(file)) {
      const secret = JSON.parse(readFileSync(file, 'utf8')) as Secret;
      this.#secrets.set(secret.arn, secret);
      return secret.arn;
    }
    const { region, account, clock } = this.#stack;
    return this.#keep({
      arn: `arn:aws:secretsmanager:${region}:${account}:secret:${name}-000000`,
      name,
      value: initial(),
      versionId: randomUUID(),
      createdAt: clock.now(),
    }).arn;
  }

  #file(name: string): string {
    return join(this.#folder, `${encodeURIComponent(name)}.json`);
  }

  #find(id: unknown): Secret {
    for (const secret of this.#secrets.values()) {
      if (id === secret.arn || id === secret.name) return secret;
    }
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }

  #keep(secret: Secret): Secret {
    const file = this.#file(secret.name);
    writeFileSync(`${file}.new`, JSON.stringify(secret), { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
    this.#secrets.set(secret.arn, secret);
    return secret;
  }
}

/** A password, alone or as one field of a JSON template. */
export function generateSecret(generation: SecretGeneration): string {
  const password = generatePassword(generation);
  const { SecretStringTemplate: template, GenerateStringKey: key } = generation;
  if (template === undefined || key === undefined) return password;
  return JSON.stringify({ ...(JSON.parse(template) as object), [key]: password });
}

function generatePassword(generation: SecretGeneration): string {
  const excluded = new Set(generation.ExcludeCharacters);
  const included = [
    ...(generation.ExcludeLowercase ? [] : [kinds.lowercase]),
    ...(generation.ExcludeUppercase ? [] : [kinds.uppercase]),
    ...(generation.ExcludeNumbers ? [] : [kinds.numbers]),
    ...(generation.ExcludePunctuation ? [] : [kinds.punctuation]),
    ...(generation.IncludeSpace ? [kinds.space] : []),
  ]
    .map((kind) => [...kind].filter((character) => !excluded.has(character)))
    .filter((kind) => kind.length > 0);
  const all = included.flat();
  if (all.length === 0) throw new Error('a generated secret needs characters to be made of');
  for (;;) {
    const picked = Array.from({ length: generation.PasswordLength }, () => all[randomInt(all.length)]!);
    if (
      !generation.RequireEachIncludedType ||
      included.every((kind) => picked.some((one) => kind.includes(one)))
    ) {
      return picked.join('');
    }
  }
}

const opened = new WeakMap<LocalStack, Secrets>();

export function secretsOf(stack: LocalStack): Secrets {
  const secrets = opened.get(stack) ?? new Secrets(stack);
  opened.set(stack, secrets);
  return secrets;
}
