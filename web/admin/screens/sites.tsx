import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { usePages } from '../../shared/reading.tsx';
import type { Site } from '../../shared/routes.ts';
import { Act } from '../form.tsx';
import { type Column, Listing } from '../listing.tsx';
import { PlacesMap } from '../map/places-map.tsx';
import { siteMarkers } from '../map/site-markers.ts';
import { Ago, Mark, Page } from '../parts.tsx';
import { useMay } from '../who.ts';

export function SiteMark({ status }: { readonly status: Site['status'] }) {
  return (
    <Mark tone={status === 'online' ? 'good' : 'bad'}>{status === 'online' ? 'Online' : 'Offline'}</Mark>
  );
}

const columns: readonly Column<Site>[] = [
  { id: 'name', label: 'Site', width: '2fr', cell: ({ name }) => name, text: ({ name }) => name },
  {
    id: 'status',
    label: 'Agent',
    width: '5.5rem',
    cell: ({ status }) => <SiteMark status={status} />,
    text: ({ status }) => status,
  },
  {
    id: 'seen',
    label: 'Since',
    width: '5.5rem',
    cell: ({ lastSeenAt }) => lastSeenAt !== undefined && <Ago at={lastSeenAt} />,
    text: ({ lastSeenAt = '' }) => lastSeenAt,
    isWide: true,
  },
  {
    id: 'version',
    label: 'Version',
    width: '4.5rem',
    cell: ({ agentVersion }) => agentVersion ?? 'never enrolled',
    text: ({ agentVersion = '' }) => agentVersion,
    isWide: true,
  },
  {
    id: 'replica',
    label: 'Compared',
    width: '5.5rem',
    cell: ({ comparisons: { replica } }) =>
      replica?.last === undefined ? 'never' : <Ago at={replica.last.finishedAt} />,
    text: ({ comparisons: { replica } }) => replica?.last?.finishedAt ?? '',
    isWide: true,
  },
  {
    id: 'differences',
    label: 'Differences',
    width: '6rem',
    isNumber: true,
    cell: ({ comparisons: { replica, devices } }) =>
      (replica?.last?.differences ?? 0) + (devices?.last?.differences ?? 0),
    text: ({ comparisons: { replica, devices } }) =>
      String((replica?.last?.differences ?? 0) + (devices?.last?.differences ?? 0)),
  },
];

/** Where the network is, and whether its agents are there. */
export default function Sites() {
  const rows = usePages('GET /sites', { query: { limit: 100 } });
  const alarms = usePages('GET /alarms', { query: { limit: 200 } });
  const raised = useMemo(() => {
    const counts = new Map<string, number>();
    for (const { siteId } of alarms.items)
      if (siteId !== undefined) counts.set(siteId, (counts.get(siteId) ?? 0) + 1);
    return counts;
  }, [alarms.items]);
  const markers = useMemo(() => siteMarkers(rows.items, raised), [rows.items, raised]);
  const may = useMay();
  const navigate = useNavigate();
  return (
    <Page
      title="Sites"
      actions={
        may('network:write') && (
          <Act
            begins
            route="POST /sites"
            label="New site"
            look="main"
            onDone={({ id }) => void navigate({ to: `/network/sites/${id}` })}
          />
        )
      }
    >
      <div className="beside">
        <Listing
          label="Sites"
          columns={columns}
          rows={rows}
          to={({ id }) => `/network/sites/${id}`}
          empty="No site yet. A site is a place with an agent and the devices around it."
          fileName="sites"
        />
        <section className="stack" aria-label="Map of the sites">
          <PlacesMap
            label="Sites"
            markers={markers}
            onOpen={(id) => void navigate({ to: `/network/sites/${id}` })}
          />
          {markers.length < rows.items.length && (
            <p className="hint">
              {markers.length} of {rows.items.length} sites are on the map: a site gets its place with its
              address.
            </p>
          )}
        </section>
      </div>
    </Page>
  );
}
