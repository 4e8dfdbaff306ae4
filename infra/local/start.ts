import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createActivity } from './activity.ts';
import { readAssembly, withParameters } from './assembly.ts';
import { openAwsEndpoint } from './aws-endpoint.ts';
import { ShiftedClock } from './clock.ts';
import { clockRoute } from './clock-route.ts';
import { openDataFolder } from './data-folder.ts';
import { TokenVerifier } from './engines/http-api/token-verifier.ts';
import { Functions } from './engines/lambda.ts';
import { Queues } from './engines/queues.ts';
import { createTargets } from './engines/targets.ts';
import { webAppsOf } from './engines/web-apps.ts';
import { type SiteEndpoint, SiteOpener } from './first-site.ts';
import { openFront } from './front.ts';
import { LocalApi } from './local-api.ts';
import { type Log, openLog } from './log.ts';
import { provision } from './provision.ts';
import { SimulatedGear } from './simulated-gear.ts';
import { endRecordedAgents, SiteAgents } from './sites.ts';
import type { Announcements, Identity, LocalStack } from './stack.ts';
import { StartError } from './start-error.ts';
import { synthesize } from './synthesis.ts';
import { account, region } from './template.ts';
import { buildWebFiles } from './web-files.ts';

export interface StartOptions {
  readonly dataDir: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  /** Empties the data folder first. */
  readonly fresh?: boolean;
  readonly demo?: boolean;
  /** Simulated gear that sites get besides the usual, by driver. */
  readonly gear?: readonly string[];
  /** A cloud assembly other than the checkout's own. */
  readonly assembly?: string;
  /** False leaves the site's agents to somebody else. */
  readonly agents?: boolean;
  /** False leaves out the first site and does not wait for agents. */
  readonly firstSite?: boolean;
  /** Values of the templates' parameters where they are not the usual ones, as `cdk deploy --parameters` takes them. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly maximumWorkers?: number;
  readonly idleMilliseconds?: number;
  readonly log?: Log;
  /** Tells people what takes time. */
  readonly say?: (what: string) => void;
}

/** What `endpoints.json` holds. */
export interface Endpoints {
  readonly api: string;
  readonly admin: string;
  readonly portal: string;
  readonly issuer?: string;
  readonly tokenEndpoint?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly staffClientId?: string;
  readonly staff?: Identity['staff'];
  readonly mqtt?: string;
  readonly mail: string;
  readonly aws: string;
  readonly sites: readonly SiteEndpoint[];
  readonly clock: string;
}

export interface StartedStack {
  readonly endpoints: Endpoints;
  readonly stack: LocalStack;
  /** Orderly stop. `keepAgents` leaves the sites' agents running, as an outage of the cloud would. */
  stop(options?: { readonly keepAgents?: boolean }): Promise<void>;
}

/** Memory that a workday's quiet hour may cost: environments idle for longer are ended. */
const usualIdleMilliseconds = 60_000;
/** One more than cores that a small machine has: while functions of one thread wait for their turn, others go on. */
const usualWorkers = 3;
const drainMilliseconds = 1500;
/** Of schedules while a demo's past is lived through: what looks every hour looks at midnight and at noon. */
const demoStride = 43_200_000;

const root = resolve(import.meta.dirname, '..', '..');

/** Of every process and thread of every stack of this checkout; Node keys what is in it by content. */
const compileCache = join(root, 'node_modules', '.cache', 'compile');

