import type { AskedSites, CompareSitesStep } from '../contracts/compare-sites.ts';
import type { SiteDetails } from '../contracts/site.ts';
import { type ComparisonEvery, dueComparison } from '../domain/network/comparison.ts';
import { siteAggregate } from '../domain/network/site.ts';
import type { Context } from '../ports/context.ts';
import type { Ports } from '../ports/ports.ts';
import { askComparison } from './ask-comparison.ts';

/** So many sites begin together, and then so many seconds nobody: 900 sites within an hour. */
const perStep = 5;
const pauseSeconds = 20;

function everyOf({ comparisonHours: own = {} }: SiteDetails, every: ComparisonEvery): ComparisonEvery {
  return { replica: own.replica ?? every.replica, devices: own.devices ?? every.devices };
}

/** Asks those of the next few sites that are due to compare; one that breaks is told of and stops no other. */
export async function compareDueSites(
  ports: Pick<Ports, 'store' | 'ids' | 'edgeLink'>,
  { cursor }: CompareSitesStep,
  every: ComparisonEvery,
  context: Context,
): Promise<AskedSites> {
  const page = await ports.store.list(
    siteAggregate,
    { by: 'type' },
    { limit: perStep, ...(cursor === null ? {} : { cursor }) },
  );
  const failures: AskedSites['failures'] = [];
  let asked = 0;
  for (const { id, state } of page.items) {
    const { details, link, comparisons = {} } = state;
    const depth =
      link.state === 'online' ? dueComparison(comparisons, everyOf(details, every), context.now) : undefined;
    if (depth === undefined) continue;
    try {
      await askComparison(ports, id, depth, context);
      asked += 1;
    } catch (error) {
      failures.push({ siteId: id, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const pause = asked === 0 ? 0 : pauseSeconds;
  return { nextCursor: page.nextCursor ?? null, pauseSeconds: pause, asked, failures };
}
