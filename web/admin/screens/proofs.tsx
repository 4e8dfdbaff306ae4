import { usePages } from '../../shared/reading.tsx';
import { Command } from '../form.tsx';
import { Listing } from '../listing.tsx';
import { Ago, format, Page, Tabs } from '../parts.tsx';
import { useMay } from '../who.ts';
import { ProofMark } from './billing-words.tsx';
import { ledgerTabs } from './ledger.tsx';

/** That ledger, documents, payments and service histories agree: proven every night, and whenever it is asked for. */
export default function Proofs() {
  const rows = usePages('GET /ledger/proofs', { query: { limit: 100, order: 'newest' } });
  const may = useMay();
  return (
    <Page
      title="Proofs"
      actions={may('billing:write') && <Command route="POST /ledger/proofs" label="Prove now" look="main" />}
    >
      <Tabs label="Ledger" tabs={ledgerTabs} />
      <Listing
        label="Proofs"
        rows={rows}
        to={({ id }) => `/billing/ledger/proofs/${id}`}
        empty="No proof yet. One is made every night."
        columns={[
          {
            id: 'started',
            label: 'Started',
            width: '1fr',
            cell: ({ startedAt }) => <Ago at={startedAt} />,
            text: ({ startedAt }) => startedAt,
          },
          {
            id: 'result',
            label: 'Result',
            width: '9rem',
            cell: (proof) => <ProofMark proof={proof} />,
            text: ({ differences }) => String(differences),
          },
          {
            id: 'scope',
            label: 'Who',
            width: '1fr',
            isWide: true,
            cell: ({ scope }) => (scope === 'everybody' ? 'Everybody' : 'Who has changed'),
            text: ({ scope }) => scope,
          },
          {
            id: 'subscribers',
            label: 'Subscribers',
            width: '7rem',
            isNumber: true,
            isWide: true,
            cell: ({ subscribers }) => format.number(subscribers),
            text: ({ subscribers }) => String(subscribers),
          },
        ]}
      />
    </Page>
  );
}
