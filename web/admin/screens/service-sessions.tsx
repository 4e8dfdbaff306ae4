import { usePages } from '../../shared/reading.tsx';
import type { Session } from '../../shared/routes.ts';
import { type Column, Listing } from '../listing.tsx';
import { format, Mark } from '../parts.tsx';

const sessionColumns: readonly Column<Session & { readonly id: string }>[] = [
  {
    id: 'began',
    label: 'Began',
    cell: ({ startedAt }) => format.instant(startedAt),
    text: ({ startedAt }) => startedAt,
  },
  {
    id: 'ended',
    label: 'Ended',
    cell: ({ endedAt }) =>
      endedAt === undefined ? <Mark tone="good">Online</Mark> : format.instant(endedAt),
    text: ({ endedAt }) => endedAt ?? '',
  },
  {
    id: 'for',
    label: 'For',
    cell: ({ seconds }) => format.duration(seconds),
    text: ({ seconds }) => String(seconds),
    isWide: true,
  },
  {
    id: 'address',
    label: 'Address',
    cell: ({ framedIp }) => framedIp ?? '',
    text: ({ framedIp }) => framedIp ?? '',
    isWide: true,
  },
  {
    id: 'down',
    label: 'Down',
    isNumber: true,
    cell: ({ downloadOctets }) => format.volume(downloadOctets),
    text: ({ downloadOctets }) => String(downloadOctets),
  },
  {
    id: 'up',
    label: 'Up',
    isNumber: true,
    cell: ({ uploadOctets }) => format.volume(uploadOctets),
    text: ({ uploadOctets }) => String(uploadOctets),
    isWide: true,
  },
  {
    id: 'why',
    label: 'Why it ended',
    width: '2fr',
    cell: ({ endMeans }) => endMeans ?? '',
    text: ({ endMeans }) => endMeans ?? '',
    isWide: true,
  },
];

export function Sessions({ id }: { readonly id: string }) {
  const pages = usePages('GET /services/{id}/sessions', { params: { id }, query: { limit: 100 } });
  const rows = {
    ...pages,
    items: pages.items.map((session) => ({ ...session, id: `${session.sessionId}${session.startedAt}` })),
  };
  return (
    <Listing
      label="Sessions"
      columns={sessionColumns}
      rows={rows}
      empty="It was never online."
      fileName={`sessions-${id}`}
    />
  );
}
