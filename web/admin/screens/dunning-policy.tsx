import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { Refusal } from '../../shared/api.ts';
import { TextField, useNotice } from '../../shared/controls.tsx';
import { Failure, Reading, useApi, useRead } from '../../shared/reading.tsx';
import { edited } from '../../shared/revision.ts';
import type {
  DunningRule,
  DunningStep,
  ForeseenDunning,
  DunningPolicy as Policy,
} from '../../shared/routes.ts';
import { ApiForm } from '../form.tsx';
import { type Column, Table } from '../listing.tsx';
import { format, Mark, Page, Section, Tabs } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { policyTabs } from './policy-tabs.ts';

const labels = {
  day: 'Days after the due day',
  kind: 'What happens',
  stepId: 'Name of the step',
  rate: 'Held to',
  fee: 'Late fee',
  blocks: 'Not even the page on which to pay',
  unmatchedLimit: 'Stops at so many unmatched payments',
  perDay: 'Subscribers cut a day at most',
  from: 'Begins on',
  weekdays: 'Days of the week',
  minimumBalance: 'Must stay on the balance',
  lowBalance: 'Told that the balance runs low',
  below: 'When less than this is left',
  nextDebit: 'When it does not cover the next charge',
} as const;

/** `3 days after the due day`. */
function dayWords(day: number): string {
  if (day === 0) return 'Due day';
  const count = Math.abs(day);
  return `${count} ${count === 1 ? 'day' : 'days'} ${day < 0 ? 'before' : 'after'}`;
}

function stepWords({ kind, rate, fee, blocks }: DunningStep): string {
  const details = [
    rate === undefined ? undefined : `to ${format.rate(rate.downKbps)} down, ${format.rate(rate.upKbps)} up`,
    fee?.percent === undefined ? undefined : `of ${fee.percent} %`,
    fee?.amounts?.map((amount) => format.money(amount)).join(' or '),
    blocks === true ? 'without the page on which to pay' : undefined,
  ];
  return [wordsOf(kind), ...details.filter((detail) => detail !== undefined)].join(' ');
}

type Version = Policy['versions'][number];

/** What happens to subscribers who do not pay, and what it would do tomorrow. */
export default function DunningPolicy() {
  const policy = useRead('GET /settings/dunning-policy');
  const may = useMay();
  return (
    <Page title="Policies">
      <Tabs label="Policies" tabs={policyTabs} />
      <Reading of={policy} words={words.reading}>
        {({ versions }) => (
          <>
            {versions.length === 0 && (
              <p className="empty">Not set: nothing happens to subscribers who do not pay.</p>
            )}
            {versions.toReversed().map((version) => (
              <VersionCard key={version.from} {...version} />
            ))}
            {may('billing:write') && <Change known={versions.at(-1)} />}
          </>
        )}
      </Reading>
    </Page>
  );
}

function VersionCard({ from, rules }: Version) {
  return (
    <Section title={`From ${format.day(from)}`}>
      {rules.length === 0 && <p className="empty">No rules: nobody is reminded or cut.</p>}
      {rules.map((rule) => (
        <Rule key={JSON.stringify(rule)} {...rule} />
      ))}
    </Section>
  );
}

/** What a rule asks of the balance of who pays before. */
function balanceWords({ prepaid, minimumBalance: kept, lowBalance: low }: DunningRule): string {
  if (prepaid !== true) return '';
  const told = [
    low?.below === undefined ? undefined : `less than ${format.money(low.below)} is left`,
    low?.nextDebit === true ? 'it does not cover the next charge' : undefined,
  ].filter((when) => when !== undefined);
  return [
    '; prepaid',
    kept === undefined ? '' : `, ${format.money(kept)} must stay on the balance`,
    told.length === 0 ? '' : `, told once when ${told.join(' or ')}`,
  ].join('');
}

function Rule(rule: DunningRule) {
  const { name, category, minimum, steps } = rule;
  return (
    <>
      <h3>
        <bdi>{name ?? category ?? 'Everybody else'}</bdi>
      </h3>
      <p className="hint">
        {category === undefined
          ? 'For all that no other rule fits'
          : `For subscribers of category ${category}`}
        {minimum === undefined ? '' : `; less than ${format.money(minimum)} is not pursued`}
        {balanceWords(rule)}
      </p>
      {steps.length === 0 ? (
        <p>Left alone.</p>
      ) : (
        <ol className="policy-steps">
          {steps
            .toSorted((one, other) => one.day - other.day)
            .map((step) => (
              <li key={step.stepId}>
                <span className="soft">{dayWords(step.day)}</span>
                <span>{stepWords(step)}</span>
              </li>
            ))}
        </ol>
      )}
    </>
  );
}

