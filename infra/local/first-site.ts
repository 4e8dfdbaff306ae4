import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalApi } from './local-api.ts';
import type { SiteAgents } from './sites.ts';

interface SiteView {
  readonly id: string;
  readonly status: string;
}

interface NodeView {
  readonly id: string;
  readonly address: string;
}

export interface SiteEndpoint {
  readonly siteId: string;
  readonly radius: {
    readonly auth: { readonly host: string; readonly port: number };
    readonly acct: { readonly host: string; readonly port: number };
    readonly secret: string;
  };
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

  constructor(api: LocalApi, agents: SiteAgents) {
    this.#api = api;
    this.#agents = agents;
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
      endpoints.push({
        siteId: id,
        radius: {
          auth: { host, port: ports.auth },
          acct: { host, port: ports.acct },
          secret: readFileSync(this.#secretFile(id), 'utf8'),
        },
      });
    }
    return endpoints;
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
    const { items } = await this.#api.get<{ items: NodeView[] }>(`/access-nodes?siteId=${siteId}&limit=100`);
    if (items.some(({ address }) => address === machineAddress)) return;
    await this.#api.post('/access-nodes', {
      siteId,
      kind: 'nas',
      driver: machineDriver,
      name: 'This machine',
      address: machineAddress,
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
