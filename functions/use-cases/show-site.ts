import type { ComparisonFindings } from '../contracts/comparison.ts';
import type { AccessNodeView, SiteView } from '../contracts/http/sites.ts';
import { type Comparisons, lookedAt, type RunningComparison, sum } from '../domain/network/comparison.ts';
import { nodeStateOf } from '../domain/network/node-state.ts';
import type { Site } from '../domain/network/site.ts';
import type { KnownHealth } from '../ports/site-health.ts';
import type { Stored } from '../ports/store.ts';
import type { NodeWithHealth } from './read-sites.ts';

/** A site as the API shows it. */
export function showSite({ id, state, updatedAt }: Stored<Site>): SiteView {
  const { details, link, configurationRevision, comparisons = {}, enrolledAt, createdAt } = state;
  const { agentVersion, lastSeenAt } = link;
  return {
    id,
    ...details,
    status: link.state,
    ...(agentVersion === undefined ? {} : { agentVersion }),
    ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
    ...(enrolledAt === undefined ? {} : { enrolledAt }),
    configurationRevision,
    comparisons: {
      ...(comparisons.replica === undefined ? {} : { replica: showComparisons(comparisons.replica) }),
      ...(comparisons.devices === undefined ? {} : { devices: showDeviceComparisons(comparisons.devices) }),
    },
    createdAt,
    updatedAt,
  };
}

type ComparisonsView = NonNullable<SiteView['comparisons']['replica']>;

function showComparisons({ running, last }: Comparisons): ComparisonsView {
  return {
    ...(running === undefined ? {} : { running: showRunning(running, sum(Object.values(running.parts))) }),
    ...(last === undefined ? {} : { last: { ...last, unknown: [...last.unknown] } }),
  };
}

/** Each part of a reading of devices tells all so far. */
function showDeviceComparisons({ running, last }: Comparisons): ComparisonsView {
  const { running: _, ...shown } = showComparisons(last === undefined ? {} : { last });
  if (running === undefined) return shown;
  const looked = lookedAt(running);
  const soFar = running.parts[looked] ?? sum([]);
  return { ...shown, running: { ...showRunning(running, soFar), looked } };
}

function showRunning(
  { comparisonId, startedAt, services }: RunningComparison,
  { differences, unreachable }: ComparisonFindings,
) {
  return { comparisonId, startedAt, services, differences, unreachable };
}

/** An access node as the API shows it: never a credential, only which ones there are. */
export function showAccessNode({ id, state, updatedAt, health: known }: NodeWithHealth): AccessNodeView {
  const { details, credentialNames, createdAt } = state;
  return {
    id,
    ...details,
    credentialsSet: [...credentialNames],
    state: nodeStateOf(known),
    ...(known === undefined ? {} : { health: withoutId(known) }),
    createdAt,
    updatedAt,
  };
}

function withoutId({ nodeId: _, ...health }: KnownHealth): Omit<KnownHealth, 'nodeId'> {
  return health;
}
