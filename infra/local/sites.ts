import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import type { Log } from './log.ts';
import { end, identify, isAlive, type ProcessIdentity } from './processes.ts';
import type { SiteCredentials, Sites } from './stack.ts';

export interface SitesOptions {
  readonly dataDir: string;
  readonly host: string;
  /** The agent's program; a site without it would be dead. */
  readonly program: string;
  /** False where somebody else runs the agents; their configuration is still written. */
  readonly run: boolean;
  readonly compileCache: string;
  readonly offset: () => number;
  readonly log: Log;
}

/** UDP ports of a site on this machine: two of the agent, and the one on which the site's NAS takes CoA. */
export interface RadiusPorts {
  readonly auth: number;
  readonly acct: number;
  readonly coa: number;
}

interface Agent {
  readonly siteId: string;
  credentials: string;
  child: ChildProcess | undefined;
  restartDelay: number;
  restart: NodeJS.Timeout | undefined;
}

const firstPort = 18_120;
const shortestDelay = 200;
const longestDelay = 10_000;
/** An agent that lived so long was well: its next end is a new story. */
const wellMilliseconds = 10_000;
const stopMilliseconds = 2000;

/**
 * One edge agent per site, each a process of its own that a killed stack does not take along: subscribers keep
 * authenticating. The next stack finds it by what was written down and replaces it.
 */
export class SiteAgents implements Sites {
  readonly #options: SitesOptions;
  readonly #folder: string;
  readonly #agents = new Map<string, Agent>();
  readonly #ports = new Map<string, RadiusPorts>();
  /** By site: what keeps its ports this stack's own. */
  readonly #holds = new Map<string, Server>();
  /** Agents start one after the other, so that no two choose the same ports. */
  #queue: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: SitesOptions) {
    this.#options = options;
    this.#folder = join(options.dataDir, 'sites');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    for (const siteId of readdirSync(this.#folder)) {
      const ports = readJson<RadiusPorts>(join(this.#folder, siteId, 'ports.json'));
      if (ports !== undefined) this.#ports.set(siteId, ports);
    }
  }

