import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { usualGear } from './gear-models.ts';
import type { LocalApi } from './local-api.ts';
import type { SimulatedGear } from './simulated-gear.ts';
import { type GearEndpoint, hasReal, machineAddress, type NodeView, SiteGear } from './site-gear.ts';
import type { SiteAgents } from './sites.ts';

interface SiteView {
  readonly id: string;
  readonly status: string;
}

export interface SiteEndpoint {
  readonly siteId: string;
  readonly radius: {
    readonly auth: { readonly host: string; readonly port: number };
    readonly acct: { readonly host: string; readonly port: number };
    readonly secret: string;
  };
  /** The simulated NAS of a site that has no real one: `POST <control>/dial` and others (test/lab/gear/nas.ts). */
  readonly nas?: { readonly control: string };
  /** Other simulated gear in roles for which the site has no real one. */
  readonly gear: readonly GearEndpoint[];
}

const machineDriver = 'mikrotik-routeros';

const onlineMilliseconds = 10_000;
const secretFile = 'nas-secret';

/** Opens sites through the public API, each with this machine as its first NAS, and with simulated gear. */
export class SiteOpener {
  readonly #api: LocalApi;
  readonly #agents: SiteAgents;
  readonly #simulated: SimulatedGear;
  readonly #gear: SiteGear;
  readonly #drivers: readonly string[];

  /** `more`: drivers of simulated gear that sites get besides the usual. */
  constructor(api: LocalApi, agents: SiteAgents, simulated: SimulatedGear, more: readonly string[]) {
    this.#api = api;
    this.#agents = agents;
    this.#simulated = simulated;
    this.#gear = new SiteGear(api, simulated, (siteId) => agents.folderOf(siteId));
    this.#drivers = [...new Set([...usualGear, ...more])];
  }

  /** A provider with no site yet gets one, so that there is something to dial in to. */
  async ensureFirst(): Promise<void> {
    if ((await this.#sites()).length === 0) await this.open({ name: 'Main site' });
    for (const { id } of await this.#sites()) {
      // A kill may have come between the site and its nodes.
      if (existsSync(this.#secretFile(id))) await this.#ensureNodes(id);
    }
  }

  /** `details` as `POST /sites` takes them. Answers the site's id. */
  async open(details: { readonly name: string; readonly [field: string]: unknown }): Promise<string> {
    const { id } = await this.#api.post<SiteView>('/sites', details);
    writeFileSync(this.#secretFile(id), randomBytes(24).toString('base64url'), { mode: 0o600, flush: true });
    await this.#ensureNodes(id);
    return id;
  }

  /** The simulated gear of a site to which services can be bound. */
  gearOf(siteId: string): readonly GearEndpoint[] {
    return this.#gear.of(siteId);
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
      const nas = hasReal(await this.#nodes(id), 'nas')
        ? undefined
        : await this.#simulated.open({
            id: `${id}/nas`,
            driver: 'nas',
            host: machineAddress,
            port: ports.coa,
            given: {
              radius: { host, auth: ports.auth, acct: ports.acct, secret },
              identifier: `nas-${id.slice(-6)}`,
            },
          });
      endpoints.push({
        siteId: id,
        radius: { auth: { host, port: ports.auth }, acct: { host, port: ports.acct }, secret },
        ...(nas === undefined ? {} : { nas: { control: nas.control } }),
        gear: this.#gear.of(id),
      });
    }
    return endpoints;
  }

  /** Stops the site's agent for as long as the work takes; for a past that knows failures. */
  whileCutOff(siteId: string, work: () => Promise<void>): Promise<void> {
    return this.#agents.whileCutOff(siteId, work);
  }

  async #nodes(siteId: string): Promise<readonly NodeView[]> {
    const nodes: NodeView[] = [];
    let cursor: string | undefined;
    do {
      const after: string = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = await this.#api.get<{ items: NodeView[]; nextCursor?: string }>(
        `/access-nodes?siteId=${siteId}&limit=100${after}`,
      );
      nodes.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return nodes;
  }

  async #isOnline(siteId: string, until: number): Promise<boolean> {
    for (;;) {
      const { status } = await this.#api.get<SiteView>(`/sites/${siteId}`);
      if (status === 'online') return true;
      if (performance.now() > until) return false;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #ensureNodes(siteId: string): Promise<void> {
    const nodes = await this.#nodes(siteId);
    await this.#ensureNas(siteId, nodes);
    await this.#gear.ensure(siteId, this.#drivers, nodes);
  }

  async #ensureNas(siteId: string, nodes: readonly NodeView[]): Promise<void> {
    if (nodes.some(({ kind, address }) => kind === 'nas' && address === machineAddress)) return;
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
