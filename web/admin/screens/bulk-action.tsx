import { Link, useParams } from '@tanstack/react-router';
import { bulkActionPermissions } from '../../../functions/contracts/permissions.ts';
import { Reading, usePages, useRead } from '../../shared/reading.tsx';
import type { BulkActionWithFound, BulkMessage } from '../../shared/routes.ts';
import { Command } from '../form.tsx';
import { NodeLink, ServiceLink, SubscriberLink } from '../links.tsx';
import { type Column, Listing, Table } from '../listing.tsx';
import { MailFrame } from '../mail-frame.tsx';
import { type Fact, Facts, format, Mark, Page, Section } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { bulkActions, bulkName, bulkOutcomes, bulkStates, leftOut } from './bulk-words.ts';
import { languageName } from './language-words.ts';

const underWay: readonly string[] = ['surveying', 'running'];

/** The same done with many: for whom it is and what it means, how far it is, and what came of it. */
export default function BulkActionPage() {
  const { id } = useParams({ strict: false }) as { readonly id: string };
  const bulk = useRead(
    'GET /bulk-actions/{id}',
    { params: { id } },
    { every: (known) => (known === undefined || underWay.includes(known.state) ? 1_000 : false) },
  );
  return (
    <Reading of={bulk} words={words.reading}>
      {(known) => <Known bulk={known} />}
    </Reading>
  );
}

interface Of {
  readonly bulk: BulkActionWithFound;
}

function reasons(counts: Readonly<Record<string, number>>): readonly Fact[] {
  return Object.entries(counts).map(([code, count]) => [`Left out: ${leftOut(code)}`, format.number(count)]);
}

function Known({ bulk }: Of) {
  const { id, state, survey, message, reason } = bulk;
  const [label, tone] = bulkStates[state];
  const hasBegun = survey.complete && state !== 'surveyed' && survey.found > 0;
  return (
    <Page
      title={bulkName(bulk)}
      mark={<Mark tone={tone}>{label}</Mark>}
      trail={[{ to: '/bulk-actions', label: 'Bulk actions' }]}
      actions={<Steering bulk={bulk} />}
    >
      {reason !== undefined && (
        <p role="alert" className="note bad">
          {reason}
        </p>
      )}
      {hasBegun && <Progress bulk={bulk} />}
      <Meaning bulk={bulk} />
      {message !== undefined && survey.found > 0 && <Preview id={id} channels={message.channels} />}
      <Failures bulk={bulk} />
      {hasBegun && !underWay.includes(state) && <Results id={id} />}
      <Found bulk={bulk} />
    </Page>
  );
}

function Meaning({ bulk }: Of) {
  const { of, action, survey, message } = bulk;
  const { sessions, prices, recurring } = survey;
  const isOfServices = of === 'services';
  return (
    <Section
      title="For whom it is, and what it means"
      note="It is done with those who were found and nobody else; each is looked at once more."
    >
      <Facts
        facts={[
          [isOfServices ? 'Services' : 'Subscribers', format.number(survey.found)],
          ['What it does', bulkActions[action].means],
          bulk.toVersion !== undefined && [
            'They get',
            <Link key="plan" to={`/billing/catalogue/plans/${bulk.toPlanId ?? bulk.planId}`}>
              Version {bulk.toVersion}
            </Link>,
          ],
          bulk.move !== undefined && ['To the node', <NodeLink key="node" id={bulk.move.toNodeId} />],
          bulk.suspension !== undefined && ['For the reason', wordsOf(bulk.suspension.reason)],
          bulk.suspension?.until !== undefined && ['Until', format.day(bulk.suspension.until)],
          message !== undefined && ['By mail', format.number(survey.email)],
          message !== undefined && ['By text message', format.number(survey.sms)],
          ...recurring.map(
            ({ period, before, after }) =>
              [`Together a ${period}`, `${format.money(after)}, now ${format.money(before)}`] as const,
          ),
          isOfServices && ['Sessions that are cut', format.number(sessions.cut)],
          isOfServices && ['Sessions that go on', format.number(sessions.kept)],
          isOfServices && ['Without a session', format.number(sessions.none)],
          ...reasons(survey.leftOut),
        ]}
      />
      {prices.length > 0 && (
        <Table
          label="Prices"
          rows={prices}
          keyOf={({ fromVersion, price, newPrice }) => `${fromVersion} ${price.amount} ${newPrice.amount}`}
          columns={[
            { id: 'from', label: 'From version', cell: ({ fromVersion }) => fromVersion },
            {
              id: 'services',
              label: 'Services',
              isNumber: true,
              cell: ({ services: many }) => format.number(many),
            },
            {
              id: 'now',
              label: 'Pay now',
              isNumber: true,
              cell: ({ price, period }) => `${format.money(price)} a ${period}`,
            },
            {
              id: 'then',
              label: 'Will pay',
              isNumber: true,
              cell: ({ newPrice, newPeriod }) => `${format.money(newPrice)} a ${newPeriod}`,
            },
          ]}
        />
      )}
    </Section>
  );
}