  ensure(siteId: string, credentials: SiteCredentials): void {
    const text = JSON.stringify(credentials);
    const known = this.#agents.get(siteId);
    if (known?.credentials === text) return;
    const agent: Agent = known ?? {
      siteId,
      credentials: text,
      child: undefined,
      restartDelay: shortestDelay,
      restart: undefined,
    };
    agent.credentials = text;
    this.#agents.set(siteId, agent);
    this.#queue = this.#queue
      .then(() => this.#start(agent, credentials))
      .catch((error: unknown) =>
        this.#options.log('error', 'an agent cannot be started', { siteId, error: String(error) }),
      );
  }

  /** Where the site's agent takes RADIUS, once `ensure` was called for it. */
  async radiusOf(siteId: string): Promise<RadiusPorts | undefined> {
    await this.#queue;
    return this.#ports.get(siteId);
  }

  /** A folder for what belongs to the site. */
  folderOf(siteId: string): string {
    const folder = join(this.#folder, siteId);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  /** Does the work while the site's agent is stopped dead, as if the line to it were cut. */
  async whileCutOff(siteId: string, work: () => Promise<void>): Promise<void> {
    const child = this.#agents.get(siteId)?.child;
    child?.kill('SIGSTOP');
    try {
      await work();
    } finally {
      child?.kill('SIGCONT');
    }
  }

  shift(offset: number): void {
    for (const { child } of this.#agents.values()) {
      if (child?.connected === true) child.send({ offset });
    }
  }

  /** Ends the agents; `keep` leaves them alone with the network, as an outage of the cloud would. */
  async stop(keep: boolean): Promise<void> {
    this.#stopped = true;
    await this.#queue;
    await Promise.all(
      [...this.#agents.values()].map(async (agent) => {
        clearTimeout(agent.restart);
        if (!keep) await this.#end(agent);
        else if (agent.child?.connected === true) agent.child.disconnect();
        agent.child?.unref();
      }),
    );
    for (const hold of this.#holds.values()) hold.close();
  }

  async #end({ child }: Agent): Promise<void> {
    child?.removeAllListeners('exit');
    if (child?.pid !== undefined && child.exitCode === null) await end(identify(child.pid), stopMilliseconds);
  }

  async #start(agent: Agent, credentials: SiteCredentials): Promise<void> {
    const { siteId } = agent;
    const folder = this.folderOf(siteId);
    clearTimeout(agent.restart);
    agent.child?.removeAllListeners('exit');
    await endRecorded(folder);
    const ports = await this.#portsFor(siteId);
    const configuration = {
      siteId,
      dataDir: join(folder, 'agent'),
      mqtt: {
        url: credentials.mqttUrl,
        ca: credentials.ca,
        cert: credentials.certificate,
        key: credentials.key,
      },
      radius: { host: this.#options.host, authPort: ports.auth, acctPort: ports.acct },
    };
    writeFileSync(join(folder, 'agent.json'), JSON.stringify(configuration, null, 2), { mode: 0o600 });
    if (this.#options.run && !this.#stopped) this.#spawn(agent, folder);
  }

  #spawn(agent: Agent, folder: string): void {
    const log = openSync(join(folder, 'agent.log'), 'a', 0o600);
    const started = performance.now();
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        '--import',
        new URL('./agent-clock.ts', import.meta.url).href,
        this.#options.program,
        '--config',
        join(folder, 'agent.json'),
      ],
      {
        // Its own process group: the interrupt key in the terminal is for the stack, which ends its agents itself.
        detached: true,
        stdio: ['ignore', log, log, 'ipc'],
        env: {
          ...process.env,
          NODE_COMPILE_CACHE: this.#options.compileCache,
          STACK_CLOCK_OFFSET: String(this.#options.offset()),
        },
      },
    );
    closeSync(log);
    agent.child = child;
    child.on('error', (error) =>
      this.#options.log('warn', 'an agent does not listen', { siteId: agent.siteId, error: error.message }),
    );
    if (child.pid !== undefined) {
      writeFileSync(join(folder, 'agent.pid'), JSON.stringify(identify(child.pid)), { mode: 0o600 });
    }
    child.once('exit', (code, signal) => {
      if (this.#stopped) return;
      if (performance.now() - started > wellMilliseconds) agent.restartDelay = shortestDelay;
      this.#options.log('warn', 'an agent ended and is started again', {
        siteId: agent.siteId,
        code,
        signal,
        afterMilliseconds: agent.restartDelay,
      });
      agent.restart = setTimeout(() => {
        if (!this.#stopped) this.#spawn(agent, folder);
      }, agent.restartDelay);
      agent.restartDelay = Math.min(agent.restartDelay * 2, longestDelay);
    });
  }

  /** The ports of last time, so that NAS find the agent again, unless another program has taken them since. */
  async #portsFor(siteId: string): Promise<RadiusPorts> {
    const known = this.#ports.get(siteId);
    if (known !== undefined && (await this.#areFree(known)) && (await this.#hold(siteId, known)))
      return known;
    const taken = new Set([...this.#ports.values()].map(({ auth }) => auth));
    for (let auth = firstPort; auth < 65_000; auth += 3) {
      if (taken.has(auth)) continue;
      const ports = { auth, acct: auth + 1, coa: auth + 2 };
      const free = await Promise.all(Object.values(ports).map((port) => isFree(this.#options.host, port)));
      if (free.includes(false) || !(await this.#hold(siteId, ports))) continue;
      writeFileSync(join(this.folderOf(siteId), 'ports.json'), JSON.stringify(ports), { mode: 0o600 });
      this.#ports.set(siteId, ports);
      return ports;
    }
    throw new Error('no free UDP ports for RADIUS');
  }

  /**
   * The agent binds its UDP ports only when it runs, and two stacks that start together would choose the same. The TCP
   * port of the same number, which RADIUS over UDP leaves alone, is the claim: one stack gets it, and its end frees it.
   */
  async #hold(siteId: string, { auth }: RadiusPorts): Promise<boolean> {
    const held = this.#holds.get(siteId);
    const address = held?.address();
    if (typeof address === 'object' && address?.port === auth) return true;
    const hold = createServer((socket) => socket.destroy());
    const claimed = await new Promise<boolean>((resolve) => {
      hold.once('error', () => resolve(false));
      hold.listen({ port: auth, host: this.#options.host, exclusive: true }, () => resolve(true));
    });
    if (!claimed) return false;
    hold.unref();
    held?.close();
    this.#holds.set(siteId, hold);
    return true;
  }

  async #areFree({ auth, acct }: RadiusPorts): Promise<boolean> {
    return (await isFree(this.#options.host, auth)) && (await isFree(this.#options.host, acct));
  }
}

/** Ends agents that an earlier stack left behind in this data folder. */
export async function endRecordedAgents(dataDir: string): Promise<void> {
  const folder = join(dataDir, 'sites');
  if (!existsSync(folder)) return;
  await Promise.all(readdirSync(folder).map((siteId) => endRecorded(join(folder, siteId))));
}

async function endRecorded(folder: string): Promise<void> {
  const identity = readJson<ProcessIdentity>(join(folder, 'agent.pid'));
  if (identity !== undefined && isAlive(identity)) await end(identity, stopMilliseconds);
}

/** Undefined for a file that is not there, or that a kill left half written. */
function readJson<T>(file: string): T | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', () => {
      socket.close();
      resolve(false);
    });
    socket.bind(port, host, () => socket.close(() => resolve(true)));
  });
}
