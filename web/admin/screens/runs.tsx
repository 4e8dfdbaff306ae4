import { useNavigate } from '@tanstack/react-router';
import { usePages } from '../../shared/reading.tsx';
import type { BillingRun } from '../../shared/routes.ts';
import { Act } from '../form.tsx';
import { type Column, counting, Listing } from '../listing.tsx';
import { Ago, format, Page } from '../parts.tsx';
import { useMay } from '../who.ts';
import { RunMark, runKind, sums, today, whatIfLabels } from './billing-words.tsx';

const columns: readonly Column<BillingRun>[] = [
  {
    id: 'on',
    label: 'Billed up to',
    width: '9rem',
    cell: ({ on }) => format.day(on),
    text: ({ on }) => on,
  },
  { id: 'kind', label: 'Kind', width: '6rem', cell: runKind, text: runKind },
  {
    id: 'state',
    label: 'State',
    width: '8rem',
    cell: (run) => <RunMark run={run} />,
    text: ({ state }) => state,
  },
  counting('invoices', 'Invoices', ({ counts }) => counts.invoices),
  counting('failed', 'Failed', ({ counts }) => counts.failed),
  {
    id: 'totals',
    label: 'Total',
    width: '2fr',
    isNumber: true,
    isWide: true,
    cell: ({ totals }) => sums(totals),
    text: ({ totals }) => totals.map(({ amount, currency }) => `${amount} ${currency}`).join(' + '),
  },
  {
    id: 'started',
    label: 'Started',
    width: '1fr',
    isWide: true,
    cell: ({ startedAt }) => <Ago at={startedAt} />,
    text: ({ startedAt }) => startedAt,
  },
];

/** Every run and preview, the newest first. */
export default function Runs() {
  const rows = usePages('GET /billing-runs', { query: { limit: 100, order: 'newest' } });
  const may = useMay();
  const navigate = useNavigate();
  const go = ({ id }: { readonly id: string }) => void navigate({ to: `/billing/runs/${id}` });
  return (
    <Page
      title="Billing runs"
      actions={
        may('billing:write') && (
          <>
            <Act
              begins
              route="POST /billing-runs"
              label="What if …"
              title="What would be charged by other prices, taxes or rules"
              submit="Compute"
              size="large"
              only={['on', 'whatIf']}
              initial={{ on: today(), dryRun: true, whatIf: {} }}
              labels={whatIfLabels}
              onDone={go}
            />
            <Act
              route="POST /billing-runs"
              label="Start a preview"
              look="main"
              only={['on']}
              initial={{ on: today(), dryRun: true }}
              labels={{ on: 'Up to the day' }}
              intro={
                <p className="hint">
                  Computes what is due up to the day for everybody and how it differs from the last time.
                  Nothing is issued before you have looked at it.
                </p>
              }
              onDone={go}
            />
          </>
        )
      }
    >
      <Listing
        label="Billing runs"
        columns={columns}
        rows={rows}
        to={({ id }) => `/billing/runs/${id}`}
        empty="No run yet. Start a preview to see what is due."
        fileName="billing-runs"
      />
    </Page>
  );
}
