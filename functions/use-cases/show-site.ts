import type { AccessNodeView, SiteView } from '../contracts/http/sites.ts';
import type { AccessNode } from '../domain/network/access-node.ts';
import type { Site } from '../domain/network/site.ts';
import type { Stored } from '../ports/store.ts';

/** A site as the API shows it. */
export function showSite({ id, state, updatedAt }: Stored<Site>): SiteView {
  const { details, link, configurationRevision, enrolledAt, createdAt } = state;
  const { agentVersion, lastSeenAt } = link;
  return {
    id,
    ...details,
    status: link.state,
    ...(agentVersion === undefined ? {} : { agentVersion }),
    ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
    ...(enrolledAt === undefined ? {} : { enrolledAt }),
    configurationRevision,
    createdAt,
    updatedAt,
  };
}

/** An access node as the API shows it: never a credential, only which ones there are. */
export function showAccessNode({ id, state, updatedAt }: Stored<AccessNode>): AccessNodeView {
  const { details, credentialNames, createdAt } = state;
  return { id, ...details, credentialsSet: [...credentialNames], createdAt, updatedAt };
}
