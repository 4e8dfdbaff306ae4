import { Link, useParams } from '@tanstack/react-router';
import { Reading, useRead } from '../../shared/reading.tsx';
import type { BulkChangeWithServices } from '../../shared/routes.ts';
import { Command } from '../form.tsx';
import { NodeLink, ServiceLink, SubscriberLink } from '../links.tsx';
import { Table } from '../listing.tsx';
import { Facts, format, Mark, Page, Section } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { bulkActions, bulkStates, leftOut } from './billing-words.tsx';

const underWay: readonly string[] = ['surveying', 'running'];

export default function BulkChangePage() {
  const { id } = useParams({ strict: false }) as { readonly id: string };
  const change = useRead(
    'GET /bulk-changes/{id}',
    { params: { id } },
    { every: (known) => (known === undefined || underWay.includes(known.state) ? 1_000 : false) },
  );
  return (
    <Reading of={change} words={words.reading}>
      {(known) => <Known change={known} />}
    </Reading>
  );
}

function Known({ change }: { readonly change: BulkChangeWithServices }) {
  const { state, dryRun, survey, counts, failures, services, silentSites } = change;
  const [label, tone] = bulkStates[state];
  return (
    <Page
      title={`${bulkActions[change.action].name}${dryRun ? ', surveyed' : ''}`}
      mark={<Mark tone={tone}>{label}</Mark>}
      trail={[{ to: '/billing/bulk-changes', label: 'Bulk changes' }]}
      actions={<Steering change={change} />}
    >
      {change.reason !== undefined && (
        <p role="alert" className="note bad">
          {change.reason}
        </p>
      )}
      {!dryRun && <Progress change={change} />}
      <Section title="Who is touched, and what it means">
        <Facts
          facts={[
            ['Services', format.number(survey.services)],
            change.toVersion !== undefined && [
              'Moves to',
              <Link key="plan" to={`/billing/catalogue/plans/${change.toPlanId ?? change.planId}`}>
                Version {change.toVersion}
              </Link>,
            ],
            ['What is done', bulkActions[change.action].means],
            change.move !== undefined && ['To the node', <NodeLink key="node" id={change.move.toNodeId} />],
            change.suspension !== undefined && ['For the reason', wordsOf(change.suspension.reason)],
            change.suspension?.until !== undefined && ['Until', format.day(change.suspension.until)],
            ...survey.recurring.map(
              ({ period, before, after }) =>
                [`Together a ${period}`, `${format.money(after)}, now ${format.money(before)}`] as const,
            ),
            ['Sessions that are cut', format.number(survey.sessions.cut)],
            ['Sessions that go on', format.number(survey.sessions.kept)],
            ['Without a session', format.number(survey.sessions.none)],
            ...Object.entries(survey.leftOut).map(
              ([reason, count]) => [`Left out: ${leftOut(reason)}`, format.number(count)] as const,
            ),
          ]}
        />
        <Table
          label="Prices"
          rows={survey.prices}
          keyOf={({ fromVersion, price, newPrice }) => `${fromVersion} ${price.amount} ${newPrice.amount}`}
          empty="No service is touched."
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
      </Section>
      {failures.length > 0 && (
        <Section
          title="Could not be changed"
          note={
            silentSites.length > 0
              ? `${format.number(silentSites.length)} sites did not answer; their services failed at once.`
              : undefined
          }
        >
          <Table
            label="Failures"
            rows={failures}
            keyOf={({ serviceId }) => serviceId}
            columns={[
              { id: 'service', label: 'Service', cell: ({ serviceId }) => <ServiceLink id={serviceId} /> },
              { id: 'why', label: 'Why', cell: ({ message }) => message },
              {
                id: 'order',
                label: 'Order',
                isWide: true,
                cell: ({ orderId }) =>
                  orderId === undefined ? '' : <Link to={`/orders/${orderId}`}>Order</Link>,
              },
            ]}
          />
        </Section>
      )}
      <Section
        title="Services"
        note={
          services.length < survey.services
            ? `The first ${format.number(services.length)} of ${format.number(survey.services)}.`
            : undefined
        }
      >
        <Table
          label="Services"
          rows={services}
          keyOf={({ serviceId }) => serviceId}
          empty={counts.underWay > 0 || underWay.includes(state) ? 'Still looking.' : 'None.'}
          columns={[
            {
              id: 'who',
              label: 'Subscriber',
              cell: ({ subscriberId }) => <SubscriberLink id={subscriberId} />,
            },
            {
              id: 'service',
              label: 'Service',
              isWide: true,
              cell: ({ serviceId }) => <ServiceLink id={serviceId} />,
            },
            { id: 'from', label: 'From version', isNumber: true, cell: ({ fromVersion }) => fromVersion },
            {
              id: 'session',
              label: 'Session',
              cell: ({ session }) => (
                <Mark tone={session === 'cut' ? 'warn' : 'none'}>
                  {session === 'none' ? 'no session' : session}
                </Mark>
              ),
            },
          ]}
        />
      </Section>
    </Page>
  );
}

