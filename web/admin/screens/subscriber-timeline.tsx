import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../shared/button.tsx';
import { usePages } from '../../shared/reading.tsx';
import type { Subscriber, SubscriberState, TimelineEntry } from '../../shared/routes.ts';
import { ActorName } from '../actor.tsx';
import { Table } from '../listing.tsx';
import { Empty, Facts, format, Mark, Section, usePlaceChoice } from '../parts.tsx';
import { Told } from '../told.tsx';
import { words } from '../words.ts';
import { addressLine, entitlements, networkStates, serviceStates } from './service-words.ts';
import { Scrubber } from './timeline-scrubber.tsx';

const subjects: Readonly<Record<string, (id: string) => string>> = {
  service: (id) => `/services/${id}`,
  invoice: (id) => `/billing/invoices/${id}`,
  payment: (id) => `/billing/payments/${id}`,
  'service-order': (id) => `/orders/${id}`,
  ticket: (id) => `/tickets/${id}`,
};

/** What happened, newest first; and everything as it was at any past instant. */
export function Timeline({ subscriber }: { readonly subscriber: Subscriber }) {
  const { id, createdAt } = subscriber;
  const [at, setAt] = usePlaceChoice('at');
  const pages = usePages('GET /subscribers/{id}/timeline', {
    params: { id },
    query: { limit: 50, at, order: 'newest' },
  });
  const all = usePages('GET /subscribers/{id}/timeline', {
    params: { id },
    query: { limit: 200, order: 'newest' },
  });
  const state = pages.data?.pages[0]?.state;
  const { items, hasNextPage, fetchNextPage, isFetchingNextPage, isPending } = pages;
  return (
    <>
      <Scrubber from={createdAt} events={all.items} at={at} onChange={setAt} />
      {at !== undefined && state !== undefined && <Then state={state} />}
      <ol className="timeline" aria-label="Timeline" aria-busy={isPending}>
        {items.map((entry) => (
          <TimelineRow key={entry.eventId} entry={entry} onSee={setAt} />
        ))}
      </ol>
      {isPending && (
        <p role="status" className="note">
          {words.reading.loading}
        </p>
      )}
      {hasNextPage && (
        <Button isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
          Earlier
        </Button>
      )}
    </>
  );
}

/** Who it was, what they had and what they owed at one instant. */
function Then({ state: { at, subscriber, services, balance } }: { readonly state: SubscriberState }) {
  return (
    <Section title={`Everything as it was on ${format.exact(at)}`}>
      {subscriber === undefined ? (
        <Empty>The subscriber was not there yet.</Empty>
      ) : (
        <>
          <Facts
            facts={[
              ['Name', <bdi key="name">{subscriber.name}</bdi>],
              ['E-mail', subscriber.emails.join(', ')],
              ['Phone', subscriber.phones.join(', ')],
              [
                'Owed in all',
                balance === undefined ? 'nothing had moved yet' : format.money(balance.balance),
              ],
              balance !== undefined &&
                Number(balance.overdue.amount) > 0 && [
                  'Of that overdue',
                  <Mark key="overdue" tone="bad">
                    {format.money(balance.overdue)}
                  </Mark>,
                ],
              subscriber.tags.length > 0 && ['Tags', subscriber.tags.join(', ')],
            ]}
          />
          <Table
            label="Services then"
            rows={services}
            keyOf={(service) => service.id}
            to={(service) => `/services/${service.id}`}
            empty="No service was there yet."
            columns={[
              { id: 'plan', label: 'Service', cell: ({ plan }) => plan.name },
              {
                id: 'state',
                label: 'State',
                cell: ({ state, suspension }) => (
                  <>
                    <Mark tone={serviceStates[state].tone}>{serviceStates[state].label}</Mark>
                    {suspension !== undefined && ` ${suspension.reason}`}
                  </>
                ),
              },
              {
                id: 'entitlement',
                label: 'Had',
                cell: ({ entitlement }) => entitlements[entitlement].label,
              },
              {
                id: 'price',
                label: 'For',
                isWide: true,
                cell: ({ plan: { terms } }) => `${format.money(terms.price)} a ${terms.period}`,
              },
              {
                id: 'speed',
                label: 'Speed',
                isWide: true,
                cell: ({ plan: { terms } }) =>
                  `${format.rate(terms.network.downKbps)} / ${format.rate(terms.network.upKbps)}`,
              },
              {
                id: 'network',
                label: 'Network',
                isWide: true,
                cell: ({ network }) => networkStates[network.status].label,
              },
              { id: 'at', label: 'At', isWide: true, cell: ({ address }) => addressLine(address) },
            ]}
          />
        </>
      )}
    </Section>
  );
}

function TimelineRow({
  entry,
  onSee,
}: {
  readonly entry: TimelineEntry;
  readonly onSee: (at: string) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const place = subjects[entry.subject.kind]?.(entry.subject.id);
  return (
    <li>
      <time dateTime={entry.at} className="soft figure">
        {format.exact(entry.at)}
      </time>
      <div>
        <p>{place === undefined ? entry.words : <Link to={place}>{entry.words}</Link>}</p>
        <p className="hint">
          <ActorName actor={entry.actor} /> · {entry.type}
        </p>
        <p className="actions">
          <Button look="plain" aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
            {isOpen ? 'Less' : 'All of it'}
          </Button>
          <Button look="plain" onPress={() => onSee(entry.at)}>
            As it was then
          </Button>
        </p>
        {isOpen && <Told data={entry.data} />}
      </div>
    </li>
  );
}