function given(known: Version | undefined) {
  const { from: _, ...terms } = known ?? { from: '', rules: [], unmatchedLimit: 10 };
  return terms;
}

function Change({ known }: { readonly known: Version | undefined }) {
  const [draft, setDraft] = useState<unknown>(given(known));
  const notice = useNotice();
  return (
    <>
      {notice.view}
      <div className="grid">
        <Section title="Change the policy" note="Steps are told as days after the due day of an invoice.">
          <ApiForm
            route="PUT /settings/dunning-policy"
            of={edited('GET /settings/dunning-policy', {}, ({ versions }) => given(versions.at(-1)))}
            labels={labels}
            submit="Set the dunning policy"
            onChange={setDraft}
            onDone={() => notice.tell('Set.')}
          />
        </Section>
        <Simulation draft={draft} />
      </div>
    </>
  );
}

interface Compared {
  readonly subscriberId: string;
  readonly name: string;
  readonly before: ForeseenDunning | undefined;
  readonly after: ForeseenDunning;
}

const actionWords = (foreseen: ForeseenDunning | undefined) =>
  foreseen === undefined || foreseen.action === 'none' ? 'Nothing' : wordsOf(foreseen.action);

const columns: readonly Column<Compared>[] = [
  { id: 'name', label: 'Subscriber', cell: ({ name }) => <bdi>{name}</bdi> },
  { id: 'before', label: 'Now', cell: ({ before }) => actionWords(before) },
  {
    id: 'after',
    label: 'Then',
    cell: ({ before, after }) =>
      actionWords(before) === actionWords(after) ? (
        actionWords(after)
      ) : (
        <Mark tone="warn">{actionWords(after)}</Mark>
      ),
  },
  { id: 'why', label: 'Why', isWide: true, cell: ({ after }) => after.why },
];

/** As many as are compared at a time. */
const most = 200;

/** What the policy in force and the one in the form would do with each who owes something, on one day. */
function Simulation({ draft: typed }: { readonly draft: unknown }) {
  const api = useApi();
  const draft = useDeferredValue(typed);
  const [on, setOn] = useState('');
  const query = { limit: most, on: on === '' ? undefined : on };
  const compared = useQuery({
    queryKey: ['dunning simulation', draft, query],
    queryFn: async ({ signal }) => {
      const [before, after] = await Promise.all([
        api.call('GET /dunning/preview', { query }, { signal }),
        api.call('POST /dunning/preview', { query, body: draft as Version }, { signal }),
      ]);
      const former = new Map(before.items.map((item) => [item.subscriberId, item]));
      return {
        on: after.on,
        stopped: after.stopped,
        rows: after.items.map((item) => ({
          subscriberId: item.subscriberId,
          name: item.name,
          before: former.get(item.subscriberId),
          after: item,
        })),
      };
    },
    placeholderData: (previous) => previous,
  });
  const rows = compared.data?.rows ?? [];
  const changed = rows.filter(({ before, after }) => actionWords(before) !== actionWords(after)).length;
  return (
    <Section
      title="What it would do"
      note="The policy in force beside the one in the form, by what is open now. Nothing is done."
    >
      <TextField label="On" type="date" hint="Tomorrow if left out." value={on} onChange={setOn} />
      {compared.error instanceof Refusal ? (
        <p role="status" className="note bad">
          {compared.error.message}
        </p>
      ) : (
        compared.error !== null && (
          <Failure error={compared.error} words={words.reading} retry={() => void compared.refetch()} />
        )
      )}
      {compared.data !== undefined && (
        <>
          <p role="status">
            On {format.day(compared.data.on)} it differs for {changed} of {rows.length} who owe something.
          </p>
          {compared.data.stopped !== undefined && <p className="note bad">{compared.data.stopped}</p>}
          <Table
            label="What it would do"
            columns={columns}
            rows={rows}
            keyOf={({ subscriberId }) => subscriberId}
            to={({ subscriberId }) => `/subscribers/${subscriberId}`}
            empty="Nobody owes anything at present."
          />
        </>
      )}
    </Section>
  );
}
