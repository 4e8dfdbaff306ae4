import { Link, useParams } from '@tanstack/react-router';
import { Button } from '../../shared/button.tsx';
import { Reading, usePages, useRead } from '../../shared/reading.tsx';
import type { Subscriber } from '../../shared/routes.ts';
import { FileButton } from '../files.tsx';
import { Listing, ofOne } from '../listing.tsx';
import { Empty, Mark, Page, Tabs } from '../parts.tsx';
import { words } from '../words.ts';
import { columns as invoiceColumns } from './invoices.tsx';
import { ServiceCard } from './service-card.tsx';
import { Details } from './subscriber-details.tsx';
import { Actions, Head } from './subscriber-head.tsx';
import { Payments, Statement } from './subscriber-money.tsx';
import { Tickets } from './subscriber-tickets.tsx';
import { Timeline } from './subscriber-timeline.tsx';

const tabs = [
  ['', 'Services'],
  ['documents', 'Documents'],
  ['statement', 'Statement'],
  ['payments', 'Payments'],
  ['tickets', 'Tickets'],
  ['timeline', 'Timeline'],
  ['details', 'Details'],
] as const;

/** One subscriber: what they have, what they owe, what happened, and what can be done. */
export default function SubscriberPage() {
  const { id = '', tab = '' } = useParams({ strict: false }) as {
    readonly id?: string;
    readonly tab?: string;
  };
  const subscriber = useRead('GET /subscribers/{id}', { params: { id } });
  return (
    <Reading of={subscriber} words={words.reading}>
      {(known) => (
        <Page
          title={known.name}
          mark={
            <>
              {known.status === 'closed' && <Mark>closed</Mark>}
              {known.category !== undefined && <Mark>{known.category}</Mark>}
            </>
          }
          trail={[{ to: '/subscribers', label: 'Subscribers' }]}
          actions={<Actions subscriber={known} />}
        >
          <Head subscriber={known} />
          <Tabs
            label={`Parts of ${known.name}`}
            tabs={tabs.map(([path, label]) => ({
              to: path === '' ? `/subscribers/${id}` : `/subscribers/${id}/${path}`,
              label,
            }))}
          />
          <Part tab={tab} subscriber={known} />
        </Page>
      )}
    </Reading>
  );
}

function Part({ tab, subscriber }: { readonly tab: string; readonly subscriber: Subscriber }) {
  switch (tab) {
    case 'documents':
      return <Documents id={subscriber.id} />;
    case 'statement':
      return <Statement id={subscriber.id} />;
    case 'payments':
      return <Payments id={subscriber.id} />;
    case 'tickets':
      return <Tickets id={subscriber.id} />;
    case 'timeline':
      return <Timeline subscriber={subscriber} />;
    case 'details':
      return <Details subscriber={subscriber} />;
    default:
      return <Services id={subscriber.id} />;
  }
}

function Services({ id }: { readonly id: string }) {
  const services = usePages('GET /services', { query: { subscriberId: id, limit: 50 } });
  const { items, hasNextPage, fetchNextPage, isPending } = services;
  if (isPending) return <p className="note">{words.reading.loading}</p>;
  if (items.length === 0) {
    return (
      <Empty>
        No service yet. <Link to={`/sell?subscriber=${id}`}>Sell the first one</Link>
      </Empty>
    );
  }
  return (
    <>
      {items.map((service) => (
        <ServiceCard key={service.id} service={service} />
      ))}
      {hasNextPage && <Button onPress={() => void fetchNextPage()}>{words.more}</Button>}
    </>
  );
}

function Documents({ id }: { readonly id: string }) {
  const rows = usePages('GET /invoices', { query: { subscriberId: id, limit: 100, order: 'newest' } });
  return (
    <>
      <p className="actions">
        <FileButton
          route="GET /subscribers/{id}/pro-forma/pdf"
          given={{ params: { id } }}
          label="What the next invoice would be (PDF)"
          name="pro-forma.pdf"
          opens
        />
      </p>
      <Listing
        label="Documents"
        columns={ofOne(invoiceColumns)}
        rows={rows}
        to={(invoice) => `/billing/invoices/${invoice.id}`}
        empty="Nothing was billed yet."
        fileName={`documents-${id}`}
      />
    </>
  );
}
