import { useDeferredValue } from 'react';
import { usePages } from '../../shared/reading.tsx';
import type { ListedService, NetworkStatus, ServiceState, Technology } from '../../shared/routes.ts';
import { BulkBar, useMayChoose } from '../bulk-bar.tsx';
import { Filter, PlanFilter, SiteFilter, Sought } from '../filters.tsx';
import { type Column, Listing } from '../listing.tsx';
import { format, Mark, Page, usePlaceChoice } from '../parts.tsx';
import { useSelection } from '../selection.tsx';
import { useMay } from '../who.ts';
import { whose } from '../whose.tsx';
import { words } from '../words.ts';
import { accessName, addressLine, networkStates, serviceStates, technologies } from './service-words.ts';

const columns: readonly Column<ListedService>[] = [
  {
    id: 'name',
    label: 'On the network',
    width: '1.5fr',
    cell: ({ access }) => accessName(access),
    text: ({ access }) => accessName(access),
  },
  ...whose<ListedService>({ width: '1.5fr' }),
  {
    id: 'plan',
    label: 'Plan',
    width: '1.5fr',
    isWide: true,
    cell: ({ plan }) => <bdi>{plan.name}</bdi>,
    text: ({ plan }) => `${plan.name} ${plan.terms.version}`,
  },
  {
    id: 'technology',
    label: 'By',
    width: '5rem',
    isWide: true,
    cell: ({ access }) => technologies[access.technology],
    text: ({ access }) => access.technology,
  },
  {
    id: 'state',
    label: 'State',
    width: '7rem',
    cell: ({ state }) => <Mark tone={serviceStates[state].tone}>{serviceStates[state].label}</Mark>,
    text: ({ state }) => state,
  },
  {
    id: 'network',
    label: 'Network',
    width: '7rem',
    isWide: true,
    cell: ({ network: { status } }) => (
      <Mark tone={networkStates[status].tone}>{networkStates[status].label}</Mark>
    ),
    text: ({ network }) => network.status,
  },
  {
    id: 'address',
    label: 'Address',
    width: '2fr',
    isWide: true,
    cell: ({ address }) => <bdi>{addressLine(address)}</bdi>,
    text: ({ address }) => addressLine(address),
  },
  {
    id: 'since',
    label: 'Since',
    width: '7rem',
    isWide: true,
    cell: ({ selectedAt }) => format.day(selectedAt.slice(0, 10)),
    text: ({ selectedAt }) => selectedAt,
  },
];

const choicesOf = (known: Readonly<Record<string, string | { readonly label: string }>>) =>
  Object.entries(known).map(([id, words]) => ({
    id,
    label: typeof words === 'string' ? words : words.label,
  }));

/** Every service of the house, by what it is and how the network stands to it; many of them are changed at once. */
export default function Services() {
  const may = useMay();
  const mayChoose = useMayChoose();
  const [state] = usePlaceChoice('status');
  const [planId] = usePlaceChoice('plan');
  const [siteId] = usePlaceChoice('site');
  const [technology] = usePlaceChoice('technology');
  const [network] = usePlaceChoice('network');
  const [tag] = usePlaceChoice('tag');
  const [sought = ''] = usePlaceChoice('q');
  const q = useDeferredValue(sought.trim());
  const filter = {
    planId,
    siteId,
    technology: technology as Technology | undefined,
    network: network as NetworkStatus | undefined,
    tag,
  };
  const serviceState = state as ServiceState | undefined;
  const rows = usePages('GET /services', {
    query: { limit: 100, ...filter, state: serviceState, q: q === '' ? undefined : q },
  });
  const selection = useSelection(JSON.stringify([filter, state, q]));
  const isFiltered = [state, ...Object.values(filter)].some((one) => one !== undefined);
  return (
    <Page title="Services">
      <div className="filters">
        <Sought name="q" label="Whose" placeholder="Name, MAC …" />
        <Filter name="status" label="State" all="All states" choices={choicesOf(serviceStates)} />
        {may('catalog:read') && <PlanFilter />}
        {may('network:read') && <SiteFilter />}
        <Filter
          name="technology"
          label="Technology"
          all="All technologies"
          choices={choicesOf(technologies)}
        />
        <Filter name="network" label="Network" all="However it stands" choices={choicesOf(networkStates)} />
        <Sought name="tag" label="Tag of the subscriber" placeholder="Any" />
      </div>
      <BulkBar
        selection={selection}
        // What a search finds is chosen one by one: a bulk action knows no words.
        here={q === '' ? rows.items.length : Number.POSITIVE_INFINITY}
        meant={(serviceIds) => (serviceIds === undefined ? { ...filter, serviceState } : { serviceIds })}
        reached={(serviceIds) =>
          serviceIds === undefined ? { ...filter, serviceState: serviceState ?? 'active' } : { serviceIds }
        }
      />
      <Listing
        label="Services"
        columns={columns}
        rows={rows}
        {...(mayChoose ? { selection } : {})}
        nameOf={({ access, subscriberName }) => `${accessName(access)}, ${subscriberName}`}
        to={({ id }) => `/services/${id}`}
        empty={q !== '' ? words.noneFound(q) : isFiltered ? 'No service is like that.' : 'No service yet.'}
        fileName="services"
      />
    </Page>
  );
}
