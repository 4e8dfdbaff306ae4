import { Reading, useRead } from '../../shared/reading.tsx';
import { Chart } from '../charts.tsx';
import { Table } from '../listing.tsx';
import { Empty, format, Page, Section, Tabs } from '../parts.tsx';
import { words } from '../words.ts';
import { ledgerTabs } from './ledger.tsx';

/** What is invoiced ahead of its days, and earned before it is invoiced. */
export default function Deferred() {
  const report = useRead('GET /reports/deferred-revenue');
  return (
    <Page title="Deferred revenue">
      <Tabs label="Ledger" tabs={ledgerTabs} />
      <Reading of={report} words={words.reading}>
        {({ currencies }) =>
          currencies.length === 0 ? (
            <Empty>Nothing was invoiced within the last twelve months.</Empty>
          ) : (
            currencies.map(({ currency, months }) => (
              <Section
                key={currency}
                title={`In ${currency}`}
                note="Net of taxes and discounts. Deferred: invoiced, for days after the month. Accrued: of days up to its end, invoiced only later."
              >
                <Chart
                  title="Invoiced and earned"
                  labels={months.map(({ month }) => format.month(month))}
                  series={[
                    { name: 'Invoiced', values: months.map(({ invoiced }) => Number(invoiced.amount)) },
                    { name: 'Earned', values: months.map(({ earned }) => Number(earned.amount)) },
                  ]}
                  say={(value) => format.money({ amount: String(value), currency })}
                />
                <Table
                  label={`Months in ${currency}`}
                  rows={months}
                  keyOf={({ month }) => month}
                  columns={[
                    { id: 'month', label: 'Month', cell: ({ month }) => format.month(month) },
                    {
                      id: 'invoiced',
                      label: 'Invoiced',
                      isNumber: true,
                      cell: ({ invoiced }) => format.money(invoiced),
                    },
                    {
                      id: 'earned',
                      label: 'Earned',
                      isNumber: true,
                      cell: ({ earned }) => format.money(earned),
                    },
                    {
                      id: 'deferred',
                      label: 'Deferred',
                      isNumber: true,
                      isWide: true,
                      cell: ({ deferred }) => format.money(deferred),
                    },
                    {
                      id: 'accrued',
                      label: 'Accrued',
                      isNumber: true,
                      isWide: true,
                      cell: ({ accrued }) => format.money(accrued),
                    },
                  ]}
                />
              </Section>
            ))
          )
        }
      </Reading>
    </Page>
  );
}
