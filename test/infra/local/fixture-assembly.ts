import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StartedStack, type StartOptions, startStack } from '../../../infra/local/start.ts';

export interface FixtureStack {
  readonly Resources: Readonly<Record<string, object>>;
  readonly [section: string]: unknown;
}

export interface Fixture {
  readonly stacks: Readonly<Record<string, FixtureStack>>;
  /** Stack → stacks that it depends on. */
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
  /** Bundles by asset name, as an ES module or, for `index.js`, a CommonJS one; the template says `<name>.zip`. */
  readonly bundles?: Readonly<Record<string, string | { readonly file: 'index.js'; readonly code: string }>>;
}

/** Writes what `cdk synth` would have written. */
export function writeAssembly(directory: string, fixture: Fixture): string {
  mkdirSync(directory, { recursive: true });
  const write = (file: string, content: unknown): void =>
    writeFileSync(join(directory, file), JSON.stringify(content));
  const files: Record<string, object> = {};
  for (const [name, bundle] of Object.entries(fixture.bundles ?? {})) {
    const { file, code } = typeof bundle === 'string' ? { file: 'index.mjs', code: bundle } : bundle;
    mkdirSync(join(directory, `asset.${name}`), { recursive: true });
    writeFileSync(join(directory, `asset.${name}`, file), code);
    files[name] = {
      source: { path: `asset.${name}`, packaging: 'zip' },
      destinations: { here: { bucketName: 'assets', objectKey: `${name}.zip` } },
    };
  }
  write('assets.json', { files });
  const artifacts: Record<string, object> = {
    assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
  };
  for (const [name, template] of Object.entries(fixture.stacks)) {
    write(`${name}.template.json`, template);
    artifacts[name] = {
      type: 'aws:cloudformation:stack',
      dependencies: ['assets', ...(fixture.dependencies?.[name] ?? [])],
      properties: { templateFile: `${name}.template.json` },
    };
  }
  write('manifest.json', { version: '1', artifacts });
  return directory;
}

/** A Lambda function as CDK declares one. */
export function lambdaFunction(bundle: string, properties: object = {}): object {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Bucket: 'assets', S3Key: `${bundle}.zip` },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/any',
      FunctionName: bundle,
      ...properties,
    },
  };
}

export function functionArn(name: string): string {
  return `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
}

export interface FixtureLog {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Runs a fixture with everything real but the agents. */
export async function startFixture(
  folder: string,
  fixture: Fixture,
  options: Partial<StartOptions> = {},
): Promise<StartedStack & { readonly logs: readonly FixtureLog[] }> {
  const logs: FixtureLog[] = [];
  const started = await startStack({
    dataDir: join(folder, 'data'),
    port: 0,
    host: '127.0.0.1',
    assembly: writeAssembly(join(folder, 'assembly'), fixture),
    agents: false,
    firstSite: false,
    log: (level, message, fields = {}) => void logs.push({ level, message, fields }),
    ...options,
  });
  return { ...started, logs };
}
