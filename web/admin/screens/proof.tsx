import { useParams } from '@tanstack/react-router';
import { Reading, usePages, useRead } from '../../shared/reading.tsx';
import { Listing } from '../listing.tsx';
import { Facts, format, Page, Section } from '../parts.tsx';
import { words } from '../words.ts';
import { ProofMark } from './billing-words.tsx';
import { differenceColumns } from './proof-differences.tsx';

export default function Proof() {
  const { id } = useParams({ strict: false }) as { readonly id: string };
  const proof = useRead(
    'GET /ledger/proofs/{id}',
    { params: { id } },
    { every: (known) => (known === undefined || known.state === 'running' ? 2_000 : false) },
  );
  const rows = usePages('GET /ledger/proofs/{id}/differences', { params: { id } });
  const items = rows.items.map((one, at) => ({ ...one, id: String(at) }));
  return (
    <Reading of={proof} words={words.reading}>
      {(known) => (
        <Page
          title={`Proof of ${format.instant(known.startedAt)}`}
          mark={<ProofMark proof={known} />}
          trail={[{ to: '/billing/ledger/proofs', label: 'Proofs' }]}
        >
          <Section title="At a glance">
            <Facts
              facts={[
                ['Subscribers proven', format.number(known.subscribers)],
                ['Who', known.scope === 'everybody' ? 'Everybody' : 'Who has changed since the last one'],
                known.endedAt !== undefined && ['Ended', format.instant(known.endedAt)],
                ['Broke off', known.reason],
              ]}
            />
          </Section>
          <Listing
            label="Differences"
            columns={differenceColumns}
            rows={{ ...rows, items }}
            empty={known.state === 'running' ? 'Nothing yet.' : 'Everything agrees.'}
            fileName="proof-differences"
          />
        </Page>
      )}
    </Reading>
  );
}
