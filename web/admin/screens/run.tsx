import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../shared/button.tsx';
import { Overlay } from '../../shared/controls.tsx';
import { Reading, usePages, useRead } from '../../shared/reading.tsx';
import type { BillingRunWithInvoices, InvoiceLine, PreviewedSubscriber } from '../../shared/routes.ts';
import { Command } from '../form.tsx';
import { SubscriberLink, SubscriberName } from '../links.tsx';
import { type Column, Listing, Table } from '../listing.tsx';
import { Choices, Facts, format, Mark, Page, Section, usePlaceChoice } from '../parts.tsx';
import { useMay } from '../who.ts';
import { whose } from '../whose.tsx';
import { words } from '../words.ts';
import { RunMark, runKind, sums } from './billing-words.tsx';

export default function Run() {
  const { id } = useParams({ strict: false }) as { readonly id: string };
  const run = useRead(
    'GET /billing-runs/{id}',
    { params: { id } },
    { every: (known) => (known?.state === 'completed' || known?.state === 'failed' ? false : 1_000) },
  );
  return (
    <Reading of={run} words={words.reading}>
      {(known) => <Known run={known} />}
    </Reading>
  );
}

function Known({ run }: { readonly run: BillingRunWithInvoices }) {
  const may = useMay();
  const navigate = useNavigate();
  const canIssue =
    may('billing:write') && run.dryRun && run.whatIf === undefined && run.state === 'completed';
  return (
    <Page
      title={`${runKind(run)} up to ${format.day(run.on)}`}
      mark={<RunMark run={run} />}
      trail={[{ to: '/billing/runs', label: 'Billing runs' }]}
      actions={
        canIssue &&
        run.counts.invoices > 0 && (
          <Command
            route="POST /billing-runs/{id}/issue"
            params={{ id: run.id }}
            label="Issue these invoices"
            look="main"
            question={
              <p>
                {format.number(run.counts.invoices)} invoices over {sums(run.totals)} get their numbers and go
                to {format.number(run.counts.subscribers)} subscribers. An issued invoice can only be voided
                or corrected by a credit note. Whoever’s result has changed since this preview is left out and
                named.
              </p>
            }
            onDone={({ id }) => void navigate({ to: `/billing/runs/${id}` })}
          />
        )
      }
    >
      {run.reason !== undefined && (
        <p role="alert" className="note bad">
          {run.reason}
        </p>
      )}
      {run.state === 'running' && <Progress run={run} />}
      <Section title="Result">
        <Facts
          facts={[
            ['Invoices', format.number(run.counts.invoices)],
            ['Total', sums(run.totals)],
            run.whatIf !== undefined && ['Without the supposition', sums(run.whatIf.presentTotals)],
            ['Subscribers', format.number(run.counts.subscribers)],
            ['Could not be billed', format.number(run.counts.failed)],
            ['Started', `${format.instant(run.startedAt)} by ${run.startedBy}`],
            run.endedAt !== undefined && ['Ended', format.instant(run.endedAt)],
            run.previewId !== undefined && [
              'Issues the preview',
              <Link key="preview" to={`/billing/runs/${run.previewId}`}>
                {run.previewId}
              </Link>,
            ],
          ]}
        />
      </Section>
      {run.failures.length > 0 && (
        <Section
          title="Could not be billed"
          note="The others are billed all the same; the next run tries these again."
        >
          <Table
            label="Failures"
            rows={run.failures}
            keyOf={({ subscriberId }) => subscriberId}
            columns={[
              {
                id: 'who',
                label: 'Subscriber',
                cell: ({ subscriberId }) => <SubscriberLink id={subscriberId} />,
              },
              { id: 'why', label: 'Why', cell: ({ message }) => message },
              {
                id: 'code',
                label: 'Code',
                isWide: true,
                cell: ({ code }) => <span className="code">{code}</span>,
              },
            ]}
          />
        </Section>
      )}
      {run.dryRun ? run.state !== 'running' && <Differences run={run} /> : <Issued run={run} />}
    </Page>
  );
}

function Progress({ run: { progress } }: { readonly run: BillingRunWithInvoices }) {
  const { due = 0, done = 0, perSecond, remainingSeconds } = progress ?? {};
  return (
    <Section title="Under way">
      <progress className="bar" max={Math.max(1, due)} value={done} aria-label="Subscribers billed" />
      <p className="hint" role="status">
        {format.number(done)} of {format.number(due)} subscribers
        {perSecond !== undefined && `, ${format.number(Math.round(perSecond))} a second`}
        {remainingSeconds !== undefined && `, ${format.duration(remainingSeconds)} left`}
      </p>
    </Section>
  );
}

type Kind = 'differences' | 'high' | 'new' | 'gone' | 'changed' | 'all';

const fits: Readonly<Record<Kind, (found: PreviewedSubscriber) => boolean>> = {
  differences: ({ change, isUnusuallyHigh }) => change !== 'same' || isUnusuallyHigh,
  high: ({ isUnusuallyHigh }) => isUnusuallyHigh,
  new: ({ change }) => change === 'new',
  gone: ({ change }) => change === 'gone',
  changed: ({ change }) => change === 'changed',
  all: () => true,
};

const changes = {
  new: ['new', 'info'],
  gone: ['gone', 'warn'],
  changed: ['changed', 'info'],
  same: ['same', 'none'],
} as const;

