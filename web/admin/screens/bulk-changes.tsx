import { useNavigate } from '@tanstack/react-router';
import { usePages } from '../../shared/reading.tsx';
import { Act } from '../form.tsx';
import { Listing } from '../listing.tsx';
import { Ago, format, Mark, Page } from '../parts.tsx';
import { useMay } from '../who.ts';
import { bulkActions, bulkStates } from './billing-words.tsx';

export default function BulkChanges() {
  const rows = usePages('GET /bulk-changes', { query: { limit: 100, order: 'newest' } });
  const may = useMay();
  const navigate = useNavigate();
  return (
    <Page
      title="Bulk changes"
      actions={
        may('bulk-changes:write') && (
          <Act
            route="POST /bulk-changes"
            label="New bulk change"
            submit="Survey"
            look="main"
            size="large"
            without={['dryRun', 'serviceIds', 'subscriberIds']}
            initial={{ dryRun: true }}
            intro={
              <p className="hint">
                First it is surveyed who is touched, what they pay and will pay, and whose session is cut.
                Nothing changes before you start it.
              </p>
            }
            onDone={({ id }) => void navigate({ to: `/billing/bulk-changes/${id}` })}
          />
        )
      }
    >
      <Listing
        label="Bulk changes"
        rows={rows}
        to={({ id }) => `/billing/bulk-changes/${id}`}
        empty="No bulk change yet. Choose services or subscribers in their lists, or begin one here."
        columns={[
          {
            id: 'requested',
            label: 'Requested',
            width: '1fr',
            cell: ({ requestedAt }) => <Ago at={requestedAt} />,
            text: ({ requestedAt }) => requestedAt,
          },
          {
            id: 'state',
            label: 'State',
            width: '8rem',
            cell: ({ state, dryRun }) => (
              <>
                <Mark tone={bulkStates[state][1]}>{bulkStates[state][0]}</Mark>{' '}
                {dryRun && <Mark>survey</Mark>}
              </>
            ),
            text: ({ state }) => state,
          },
          {
            id: 'action',
            label: 'What is done',
            width: '1fr',
            isWide: true,
            cell: ({ action, toVersion }) =>
              `${bulkActions[action].name}${toVersion === undefined ? '' : `, version ${toVersion}`}`,
            text: ({ action, toVersion = '' }) => `${action} ${toVersion}`,
          },
          {
            id: 'done',
            label: 'Done',
            width: '6rem',
            isNumber: true,
            isWide: true,
            cell: ({ counts }) => format.number(counts.done),
            text: ({ counts }) => String(counts.done),
          },
          {
            id: 'failed',
            label: 'Failed',
            width: '5rem',
            isNumber: true,
            isWide: true,
            cell: ({ counts }) => format.number(counts.failed),
            text: ({ counts }) => String(counts.failed),
          },
        ]}
      />
    </Page>
  );
}
