import { usePages } from '../../shared/reading.tsx';
import type { ListedOrder } from '../../shared/routes.ts';
import { type Column, Listing } from '../listing.tsx';
import { OrderMark } from '../order-watch.tsx';
import { Ago, Choices, Page, usePlaceChoice } from '../parts.tsx';
import { whose } from '../whose.tsx';
import { orderKinds } from './service-words.ts';

export const columns: readonly Column<ListedOrder>[] = [
  {
    id: 'kind',
    label: 'Order',
    width: '1fr',
    cell: ({ kind }) => orderKinds[kind],
    text: ({ kind }) => kind,
  },
  {
    id: 'state',
    label: 'State',
    width: '7rem',
    cell: ({ state }) => <OrderMark state={state} />,
    text: ({ state }) => state,
  },
  ...whose<ListedOrder>({ width: '1.5fr', isBelow: true }),
  {
    id: 'reason',
    label: 'Why it failed',
    width: '2fr',
    isWide: true,
    cell: ({ reason = '' }) => <span title={reason}>{reason}</span>,
    text: ({ reason = '' }) => reason,
  },
  {
    id: 'requested',
    label: 'Requested',
    width: '8rem',
    cell: ({ requestedAt }) => <Ago at={requestedAt} />,
    text: ({ requestedAt }) => requestedAt,
  },
];

/** What the network was asked for; first of all what failed and was not asked for again. */
export default function Orders() {
  const [asked, ask] = usePlaceChoice('show');
  const isAll = asked === 'all';
  const rows = usePages('GET /orders', {
    query: { limit: 100, unresolved: isAll ? undefined : 'true', order: 'newest' },
  });
  return (
    <Page title="Orders">
      <Choices
        label="Show"
        value={isAll ? 'all' : 'failed'}
        onChange={ask}
        choices={[
          ['failed', 'Failed, and nothing ordered since'],
          ['all', 'All'],
        ]}
      />
      <Listing
        label="Orders"
        columns={columns}
        rows={rows}
        to={({ id }) => `/orders/${id}`}
        empty={isAll ? 'No order yet.' : 'No order waits for a person.'}
        fileName="orders"
      />
    </Page>
  );
}
