import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, Tags } from 'aws-cdk-lib';
import { bundleHandlers } from './constructs/bundles.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { ServiceStack } from './stacks/service-stack.ts';
import { StateStack } from './stacks/state-stack.ts';
import { WebStack } from './stacks/web-stack.ts';

export interface AppOptions {
  readonly outdir: string;
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * The whole platform as four stacks: what must outlive a release, what a release replaces, the API's routes in front of
 * it, and the two apps. Settings come as context (`cdk.json` or `-c name=value`): `adminUrl`, `portalUrl` (addresses of
 * the two apps), `certificate` (of their hosts, in us-east-1), `mailFrom` (a sender that SES has verified), `codesFrom` (such a sender for invitations of staff and the codes with which subscribers sign in), `operations` (an e-mail address for alarms), `compareReplicaHours` and `compareDevicesHours` (how often
 * a site is compared, 1 and 24; a site may have its own).
 */
export function buildApp({ outdir, context = {} }: AppOptions): App {
  const app = new App({ outdir, context: { ...context }, analyticsReporting: false });
  mkdirSync(outdir, { recursive: true });
  const setting = (name: string, otherwise: string) => String(app.node.tryGetContext(name) ?? otherwise);
  const addresses = {
    adminUrl: addressOf('admin', setting('adminUrl', 'https://throughline.example.com/admin/')),
    portalUrl: addressOf('portal', setting('portalUrl', 'https://throughline.example.com/portal/')),
  };
  const bundle = bundleHandlers(join(outdir, 'functions'));
  const state = new StateStack(app, 'ThroughlineState', {
    description: 'Throughline: table, documents, people and secrets.',
    ...addresses,
    codesFrom: app.node.tryGetContext('codesFrom'),
  });
  const service = new ServiceStack(app, 'ThroughlineService', {
    description: 'Throughline: functions, workflows, events and the link to the sites.',
    state,
    bundle,
    mailFrom: setting('mailFrom', 'billing@example.com'),
    operations: app.node.tryGetContext('operations'),
    comparisonHours: {
      replica: Number(setting('compareReplicaHours', '1')),
      devices: Number(setting('compareDevicesHours', '24')),
    },
  });
  const api = new ApiStack(app, 'ThroughlineApi', {
    description: 'Throughline: the routes of the API.',
    state,
    service,
    ...addresses,
  });
  new WebStack(app, 'ThroughlineWeb', {
    description: 'Throughline: admin app and portal.',
    apiUrl: api.url,
    admin: { url: addresses.adminUrl, signIn: state.people.staffSignIn },
    portal: { url: addresses.portalUrl, signIn: state.people.subscriberSignIn },
    certificate: app.node.tryGetContext('certificate'),
  });
  Tags.of(app).add('application', 'throughline');
  return app;
}

/** The files know where they stand on their host; the host is free. */
function addressOf(app: 'admin' | 'portal', url: string): string {
  const { protocol, pathname } = new URL(url);
  if (protocol !== 'https:' || pathname !== `/${app}/`)
    throw new Error(
      `${app}Url: ${url} must begin with https:// and end in /${app}/, such as https://isp.example.com/${app}/`,
    );
  return url;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(fileURLToPath(import.meta.url), '..', '..');
  buildApp({ outdir: process.env['CDK_OUTDIR'] ?? join(root, 'cdk.out') }).synth();
}
