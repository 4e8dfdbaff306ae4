import { Link } from '@tanstack/react-router';
import { Button } from '../../shared/button.tsx';
import { usePages } from '../../shared/reading.tsx';
import type { ListedJournalLine } from '../../shared/routes.ts';
import { FileButton } from '../files.tsx';
import { type Column, Listing } from '../listing.tsx';
import { format, Page, Tabs, usePlaceChoice } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { whose } from '../whose.tsx';
import { accountWords } from './billing-words.tsx';
import { ledgerTabs, usePeriod } from './ledger.tsx';

const columns: readonly Column<ListedJournalLine>[] = [
  {
    id: 'on',
    label: 'Day',
    width: '7rem',
    isWide: true,
    cell: ({ on }) => format.day(on),
    text: ({ on }) => on,
  },
  {
    id: 'kind',
    label: 'What',
    width: '1fr',
    isWide: true,
    cell: ({ kind }) => wordsOf(kind),
    text: ({ kind }) => kind,
  },
  {
    id: 'account',
    label: 'Account',
    width: '1.5fr',
    cell: ({ account }) => accountWords(account),
    text: ({ account }) => account,
  },
  ...whose<ListedJournalLine>({ width: '1.5fr', isBelow: true }),
  {
    id: 'about',
    label: 'About',
    width: '8rem',
    isWide: true,
    cell: ({ invoiceId, number, paymentId }) =>
      invoiceId !== undefined ? (
        <Link to={`/billing/invoices/${invoiceId}`}>{number ?? 'Invoice'}</Link>
      ) : paymentId !== undefined ? (
        <Link to={`/billing/payments/${paymentId}`}>Payment</Link>
      ) : (
        ''
      ),
    text: ({ number, paymentId }) => number ?? paymentId ?? '',
  },
  {
    id: 'debit',
    label: 'Debit',
    width: '6.5rem',
    isNumber: true,
    cell: ({ debit }) => (debit === undefined ? '' : format.money(debit)),
    text: ({ debit }) => debit?.amount ?? '',
  },
  {
    id: 'credit',
    label: 'Credit',
    width: '6.5rem',
    isNumber: true,
    cell: ({ credit }) => (credit === undefined ? '' : format.money(credit)),
    text: ({ credit }) => credit?.amount ?? '',
  },
];

/** The journal of a period, of one account if the address names one. */
export default function Entries() {
  const { period, fields } = usePeriod();
  const [account, setAccount] = usePlaceChoice('account');
  const rows = usePages('GET /ledger/entries', { query: { ...period, account, limit: 100 } });
  const items = rows.items.map((line, at) => ({ ...line, id: `${line.entryId} ${at}` }));
  return (
    <Page
      title={account === undefined ? 'Journal' : `Journal: ${accountWords(account)}`}
      actions={
        <FileButton
          route="GET /ledger/entries/csv"
          given={{ query: { ...period, account } }}
          label="CSV"
          name="journal.csv"
        />
      }
    >
      <Tabs label="Ledger" tabs={ledgerTabs} />
      <div className="actions">
        {fields}
        {account !== undefined && (
          <Button look="plain" onPress={() => setAccount(undefined)}>
            All accounts
          </Button>
        )}
      </div>
      <Listing
        label="Journal"
        columns={columns}
        rows={{ ...rows, items }}
        empty="Nothing is posted in this period."
      />
    </Page>
  );
}
