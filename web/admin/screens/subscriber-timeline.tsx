import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../shared/button.tsx';
import { usePages } from '../../shared/reading.tsx';
import type { TimelineEntry } from '../../shared/routes.ts';
import { ActorName } from '../actor.tsx';
import { InstantField } from '../instant-field.tsx';
import { Table } from '../listing.tsx';
import { Empty, format, Mark, Section, usePlaceChoice } from '../parts.tsx';
import { words } from '../words.ts';
import { entitlements, serviceStates } from './service-words.ts';

const subjects: Readonly<Record<string, (id: string) => string>> = {
  service: (id) => `/services/${id}`,
  invoice: (id) => `/billing/invoices/${id}`,
  payment: (id) => `/billing/payments/${id}`,
  'service-order': (id) => `/orders/${id}`,
  ticket: (id) => `/tickets/${id}`,
};

/** What happened, newest first; and everything as it was at any past instant. */
export function Timeline({ id }: { readonly id: string }) {
  const [at, setAt] = usePlaceChoice('at');
  const pages = usePages('GET /subscribers/{id}/timeline', {
    params: { id },
    query: { limit: 50, at, order: 'newest' },
  });
  const state = pages.data?.pages[0]?.state;
  const { items, hasNextPage, fetchNextPage, isFetchingNextPage, isPending } = pages;
  return (
    <>
      <div className="actions">
        <InstantField
          label="As it was at"
          hint={undefined}
          error={undefined}
          isRequired={false}
          value={at}
          onChange={setAt}
        />
        {at !== undefined && <Button onPress={() => setAt(undefined)}>Back to now</Button>}
      </div>
      {at !== undefined && state !== undefined && (
        <Section title={`Everything as it was on ${format.exact(state.at)}`}>
          {state.subscriber === undefined ? (
            <Empty>The subscriber was not there yet.</Empty>
          ) : (
            <Table
              label="Services then"
              rows={state.services}
              keyOf={(service) => service.id}
              to={(service) => `/services/${service.id}`}
              empty="No service was there yet."
              columns={[
                { id: 'plan', label: 'Service', cell: ({ plan }) => plan.name },
                {
                  id: 'state',
                  label: 'State',
                  cell: (service) => (
                    <Mark tone={serviceStates[service.state].tone}>{serviceStates[service.state].label}</Mark>
                  ),
                },
                {
                  id: 'entitlement',
                  label: 'Had',
                  cell: ({ entitlement }) => entitlements[entitlement].label,
                },
              ]}
            />
          )}
        </Section>
      )}
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
        {isOpen && <pre className="code">{JSON.stringify(entry.data, undefined, 2)}</pre>}
      </div>
    </li>
  );
}
