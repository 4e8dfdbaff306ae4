import { withChanges } from '../domain/details.ts';
import {
  type AccessNode,
  type AccessNodeChanges,
  accessNodeAggregate,
  addressClaim,
  type CredentialChanges,
  changeAccessNode as decide,
  namesAfter,
} from '../domain/network/access-node.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { changeSiteNodes } from './change-site-nodes.ts';
import { checkDriver } from './check-driver.ts';
import { addressTaken } from './create-access-node.ts';
import { changeOne } from './write-one.ts';

/** Configures a node anew; its site's agent gets the next revision of its configuration. */
export async function changeAccessNode(
  { store }: Pick<Ports, 'store'>,
  id: string,
  wish: AccessNodeChanges & { readonly credentials?: CredentialChanges | undefined },
  context: Context,
): Promise<Result<Stored<AccessNode>>> {
  const { credentials = {}, ...changes } = wish;
  const changed = await changeOne(store, accessNodeAggregate, id, context, async ({ state }) => {
    if (state.removed) return refuse('access-node.unknown', `The access node ${id} was removed.`);
    const events = decide(state, changes, credentials);
    if (events.length === 0) return done({ events });
    const touchesDriver = [changes.kind, changes.driver, changes.settings, wish.credentials].some(
      (one) => one !== undefined,
    );
    const checked = touchesDriver
      ? checkDriver(
          withChanges(state.details, changes),
          namesAfter(state.credentialNames, credentials),
          credentials,
        )
      : done(undefined);
    if (!checked.ok) return checked;
    const { siteId } = state.details;
    const site = await changeSiteNodes(store, siteId, { nodeId: id, present: true }, context);
    if (!site.ok) return site;
    const former = addressClaim(state.details);
    const next = addressClaim(withChanges(state.details, changes));
    const moved = former.kind !== next.kind || former.value !== next.value;
    return done({
      events,
      others: [site.value],
      extras: { secrets: credentials, ...(moved ? { claims: [next], releases: [former] } : {}) },
    });
  });
  if (changed.ok || changed.refusal.code !== 'store.claim-taken') return changed;
  return addressTaken(changes.address);
}
