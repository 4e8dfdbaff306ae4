import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Reading, useRead } from '../../shared/reading.tsx';
import type { Concern, Figures, FiguresReport, Overview } from '../../shared/routes.ts';
import { Chart, Figure } from '../charts.tsx';
import { Command } from '../form.tsx';
import { Ago, Empty, format, Mark, Page, Section, type Tone } from '../parts.tsx';
import { places } from '../places/index.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';

interface Handling {
  readonly title: string;
  readonly tone: Tone;
  /** Where it is dealt with. */
  readonly to: (path: string) => string;
  /** Which of what is listed there. */
  readonly search?: Readonly<Record<string, string>>;
}

/** The id within a path of the API, such as `/billing-runs/run_1`. */
const idIn = (path: string) => path.split('/')[2] ?? '';

/** What hinders subscribers or money now comes before what can wait until tomorrow. */
const handling: Readonly<Record<Concern, Handling>> = {
  'dunning-stopped': { title: 'Dunning has stopped itself', tone: 'bad', to: () => '/billing/dunning' },
  alarms: { title: 'Alarms', tone: 'bad', to: () => '/network/alarms' },
  'failed-orders': { title: 'Failed orders', tone: 'bad', to: () => '/orders' },
  drift: { title: 'Services out of step with the network', tone: 'warn', to: () => '/network/drift' },
  'unanswered-tickets': {
    title: 'Subscribers who wait for an answer',
    tone: 'warn',
    to: () => '/tickets',
    search: { state: 'waiting' },
  },
  'unmatched-payments': { title: 'Unmatched payments', tone: 'warn', to: () => '/billing/inbox' },
  'held-entries': { title: 'Payments that are held', tone: 'warn', to: () => '/billing/inbox' },
  'failed-refunds': {
    title: 'Refunds that failed',
    tone: 'warn',
    to: () => '/billing/payments',
    search: { state: 'refund-failed' },
  },
  'run-failures': {
    title: 'Subscribers who could not be billed',
    tone: 'bad',
    to: (path) => `/billing/runs/${idIn(path)}`,
  },
  'run-differences': {
    title: 'Unusual results in the last preview',
    tone: 'warn',
    to: (path) => `/billing/runs/${idIn(path)}`,
  },
  'ledger-differences': {
    title: 'Differences in the ledger',
    tone: 'bad',
    to: (path) => `/billing/ledger/proofs/${path.split('/')[3] ?? ''}`,
  },
  'dead-letters': {
    title: 'Messages that could not be handled',
    tone: 'warn',
    to: () => '/settings/dead-letters',
  },
};
const order = Object.keys(handling) as Concern[];

/** Whether the app has a screen for it; the API names what is counted in any case. */
const isPlace = (to: string) =>
  places.some(({ path }) => new RegExp(`^${path.replaceAll(/\$\w+/g, '[^/]+')}$`).test(to));

/** What needs a person now, then how the business stands. */
export default function Home() {
  const may = useMay();
  const overview = useRead('GET /overview', {}, { every: 30_000 });
  return (
    <Page title="Home">
      <Section title="Needs a person now">
        <Reading of={overview} words={words.reading}>
          {(known) => <Concerns overview={known} />}
        </Reading>
      </Section>
      {may('billing:read') && <Business />}
    </Page>
  );
}

function Concerns({ overview: { items } }: { readonly overview: Overview }) {
  if (items.length === 0) return <Empty>Nothing needs a person. Everything else takes care of itself.</Empty>;
  const sorted = items.toSorted((a, b) => order.indexOf(a.concern) - order.indexOf(b.concern));
  return (
    <ul className="concerns">
      {sorted.map(({ concern, count, isMore, meaning, path, words: why }) => {
        const { title, tone, to, search } = handling[concern];
        return (
          <li key={concern}>
            <span className="count figure">
              {format.number(count)}
              {isMore && '+'}
            </span>
            <div>
              {isPlace(to(path)) ? (
                <Link to={to(path)} {...(search === undefined ? {} : { search: search as unknown as true })}>
                  {title}
                </Link>
              ) : (
                <strong>{title}</strong>
              )}
              <p className="hint">{why ?? meaning}</p>
            </div>
            <Mark tone={tone}>{tone === 'bad' ? 'now' : 'soon'}</Mark>
          </li>
        );
      })}
    </ul>
  );
}

function Business() {
  const report = useRead('GET /reports/figures');
  return (
    <Reading of={report} words={words.reading}>
      {(known) => <Known report={known} />}
    </Reading>
  );
}