/** What would be charged and was not, or otherwise, the last time: what to look at before anything is issued. */
function Differences({ run }: { readonly run: BillingRunWithInvoices }) {
  const rows = usePages('GET /billing-runs/{id}/invoices', { params: { id: run.id } });
  const [asked, ask] = usePlaceChoice('show');
  const kind: Kind = asked !== undefined && asked in fits ? (asked as Kind) : 'differences';
  const [shown, show] = useState<PreviewedSubscriber>();
  const items = rows.items.filter(fits[kind]).map((found) => ({ ...found, id: found.subscriberId }));
  const { differences } = run;
  const columns: readonly Column<(typeof items)[number]>[] = [
    ...whose<(typeof items)[number]>({ width: '2fr' }),
    {
      id: 'change',
      label: 'Difference',
      width: '9rem',
      cell: ({ change, isUnusuallyHigh }) =>
        isUnusuallyHigh ? (
          <Mark tone="bad">unusually high</Mark>
        ) : (
          <Mark tone={changes[change][1]}>{changes[change][0]}</Mark>
        ),
      text: ({ change, isUnusuallyHigh }) => (isUnusuallyHigh ? 'unusually high' : change),
    },
    {
      id: 'before',
      label: run.whatIf === undefined ? 'Last time' : 'Without it',
      width: '1fr',
      isWide: true,
      isNumber: true,
      cell: ({ before }) => (before === undefined ? words.notSet : format.money(before)),
      text: ({ before }) => before?.amount ?? '',
    },
    {
      id: 'total',
      label: 'Now',
      width: '1fr',
      isNumber: true,
      cell: ({ total }) => format.money(total),
      text: ({ total }) => total.amount,
    },
    {
      id: 'percent',
      label: 'By',
      width: '5rem',
      isNumber: true,
      isWide: true,
      cell: ({ percent }) => (percent === undefined ? '' : format.percent(percent / 100)),
      text: ({ percent }) => String(percent ?? ''),
    },
    {
      id: 'lines',
      label: 'Lines',
      width: '5rem',
      isWide: true,
      cell: (found) => (
        <Button look="plain" onPress={() => show(found)}>
          Lines
        </Button>
      ),
    },
  ];
  return (
    <>
      <Choices<Kind>
        label="Show"
        value={kind}
        onChange={ask}
        choices={[
          ['differences', 'All differences'],
          ['high', 'Unusually high', differences?.unusuallyHigh],
          ['gone', 'Gone', differences?.gone],
          ['new', 'New', differences?.new],
          ['changed', 'Changed', differences?.changed],
          ['all', 'Everybody', run.counts.subscribers],
        ]}
      />
      <Listing
        label="Differences to the last time"
        columns={columns}
        rows={{ ...rows, items }}
        empty={kind === 'all' ? 'Nothing is due up to this day.' : 'No difference of this kind.'}
        fileName={`preview-${run.on}`}
      />
      {shown !== undefined && (
        <Overlay
          title="What would be charged"
          size="large"
          closeLabel={words.close}
          onClose={() => show(undefined)}
        >
          <h3>
            <SubscriberName id={shown.subscriberId} />
          </h3>
          {shown.invoices.map(({ issuedOn, dueOn, total, amountDue, lines }) => (
            <div key={issuedOn} className="stack">
              <p className="hint">
                Issued {format.day(issuedOn)}, due {format.day(dueOn)}
              </p>
              <Table<InvoiceLine>
                label={`Lines of ${issuedOn}`}
                rows={lines}
                keyOf={({ lineId }) => lineId}
                columns={[
                  { id: 'item', label: 'What', cell: ({ item }) => item },
                  {
                    id: 'days',
                    label: 'For',
                    isWide: true,
                    cell: ({ from, to }) =>
                      from === undefined || to === undefined
                        ? ''
                        : `${format.day(from)} until ${format.day(to)}`,
                  },
                  {
                    id: 'amount',
                    label: 'Amount',
                    isNumber: true,
                    cell: ({ amount }) => format.money(amount),
                  },
                ]}
              />
              <p className="end figure">
                Total {format.money(total)}, to pay {format.money(amountDue)}
              </p>
            </div>
          ))}
        </Overlay>
      )}
    </>
  );
}

function Issued({ run: { invoices, counts } }: { readonly run: BillingRunWithInvoices }) {
  return (
    <Section
      title="Invoices"
      note={
        invoices.length < counts.invoices
          ? `The first ${format.number(invoices.length)} of ${format.number(counts.invoices)}.`
          : undefined
      }
    >
      <Table
        label="Invoices of this run"
        rows={invoices}
        keyOf={({ invoiceId, subscriberId }) => invoiceId ?? subscriberId}
        to={({ invoiceId }) => (invoiceId === undefined ? undefined : `/billing/invoices/${invoiceId}`)}
        empty="No invoice was issued."
        columns={[
          { id: 'number', label: 'Number', cell: ({ number }) => number ?? words.notSet },
          {
            id: 'who',
            label: 'Subscriber',
            cell: ({ subscriberId }) => <SubscriberLink id={subscriberId} />,
          },
          { id: 'total', label: 'Total', isNumber: true, cell: ({ total }) => format.money(total) },
          {
            id: 'due',
            label: 'To pay',
            isNumber: true,
            isWide: true,
            cell: ({ amountDue }) => format.money(amountDue),
          },
        ]}
      />
    </Section>
  );
}
