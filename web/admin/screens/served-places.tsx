import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { Reading, useRead } from '../../shared/reading.tsx';
import type { ServedPlaces as Served, ServedPlace, Site } from '../../shared/routes.ts';
import { type Column, Table } from '../listing.tsx';
import { PlacesMap } from '../map/places-map.tsx';
import { siteMarkers } from '../map/site-markers.ts';
import { format, Mark, Section } from '../parts.tsx';
import { words } from '../words.ts';
import { addressLine, serviceStates } from './service-words.ts';

/** As many as are told in words; the map has them all. */
const mostRows = 25;

const columns: readonly Column<ServedPlace>[] = [
  { id: 'address', label: 'Delivered at', cell: ({ address }) => <bdi>{addressLine(address)}</bdi> },
  { id: 'plan', label: 'Plan', cell: ({ plan }) => plan, isWide: true },
  {
    id: 'state',
    label: 'State',
    cell: ({ state }) => <Mark tone={serviceStates[state].tone}>{serviceStates[state].label}</Mark>,
  },
  {
    id: 'distance',
    label: 'Away',
    isNumber: true,
    cell: ({ metres }) => (metres === undefined ? words.notSet : format.distance(metres)),
  },
];

/** Where the services of a site are, on the map and in words. */
export function ServedPlaces({ site }: { readonly site: Site }) {
  const served = useRead('GET /sites/{id}/served-places', { params: { id: site.id } });
  return (
    <Section title="Where its services are">
      <Reading of={served} words={words.reading}>
        {(known) => <Known site={site} served={known} />}
      </Reading>
    </Section>
  );
}

function Known({ site, served }: { readonly site: Site; readonly served: Served }) {
  const navigate = useNavigate();
  const { items, unplaced, lookedAt, hasMore } = served;
  const dots = useMemo(() => items.map(({ serviceId, location }) => ({ id: serviceId, location })), [items]);
  const markers = useMemo(() => siteMarkers([site]), [site]);
  return (
    <>
      <p className="hint">
        {format.number(items.length)} on the map.
        {unplaced > 0 && ` ${format.number(unplaced)} have an address and no place on the map yet.`}
        {hasMore && ` Only the newest ${format.number(lookedAt)} services are looked at here.`}
      </p>
      {(items.length > 0 || markers.length > 0) && (
        <PlacesMap
          label={`Services of ${site.name}`}
          markers={markers}
          dots={dots}
          onOpen={(id) => {
            if (id !== site.id) void navigate({ to: `/services/${id}` });
          }}
        />
      )}
      {items.length > 0 && (
        <Table
          label="Services by distance"
          rows={items.slice(0, mostRows)}
          keyOf={({ serviceId }) => serviceId}
          to={({ serviceId }) => `/services/${serviceId}`}
          columns={columns}
        />
      )}
      {items.length > mostRows && (
        <p className="hint">
          The nearest {mostRows} of {format.number(items.length)}.
        </p>
      )}
    </>
  );
}
