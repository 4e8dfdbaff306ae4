import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Refusal } from '../../shared/api.ts';
import { Button } from '../../shared/button.tsx';
import { TextField } from '../../shared/controls.tsx';
import { useRead, useWrite } from '../../shared/reading.tsx';
import type { BillingRunWithInvoices, Money, NewBillingRun } from '../../shared/routes.ts';
import { SubscriberLink } from '../links.tsx';
import { type Column, Table } from '../listing.tsx';
import { Facts, format, Mark, Section } from '../parts.tsx';
import { words } from '../words.ts';
import { sums } from './billing-words.tsx';

export type Supposition = NonNullable<NewBillingRun['whatIf']>;

/** A month from today: every cycle falls due until then. */
const inAMonth = (): string => new Date(Date.now() + 31 * 86_400_000).toISOString().slice(0, 10);

/**
 * What is in the form, tried on the real base before it is set: a dry run by it beside one by what holds. It can be asked
 * for again and again, and issues nothing.
 */
export function WhatIf({
  suppose: supposed,
  lead,
}: {
  readonly suppose: Supposition;
  readonly lead: string;
}) {
  const [on, setOn] = useState(inAMonth);
  const [tried, setTried] = useState<{ readonly runId: string; readonly key: string }>();
  const start = useWrite('POST /billing-runs');
  const key = JSON.stringify([on, supposed]);
  const problem = start.error instanceof Refusal ? start.error.problem : undefined;
  return (
    <Section title="What it would do" note={lead}>
      <div className="add">
        <TextField
          label="Billed up to"
          type="date"
          hint="Everything that falls due until then."
          value={on}
          onChange={setOn}
        />
        <Button
          isPending={start.isPending}
          onPress={() =>
            start.mutate(
              { body: { on, dryRun: true, whatIf: supposed } },
              { onSuccess: ({ id }) => setTried({ runId: id, key }) },
            )
          }
        >
          Try it
        </Button>
      </div>
      {start.isError && (
        <p role="alert" className="note bad">
          {problem === undefined ? words.reading.failed : (problem.detail ?? problem.title)}
          {problem?.errors?.map(({ pointer, message }) => (
            <span key={pointer} className="line">
              {pointer.split('/').slice(2).join(' → ')}: {message}
            </span>
          ))}
        </p>
      )}
      {tried !== undefined && <Outcome runId={tried.runId} isFormer={tried.key !== key} />}
    </Section>
  );
}

function Outcome({ runId, isFormer }: { readonly runId: string; readonly isFormer: boolean }) {
  const run = useRead(
    'GET /billing-runs/{id}',
    { params: { id: runId } },
    { every: (known) => (known === undefined || known.state === 'running' ? 1_000 : false) },
  );
  const known = run.data?.id === runId ? run.data : undefined;
  if (known === undefined || known.state === 'running') return <Counting run={known} />;
  if (known.state === 'failed') {
    return (
      <p role="alert" className="note bad">
        It broke off: {known.reason}
      </p>
    );
  }
  return (
    <>
      {isFormer && (
        <p role="status" className="note">
          The form has changed since: try it again.
        </p>
      )}
      <Found run={known} />
    </>
  );
}

function Counting({ run }: { readonly run: BillingRunWithInvoices | undefined }) {
  const { due = 0, done = 0 } = run?.progress ?? {};
  return (
    <>
      <progress className="bar" max={Math.max(1, due)} value={done} aria-label="Subscribers reckoned" />
      <p className="hint" role="status">
        {format.number(done)} of {format.number(due)} subscribers
      </p>
    </>
  );
}

const minus = (one: Money, other: Money | undefined): number =>
  Number(one.amount) - Number(other?.amount ?? 0);

type Difference = NonNullable<BillingRunWithInvoices['greatest']>[number];

const columns: readonly Column<Difference>[] = [
  {
    id: 'who',
    label: 'Subscriber',
    cell: ({ subscriberId }) => <SubscriberLink id={subscriberId} />,
  },
  {
    id: 'before',
    label: 'Now',
    isNumber: true,
    cell: ({ before }) => (before === undefined ? words.notSet : format.money(before)),
  },
  { id: 'after', label: 'Then', isNumber: true, cell: ({ total }) => format.money(total) },
  {
    id: 'by',
    label: 'By',
    isNumber: true,
    isWide: true,
    cell: ({ before, total }) => {
      const difference = minus(total, before);
      return (
        <Mark tone={difference > 0 ? 'warn' : 'info'}>
          {`${difference > 0 ? '+' : '−'}${format.money({ ...total, amount: String(Math.abs(difference)) })}`}
        </Mark>
      );
    },
  },
];

function Found({ run }: { readonly run: BillingRunWithInvoices }) {
  const { differences, greatest = [], counts, totals, whatIf } = run;
  const changed = (differences?.changed ?? 0) + (differences?.new ?? 0) + (differences?.gone ?? 0);
  return (
    <>
      <p role="status">
        It differs for {format.number(changed)} of {format.number(counts.subscribers)} who are due.
      </p>
      <Facts
        facts={[
          ['Charged now', sums(whatIf?.presentTotals ?? [])],
          ['Charged then', sums(totals)],
          counts.failed > 0 && ['Could not be reckoned', format.number(counts.failed)],
        ]}
      />
      {greatest.length > 0 && (
        <>
          <h3>The biggest differences</h3>
          <Table
            label="The biggest differences"
            columns={columns}
            rows={greatest}
            keyOf={({ subscriberId, total }) => `${subscriberId} ${total.currency}`}
          />
        </>
      )}
      <p className="hint">
        <Link to={`/billing/runs/${run.id}`}>Everybody, line by line</Link>
      </p>
    </>
  );
}
