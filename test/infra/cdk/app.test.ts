import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiRoutes } from '../../../functions/contracts/http/index.ts';
import { buildApp } from '../../../infra/app.ts';
import { WebStack } from '../../../infra/stacks/web-stack.ts';

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}
interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Effect: string;
}

const outdir = mkdtempSync(join(tmpdir(), 'throughline-synth-'));
let resources: Record<string, Resource> = {};
let violations: string[] = [];

beforeAll(() => {
  const app = buildApp({ outdir });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  try {
    app.synth();
  } catch (error) {
    // What was violated is read from the report below; any other failure is one of the test.
    if (!(error instanceof Error) || error.name !== 'ValidationFailed') throw error;
  }
  const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  violations = report.pluginReports.flatMap(
    (plugin: { violations: { ruleName: string; violatingConstructs: { constructPath: string }[] }[] }) =>
      plugin.violations.flatMap(({ ruleName, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
      ),
  );
  for (const file of readdirSync(outdir).filter((name) => name.endsWith('.template.json'))) {
    resources = { ...resources, ...JSON.parse(readFileSync(join(outdir, file), 'utf8')).Resources };
  }
});

afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const ofType = (type: string) => Object.values(resources).filter(({ Type }) => Type === type);

describe('the CDK app', () => {
  it('violates no rule of the AwsSolutions and Serverless packs that is not acknowledged with a reason', () => {
    expect(violations).toEqual([]);
  });

  it('routes every contract once, and only the declared ones without a token', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route').map(({ Properties }) => ({
      key: String(Properties['RouteKey']),
      open: Properties['AuthorizationType'] === 'NONE',
    }));
    expect(routes.map(({ key }) => key).sort()).toEqual(
      apiRoutes.map(({ method, path }) => `${method} /api/v1${path}`).sort(),
    );
    const declared = apiRoutes.filter(
      ({ permission }) => permission === 'public' || permission === 'signature',
    );
    expect(
      routes
        .filter(({ open }) => open)
        .map(({ key }) => key)
        .sort(),
    ).toEqual(declared.map(({ method, path }) => `${method} /api/v1${path}`).sort());
  });

  it('gives no function a wildcard action', () => {
    const statements = ofType('AWS::IAM::Policy').flatMap(
      ({ Properties }) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement,
    );
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions.length).toBeGreaterThan(50);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('keeps what must outlive a release', () => {
    const kept = [
      'AWS::DynamoDB::GlobalTable',
      'AWS::Cognito::UserPool',
      'AWS::S3::Bucket',
      'AWS::SecretsManager::Secret',
    ];
    const policies = Object.values(resources)
      .filter(({ Type }) => kept.includes(Type))
      .map((resource) => (resource as unknown as { DeletionPolicy: string }).DeletionPolicy);
    expect(policies).toHaveLength(7);
    expect(new Set(policies)).toEqual(new Set(['Retain']));
  });

  it('serves the apps over HTTPS with strict headers, and keeps for good only what has its content in its name', () => {
    const policies = Object.fromEntries(
      Object.entries(resources)
        .filter(([, { Type }]) => Type === 'AWS::CloudFront::ResponseHeadersPolicy')
        .map(([id, { Properties }]) => [id, JSON.stringify(Properties)]),
    );
    const [{ Properties }] = ofType('AWS::CloudFront::Distribution') as [Resource];
    const { CacheBehaviors, DefaultCacheBehavior } = Properties['DistributionConfig'] as {
      CacheBehaviors: (Record<string, unknown> & { ResponseHeadersPolicyId: { Ref: string } })[];
      DefaultCacheBehavior: Record<string, unknown> & { ResponseHeadersPolicyId: { Ref: string } };
    };
    expect(CacheBehaviors.map(({ PathPattern }) => PathPattern)).toEqual([
      '/admin/assets/*',
      '/portal/assets/*',
      '/admin/*',
    ]);
    for (const { ResponseHeadersPolicyId, PathPattern, ViewerProtocolPolicy } of [
      ...CacheBehaviors,
      DefaultCacheBehavior,
    ]) {
      const policy = policies[ResponseHeadersPolicyId.Ref];
      expect(ViewerProtocolPolicy).toBe('redirect-to-https');
      expect(policy).toMatch(/"ContentSecurityPolicy":.*default-src 'none'/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(policy).toContain('"StrictTransportSecurity"');
      expect(policy).toContain('"ContentTypeOptions"');
      expect(policy).toContain('"ReferrerPolicy":"no-referrer"');
      const isAsset = String(PathPattern).includes('/assets/');
      expect(policy).toContain(isAsset ? 'immutable' : 'no-cache');
      // Maps may be had from the hosts that the deployment names, by staff alone and by the worker that draws them.
      expect(policy!.includes('"Ref":"MapOrigins"')).toBe(isAsset || PathPattern === '/admin/*');
      if (!isAsset) expect(policy).toContain("worker-src 'self'");
      if (!isAsset) expect(policy).toMatch(/connect-src 'self' .*ApiEndpoint.*ProviderURL.*amazoncognito/);
    }
  });

  it('lets nobody but the distribution read the files of the apps', () => {
    const [policy] = Object.entries(resources).filter(([id]) => id.startsWith('FilesPolicy'));
    const { Statement: statements } = policy![1].Properties['PolicyDocument'] as { Statement: Statement[] };
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toMatchObject([
      {
        Action: 's3:GetObject',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Condition: { StringEquals: { 'AWS:SourceArn': expect.anything() } },
      },
    ]);
  });

  it('has the hosts of the apps where there is a certificate, and takes no address that the files do not know', () => {
    const signIn = { issuer: 'https://issuer.example', clientId: 'app', addresses: [] };
    const scratch = new App();
    new WebStack(scratch, 'Web', {
      apiUrl: 'https://api.example/api/v1',
      admin: { url: 'https://staff.isp.example/admin/', signIn },
      portal: { url: 'https://my.isp.example/portal/', signIn },
      certificate: 'arn:aws:acm:us-east-1:123456789012:certificate/0',
    });
    const { Resources } = scratch.synth().getStackByName('Web').template;
    const distribution = (Object.values(Resources) as Resource[]).find(
      ({ Type }) => Type === 'AWS::CloudFront::Distribution',
    );
    expect(distribution?.Properties['DistributionConfig']).toMatchObject({
      Aliases: ['staff.isp.example', 'my.isp.example'],
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021' },
    });
    expect(() => buildApp({ outdir, context: { adminUrl: 'https://staff.isp.example/' } })).toThrow(
      'adminUrl: https://staff.isp.example/ must begin with https:// and end in /admin/',
    );
  });

  it('watches every dead-letter queue', () => {
    const queues = Object.entries(resources).filter(
      ([id, { Type }]) => Type === 'AWS::SQS::Queue' && /DeadLetters/.test(id),
    );
    const watched = JSON.stringify(ofType('AWS::CloudWatch::Alarm'));
    expect(queues.length).toBeGreaterThanOrEqual(8);
    expect(queues.filter(([id]) => !watched.includes(id)).map(([id]) => id)).toEqual([]);
  });

  it('tells operations of alarms, and lets nobody but that rule publish for the bus', () => {
    const rules = Object.entries(resources).filter(
      ([, { Type, Properties }]) =>
        Type === 'AWS::Events::Rule' && JSON.stringify(Properties['Targets']).includes('"Operations'),
    );
    expect(rules).toHaveLength(1);
    const [name, rule] = rules[0]!;
    expect(rule.Properties['EventPattern']).toEqual({
      source: ['throughline'],
      'detail-type': ['alarm.raised', 'alarm.cleared'],
    });
    expect(rule.Properties['Targets']).toMatchObject([
      { Arn: { Ref: expect.stringMatching(/^Operations/) }, DeadLetterConfig: expect.anything() },
    ]);
    const statements = ofType('AWS::SNS::TopicPolicy').flatMap(
      ({ Properties }) =>
        (Properties['PolicyDocument'] as { Statement: (Statement & Record<string, unknown>)[] }).Statement,
    );
    const fromBus = statements.filter(({ Principal }) =>
      JSON.stringify(Principal ?? '').includes('events.amazonaws.com'),
    );
    expect(fromBus).toMatchObject([
      {
        Action: 'sns:Publish',
        Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [name, 'Arn'] } } },
      },
    ]);
  });

  it('bundles everything that a function uses', () => {
    const { metafile } = buildSync({
      entryPoints: readdirSync(join(outdir, 'functions'))
        .filter((file) => file.endsWith('.mjs'))
        .map((file) => join(outdir, 'functions', file)),
      outdir: join(outdir, 'looked-at'),
      bundle: true,
      splitting: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    const imports = Object.values(metafile.inputs).flatMap((input) =>
      input.imports.filter(({ external }) => external).map(({ path }) => path),
    );
    expect(imports.length).toBeGreaterThan(10);
    expect(imports.filter((name) => !isBuiltin(name))).toEqual([]);
  });
});
