import type { Location } from '../contracts/scalars.ts';
import { metresBetween } from '../domain/network/distance.ts';
import { siteAggregate } from '../domain/network/site.ts';
import { done, type Result } from '../domain/result.ts';
import { serviceAggregate } from '../domain/service/evolve.ts';
import type { Service } from '../domain/service/service.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';
import { loadKnown } from './load.ts';

/** As many services as one answer is about: a map of more says no more. */
const mostServices = 500;

export interface ServedPlaces {
  readonly lookedAt: number;
  readonly hasMore: boolean;
  readonly unplaced: number;
  readonly places: readonly {
    readonly service: Stored<Service>;
    readonly location: Location;
    readonly metres?: number;
  }[];
}

/** Where the services of a site are delivered that have not ended, the nearest to the site first. */
export async function servedPlaces(
  { store }: Pick<Ports, 'store'>,
  siteId: string,
): Promise<Result<ServedPlaces>> {
  const [site, listed] = await Promise.all([
    loadKnown(store, siteAggregate, siteId),
    store.list(serviceAggregate, { by: 'place', place: siteId }, { limit: mostServices, order: 'newest' }),
  ]);
  if (!site.ok) return site;
  const middle = site.value.state.details.address?.location;
  const present = listed.items.filter(({ state }) => state.state !== 'terminated');
  const places = present.flatMap((service) => {
    const { location } = service.state.address;
    if (location === undefined) return [];
    return [
      { service, location, ...(middle === undefined ? {} : { metres: metresBetween(middle, location) }) },
    ];
  });
  return done({
    lookedAt: listed.items.length,
    hasMore: listed.nextCursor !== undefined,
    unplaced: present.length - places.length,
    places: places.toSorted((one, other) => (one.metres ?? 0) - (other.metres ?? 0)),
  });
}
