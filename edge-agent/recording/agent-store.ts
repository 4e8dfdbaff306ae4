import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { NodeConfiguration } from '../../functions/contracts/edge/messages.ts';
import type { AccessGrant } from '../capabilities/subscriber-access.ts';
import { storeFile } from '../journal/database.ts';
import { createReplica } from '../journal/replica.ts';
import { createConfigurationStore } from '../journal/site-configuration.ts';

/** What an agent's store knows of its nodes and services; the agent may go on working meanwhile. */
export interface AgentStore {
  readonly nodes: readonly NodeConfiguration[];
  services(): Iterable<AccessGrant>;
  close(): void;
}

/** The stores in a folder: an agent's own data folder, or one of the embedded stack with an agent for each site. */
export function storesIn(folder: string): readonly string[] {
  const sites = join(folder, 'sites');
  const folders = [
    folder,
    ...(existsSync(sites) ? readdirSync(sites).map((site) => join(sites, site, 'agent')) : []),
  ];
  return folders.map((one) => join(one, storeFile)).filter((file) => existsSync(file));
}

export function openAgentStore(file: string): AgentStore {
  const sqlite = new DatabaseSync(file, { readOnly: true });
  const database = { sqlite } as Parameters<typeof createReplica>[0];
  return {
    nodes: createConfigurationStore(database).get().nodes,
    services: () => createReplica(database).present(),
    close: () => sqlite.close(),
  };
}
