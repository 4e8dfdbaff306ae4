import { useNavigate } from '@tanstack/react-router';
import { usePages } from '../../shared/reading.tsx';
import type { BulkAction } from '../../shared/routes.ts';
import { Act } from '../form.tsx';
import { type Column, counting, Listing } from '../listing.tsx';
import { Ago, Mark, Page } from '../parts.tsx';
import { useMay } from '../who.ts';
import { bulkActions, bulkName, bulkStates } from './bulk-words.ts';

const columns: readonly Column<BulkAction>[] = [
  {
    id: 'what',
    label: 'What is done',
    width: '2fr',
    cell: (bulk) => <bdi>{bulkName(bulk)}</bdi>,
    text: bulkName,
  },
  {
    id: 'action',
    label: 'Action',
    width: '1fr',
    isWide: true,
    cell: ({ action, toVersion }) =>
      `${bulkActions[action].name}${toVersion === undefined ? '' : `, version ${toVersion}`}`,
    text: ({ action, toVersion = '' }) => `${action} ${toVersion}`.trim(),
  },
  {
    id: 'state',
    label: 'State',
    width: '8rem',
    cell: ({ state }) => <Mark tone={bulkStates[state][1]}>{bulkStates[state][0]}</Mark>,
    text: ({ state }) => state,
  },
  {
    id: 'requested',
    label: 'Requested',
    width: '1fr',
    isWide: true,
    cell: ({ requestedAt }) => <Ago at={requestedAt} />,
    text: ({ requestedAt }) => requestedAt,
  },
  counting('found', 'Found', ({ survey }) => survey.found),
  counting('done', 'Done', ({ counts }) => counts.done, { isWide: false }),
  counting('failed', 'Failed', ({ counts }) => counts.failed),
];

/** What is done with many at once, the youngest first. */
export default function BulkActions() {
  const rows = usePages('GET /bulk-actions', { query: { limit: 100, order: 'newest' } });
  const may = useMay();
  const navigate = useNavigate();
  return (
    <Page
      title="Bulk actions"
      actions={
        may('bulk-actions:operate') && (
          <Act
            route="POST /bulk-actions"
            label="New bulk action"
            submit="See what it means"
            look="main"
            size="large"
            without={['starts', 'serviceIds', 'subscriberIds']}
            initial={{ starts: 'when-told' }}
            intro={
              <p className="hint">
                First you see for whom it is and who is left out, what is charged before and after, and whose
                session is cut. Nothing is done before you start it.
              </p>
            }
            onDone={({ id }) => void navigate({ to: `/bulk-actions/${id}` })}
          />
        )
      }
    >
      <Listing
        label="Bulk actions"
        rows={rows}
        to={({ id }) => `/bulk-actions/${id}`}
        empty="No bulk action yet. Choose services or subscribers in their lists, or begin one here."
        columns={columns}
        fileName="bulk-actions"
      />
    </Page>
  );
}
