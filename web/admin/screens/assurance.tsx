import { Link } from '@tanstack/react-router';
import { Reading, useRead } from '../../shared/reading.tsx';
import { FileButton } from '../files.tsx';
import { Table } from '../listing.tsx';
import { Ago, Empty, Facts, format, Page, Section, Tabs } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { words } from '../words.ts';
import { ledgerTabs } from './ledger.tsx';
import { differenceColumns } from './proof-differences.tsx';

/** What the network does against what is charged. */
export default function Assurance() {
  const report = useRead('GET /reports/revenue-assurance');
  return (
    <Page
      title="Revenue assurance"
      actions={
        <FileButton route="GET /reports/revenue-assurance/csv" label="CSV" name="revenue-assurance.csv" />
      }
    >
      <Tabs label="Ledger" tabs={ledgerTabs} />
      <Reading of={report} words={words.reading}>
        {({ proof, counts, items }) =>
          proof === undefined ? (
            <Empty>
              Nothing was proven yet. <Link to="/billing/ledger/proofs">Run a proof</Link> to compare the
              network with what is charged.
            </Empty>
          ) : (
            <Section
              title="On the network and not charged, charged and not there, or out of step"
              actions={
                <span className="hint">
                  Proven <Ago at={proof.endedAt ?? proof.startedAt} />
                </span>
              }
            >
              <Facts
                facts={Object.entries(counts).map(
                  ([finding, count]) => [wordsOf(finding), format.number(count)] as const,
                )}
              />
              <Table
                label="Findings"
                columns={differenceColumns}
                rows={items}
                keyOf={(item) => JSON.stringify(item)}
                empty="Everything on the network is charged, and everything charged is on the network."
              />
            </Section>
          )
        }
      </Reading>
    </Page>
  );
}
