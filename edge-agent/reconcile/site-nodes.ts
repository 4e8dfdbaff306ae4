import { readdirSync } from 'node:fs';
import type { NodeConfiguration, NodeHealth } from '../../functions/contracts/edge/messages.ts';
import { type NasClient, nasClient, nasDirectory } from '../aaa/nas.ts';
import type { Driver, DriverTools, NodeCapabilities } from '../capabilities/driver.ts';
import { createNodeMeter, type NodeMeter } from './node-meters.ts';
import type { Place } from './turns.ts';

/** A node of the site with its driver at work. */
export interface SiteNode {
  readonly configuration: NodeConfiguration;
  readonly capabilities: NodeCapabilities;
  readonly meter: NodeMeter;
}

/** The device at which work on the node is done; of a group of NAS that share a node, the one with the address. */
export function placeOf({ configuration, capabilities: { limits } }: SiteNode, nasAddress?: string): Place {
  const { nodeId, address } = configuration;
  const isGroup = /\/(?!32$|128$)/.test(address);
  return { name: isGroup && nasAddress !== undefined ? `${nodeId} ${nasAddress}` : nodeId, limits };
}

/** The nodes that can be used, and for each of the others one sentence that names it and says what to do. */
export interface OpenedNodes {
  /** By node id. */
  readonly nodes: ReadonlyMap<string, SiteNode>;
  /** The NAS that speaks from an address, as AAA knows it; the most specific address block wins. */
  readonly nasAt: (address: string) => NasClient | undefined;
  readonly problems: readonly string[];
}

/** What is wrong with the node, if anything is. */
export function problemOf({ problems }: Pick<OpenedNodes, 'problems'>, nodeId: string): string | undefined {
  return problems.find((words) => words.startsWith(`Node ${nodeId}:`));
}

/** How the nodes of a configuration are. */
export function healthOf(site: OpenedNodes, configurations: readonly NodeConfiguration[]): NodeHealth[] {
  return configurations.flatMap(({ nodeId }): NodeHealth[] => {
    const node = site.nodes.get(nodeId);
    if (node !== undefined) {
      const { limits } = node.capabilities;
      return [{ nodeId, state: 'usable', ...node.meter.read(), limits }];
    }
    const problem = problemOf(site, nodeId)?.slice(`Node ${nodeId}: `.length, 2000);
    return problem === undefined
      ? []
      : [{ nodeId, state: 'unusable', problem, errors: 0, requestsPerMinute: 0 }];
  });
}

const folder = new URL('../drivers/', import.meta.url);

/** Names of all drivers: the files of edge-agent/drivers. */
export function driverNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

export async function loadDriver(name: string): Promise<Driver> {
  const module = (await import(new URL(`${name}.ts`, folder).href)) as { default: Driver };
  return module.default;
}

/** Opens each node with its driver. One bad node never keeps the others from working. */
export async function openNodes(
  configurations: readonly NodeConfiguration[],
  tools: DriverTools,
): Promise<OpenedNodes> {
  const names = driverNames();
  const nodes = new Map<string, SiteNode>();
  const nas: { address: string; nas: NasClient }[] = [];
  const problems: string[] = [];
  for (const configuration of configurations) {
    const { nodeId, kind } = configuration;
    // The name becomes a path: only names that are there may get that far.
    if (!names.includes(configuration.driver)) {
      problems.push(
        `Node ${nodeId}: there is no driver "${configuration.driver}"; choose one of ${names.join(', ')}.`,
      );
      continue;
    }
    const driver = await loadDriver(configuration.driver);
    if (driver.kind !== kind) {
      problems.push(
        `Node ${nodeId}: driver "${configuration.driver}" serves a ${driver.kind}, but the node is a ${kind}.`,
      );
      continue;
    }
    const settings = driver.settings.safeParse(configuration.settings);
    const credentials = driver.credentials.safeParse(configuration.credentials);
    if (!settings.success || !credentials.success) {
      const issues = [
        ...(settings.error?.issues ?? []).map((issue) => ({ ...issue, part: 'settings' })),
        ...(credentials.error?.issues ?? []).map((issue) => ({ ...issue, part: 'credentials' })),
      ].map(({ part, path, message }) => `${[part, ...path].join('.')} ${message}`);
      problems.push(`Node ${nodeId}: ${issues.join('; ')}. Mend the node's settings.`);
      continue;
    }
    try {
      const meter = createNodeMeter(Date.now);
      const capabilities = meter.watch(driver.open(settings.data, credentials.data, tools, configuration));
      const client = asNas(configuration, capabilities, meter);
      if (client !== undefined) {
        const twin = nas.find(({ address }) => address === configuration.address)?.nas.nodeId;
        if (twin !== undefined) {
          capabilities.close?.();
          throw new RangeError(`address ${configuration.address} is that of node ${twin} already`);
        }
        nas.push({ address: configuration.address, nas: client });
      }
      nodes.set(nodeId, { configuration, capabilities, meter });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push(`Node ${nodeId}: ${error.message}. Mend the node.`);
    }
  }
  return { nodes, nasAt: nasDirectory(nas), problems };
}

/** Throws a RangeError, which says what is wrong, for a secret or an address that cannot be used. */
function asNas(
  { nodeId, address }: NodeConfiguration,
  { nas }: NodeCapabilities,
  meter: NodeMeter,
): NasClient | undefined {
  if (nas === undefined) return undefined;
  const client = nasClient({ nodeId, ...nas, meter });
  nasDirectory([{ address, nas: client }]);
  return client;
}
