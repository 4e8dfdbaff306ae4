import type { NodeConfiguration } from '../contracts/edge/messages.ts';
import type { Instant } from '../contracts/scalars.ts';
import { type AccessNode, accessNodeAggregate } from '../domain/network/access-node.ts';
import { driftPolicyOf, type Site, siteAggregate } from '../domain/network/site.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Store, Stored } from '../ports/store.ts';
import { loadKnown } from './load.ts';

/**
 * Sends a site's nodes to its agent, whole, with their credentials, and its pay redirect. The site is read before its nodes: a node may then
 * be newer than the revision says, which the next revision puts right, but never older. Nothing is sent for a site that
 * never had a node nor a redirect.
 */
export async function sendSiteConfiguration(
  { store, ids, edgeLink }: Pick<Ports, 'store' | 'ids' | 'edgeLink'>,
  siteId: string,
  now: Instant,
): Promise<Result<void>> {
  const site = await loadKnown(store, siteAggregate, siteId);
  if (!site.ok) return site;
  const { configurationRevision: revision, nodeIds, details } = site.value.state;
  const { payRedirect } = details;
  if (revision === 0) return done(undefined);
  const loaded = await Promise.all(nodeIds.map((nodeId) => store.load(accessNodeAggregate, nodeId)));
  const present = loaded.filter((node) => node !== undefined).filter(({ state }) => !state.removed);
  const nodes = await Promise.all(present.map((node) => configurationOf(store, site.value.state, node)));
  await edgeLink.sendConfiguration(siteId, {
    messageId: ids.next('msg'),
    siteId,
    revision,
    issuedAt: now,
    nodes,
    ...(payRedirect === undefined ? {} : { payRedirect }),
  });
  return done(undefined);
}

async function configurationOf(
  store: Store,
  site: Site,
  { id, state }: Stored<AccessNode>,
): Promise<NodeConfiguration> {
  const { kind, driver, address, port, settings } = state.details;
  const credentials: Record<string, string> = {};
  for (const name of state.credentialNames) {
    const value = await store.secret('access-node', id, name);
    if (value !== undefined) credentials[name] = value;
  }
  return {
    nodeId: id,
    kind,
    driver,
    address,
    ...(port === undefined ? {} : { port }),
    settings,
    credentials,
    driftPolicy: driftPolicyOf(site.details, state.details),
  };
}
