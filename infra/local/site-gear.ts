import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import * as z from 'zod';
import { gearModels, roleOf } from './gear-models.ts';
import type { LocalApi } from './local-api.ts';
import type { SimulatedGear } from './simulated-gear.ts';
import { StartError } from './start-error.ts';

export interface NodeView {
  readonly id: string;
  readonly kind: string;
  readonly driver: string;
  readonly address: string;
  readonly port?: number;
}

/** This machine as a NAS: test clients and the simulated NAS speak from here. */
export const machineAddress = '127.0.0.1';

/** A simulated device of a site, for people and scripts. */
export interface GearEndpoint {
  readonly kind: string;
  readonly driver: string;
  readonly nodeId: string;
  readonly address: string;
  readonly port: number;
  /** What the agent shows the device; made for this one alone. */
  readonly credentials: Readonly<Record<string, string>>;
  /** `GET` lists what it can be told, such as `POST <control>/fault`. */
  readonly control: string;
}

const setting = z.union([z.string(), z.number(), z.boolean()]);
/** Written before the node is created, so that a kill in between leaves nothing that nobody knows the password of. */
const record = z.strictObject({
  driver: z.string(),
  address: z.string(),
  credentials: z.record(z.string(), z.string()),
  port: z.int().optional(),
  settings: z.record(z.string(), setting).optional(),
  nodeId: z.string().optional(),
});
type GearRecord = z.output<typeof record>;

/** The simulated gear of the stack's sites: what each has, as `gear.json` in the site's folder says. */
export class SiteGear {
  readonly #api: LocalApi;
  readonly #gear: SimulatedGear;
  readonly #folderOf: (siteId: string) => string;
  readonly #endpoints = new Map<string, readonly GearEndpoint[]>();
  #addresses: Promise<readonly string[]> | undefined;

  constructor(api: LocalApi, gear: SimulatedGear, folderOf: (siteId: string) => string) {
    this.#api = api;
    this.#gear = gear;
    this.#folderOf = folderOf;
  }

  /** What runs for the site. */
  of(siteId: string): readonly GearEndpoint[] {
    return this.#endpoints.get(siteId) ?? [];
  }

  /**
   * Lets the site's devices run and enters each as a node. Those of `drivers` that the site has not got yet are made, unless
   * it has real gear in that role; one whose node staff took away stays away.
   */
  async ensure(siteId: string, drivers: readonly string[], nodes: readonly NodeView[]): Promise<void> {
    const records = this.#read(siteId);
    for (const driver of drivers) {
      const model = gearModels[driver];
      if (model === undefined) {
        throw new StartError(
          `--gear ${driver}: there is no such simulated gear; choose of ${Object.keys(gearModels).join(', ')}`,
        );
      }
      const known = records.some((one) => one.driver === driver);
      if (known || hasReal(nodes, roleOf({ kind: model.kind, driver }))) continue;
      const address = await this.#freeAddress(model.kind, nodes, records);
      const credentials = await model.credentials(this.#deviceFolder(siteId, driver), address);
      records.push({ driver, address, credentials });
    }
    this.#write(siteId, records);
    const endpoints: GearEndpoint[] = [];
    for (const [index, one] of records.entries()) {
      if (one.nodeId !== undefined && !nodes.some(({ id }) => id === one.nodeId)) continue;
      const { entered, endpoint } = await this.#run(siteId, one, nodes, (port) => {
        records[index] = { ...one, port };
        this.#write(siteId, records);
      });
      records[index] = entered;
      this.#write(siteId, records);
      const kind = gearModels[one.driver]?.kind ?? '';
      if (!hasReal(nodes, roleOf({ kind, driver: one.driver }))) endpoints.push(endpoint);
    }
    this.#endpoints.set(siteId, endpoints);
  }

  async #run(
    siteId: string,
    { driver, address, credentials, settings: before, ...one }: GearRecord,
    nodes: readonly NodeView[],
    listens: (port: number) => void,
  ): Promise<{ entered: GearRecord; endpoint: GearEndpoint }> {
    const model = gearModels[driver];
    if (model === undefined)
      throw new Error(`gear.json of ${siteId} names ${driver}, which nobody simulates`);
    const { kind, name } = model;
    const folder = this.#deviceFolder(siteId, driver);
    const known = { ...model.settings, ...before };
    const { port, control, settings } = await this.#gear.open({
      id: `${siteId}/${driver}`,
      driver,
      host: address,
      port: one.port ?? 0,
      memory: join(folder, 'memory.jsonl'),
      given: (await model.given?.(folder, address, credentials, known)) ?? credentials,
    });
    listens(port);
    const wanted = { ...model.settings, ...settings };
    // A kill may have come between the node and the note of it.
    let node =
      nodes.find(({ id }) => id === one.nodeId) ??
      nodes.find((node) => node.driver === driver && node.address === address);
    if (node === undefined) {
      const details = { siteId, kind, driver, name, address, port, settings: wanted, credentials };
      node = await this.#api.post<NodeView>('/access-nodes', details);
    } else if (node.port !== port || JSON.stringify(wanted) !== JSON.stringify(known)) {
      await this.#api.patch(`/access-nodes/${node.id}`, { port, settings: wanted });
    }
    const nodeId = node.id;
    return {
      entered: { driver, address, credentials, port, settings: wanted, nodeId },
      endpoint: { kind, driver, nodeId, address, port, credentials, control },
    };
  }

  /** An address of this machine that no node of the kind has: AAA tells NAS apart by theirs. */
  async #freeAddress(
    kind: string,
    nodes: readonly NodeView[],
    records: readonly GearRecord[],
  ): Promise<string> {
    this.#addresses ??= loopbackAddresses();
    const addresses = await this.#addresses;
    const taken = new Set([
      ...(kind === 'nas' ? [machineAddress] : []),
      ...nodes.filter((node) => node.kind === kind).map(({ address }) => address),
      ...records.filter(({ driver }) => gearModels[driver]?.kind === kind).map(({ address }) => address),
    ]);
    const free = addresses.find((address) => !taken.has(address));
    if (free !== undefined) return free;
    throw new StartError(
      `a simulated ${kind} needs another loopback address than ${addresses.join(', ')}: add one, such as 127.0.0.9, or ask for less --gear`,
    );
  }

  #deviceFolder(siteId: string, driver: string): string {
    const folder = join(this.#folderOf(siteId), 'gear', driver);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  #read(siteId: string): GearRecord[] {
    const file = join(this.#folderOf(siteId), 'gear.json');
    return existsSync(file) ? z.array(record).parse(JSON.parse(readFileSync(file, 'utf8'))) : [];
  }

  /** Whole or not at all. */
  #write(siteId: string, records: readonly GearRecord[]): void {
    const file = join(this.#folderOf(siteId), 'gear.json');
    writeFileSync(`${file}.new`, JSON.stringify(records, null, 2), { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
  }
}

export function hasReal(nodes: readonly NodeView[], role: string): boolean {
  return nodes.some((node) => roleOf(node) === role && !isLoopback(node.address));
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

/** Linux and Windows have all of 127.0.0.0/8; elsewhere there may be no more than the first and ::1. */
async function loopbackAddresses(): Promise<readonly string[]> {
  const candidates = [...Array.from({ length: 8 }, (_, n) => `127.0.0.${n + 1}`), '::1'];
  const usable = await Promise.all(candidates.map(isUsable));
  return candidates.filter((_, n) => usable[n]);
}

function isUsable(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(0, address, () => server.close(() => resolve(true)));
  });
}
