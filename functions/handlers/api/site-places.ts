import * as contract from '../../contracts/http/site-places.ts';
import { type BoundRoute, bind } from '../../runtime/bind.ts';
import { nearestSites } from '../../use-cases/nearest-sites.ts';
import { servedPlaces } from '../../use-cases/served-places.ts';
import { showSite } from '../../use-cases/show-site.ts';

export const routes: readonly BoundRoute[] = [
  bind(
    contract.listNearestSites,
    ({ query }, ports) => nearestSites(ports, query),
    ({ near, elsewhere }) => ({
      body: {
        items: near.map(({ site, location, metres }) => ({ ...showSite(site), location, metres })),
        elsewhere,
      },
    }),
  ),
  bind(
    contract.listServedPlaces,
    ({ params }, ports) => servedPlaces(ports, params.id),
    ({ places, ...counts }) => ({
      body: {
        ...counts,
        items: places.map(({ service: { id, state }, ...place }) => ({
          serviceId: id,
          subscriberId: state.subscriberId,
          plan: state.plan.name,
          technology: state.access.technology,
          state: state.state,
          address: state.address,
          ...place,
        })),
      },
    }),
  ),
];
