import type { Location } from '../contracts/scalars.ts';
import { metresBetween } from '../domain/network/distance.ts';
import { type Site, siteAggregate } from '../domain/network/site.ts';
import { done, type Result } from '../domain/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Stored } from '../ports/store.ts';

/** More sites than one provider has. */
const mostSites = 2_000;

export interface NearSites {
  readonly near: readonly {
    readonly site: Stored<Site>;
    readonly location: Location;
    readonly metres: number;
  }[];
  readonly elsewhere: number;
}

/** The sites nearest to a place. One whose place nobody has told is counted and not guessed at. */
export async function nearestSites(
  { store }: Pick<Ports, 'store'>,
  { limit, ...place }: Location & { readonly limit: number },
): Promise<Result<NearSites>> {
  const { items } = await store.list(siteAggregate, { by: 'type' }, { limit: mostSites });
  const near = items.flatMap((site) => {
    const location = site.state.details.address?.location;
    return location === undefined ? [] : [{ site, location, metres: metresBetween(place, location) }];
  });
  return done({
    near: near.toSorted((one, other) => one.metres - other.metres).slice(0, limit),
    elsewhere: items.length - near.length,
  });
}
