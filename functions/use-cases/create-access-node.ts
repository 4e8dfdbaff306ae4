import type { AccessNodeDetails } from '../contracts/site.ts';
import {
  type AccessNode,
  accessNodeAggregate,
  addressClaim,
  createAccessNode as decide,
} from '../domain/network/access-node.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import { change } from '../ports/change.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changeSiteNodes } from './change-site-nodes.ts';
import { checkDriver } from './check-driver.ts';
import { withRetry } from './retry.ts';
import { storedBy } from './write-one.ts';

export interface AccessNodeWish extends Omit<AccessNodeDetails, 'name'> {
  readonly name?: string | undefined;
  readonly credentials: Readonly<Record<string, string>>;
}

/** Adds a node to a site. */
export function createAccessNode(
  { store, ids }: Pick<Ports, 'store' | 'ids'>,
  wish: AccessNodeWish,
  context: Context,
): Promise<Result<Stored<AccessNode>>> {
  const { credentials, ...given } = wish;
  const details: AccessNodeDetails = { ...given, name: given.name ?? `${given.kind} ${given.address}` };
  const checked = checkDriver(details, Object.keys(credentials), credentials);
  if (!checked.ok) return Promise.resolve(checked);
  const id = ids.next('nod');
  return withRetry(context, async () => {
    const site = await changeSiteNodes(store, details.siteId, { nodeId: id, present: true }, context);
    if (!site.ok) return site;
    const node = change(accessNodeAggregate, id, undefined, decide(details, credentials), context.now, {
      claims: [addressClaim(details)],
      secrets: credentials,
    });
    const answer = storedBy(node, context);
    const committed = await store.commit([node, site.value], context, answer);
    if (committed.ok) return done(answer);
    return committed.refusal.code === 'store.claim-taken' ? addressTaken(details.address) : committed;
  });
}

/** Another node of the kind at the site has the address. */
export function addressTaken(address = '') {
  return refuse(
    'access-node.address-taken',
    `Another node of this kind at the site has the address ${address}; change that one, or give another address.`,
    '/address',
  );
}
