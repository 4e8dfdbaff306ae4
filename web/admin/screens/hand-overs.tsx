import { usePages } from '../../shared/reading.tsx';
import { FileButton } from '../files.tsx';
import { Listing } from '../listing.tsx';
import { format, Page, Tabs } from '../parts.tsx';
import { dunningTabs } from './dunning.tsx';

/** Debts that somebody else collects; what is paid leaves the list by itself. */
export default function HandOvers() {
  const rows = usePages('GET /dunning/hand-overs', { query: { limit: 100 } });
  const items = rows.items.map((one) => ({ ...one, id: one.subscriberId }));
  return (
    <Page
      title="Handed over"
      actions={
        <FileButton
          route="GET /dunning/hand-overs/csv"
          label="CSV, one invoice a line"
          name="hand-overs.csv"
        />
      }
    >
      <Tabs label="Dunning" tabs={dunningTabs} />
      <Listing
        label="Debts that are handed over"
        rows={{ ...rows, items }}
        to={({ subscriberId }) => `/subscribers/${subscriberId}`}
        empty="No debt is handed over. The dunning policy decides when one is."
        columns={[
          { id: 'who', label: 'Subscriber', width: '2fr', cell: ({ name }) => <bdi>{name}</bdi> },
          { id: 'number', label: 'Account', width: '8rem', isWide: true, cell: ({ number }) => number },
          {
            id: 'since',
            label: 'Since',
            width: '8rem',
            isWide: true,
            cell: ({ handedOverOn }) => format.day(handedOverOn),
          },
          {
            id: 'invoices',
            label: 'Invoices',
            width: '2fr',
            isWide: true,
            cell: ({ invoices }) => invoices.map(({ number }) => number).join(', '),
          },
          {
            id: 'open',
            label: 'Open',
            width: '1fr',
            isNumber: true,
            cell: ({ open }) => format.money(open),
          },
        ]}
      />
    </Page>
  );
}
