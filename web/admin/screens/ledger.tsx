import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { TextField } from '../../shared/controls.tsx';
import { Reading, useRead } from '../../shared/reading.tsx';
import type { LedgerAccount } from '../../shared/routes.ts';
import { FileButton } from '../files.tsx';
import { type Column, Table } from '../listing.tsx';
import { Empty, format, Page, Section, Tabs, usePlaceChoice } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { accountWords } from './billing-words.tsx';

export const ledgerTabs = [
  { to: '/billing/ledger', label: 'Accounts' },
  { to: '/billing/ledger/entries', label: 'Journal' },
  { to: '/billing/ledger/deferred', label: 'Deferred revenue' },
  { to: '/billing/ledger/assurance', label: 'Revenue assurance' },
  { to: '/billing/ledger/proofs', label: 'Proofs' },
] as const;

export interface Period {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The days that are looked at, in the address; the present month where none are named. */
export function usePeriod(): { readonly period: Period; readonly fields: ReactNode } {
  const [from, setFrom] = usePlaceChoice('from');
  const [to, setTo] = usePlaceChoice('to');
  const given = (day: string) => (day === '' ? undefined : day);
  return {
    period: { from, to },
    fields: (
      <>
        <TextField label="First day" type="date" value={from ?? ''} onChange={(day) => setFrom(given(day))} />
        <TextField label="Last day" type="date" value={to ?? ''} onChange={(day) => setTo(given(day))} />
      </>
    ),
  };
}

export default function Ledger() {
  const { period, fields } = usePeriod();
  const may = useMay();
  const balance = useRead('GET /ledger/accounts', { query: period });
  const within = new URLSearchParams(
    Object.entries(period).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  const columns: readonly Column<LedgerAccount>[] = [
    {
      id: 'account',
      label: 'Account',
      cell: ({ account }) => (
        <Link
          to="/billing/ledger/entries"
          search={{ ...Object.fromEntries(within), account } as unknown as true}
        >
          {accountWords(account)}
        </Link>
      ),
    },
    { id: 'class', label: 'Class', isWide: true, cell: ({ class: of }) => wordsOf(of) },
    {
      id: 'opening',
      label: 'Opening',
      isNumber: true,
      isWide: true,
      cell: ({ opening }) => format.money(opening),
    },
    { id: 'debit', label: 'Debit', isNumber: true, isWide: true, cell: ({ debit }) => format.money(debit) },
    {
      id: 'credit',
      label: 'Credit',
      isNumber: true,
      isWide: true,
      cell: ({ credit }) => format.money(credit),
    },
    { id: 'closing', label: 'Closing', isNumber: true, cell: ({ closing }) => format.money(closing) },
  ];
  return (
    <Page
      title="Ledger"
      actions={
        <>
          {may('services:read') && (
            <FileButton
              route="GET /usage-records/csv"
              given={{ query: period }}
              label="Usage records (CSV)"
              name="usage-records.csv"
            />
          )}
          <FileButton
            route="GET /ledger/accounts/csv"
            given={{ query: period }}
            label="CSV"
            name="accounts.csv"
          />
        </>
      }
    >
      <Tabs label="Ledger" tabs={ledgerTabs} />
      <div className="actions">{fields}</div>
      <Reading of={balance} words={words.reading}>
        {({ currencies, from, to }) =>
          currencies.length === 0 ? (
            <Empty>Nothing is posted in this period.</Empty>
          ) : (
            currencies.map(({ currency, accounts, debit, credit }) => (
              <Section
                key={currency}
                title={`Trial balance in ${currency}`}
                note={`${format.day(from)} to ${format.day(to)}. Debits ${format.money(debit)}, credits ${format.money(credit)}.`}
              >
                <Table
                  label={`Accounts in ${currency}`}
                  columns={columns}
                  rows={accounts}
                  keyOf={({ account }) => account}
                />
              </Section>
            ))
          )
        }
      </Reading>
    </Page>
  );
}
