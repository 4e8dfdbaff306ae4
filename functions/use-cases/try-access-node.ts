import type { AccessNodeDetails } from '../contracts/site.ts';
import { type AccessNode, accessNodeAggregate } from '../domain/network/access-node.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { done, type Result, refuse } from '../domain/result.ts';
import type { Context } from '../ports/context.ts';
import type { Store, Stored } from '../ports/store.ts';
import { type Asking, askSite } from './ask-site.ts';
import { checkDriver } from './check-driver.ts';
import { loadKnown, loadReferenced } from './load.ts';

/** A device's processor may be slow at keys, and somebody waits before the form. */
const patienceMs = 20_000;

export interface TrialWish
  extends Pick<AccessNodeDetails, 'siteId' | 'kind' | 'driver' | 'address' | 'port' | 'settings'> {
  readonly credentials: Readonly<Record<string, string | null>>;
  /** A node that is there: credentials that are left out are its own. */
  readonly nodeId?: string | undefined;
}

/**
 * Has the agent of a site ask a device who it is, with a driver and settings that nobody has saved. Nothing is written,
 * here or there; credentials go to the agent and nowhere else.
 */
export async function tryAccessNode(
  ports: Asking,
  { siteId, nodeId, credentials: given, ...node }: TrialWish,
  context: Context,
) {
  const { store, ids } = ports;
  const site = await loadReferenced(store, siteAggregate, siteId, '/siteId');
  if (!site.ok) return site;
  const credentials = await credentialsOf(store, nodeId, given);
  if (!credentials.ok) return credentials;
  const checked = checkDriver(node, Object.keys(credentials.value), credentials.value);
  if (!checked.ok) return checked;
  const trial = { ...node, nodeId: nodeId ?? ids.next('nod'), credentials: credentials.value };
  const seen = await askSite(ports, siteId, { of: 'trial-node', node: trial }, context, patienceMs);
  if (!seen.ok) return seen;
  const { at, finding } = seen.value;
  const { answered, identity } = finding;
  return done({ at, answered, ...(identity === undefined ? {} : { identity }) });
}

async function credentialsOf(
  store: Store,
  nodeId: string | undefined,
  given: TrialWish['credentials'],
): Promise<Result<Record<string, string>>> {
  const known = nodeId === undefined ? undefined : await loadKnown(store, accessNodeAggregate, nodeId);
  if (known !== undefined && !known.ok) return known;
  if (known?.value.state.removed) {
    return refuse('access-node.unknown', `The access node ${nodeId} was removed.`);
  }
  const kept = known === undefined ? [] : await keptCredentials(store, known.value, given);
  const said = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== null);
  return done(Object.fromEntries([...kept, ...said]));
}

async function keptCredentials(
  store: Store,
  { id, state }: Stored<AccessNode>,
  given: TrialWish['credentials'],
): Promise<[string, string][]> {
  const names = state.credentialNames.filter((name) => !Object.hasOwn(given, name));
  const values = await Promise.all(names.map((name) => store.secret('access-node', id, name)));
  return names.flatMap((name, i): [string, string][] => {
    const value = values[i];
    return value === undefined ? [] : [[name, value]];
  });
}
