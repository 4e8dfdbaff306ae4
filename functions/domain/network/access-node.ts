import type { AccessNodeChanged } from '../../contracts/events/access-node-changed.ts';
import type { AccessNodeCreated } from '../../contracts/events/access-node-created.ts';
import type { AccessNodeRemoved } from '../../contracts/events/access-node-removed.ts';
import type { Instant } from '../../contracts/scalars.ts';
import type { AccessNodeDetails, DriftPolicy } from '../../contracts/site.ts';
import type { Aggregate } from '../aggregate.ts';
import { isSame, withChanges } from '../details.ts';
import { done, type Result, refuse } from '../result.ts';

export type AccessNodeEvent = AccessNodeCreated | AccessNodeChanged | AccessNodeRemoved;

/** A NAS, OLT or LTE core at a site. Values of credentials are sealed elsewhere; here are only their names. */
export interface AccessNode {
  readonly details: AccessNodeDetails;
  readonly credentialNames: readonly string[];
  readonly removed: boolean;
  readonly createdAt: Instant;
}

/** The node's state as the fold of its events. A removed node is found at no site. */
export const accessNodeAggregate: Aggregate<AccessNode, AccessNodeEvent> = {
  type: 'access-node',
  evolve(state, event, at) {
    if (event.type === 'access-node.created') {
      const { credentialNames, ...details } = event.data;
      return { details, credentialNames, removed: false, createdAt: at };
    }
    if (state === undefined) throw new Error(`${event.type} on a node that does not exist`);
    switch (event.type) {
      case 'access-node.changed': {
        const { credentialNames, credentialsChanged: _, ...details } = event.data;
        return { ...state, details, credentialNames };
      }
      case 'access-node.removed':
        return { ...state, removed: true };
    }
  },
  links: ({ details, removed }) => (removed ? {} : { place: details.siteId }),
};

/** New values of credentials; `null` forgets one. */
export type CredentialChanges = Readonly<Record<string, string | null>>;

/** Adds a node to a site. */
export function createAccessNode(
  details: AccessNodeDetails,
  credentials: CredentialChanges,
): readonly AccessNodeEvent[] {
  const credentialNames = namesAfter([], credentials);
  return [{ type: 'access-node.created', data: { ...details, credentialNames } }];
}

/** What may be changed on a node; `port: null` means the driver's own port again, `driftPolicy: null` the site's. A node stays at its site. */
export type AccessNodeChanges = {
  readonly [K in 'kind' | 'driver' | 'name' | 'address' | 'settings']?: AccessNodeDetails[K] | undefined;
} & { readonly port?: number | null | undefined; readonly driftPolicy?: DriftPolicy | null | undefined };

/** Configures a node anew. Settings are replaced whole, credentials one by one. */
export function changeAccessNode(
  node: AccessNode,
  changes: AccessNodeChanges,
  credentials: CredentialChanges,
): readonly AccessNodeEvent[] {
  const details = withChanges<AccessNodeDetails>(node.details, changes);
  const credentialsChanged = Object.keys(credentials).sort();
  if (credentialsChanged.length === 0 && isSame(details, node.details)) return [];
  const credentialNames = namesAfter(node.credentialNames, credentials);
  return [{ type: 'access-node.changed', data: { ...details, credentialNames, credentialsChanged } }];
}

/** Takes a node away from its site, unless it was already, or services are bound to it. */
export function removeAccessNode(node: AccessNode, bound: number): Result<readonly AccessNodeEvent[]> {
  if (node.removed) return refuse('access-node.unknown', 'There is no such access node any more.');
  if (bound > 0) {
    const who = bound === 1 ? '1 service is' : `${bound} services are`;
    return refuse(
      'access-node.in-use',
      `${who} bound to ${node.details.name}; move them to another node or terminate them first.`,
    );
  }
  return done([{ type: 'access-node.removed', data: {} }]);
}

/** At one site, an address belongs to one node of a kind: AAA tells NAS apart by their address. */
export function addressClaim(details: Pick<AccessNodeDetails, 'siteId' | 'kind' | 'address'>): {
  readonly kind: string;
  readonly value: string;
} {
  return { kind: `${details.kind}-address`, value: `${details.siteId}/${canonical(details.address)}` };
}

/** One writing for every address: IPv6 as in RFC 5952, a range of one as the address itself. */
function canonical(address: string): string {
  const [host = '', bits] = address.split('/');
  const isIpv6 = host.includes(':');
  const written = isIpv6 ? new URL(`http://[${host}]`).hostname.slice(1, -1) : host;
  return bits === undefined || bits === (isIpv6 ? '128' : '32') ? written : `${written}/${bits}`;
}

/** Names of the credentials that are set once the changes are made. */
export function namesAfter(names: readonly string[], credentials: CredentialChanges): string[] {
  const set = new Set(names);
  for (const [name, value] of Object.entries(credentials)) {
    if (value === null) set.delete(name);
    else set.add(name);
  }
  return [...set].sort();
}
