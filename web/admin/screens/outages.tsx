import { usePages } from '../../shared/reading.tsx';
import type { Outage } from '../../shared/routes.ts';
import { Act } from '../form.tsx';
import { NodeLink, SiteLink } from '../links.tsx';
import { type Column, Listing } from '../listing.tsx';
import { format, Page } from '../parts.tsx';
import { useMay } from '../who.ts';
import { OutageReach } from './outage-reach.tsx';

const columns: readonly Column<Outage>[] = [
  {
    id: 'what',
    label: 'What was out',
    width: '2fr',
    cell: ({ siteId, nodeId }) => (
      <>
        <SiteLink id={siteId} />
        {nodeId !== undefined && (
          <>
            , <NodeLink id={nodeId} />
          </>
        )}
      </>
    ),
    text: ({ siteId, nodeId = '' }) => `${siteId} ${nodeId}`.trim(),
  },
  {
    id: 'began',
    label: 'Began',
    cell: ({ startedAt }) => format.instant(startedAt),
    text: ({ startedAt }) => startedAt,
  },
  {
    id: 'ended',
    label: 'Ended',
    cell: ({ endedAt }) => format.instant(endedAt),
    text: ({ endedAt }) => endedAt,
  },
  {
    id: 'for',
    label: 'For',
    width: '7rem',
    cell: ({ startedAt, endedAt }) => format.duration((Date.parse(endedAt) - Date.parse(startedAt)) / 1000),
    isWide: true,
  },
  {
    id: 'note',
    label: 'Note',
    width: '2fr',
    cell: ({ note = '' }) => note,
    text: ({ note = '' }) => note,
    isWide: true,
  },
];

/** When a site or a node did not serve. */
export default function Outages() {
  const rows = usePages('GET /outages', { query: { limit: 100, order: 'newest' } });
  const may = useMay();
  return (
    <Page
      title="Outages"
      actions={
        may('operations:write') && (
          <Act
            begins
            route="POST /outages"
            label="Report an outage"
            look="main"
            labels={{ nodeId: 'Node (everything at the site if left out)' }}
            consequence={(body) => <OutageReach body={body} />}
          />
        )
      }
    >
      <Listing label="Outages" columns={columns} rows={rows} empty="None was reported." fileName="outages" />
    </Page>
  );
}
