import type { NodeConfiguration } from '../../functions/contracts/edge/messages.ts';
import type { Database } from './database.ts';

export interface SiteConfiguration {
  readonly revision: number;
  readonly nodes: readonly NodeConfiguration[];
}

/** The site's nodes with their secrets, as the cloud last gave them. Revision 0 is a site that has none yet. */
export interface ConfigurationStore {
  get(): SiteConfiguration;
  /** Takes it when its revision is higher than the held one; answers whether it did. */
  put(configuration: SiteConfiguration): boolean;
}

export function createConfigurationStore({ sqlite }: Database): ConfigurationStore {
  const read = sqlite.prepare('SELECT revision, nodes FROM configuration');
  const write = sqlite.prepare(
    `INSERT INTO configuration (one, revision, nodes) VALUES (1, ?, ?)
     ON CONFLICT (one) DO UPDATE SET revision = excluded.revision, nodes = excluded.nodes
     WHERE excluded.revision > configuration.revision`,
  );
  return {
    get() {
      const row = read.get() as { revision: number; nodes: string } | undefined;
      return row === undefined
        ? { revision: 0, nodes: [] }
        : { revision: row.revision, nodes: JSON.parse(row.nodes) as NodeConfiguration[] };
    },
    put({ revision, nodes }) {
      return write.run(revision, JSON.stringify(nodes)).changes === 1;
    },
  };
}
