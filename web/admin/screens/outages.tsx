import { usePages } from '../../shared/reading.tsx';
import type { Outage } from '../../shared/routes.ts';
import { Act } from '../form.tsx';
import { type Column, Listing } from '../listing.tsx';
import { format, Page } from '../parts.tsx';
import { useMay } from '../who.ts';

const columns: readonly Column<Outage>[] = [
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
      actions={may('operations:write') && <Act route="POST /outages" label="Report an outage" look="main" />}
    >
      <Listing label="Outages" columns={columns} rows={rows} empty="None was reported." fileName="outages" />
    </Page>
  );
}
