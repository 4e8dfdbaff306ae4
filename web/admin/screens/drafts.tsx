import { useNavigate } from '@tanstack/react-router';
import { usePages } from '../../shared/reading.tsx';
import type { ListedDraftInvoice } from '../../shared/routes.ts';
import { Act } from '../form.tsx';
import { Listing } from '../listing.tsx';
import { Ago, format, Mark, Page, Tabs } from '../parts.tsx';
import { useMay } from '../who.ts';
import { whose } from '../whose.tsx';
import { draftStates } from './billing-words.tsx';
import { documentTabs } from './invoices.tsx';

/** Invoices that staff writes by hand. */
export default function Drafts() {
  const rows = usePages('GET /draft-invoices', { query: { limit: 100, order: 'newest' } });
  const may = useMay();
  const navigate = useNavigate();
  return (
    <Page
      title="Documents"
      actions={
        may('billing:write') && (
          <Act
            route="POST /draft-invoices"
            label="New draft"
            look="main"
            size="large"
            onDone={({ id }) => void navigate({ to: `/billing/drafts/${id}` })}
          />
        )
      }
    >
      <Tabs label="Documents" tabs={documentTabs} />
      <Listing
        label="Draft invoices"
        rows={rows}
        to={({ id }) => `/billing/drafts/${id}`}
        empty="No drafts. Write one for what no plan charges, such as an hour of work."
        columns={[
          ...whose<ListedDraftInvoice>({
            width: '2fr',
            cell: ({ subscriberName }) => <bdi>{subscriberName}</bdi>,
          }),
          {
            id: 'state',
            label: 'State',
            width: '7rem',
            cell: ({ state }) => <Mark tone={draftStates[state][1]}>{draftStates[state][0]}</Mark>,
            text: ({ state }) => state,
          },
          {
            id: 'total',
            label: 'Before taxes',
            width: '1fr',
            isNumber: true,
            cell: ({ total }) => format.money(total),
            text: ({ total }) => total.amount,
          },
          {
            id: 'begun',
            label: 'Begun',
            width: '1fr',
            isWide: true,
            cell: ({ createdAt }) => <Ago at={createdAt} />,
            text: ({ createdAt }) => createdAt,
          },
        ]}
      />
    </Page>
  );
}