function Progress({
  change: { counts, ratePerMinute, remainingSeconds },
}: {
  readonly change: BulkChangeWithServices;
}) {
  const all = counts.toDo + counts.underWay + counts.done + counts.failed;
  return (
    <Section title="Progress">
      <progress
        className="bar"
        max={Math.max(1, all)}
        value={counts.done + counts.failed}
        aria-label="Services changed"
      />
      <p className="hint" role="status">
        {format.number(counts.done)} of {format.number(all)} done, {format.number(counts.failed)} failed
        {ratePerMinute !== undefined && `, ${format.number(Math.round(ratePerMinute))} a minute`}
        {remainingSeconds !== undefined && `, ${format.duration(remainingSeconds)} left`}
      </p>
      <Facts
        facts={[
          ['Under way', format.number(counts.underWay)],
          ['Sessions cut', format.number(counts.sessionsCut)],
          ['Sessions that took the new rate', format.number(counts.ratesChanged)],
          ...Object.entries(counts.leftOut).map(
            ([reason, count]) => [`Left out: ${leftOut(reason)}`, format.number(count)] as const,
          ),
        ]}
      />
    </Section>
  );
}

function Steering({ change }: { readonly change: BulkChangeWithServices }) {
  const { id, state, dryRun, counts, survey } = change;
  const may = useMay();
  const params = { id };
  const isOpen = state === 'surveying' || state === 'running' || state === 'paused';
  return (
    <>
      {may('bulk-changes:operate') && isOpen && !dryRun && (
        <>
          {state === 'running' && (
            <Command route="POST /bulk-changes/{id}/pause" params={params} label="Pause" />
          )}
          <Command
            route="POST /bulk-changes/{id}/cancel"
            params={params}
            label="Cancel the change"
            look="danger"
            question={<p>No more services are ordered. Those that were changed keep it.</p>}
          />
        </>
      )}
      {may('bulk-changes:operate') && !dryRun && (state === 'paused' || state === 'failed') && (
        <Command route="POST /bulk-changes/{id}/resume" params={params} label="Resume" look="main" />
      )}
      {may('bulk-changes:write') && state === 'completed' && !dryRun && counts.failed > 0 && (
        <Command
          route="POST /bulk-changes/{id}/retry-failed"
          params={params}
          label="Retry the failed"
          look="main"
        />
      )}
      {may('bulk-changes:write') && dryRun && state === 'completed' && survey.services > 0 && (
        <Command
          route="POST /bulk-changes/{id}/start"
          params={params}
          label="Start this change"
          look="main"
          question={
            <p>
              {bulkActions[change.action].name}: {format.number(survey.services)} services,{' '}
              {format.number(survey.sessions.cut)} sessions cut on the way. Those that were found are changed,
              and nobody else; whoever has changed since is left out and counted. It can be paused at any
              time.
            </p>
          }
        />
      )}
    </>
  );
}
