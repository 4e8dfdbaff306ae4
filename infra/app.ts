import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, Tags } from 'aws-cdk-lib';
import { bundleHandlers } from './constructs/bundles.ts';
import { ServiceStack } from './stacks/service-stack.ts';
import { StateStack } from './stacks/state-stack.ts';

export interface AppOptions {
  readonly outdir: string;
}

/**
 * The whole platform as two stacks: what must outlive a release, and what a release replaces. Settings come as context
 * (`cdk.json` or `-c name=value`): `adminUrl`, `portalUrl` (addresses of the two apps), `mailFrom` (a sender that SES
 * has verified), `operations` (an e-mail address for alarms), `compareReplicaHours` and `compareDevicesHours` (how often
 * a site is compared, 1 and 24; a site may have its own).
 */
export function buildApp({ outdir }: AppOptions): App {
  const app = new App({ outdir, analyticsReporting: false });
  mkdirSync(outdir, { recursive: true });
  const bundle = bundleHandlers(join(outdir, 'bundles'));
  const setting = (name: string, otherwise: string) => String(app.node.tryGetContext(name) ?? otherwise);
  const addresses = {
    adminUrl: setting('adminUrl', 'https://admin.example.com/'),
    portalUrl: setting('portalUrl', 'https://portal.example.com/'),
  };
  const state = new StateStack(app, 'ThroughlineState', {
    description: 'Throughline: table, documents, people and secrets.',
    ...addresses,
  });
  new ServiceStack(app, 'ThroughlineService', {
    description: 'Throughline: API, functions, workflows, events and the link to the sites.',
    state,
    bundle,
    ...addresses,
    mailFrom: setting('mailFrom', 'billing@example.com'),
    operations: app.node.tryGetContext('operations'),
    comparisonHours: {
      replica: Number(setting('compareReplicaHours', '1')),
      devices: Number(setting('compareDevicesHours', '24')),
    },
  });
  Tags.of(app).add('application', 'throughline');
  return app;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(fileURLToPath(import.meta.url), '..', '..');
  buildApp({ outdir: process.env['CDK_OUTDIR'] ?? join(root, 'cdk.out') }).synth();
}
