import { Link } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { Button } from '../../shared/button.tsx';
import { usePages } from '../../shared/reading.tsx';
import type { DriftedService, Technology } from '../../shared/routes.ts';
import { Filter, NodeFilter, SinceFilter, SiteFilter, Sought, useSince } from '../filters.tsx';
import { Command } from '../form.tsx';
import { SiteLink, SubscriberLink } from '../links.tsx';
import { Table } from '../listing.tsx';
import { Ago, Empty, Mark, Page, Section, usePlaceChoice } from '../parts.tsx';
import { SitesAway } from '../replica-age.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { accessName, networkStates, technologies } from './service-words.ts';

/** Services on which the network is not what it should be, with both sides, and the way to mend it. */
export default function Drift() {
  const [siteId] = usePlaceChoice('site');
  const [nodeId] = usePlaceChoice('node');
  const [technology] = usePlaceChoice('technology');
  const [status] = usePlaceChoice('status');
  const [difference] = usePlaceChoice('difference');
  const since = useSince();
  const drift = usePages('GET /network/drift', {
    query: {
      limit: 50,
      siteId,
      nodeId,
      technology: technology as Technology | undefined,
      status: status as 'converging' | 'drifted' | 'unreachable' | undefined,
      difference: useDeferredValue(difference),
      since,
    },
  });
  const isSought = [siteId, nodeId, technology, status, difference, since].some((one) => one !== undefined);
  const unknown = drift.data?.pages[0]?.unknown ?? [];
  return (
    <Page title="Drift">
      <div className="filters">
        <SiteFilter />
        <NodeFilter />
        <Filter
          name="technology"
          label="Technology"
          all="All technologies"
          choices={Object.entries(technologies).map(([id, label]) => ({ id, label }))}
        />
        <Filter
          name="status"
          label="State"
          all="Any state"
          choices={Object.entries(networkStates)
            .filter(([id]) => id !== 'in-sync')
            .map(([id, { label }]) => ({ id, label }))}
        />
        <Sought name="difference" label="What differs" placeholder="max-limit, ONT authorised …" />
        <SinceFilter label="Out of step" all="Since any time" />
      </div>
      <SitesAway siteId={siteId} />
      {drift.isPending && <p className="note">{words.reading.loading}</p>}
      {!drift.isPending && drift.items.length === 0 && unknown.length === 0 && (
        <Empty>
          {isSought
            ? 'Nothing that is out of step is like this.'
            : 'The network holds what it should, everywhere.'}
        </Empty>
      )}
      {drift.items.map((service) => (
        <Drifted key={service.id} service={service} />
      ))}
      {drift.hasNextPage && <Button onPress={() => void drift.fetchNextPage()}>{words.more}</Button>}
      {unknown.length > 0 && (
        <Section title="Held by a site, and never issued" note="What a site holds that nobody ever ordered.">
          <Table
            label="Held and never issued"
            rows={unknown}
            keyOf={({ siteId, serviceId }) => `${siteId}${serviceId}`}
            columns={[
              {
                id: 'service',
                label: 'Service',
                cell: ({ serviceId }) => <span className="code">{serviceId}</span>,
              },
              {
                id: 'site',
                label: 'Site',
                cell: ({ siteId: of }) => <SiteLink id={of} />,
              },
              { id: 'found', label: 'Found', cell: ({ foundAt }) => <Ago at={foundAt} /> },
            ]}
          />
        </Section>
      )}
    </Page>
  );
}

function Drifted({ service }: { readonly service: DriftedService }) {
  const { id, subscriberId, plan, access, network } = service;
  const may = useMay();
  const { label, tone, means } = networkStates[network.status];
  return (
    <section className="card" aria-label={`${technologies[access.technology]} ${accessName(access)}`}>
      <header>
        <h2>
          <Link to={`/services/${id}`}>{plan.name}</Link> <Mark tone={tone}>{label}</Mark>{' '}
          {network.held === true && <Mark tone="info">Left as it is by policy</Mark>}
        </h2>
        <div className="actions">
          <SubscriberLink id={subscriberId} />
          {may('services:operate') && (
            <Command
              route="POST /services/{id}/mend"
              params={{ id }}
              label="Mend"
              look="main"
              question={
                <>
                  <p>What stands on the right is overwritten with what stands on the left, and read back.</p>
                  <Differences service={service} />
                </>
              }
            />
          )}
        </div>
      </header>
      <p className="hint">
        {technologies[access.technology]} {accessName(access)} · {network.detail ?? means}
        {network.since !== undefined && (
          <>
            {' '}
            · since <Ago at={network.since} />
          </>
        )}
      </p>
      <Differences service={service} />
    </section>
  );
}

function Differences({ service: { network } }: { readonly service: DriftedService }) {
  if (network.differences === undefined) return undefined;
  return (
    <Table
      label="What differs"
      rows={network.differences}
      keyOf={({ nodeId, what }) => `${nodeId}${what}`}
      columns={[
        { id: 'what', label: 'What', cell: ({ what }) => what },
        { id: 'desired', label: 'Must be', cell: ({ desired }) => <span className="code">{desired}</span> },
        { id: 'observed', label: 'Is', cell: ({ observed }) => <span className="code">{observed}</span> },
      ]}
    />
  );
}