/** Runs the cloud assembly on this machine. Rejects with a StartError for what people can mend. */
export async function startStack(options: StartOptions): Promise<StartedStack> {
  // Lambda runs in UTC, and worker threads share the process's time zone.
  process.env['TZ'] = 'UTC';
  const dataDir = resolve(options.dataDir);
  const folder = await openDataFolder(dataDir, {
    fresh: options.fresh === true,
    beforeFresh: () => endRecordedAgents(dataDir),
  });
  /** What to undo, last first: on a failed start as on a stop. */
  const undo: (() => Promise<void> | void)[] = [() => folder.close()];
  const unwind = async (): Promise<void> => {
    let failure: unknown;
    for (const step of undo.splice(0).reverse()) {
      try {
        await step();
      } catch (error) {
        // One that cannot stop must not keep the others running.
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
  };
  try {
    return await assemble(options, dataDir, folder.db, undo, unwind);
  } catch (error) {
    // Why it did not start is what people must hear, whatever else goes wrong on the way back.
    await unwind().catch((other: unknown) => console.error(other));
    throw error;
  }
}

async function assemble(
  options: StartOptions,
  dataDir: string,
  db: LocalStack['db'],
  undo: (() => Promise<void> | void)[],
  unwind: () => Promise<void>,
): Promise<StartedStack> {
  const opened = options.log === undefined ? openLog(dataDir) : { log: options.log, close: () => undefined };
  const { log } = opened;
  undo.push(opened.close);
  const fault = (error: unknown): void =>
    log('error', 'a request failed', { error: error instanceof Error ? error.stack : String(error) });

  const activity = createActivity();
  const clock = new ShiftedClock(db, activity, log);
  undo.push(() => clock.stop());
  const front = await openFront(options.host, options.port, fault);
  let frontIsOpen = true;
  const closeFront = async (): Promise<void> => {
    if (frontIsOpen) await front.close();
    frontIsOpen = false;
  };
  undo.push(closeFront);
  const aws = await openAwsEndpoint(fault);
  undo.push(() => aws.close());

  const assembly = options.assembly ?? (await synthesize(root, options.say ?? (() => undefined)));
  keepModulesCommon(assembly);
  const { stacks, assets } = readAssembly(assembly);

  const starts: (() => Promise<void> | void)[] = [];
  const stops: (() => Promise<void> | void)[] = [];
  const closes: (() => Promise<void> | void)[] = [];
  let announced: Announcements = {};
  const targets = createTargets();
  const agents = new SiteAgents({
    dataDir,
    host: options.host,
    program: join(root, 'edge-agent', 'main.ts'),
    run: options.agents !== false,
    compileCache,
    offset: () => clock.offset,
    log,
  });
  clock.onShift((offset) => agents.shift(offset));

  const core = {
    region,
    account,
    dataDir,
    host: options.host,
    db,
    clock,
    activity,
    aws,
    front,
    sites: agents,
    targets,
    assembly,
    asset(key: string) {
      const path = assets.get(key);
      if (path === undefined) throw new StartError(`the assembly holds no asset ${key}`);
      return path;
    },
    announce(values: Announcements) {
      announced = { ...announced, ...values };
    },
    onStart: (start: () => Promise<void> | void) => void starts.push(start),
    onStop: (stop: () => Promise<void> | void) => void stops.push(stop),
    onClose: (close: () => Promise<void> | void) => void closes.push(close),
    log,
  };
  const functions = new Functions(core, {
    clock: clock.shared.buffer,
    compileCache,
    maximumWorkers: options.maximumWorkers ?? usualWorkers,
    idleMilliseconds: options.idleMilliseconds ?? usualIdleMilliseconds,
  });
  const queues = new Queues(core);
  const stack: LocalStack = { ...core, lambda: functions, queues };

  let keepAgents = false;
  undo.push(async () => {
    for (const close of closes.reverse()) await close();
  });
  undo.push(() => agents.stop(keepAgents));
  undo.push(() => functions.stop(drainMilliseconds));
  undo.push(async () => {
    for (const stop of stops.reverse()) await stop();
  });
  // Whoever calls gets an answer that is still true: the front closes before anything behind it does.
  undo.push(closeFront);

  const outputs = await provision(stack, {
    stacks: withParameters(stacks, options.parameters ?? {}),
    assets,
  });
  const base = `${front.url}/api/v1`;
  front.mount('/api/v1/clock', clockRoute(clock, verifierOf(stack)));
  for (const start of starts) await start();
  await mountWebApps(stack, outputs);
  functions.start();
  front.open();

  const gear = new SimulatedGear({ program: join(root, 'test', 'lab', 'gear.ts'), compileCache, log });
  undo.push(() => gear.stop());
  const sites = await openSites(options, stack, { agents, gear, clock }, base);
  const endpoints: Endpoints = {
    api: base,
    admin: `${front.url}/admin`,
    portal: `${front.url}/portal`,
    ...stack.identity,
    ...announced,
    mail: join(dataDir, 'mail'),
    aws: aws.url,
    sites,
    clock: `${base}/clock`,
  };
  writeFileSync(join(dataDir, 'endpoints.json'), `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 });

  return {
    endpoints,
    stack,
    stop(how = {}) {
      keepAgents = how.keepAgents === true;
      return unwind();
    },
  };
}

/** The apps' files with what the template says of them, each at its place on this front. */
async function mountWebApps(stack: LocalStack, outputs: ReadonlyMap<string, string>): Promise<void> {
  const apps = webAppsOf(stack);
  if (apps.behaviors.length === 0) return;
  const folder = await buildWebFiles(root);
  for (const app of readdirSync(folder)) {
    const said = outputs.get(`ThroughlineWeb.${app[0]!.toUpperCase()}${app.slice(1)}Config`);
    if (said === undefined) throw new StartError(`no stack puts out the settings of the app ${app}`);
    const config = { ...JSON.parse(said), redirectUri: `${stack.front.url}/${app}/` };
    stack.front.mount(`/${app}`, apps.serve(app, folder, config));
  }
}

/** A `.js` bundle is CommonJS in Lambda; here a package file above it could say otherwise. */
function keepModulesCommon(assembly: string): void {
  const file = join(assembly, 'package.json');
  if (!existsSync(file)) writeFileSync(file, '{ "type": "commonjs" }\n');
}

function verifierOf(stack: LocalStack): () => TokenVerifier | undefined {
  let verifier: TokenVerifier | undefined;
  return () => {
    if (stack.identity !== undefined) {
      verifier ??= new TokenVerifier(stack.identity.issuer, () => stack.clock.now());
    }
    return verifier;
  };
}

async function openSites(
  options: StartOptions,
  stack: LocalStack,
  {
    agents,
    gear,
    clock,
  }: { readonly agents: SiteAgents; readonly gear: SimulatedGear; readonly clock: ShiftedClock },
  base: string,
): Promise<readonly SiteEndpoint[]> {
  if (options.firstSite === false || stack.identity === undefined) return [];
  const api = new LocalApi(base, stack.identity);
  const opener = new SiteOpener(api, agents, gear, options.gear ?? []);
  await opener.ensureFirst();
  if (options.demo === true) {
    options.say?.('Seeding a small provider …');
    const { seedDemo } = (await import(new URL('./demo-seed.ts', import.meta.url).href)) as {
      seedDemo(tools: { api: LocalApi; sites: SiteOpener }): Promise<void>;
    };
    await clock.sparsely(demoStride, () => seedDemo({ api, sites: opener }));
  }
  if (options.agents === false) return [];
  const host = options.host === '0.0.0.0' ? '127.0.0.1' : options.host === '::' ? '::1' : options.host;
  return opener.endpoints(host, (siteId) =>
    stack.log('warn', 'the agent of a site is not online yet', { siteId }),
  );
}