function Preview({ id, channels }: { readonly id: string; readonly channels: BulkMessage['channels'] }) {
  const preview = useRead('GET /bulk-actions/{id}/message', { params: { id }, query: {} });
  return (
    <Section title="As one of them gets it">
      <Reading of={preview} words={words.reading}>
        {({ subscriberId, language, subject, html, sms }) => (
          <>
            <p className="hint">
              <SubscriberLink id={subscriberId} />, in {languageName(language)}
            </p>
            {channels.includes('email') && (
              <>
                <p lang={language} dir="auto">
                  <strong>{subject}</strong>
                </p>
                <MailFrame title="The mail" html={html} />
              </>
            )}
            {channels.includes('sms') && (
              <>
                <h3>As a text message</h3>
                <p className="sms" lang={language} dir="auto">
                  {sms}
                </p>
              </>
            )}
          </>
        )}
      </Reading>
    </Section>
  );
}

interface Subject {
  readonly serviceId?: string | undefined;
  readonly subscriberId?: string | undefined;
}

/** The service, or the subscriber where it is about one. */
function Who({ serviceId, subscriberId }: Subject) {
  if (serviceId !== undefined) return <ServiceLink id={serviceId} />;
  return subscriberId !== undefined && <SubscriberLink id={subscriberId} />;
}

const whoOf = ({ serviceId, subscriberId = '' }: Subject): string => serviceId ?? subscriberId;

/** The columns of whatever tells what came of it with one. */
function came<T extends Subject & { readonly orderId?: string | undefined }>(
  why: (row: T) => string,
): readonly Column<T>[] {
  return [
    { id: 'who', label: 'With whom', cell: (row) => <Who {...row} />, text: whoOf },
    { id: 'why', label: 'Why', width: '2fr', cell: why, text: why },
    {
      id: 'order',
      label: 'Order',
      width: '5rem',
      isWide: true,
      cell: ({ orderId }) => (orderId === undefined ? '' : <Link to={`/orders/${orderId}`}>Order</Link>),
      text: ({ orderId = '' }) => orderId,
    },
  ];
}

function Failures({ bulk: { failures, silentSites } }: Of) {
  if (failures.length === 0) return undefined;
  return (
    <Section
      title="Could not be done"
      note={
        silentSites.length > 0
          ? `${format.number(silentSites.length)} sites did not answer; their services failed at once.`
          : undefined
      }
    >
      <Table
        label="Failures"
        rows={failures}
        keyOf={whoOf}
        columns={came<(typeof failures)[number]>(({ message }) => message)}
      />
    </Section>
  );
}

/** What came of it with each; all of it as a file. */
function Results({ id }: { readonly id: string }) {
  const pages = usePages('GET /bulk-actions/{id}/results', { params: { id }, query: { limit: 100 } });
  const rows = { ...pages, items: pages.items.map((result, n) => ({ ...result, id: String(n) })) };
  return (
    <Section title="Results">
      <Listing
        label="Results"
        rows={rows}
        fileName={`bulk-action-${id}`}
        columns={[
          {
            id: 'outcome',
            label: 'Outcome',
            width: '7rem',
            cell: ({ outcome }) => <Mark tone={bulkOutcomes[outcome][1]}>{bulkOutcomes[outcome][0]}</Mark>,
            text: ({ outcome }) => outcome,
          },
          ...came<(typeof rows)['items'][number]>(
            ({ code, message }) => message ?? (code === undefined ? '' : leftOut(code)),
          ),
        ]}
      />
    </Section>
  );
}

/** Each of them is asked for by name. */
const shown = 100;

