import type { NodeConfiguration } from '../../functions/contracts/edge/messages.ts';
import type { PayRedirect } from '../../functions/contracts/site.ts';
import type { Database } from './database.ts';

export interface SiteConfiguration {
  readonly revision: number;
  readonly nodes: readonly NodeConfiguration[];
  readonly payRedirect?: PayRedirect | undefined;
}

/** The site's nodes with their secrets, as the cloud last gave them. Revision 0 is a site that has none yet. */
export interface ConfigurationStore {
  get(): SiteConfiguration;
  /** Takes it when its revision is higher than the held one; answers whether it did. */
  put(configuration: SiteConfiguration): boolean;
}

export function createConfigurationStore({ sqlite }: Database): ConfigurationStore {
  const read = sqlite.prepare('SELECT revision, nodes, payRedirect FROM configuration');
  const write = sqlite.prepare(
    `INSERT INTO configuration (one, revision, nodes, payRedirect) VALUES (1, ?, ?, ?)
     ON CONFLICT (one) DO UPDATE SET revision = excluded.revision, nodes = excluded.nodes,
       payRedirect = excluded.payRedirect
     WHERE excluded.revision > configuration.revision`,
  );
  return {
    get() {
      const row = read.get() as { revision: number; nodes: string; payRedirect: string | null } | undefined;
      if (row === undefined) return { revision: 0, nodes: [] };
      const { revision, nodes, payRedirect } = row;
      return {
        revision,
        nodes: JSON.parse(nodes) as NodeConfiguration[],
        ...(payRedirect === null ? {} : { payRedirect: JSON.parse(payRedirect) as PayRedirect }),
      };
    },
    put({ revision, nodes, payRedirect }) {
      const redirect = payRedirect === undefined ? null : JSON.stringify(payRedirect);
      return write.run(revision, JSON.stringify(nodes), redirect).changes === 1;
    },
  };
}
