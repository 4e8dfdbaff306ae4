import { Link } from '@tanstack/react-router';
import { TextField } from '../../shared/controls.tsx';
import { Reading, usePages, useRead } from '../../shared/reading.tsx';
import type { DunningStatus, ForeseenDunning } from '../../shared/routes.ts';
import { Act, Command } from '../form.tsx';
import { InvoiceLink } from '../links.tsx';
import { type Column, Listing } from '../listing.tsx';
import { Choices, Facts, format, Mark, Page, Section, Tabs, type Tone, usePlaceChoice } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { tomorrow } from './billing-words.tsx';

export const dunningTabs = [
  { to: '/billing/dunning', label: 'Who is next' },
  { to: '/billing/dunning/hand-overs', label: 'Handed over' },
] as const;

const actions: Readonly<Record<ForeseenDunning['action'], readonly [string, Tone]>> = {
  reminder: ['Reminder', 'info'],
  'late-fee': ['Late fee', 'warn'],
  throttle: ['Slowed down', 'warn'],
  'walled-garden': ['Walled garden', 'bad'],
  suspension: ['Cut off', 'bad'],
  termination: ['Terminated', 'bad'],
  'hand-over': ['Handed over', 'bad'],
  none: ['Nothing', 'none'],
};
const cuts: readonly ForeseenDunning['action'][] = ['throttle', 'walled-garden', 'suspension', 'termination'];

type Shown = 'cut' | 'steps' | 'held' | 'spared' | 'all';
const fits: Readonly<Record<Shown, (one: ForeseenDunning) => boolean>> = {
  cut: ({ action }) => cuts.includes(action),
  steps: ({ action }) => action !== 'none',
  held: ({ hold }) => hold !== undefined,
  spared: ({ action }) => action === 'none',
  all: () => true,
};

/** Who is reminded or cut on a day and why, so that nobody is cut by surprise. */
export default function Dunning() {
  const status = useRead('GET /dunning');
  return (
    <Page title="Dunning">
      <Tabs label="Dunning" tabs={dunningTabs} />
      <Reading of={status} words={words.reading}>
        {(known) => <Status status={known} />}
      </Reading>
      <Foreseen />
    </Page>
  );
}

function Status({
  status: { isStopped, words: why, override, watched, because },
}: {
  readonly status: DunningStatus;
}) {
  const may = useMay();
  const policy = useRead('GET /settings/dunning-policy');
  const isSet = policy.data === undefined || policy.data.versions.length > 0;
  return (
    <Section
      title={
        isStopped
          ? 'Dunning has stopped itself'
          : isSet
            ? 'Dunning takes its steps'
            : 'No step is taken: there is no policy'
      }
      actions={
        isStopped &&
        may('billing:write') && (
          <Act
            route="POST /dunning/override"
            label="Go on all the same"
            isDanger
            intro={
              <p>
                {why} If you go on, subscribers who have paid could be cut. Say until when, within the next
                seven days, and why it is safe.
              </p>
            }
          />
        )
      }
    >
      {isStopped && <p className="note bad">{why}</p>}
      {!isSet && (
        <p className="note">
          Nothing happens to subscribers who do not pay until you say what.{' '}
          <Link to="/settings/policies/dunning">Set the policy</Link>
        </p>
      )}
      <Facts
        facts={[
          ['Subscribers who owe something or are not restored yet', format.number(watched)],
          override !== undefined && [
            'Overridden until',
            `${format.instant(override.until)}: ${override.reason}`,
          ],
          because === 'unmatched-payments' && [
            'To do',
            <Link key="inbox" to="/billing/inbox">
              Match the payments
            </Link>,
          ],
        ]}
      />
    </Section>
  );
}

function Foreseen() {
  const [on = tomorrow(), setOn] = usePlaceChoice('on');
  const [asked, ask] = usePlaceChoice('show');
  const shown: Shown = asked !== undefined && asked in fits ? (asked as Shown) : 'steps';
  const rows = usePages('GET /dunning/preview', { query: { on } });
  const items = rows.items.filter(fits[shown]).map((one) => ({ ...one, id: one.subscriberId }));
  const may = useMay();
  const columns: readonly Column<(typeof items)[number]>[] = [
    {
      id: 'who',
      label: 'Subscriber',
      width: '1.2fr',
      cell: ({ name }) => <bdi>{name}</bdi>,
      text: ({ name }) => name,
    },
    {
      id: 'action',
      label: 'Step',
      width: '7.5rem',
      cell: ({ action, hold }) =>
        hold === undefined ? (
          <Mark tone={actions[action][1]}>{actions[action][0]}</Mark>
        ) : (
          <Mark tone="info">Held</Mark>
        ),
      text: ({ action }) => action,
    },
    {
      id: 'why',
      label: 'Why',
      width: '2.5fr',
      isWide: true,
      cell: ({ why }) => <span title={why}>{why}</span>,
      text: ({ why }) => why,
    },
    {
      id: 'invoice',
      label: 'Invoice',
      width: '9rem',
      isWide: true,
      cell: ({ invoiceId }) => (invoiceId === undefined ? '' : <InvoiceLink id={invoiceId} />),
      text: ({ invoiceId }) => invoiceId ?? '',
    },
    {
      id: 'owed',
      label: 'Owes',
      width: '6rem',
      isNumber: true,
      isWide: true,
      cell: ({ owed }) => (owed === undefined ? '' : format.money(owed)),
      text: ({ owed }) => owed?.amount ?? '',
    },
    ...(may('billing:write')
      ? [
          {
            id: 'hold',
            label: 'Hold',
            width: '6rem',
            cell: ({ subscriberId, name, hold }: ForeseenDunning) =>
              hold === undefined ? (
                <Act
                  route="POST /dunning/holds"
                  label="Hold"
                  title={`Take no step for ${name}`}
                  submit="Hold"
                  only={['until', 'reason']}
                  initial={{ subscriberId }}
                  intro={
                    <p className="hint">
                      No step is taken before the day you name. What was cut already stays cut until it is
                      paid.
                    </p>
                  }
                />
              ) : (
                <Command
                  route="DELETE /dunning/holds/{id}"
                  params={{ id: subscriberId }}
                  label="Lift"
                  question={
                    <p>
                      {name} is held until {format.day(hold.until)} ({hold.reason}). Steps go on from the next
                      run.
                    </p>
                  }
                />
              ),
          } as const,
        ]
      : []),
  ];
  const stopped = rows.data?.pages[0]?.stopped;
  return (
    <>
      <div className="head">
        <h2>What happens on {format.day(on)}</h2>
        <div className="actions">
          <TextField
            label="Day"
            type="date"
            value={on}
            onChange={(day) => setOn(day === '' ? undefined : day)}
          />
        </div>
      </div>
      {stopped !== undefined && (
        <p className="hint">Dunning is stopped at present: none of this happens until it goes on.</p>
      )}
      <Choices<Shown>
        label="Show"
        value={shown}
        onChange={ask}
        choices={[
          ['steps', 'Everyone with a step'],
          ['cut', 'Who is cut'],
          ['held', 'Held'],
          ['spared', 'Spared, and why'],
          ['all', 'All'],
        ]}
      />
      <Listing
        label="Foreseen steps"
        columns={columns}
        rows={{ ...rows, items }}
        to={({ subscriberId }) => `/subscribers/${subscriberId}`}
        empty="Nobody on this day."
        fileName={`dunning-${on}`}
      />
    </>
  );
}