function Known({ report: { figures, definitions } }: { readonly report: FiguresReport }) {
  const may = useMay();
  const renew = may('billing:write') && (
    <Command route="POST /reports/figures" label="Reckon now" look="plain" />
  );
  if (figures === undefined)
    return (
      <Section title="Money and base" actions={renew}>
        <Empty>The figures are reckoned every night. Press “Reckon now” to have them within minutes.</Empty>
      </Section>
    );
  return (
    <>
      {figures.currencies.map((money) => (
        <Money key={money.currency} {...{ money, definitions, figures, renew }} />
      ))}
      <Base figures={figures} definitions={definitions} />
    </>
  );
}

type OfCurrency = Figures['currencies'][number];

function Money({
  money: { currency, mrr, arpu, subscribers, months, receivables },
  definitions,
  figures,
  renew,
}: {
  readonly money: OfCurrency;
  readonly definitions: FiguresReport['definitions'];
  readonly figures: Figures;
  readonly renew: ReactNode;
}) {
  const say = (value: number) => format.money({ amount: String(value), currency });
  const ages = [
    ['Not due', receivables.notDue],
    ['1–30 days', receivables.to30],
    ['31–60', receivables.to60],
    ['61–90', receivables.to90],
    ['Over 90', receivables.over90],
  ] as const;
  return (
    <Section
      title={`Money in ${currency}`}
      actions={
        <>
          <span className="hint">
            As of <Ago at={figures.asOf} />
          </span>
          {renew}
        </>
      }
    >
      <dl className="tiles">
        <Figure label="Monthly recurring revenue (MRR)" meaning={definitions.mrr}>
          {format.money(mrr)}
        </Figure>
        <Figure label="Average per subscriber (ARPU)" meaning={definitions.arpu}>
          {arpu === undefined ? words.notSet : format.money(arpu)}
        </Figure>
        <Figure label="Paying subscribers">
          <Link to="/subscribers">{format.number(subscribers)}</Link>
        </Figure>
        <Figure label="Open receivables" meaning={definitions.receivables}>
          <Link to="/billing/invoices">{format.money(receivables.total)}</Link>
        </Figure>
      </dl>
      <div className="grid">
        <Chart
          title="Monthly recurring revenue"
          meaning={definitions.mrr}
          shape="line"
          labels={months.map(({ month }) => format.month(month))}
          series={[{ name: 'MRR', values: months.map(({ mrr: of }) => Number(of.amount)) }]}
          say={say}
        />
        <Chart
          title="Receivables by age"
          meaning={definitions.receivables}
          labels={ages.map(([label]) => label)}
          series={[{ name: 'Open', values: ages.map(([, { amount }]) => Number(amount)) }]}
          say={say}
        />
      </div>
    </Section>
  );
}

function Base({
  figures: { services, holds, unreckoned, months },
  definitions,
}: {
  readonly figures: Figures;
  readonly definitions: FiguresReport['definitions'];
}) {
  const labels = months.map(({ month }) => format.month(month));
  const present = months.at(-1);
  return (
    <Section title="Base">
      <dl className="tiles">
        <Figure label="Services">
          <Link to="/services">{format.number(services)}</Link>
        </Figure>
        <Figure label="Activations this month" meaning={definitions.activations}>
          {format.number(present?.activations ?? 0)}
        </Figure>
        <Figure label="Churn this month" meaning={definitions.churn}>
          {present?.churnPercent === undefined ? words.notSet : format.percent(present.churnPercent / 100)}
        </Figure>
        <Figure label="Dunning held">
          <Link to="/billing/dunning" {...({ search: { show: 'held' } } as object)}>
            {format.number(holds)}
          </Link>
        </Figure>
        {unreckoned > 0 && (
          <Figure label="Not in these figures" note={<Link to="/billing/ledger/proofs">See the proofs</Link>}>
            {format.number(unreckoned)}
          </Figure>
        )}
      </dl>
      <div className="grid">
        <Chart
          title="Activations and terminations"
          meaning={definitions.activations}
          labels={labels}
          series={[
            { name: 'Activations', values: months.map(({ activations }) => activations) },
            { name: 'Terminations', values: months.map(({ terminations }) => terminations) },
          ]}
          say={format.number}
        />
        <Chart
          title="Churn"
          meaning={definitions.churn}
          shape="line"
          labels={labels}
          series={[{ name: 'Churn', values: months.map(({ churnPercent }) => churnPercent) }]}
          say={(percent) => format.percent(percent / 100)}
        />
      </div>
    </Section>
  );
}
