import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalApi } from './local-api.ts';
import type { SimulatedNases } from './simulated-nas.ts';
import type { SiteAgents } from './sites.ts';

interface SiteView {
  readonly id: string;
  readonly status: string;
}

interface NodeView {
  readonly id: string;
  readonly kind: string;
  readonly address: string;
}

export interface SiteEndpoint {
  readonly siteId: string;
  readonly radius: {
    readonly auth: { readonly host: string; readonly port: number };
    readonly acct: { readonly host: string; readonly port: number };
    readonly secret: string;
  };
  /** The simulated NAS of a site that has no real one: `POST <control>/dial` and others (test/lab/nas-control.ts). */
  readonly nas?: { readonly control: string };
}

/** This machine as a NAS: test clients and simulated gear speak from here. */
const machineAddress = '127.0.0.1';
const machineDriver = 'mikrotik-routeros';

const onlineMilliseconds = 10_000;
const secretFile = 'nas-secret';

/** Opens sites through the public API, each with this machine as its first NAS. */
export class SiteOpener {
  readonly #api: LocalApi;
  readonly #agents: SiteAgents;
  readonly #nases: SimulatedNases;

  constructor(api: LocalApi, agents: SiteAgents, nases: SimulatedNases) {
    this.#api = api;
    this.#agents = agents;
    this.#nases = nases;
  }

  /** A provider with no site yet gets one, so that there is something to dial in to. */
  async ensureFirst(): Promise<void> {
    if ((await this.#sites()).length === 0) await this.open({ name: 'Main site' });
    for (const { id } of await this.#sites()) {
      // A kill may have come between the site and its node.
      if (existsSync(this.#secretFile(id))) await this.#ensureNode(id);
    }
  }

  /** `details` as `POST /sites` takes them. Answers the site's id. */
  async open(details: { readonly name: string; readonly [field: string]: unknown }): Promise<string> {
    const { id } = await this.#api.post<SiteView>('/sites', details);
    writeFileSync(this.#secretFile(id), randomBytes(24).toString('base64url'), { mode: 0o600, flush: true });
    await this.#ensureNode(id);
    return id;
  }

  /** Every site that takes this machine as a NAS, once its agent is there, or is not for too long. */
  async endpoints(host: string, late: (siteId: string) => void): Promise<readonly SiteEndpoint[]> {
    const endpoints: SiteEndpoint[] = [];
    const until = performance.now() + onlineMilliseconds;
    for (const { id } of await this.#sites()) {
      const ports = await this.#agents.radiusOf(id);
      if (ports === undefined || !existsSync(this.#secretFile(id))) continue;
      if (!(await this.#isOnline(id, until))) late(id);
      const secret = readFileSync(this.#secretFile(id), 'utf8');
      const radius = { host, auth: ports.auth, acct: ports.acct, secret };
      const folder = this.#agents.folderOf(id);
      const control = (await this.#hasRealNas(id))
        ? undefined
        : await this.#nases.ensure({ siteId: id, folder, radius, coaPort: ports.coa });
      endpoints.push({
        siteId: id,
        radius: { auth: { host, port: ports.auth }, acct: { host, port: ports.acct }, secret },
        ...(control === undefined ? {} : { nas: { control } }),
      });
    }
    return endpoints;
  }

  /** Stops the site's agent for as long as the work takes; for a past that knows failures. */
  whileCutOff(siteId: string, work: () => Promise<void>): Promise<void> {
    return this.#agents.whileCutOff(siteId, work);
  }

  async #hasRealNas(siteId: string): Promise<boolean> {
    return (await this.#nodes(siteId)).some(
      ({ kind, address }) => kind === 'nas' && address !== machineAddress,
    );
  }

  async #nodes(siteId: string): Promise<readonly NodeView[]> {
    return (await this.#api.get<{ items: NodeView[] }>(`/access-nodes?siteId=${siteId}&limit=100`)).items;
  }

  async #isOnline(siteId: string, until: number): Promise<boolean> {
    for (;;) {
      const { status } = await this.#api.get<SiteView>(`/sites/${siteId}`);
      if (status === 'online') return true;
      if (performance.now() > until) return false;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #ensureNode(siteId: string): Promise<void> {
    if ((await this.#nodes(siteId)).some(({ address }) => address === machineAddress)) return;
    const ports = await this.#agents.radiusOf(siteId);
    await this.#api.post('/access-nodes', {
      siteId,
      kind: 'nas',
      driver: machineDriver,
      name: 'This machine',
      address: machineAddress,
      ...(ports === undefined ? {} : { settings: { coaPort: ports.coa } }),
      credentials: { secret: readFileSync(this.#secretFile(siteId), 'utf8') },
    });
  }

  async #sites(): Promise<readonly SiteView[]> {
    return (await this.#api.get<{ items: SiteView[] }>('/sites?limit=100')).items;
  }

  #secretFile(siteId: string): string {
    return join(this.#agents.folderOf(siteId), secretFile);
  }
}
