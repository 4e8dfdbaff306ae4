import { type AskedSites, compareSitesStep } from '../../contracts/compare-sites.ts';
import { now } from '../../runtime/clock.ts';
import { edgeLink, ids, lazily, store } from '../../runtime/composition.ts';
import { environment } from '../../runtime/environment.ts';
import { compareSitesEnvironment } from '../../runtime/environments/compare-sites.ts';
import { log } from '../../runtime/log.ts';
import { compareDueSites } from '../../use-cases/compare-due-sites.ts';

const env = environment(compareSitesEnvironment);

const ports = lazily({ store: () => store(env), ids, edgeLink });

const every = { replica: env.COMPARE_REPLICA_HOURS, devices: env.COMPARE_DEVICES_HOURS };

/** Asks a few sites to compare, as the state machine asks for it. A throw is retried there. */
export async function handler(event: unknown): Promise<AskedSites> {
  const context = { actor: { kind: 'system' as const, id: 'compare-sites' }, now: now() };
  const asked = await compareDueSites(ports, compareSitesStep.parse(event), every, context);
  for (const failure of asked.failures) log('error', 'site not asked to compare', failure);
  return asked;
}
