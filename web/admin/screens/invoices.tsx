import { useDeferredValue } from 'react';
import { usePages } from '../../shared/reading.tsx';
import type { InvoiceState, ListedInvoice } from '../../shared/routes.ts';
import { DayFilter, Filter, Sought } from '../filters.tsx';
import { type Column, Listing } from '../listing.tsx';
import { Choices, format, Mark, Page, Tabs, usePlaceChoice } from '../parts.tsx';
import { whose } from '../whose.tsx';
import { InvoiceMark, invoiceStates } from './billing-words.tsx';

export const documentTabs = [
  { to: '/billing/invoices', label: 'Invoices and credit notes' },
  { to: '/billing/drafts', label: 'Drafts' },
] as const;

export const columns: readonly Column<ListedInvoice>[] = [
  {
    id: 'number',
    label: 'Number',
    width: 'minmax(9rem, 1.25fr)',
    cell: ({ number, document }) => (
      <>
        {number} {document === 'credit-note' && <Mark>credit</Mark>}
      </>
    ),
    text: ({ number }) => number,
  },
  ...whose<ListedInvoice>({ width: '2fr', isBelow: true }),
  {
    id: 'state',
    label: 'State',
    width: '6.5rem',
    cell: (invoice) => <InvoiceMark invoice={invoice} />,
    text: ({ state }) => state,
  },
  {
    id: 'issued',
    label: 'Issued',
    width: '7.5rem',
    isWide: true,
    cell: ({ issuedOn }) => format.day(issuedOn),
    text: ({ issuedOn }) => issuedOn,
  },
  {
    id: 'due',
    label: 'Due',
    width: '7.5rem',
    isWide: true,
    cell: ({ dueOn }) => format.day(dueOn),
    text: ({ dueOn }) => dueOn,
  },
  {
    id: 'total',
    label: 'Total',
    width: '1fr',
    isNumber: true,
    isWide: true,
    cell: ({ total }) => format.money(total),
    text: ({ total }) => total.amount,
  },
  {
    id: 'open',
    label: 'To pay',
    width: '1fr',
    isNumber: true,
    cell: ({ amountDue }) => format.money(amountDue),
    text: ({ amountDue }) => amountDue.amount,
  },
];

type Shown = InvoiceState | 'all';

/** Every document that was handed out, by what became of it. */
export default function Invoices() {
  const [asked, ask] = usePlaceChoice('state');
  // What is still to be paid is what people come for.
  const shown: Shown =
    asked === 'all' || (asked !== undefined && asked in invoiceStates) ? (asked as Shown) : 'issued';
  const state = shown === 'all' ? undefined : shown;
  const [document] = usePlaceChoice('document');
  const [from, setFrom] = usePlaceChoice('from');
  const [to, setTo] = usePlaceChoice('to');
  const [sought = ''] = usePlaceChoice('q');
  const q = useDeferredValue(sought.trim());
  const isSought = q !== '' || document !== undefined || from !== undefined || to !== undefined;
  const rows = usePages('GET /invoices', {
    query: {
      limit: 100,
      // Who seeks a number seeks it whatever became of it.
      state: q !== '' && asked === undefined ? undefined : state,
      order: 'newest',
      document: document === 'invoice' || document === 'credit-note' ? document : undefined,
      from,
      to,
      q: q === '' ? undefined : q,
    },
  });
  return (
    <Page title="Documents">
      <Tabs label="Documents" tabs={documentTabs} />
      <div className="filters">
        <Sought name="q" label="Which" placeholder="Number, or whose" />
        <Filter
          name="document"
          label="Kind"
          all="Both kinds"
          choices={[
            { id: 'invoice', label: 'Invoices' },
            { id: 'credit-note', label: 'Credit notes' },
          ]}
        />
        <DayFilter label="Issued from" value={from} onChange={setFrom} />
        <DayFilter label="Issued until" value={to} onChange={setTo} />
      </div>
      <Choices<Shown>
        label="State"
        value={q !== '' && asked === undefined ? 'all' : shown}
        onChange={ask}
        choices={[
          ...Object.entries(invoiceStates).map(([id, [label]]) => [id as InvoiceState, label] as const),
          ['all', 'All'],
        ]}
      />
      <Listing
        label="Invoices and credit notes"
        columns={columns}
        rows={rows}
        to={({ id }) => `/billing/invoices/${id}`}
        empty={
          isSought
            ? 'No document is like this.'
            : state === undefined
              ? 'No invoice yet. A billing run issues them.'
              : 'No document in this state.'
        }
        fileName="invoices"
      />
    </Page>
  );
}
