import { Link } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { usePages } from '../../shared/reading.tsx';
import type { FoundSession, Technology } from '../../shared/routes.ts';
import { Filter, NodeFilter, SinceFilter, SiteFilter, Sought, useSince } from '../filters.tsx';
import { NodeLink } from '../links.tsx';
import { type Column, Listing } from '../listing.tsx';
import { Ago, format, Page, usePlaceChoice } from '../parts.tsx';
import { SitesAway } from '../replica-age.tsx';
import { whose } from '../whose.tsx';
import { words } from '../words.ts';
import { technologies } from './service-words.ts';

const columns: readonly Column<FoundSession & { readonly id: string }>[] = [
  {
    id: 'username',
    label: 'User',
    width: '1.5fr',
    cell: ({ username }) => username,
    text: ({ username }) => username,
  },
  ...whose<FoundSession & { readonly id: string }>(),
  {
    id: 'technology',
    label: 'By',
    width: '5rem',
    cell: ({ technology }) => technology !== undefined && technologies[technology],
    text: ({ technology = '' }) => technology,
    isWide: true,
  },
  {
    id: 'address',
    label: 'Address',
    cell: ({ framedIp = '' }) => <span className="code">{framedIp}</span>,
    text: ({ framedIp = '' }) => framedIp,
  },
  {
    id: 'node',
    label: 'Node',
    cell: ({ nodeId }) => nodeId !== undefined && <NodeLink id={nodeId} />,
    text: ({ nodeId = '' }) => nodeId,
    isWide: true,
  },
  {
    id: 'since',
    label: 'Since',
    cell: ({ startedAt }) => <Ago at={startedAt} />,
    text: ({ startedAt }) => startedAt,
    isWide: true,
  },
  {
    id: 'volume',
    label: 'Down / up',
    isNumber: true,
    cell: ({ downloadOctets, uploadOctets }) =>
      `${format.volume(downloadOctets)} / ${format.volume(uploadOctets)}`,
    text: ({ downloadOctets, uploadOctets }) => `${downloadOctets}/${uploadOctets}`,
    isWide: true,
  },
  {
    id: 'service',
    label: '',
    width: '5rem',
    cell: ({ serviceId }) => serviceId !== undefined && <Link to={`/services/${serviceId}`}>Service</Link>,
    isWide: true,
  },
];

/** Who is online where, since when, and how much; found by name, address or MAC. */
export default function OnlineNow() {
  const [siteId] = usePlaceChoice('site');
  const [nodeId] = usePlaceChoice('node');
  const [technology] = usePlaceChoice('technology');
  const [sought = ''] = usePlaceChoice('q');
  const q = useDeferredValue(sought.trim());
  const since = useSince();
  const pages = usePages('GET /sessions', {
    query: {
      limit: 100,
      siteId,
      nodeId,
      technology: technology as Technology | undefined,
      since,
      q: q === '' ? undefined : q,
    },
  });
  const rows = {
    ...pages,
    items: pages.items.map((session) => ({ ...session, id: `${session.siteId}${session.sessionId}` })),
  };
  return (
    <Page title="Online now">
      <div className="filters">
        <Sought name="q" label="Who" placeholder="User, address, MAC …" />
        <SiteFilter />
        <NodeFilter />
        <Filter
          name="technology"
          label="Technology"
          all="All technologies"
          choices={Object.entries(technologies).map(([id, label]) => ({ id, label }))}
        />
        <SinceFilter label="Came online" all="At any time" />
      </div>
      <SitesAway siteId={siteId} />
      <Listing
        label="Online now"
        columns={columns}
        rows={rows}
        to={({ serviceId }) => (serviceId === undefined ? '.' : `/services/${serviceId}/sessions`)}
        empty={q === '' ? 'Nobody is online like this.' : words.noneFound(q)}
        fileName="online"
      />
    </Page>
  );
}