function Found({ bulk: { of, found, survey } }: Of) {
  const rows = found.slice(0, shown);
  return (
    <Section
      title={of === 'services' ? 'Services' : 'Subscribers'}
      note={
        rows.length < survey.found
          ? `The first ${format.number(rows.length)} of ${format.number(survey.found)}.`
          : undefined
      }
    >
      <Table
        label="Found"
        rows={rows}
        keyOf={whoOf}
        empty={survey.complete ? 'None.' : 'Still looking.'}
        columns={[
          {
            id: 'who',
            label: 'Subscriber',
            cell: ({ subscriberId }) => <SubscriberLink id={subscriberId} />,
          },
          ...(of === 'services' ? ofServices : []),
        ]}
      />
    </Section>
  );
}

const ofServices: readonly Column<BulkActionWithFound['found'][number]>[] = [
  {
    id: 'service',
    label: 'Service',
    isWide: true,
    cell: ({ serviceId }) => serviceId !== undefined && <ServiceLink id={serviceId} />,
  },
  { id: 'from', label: 'From version', isNumber: true, cell: ({ fromVersion }) => fromVersion },
  {
    id: 'session',
    label: 'Session',
    cell: ({ session }) => (
      <Mark tone={session === 'cut' ? 'warn' : 'none'}>{session === 'none' ? 'no session' : session}</Mark>
    ),
  },
];

function Progress({ bulk: { of, counts, message, ratePerMinute, remainingSeconds } }: Of) {
  const all = counts.toDo + counts.underWay + counts.done + counts.failed;
  const isOfServices = of === 'services';
  return (
    <Section title="Progress">
      <progress
        className="bar"
        max={Math.max(1, all)}
        value={counts.done + counts.failed}
        aria-label="How far it is"
      />
      <p className="hint" role="status">
        {format.number(counts.done)} of {format.number(all)} done, {format.number(counts.failed)} failed
        {ratePerMinute !== undefined && `, ${format.number(Math.round(ratePerMinute))} a minute`}
        {remainingSeconds !== undefined && `, ${format.duration(remainingSeconds)} left`}
      </p>
      <Facts
        facts={[
          isOfServices && ['Under way', format.number(counts.underWay)],
          isOfServices && ['Sessions cut', format.number(counts.sessionsCut)],
          isOfServices && ['Sessions that took the new rate', format.number(counts.ratesChanged)],
          message !== undefined && ['Mails sent', format.number(counts.email)],
          message !== undefined && ['Text messages sent', format.number(counts.sms)],
          counts.waiting > 0 && ['Wait for the end of quiet hours', format.number(counts.waiting)],
          ...reasons(counts.leftOut),
        ]}
      />
    </Section>
  );
}

function Steering({ bulk }: Of) {
  const { id, action, state, counts, survey, message, of } = bulk;
  const may = useMay();
  const params = { id };
  if (!may('bulk-actions:operate')) return undefined;
  const mayOrder = may(bulkActionPermissions[action]);
  const hasEnded = state === 'cancelled' || state === 'completed';
  const { start } = bulkActions[action];
  return (
    <>
      {state === 'running' && <Command route="POST /bulk-actions/{id}/pause" params={params} label="Pause" />}
      {!hasEnded && (
        <Command
          route="POST /bulk-actions/{id}/cancel"
          params={params}
          label="Cancel it"
          look="danger"
          question={<p>No more is begun. What was done stays.</p>}
        />
      )}
      {(state === 'paused' || state === 'failed') && (
        <Command route="POST /bulk-actions/{id}/resume" params={params} label="Resume" look="main" />
      )}
      {mayOrder && hasEnded && counts.failed > 0 && (
        <Command
          route="POST /bulk-actions/{id}/retry-failed"
          params={params}
          label="Retry the failed"
          look="main"
        />
      )}
      {mayOrder && state === 'surveyed' && (
        <Command
          route="POST /bulk-actions/{id}/start"
          params={params}
          label={start}
          look="main"
          question={
            <p>
              {message === undefined
                ? `${format.number(survey.found)} ${of}${of === 'services' ? `, ${format.number(survey.sessions.cut)} sessions cut on the way` : ''}.`
                : `${format.number(survey.email)} mails and ${format.number(survey.sms)} text messages are sent. They cannot be called back.`}{' '}
              Whoever has changed since is left out and counted. It can be paused at any time.
            </p>
          }
        />
      )}
    </>
  );
}
