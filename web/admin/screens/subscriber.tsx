import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../shared/button.tsx';
import { TextField } from '../../shared/controls.tsx';
import { Reading, usePages, useRead } from '../../shared/reading.tsx';
import type { Dunning, StatementEntry, Subscriber, TimelineEntry } from '../../shared/routes.ts';
import { ActorName } from '../actor.tsx';
import { FileButton } from '../files.tsx';
import { Act, Command } from '../form.tsx';
import { type Column, Listing, ofOne, Table } from '../listing.tsx';
import { Notes } from '../notes.tsx';
import { Empty, Facts, format, Mark, Page, Section, Tabs, usePlaceChoice } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { columns as invoiceColumns } from './invoices.tsx';
import { columns as paymentColumns } from './payments.tsx';
import { ServiceCard } from './service-card.tsx';
import { addressLine, entitlements, serviceStates } from './service-words.ts';

const tabs = [
  ['', 'Services'],
  ['documents', 'Documents'],
  ['statement', 'Statement'],
  ['payments', 'Payments'],
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
    case 'timeline':
      return <Timeline id={subscriber.id} />;
    case 'details':
      return <Details subscriber={subscriber} />;
    default:
      return <Services id={subscriber.id} />;
  }
}

function Actions({ subscriber: { id, currency } }: { readonly subscriber: Subscriber }) {
  const may = useMay();
  return (
    <>
      {may('billing:write') && (
        <Act
          route="POST /payments"
          label="Record a payment"
          initial={{ subscriberId: id, amount: { amount: '', currency }, method: 'cash' }}
          without={['subscriberId']}
        />
      )}
      {may('subscribers:write') && (
        <Act
          route="PATCH /subscribers/{id}"
          params={{ id }}
          label="Write a note"
          only={['note']}
          submit="Write it"
        />
      )}
      {may('services:write') && (
        <Link className="button main" to={`/sell?subscriber=${id}`}>
          Sell a service
        </Link>
      )}
    </>
  );
}

/** What is asked first when somebody calls. */
function Head({ subscriber }: { readonly subscriber: Subscriber }) {
  const { id, number, emails, phones, addresses, payerId } = subscriber;
  const balance = useRead('GET /subscribers/{id}/balance', { params: { id } });
  const dunning = useRead('GET /subscribers/{id}/dunning', { params: { id } });
  const address = addresses.service ?? addresses.billing;
  const { data } = balance;
  return (
    <div className="grid">
      <Section title="Who">
        <Facts
          facts={[
            [
              'Account',
              <span key="number" className="figure">
                {number}
              </span>,
            ],
            emails.length > 0 && [
              'E-mail',
              <a key="mail" href={`mailto:${emails[0]}`}>
                {emails[0]}
              </a>,
            ],
            phones.length > 0 && [
              'Phone',
              <a key="phone" href={`tel:${phones[0]}`}>
                {phones[0]}
              </a>,
            ],
            address !== undefined && ['Address', addressLine(address)],
            ['Since', format.day(subscriber.createdAt.slice(0, 10))],
            payerId !== undefined && [
              'Paid by',
              <Link key="payer" to={`/subscribers/${payerId}`}>
                its parent
              </Link>,
            ],
          ]}
        />
      </Section>
      <Section title="Balance">
        {data === undefined ? (
          <p className="soft">{words.reading.loading}</p>
        ) : (
          <>
            <p className="big figure">{format.money(data.balance)}</p>
            <Facts
              facts={[
                ['Open on invoices', format.money(data.due)],
                [
                  'Overdue',
                  Number(data.overdue.amount) > 0 ? (
                    <Mark key="overdue" tone="bad">
                      {format.money(data.overdue)}
                    </Mark>
                  ) : (
                    'nothing'
                  ),
                ],
                Number(data.credit.amount) > 0 && ['Open credit', format.money(data.credit)],
              ]}
            />
            {dunning.data !== undefined && <DunningLine id={id} dunning={dunning.data} />}
          </>
        )}
      </Section>
    </div>
  );
}

function DunningLine({ id, dunning }: { readonly id: string; readonly dunning: Dunning }) {
  const may = useMay();
  const last = dunning.taken.at(-1);
  return (
    <>
      <Facts
        facts={[
          last !== undefined && [
            'Last step of dunning',
            <Mark key="step" tone="warn">
              {last.kind} on {format.day(last.on)}
            </Mark>,
          ],
          dunning.hold !== undefined && [
            'Dunning is held',
            `until ${format.day(dunning.hold.until)}: ${dunning.hold.reason}`,
          ],
          dunning.promise !== undefined && ['Promised to pay', `until ${format.day(dunning.promise.until)}`],
        ]}
      />
      {may('billing:write') && (
        <p className="actions">
          {dunning.openSince !== undefined && (
            <Act
              route="POST /subscribers/{id}/payment-promises"
              params={{ id }}
              label="Take a promise to pay"
              look="plain"
            />
          )}
          <Act route="POST /subscribers/{id}/credits" params={{ id }} label="Give credit" look="plain" />
        </p>
      )}
    </>
  );
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

const statementColumns: readonly Column<StatementEntry & { readonly id: string }>[] = [
  { id: 'on', label: 'Day', width: '8rem', cell: ({ on }) => format.day(on), text: ({ on }) => on },
  {
    id: 'words',
    label: 'What',
    width: '3fr',
    cell: ({ words: what }) => what,
    text: ({ words: what }) => what,
  },
  {
    id: 'amount',
    label: 'Amount',
    isNumber: true,
    cell: ({ amount }) => format.money(amount),
    text: ({ amount }) => amount.amount,
  },
  {
    id: 'balance',
    label: 'Owed after it',
    isNumber: true,
    cell: ({ balance }) => format.money(balance),
    text: ({ balance }) => balance.amount,
  },
];

function Statement({ id }: { readonly id: string }) {
  const pages = usePages('GET /subscribers/{id}/statement', { params: { id }, query: { limit: 100 } });
  const rows = { ...pages, items: pages.items.map((entry) => ({ ...entry, id: entry.eventId })) };
  return (
    <Listing
      label="Statement of account"
      columns={statementColumns}
      rows={rows}
      to={({ invoiceId, paymentId }) =>
        invoiceId !== undefined
          ? `/billing/invoices/${invoiceId}`
          : paymentId !== undefined
            ? `/billing/payments/${paymentId}`
            : '.'
      }
      empty="Nothing on this account yet."
      fileName={`statement-${id}`}
    />
  );
}

function Payments({ id }: { readonly id: string }) {
  const rows = usePages('GET /payments', { query: { subscriberId: id, limit: 100, order: 'newest' } });
  const methods = useRead('GET /subscribers/{id}/payment-methods', { params: { id } });
  const may = useMay();
  return (
    <>
      {methods.data !== undefined && (
        <Section title="Saved methods">
          <Table
            label="Saved methods"
            rows={methods.data.items}
            keyOf={({ id: methodId }) => methodId}
            empty="None is saved: the subscriber saves one in the portal."
            columns={[
              { id: 'label', label: 'Method', cell: ({ label }) => label },
              { id: 'provider', label: 'Provider', cell: ({ provider }) => provider },
              { id: 'expires', label: 'Expires', cell: ({ expires }) => expires ?? '' },
              {
                id: 'default',
                label: 'Charged by itself',
                cell: ({ isDefault }) =>
                  isDefault && methods.data.autopay && <Mark tone="good">autopay</Mark>,
              },
              {
                id: 'remove',
                label: '',
                cell: ({ id: methodId, label }) =>
                  may('billing:write') && (
                    <Command
                      route="DELETE /subscribers/{id}/payment-methods/{methodId}"
                      params={{ id, methodId }}
                      label="Remove"
                      look="danger"
                      question={<p>{label} is not charged any more.</p>}
                    />
                  ),
              },
            ]}
          />
        </Section>
      )}
      <Listing
        label="Payments"
        columns={ofOne(paymentColumns)}
        rows={rows}
        to={(payment) => `/billing/payments/${payment.id}`}
        empty="Nothing was paid yet."
        fileName={`payments-${id}`}
      />
    </>
  );
}

const subjects: Readonly<Record<string, (id: string) => string>> = {
  service: (id) => `/services/${id}`,
  invoice: (id) => `/billing/invoices/${id}`,
  payment: (id) => `/billing/payments/${id}`,
  'service-order': (id) => `/orders/${id}`,
  ticket: (id) => `/tickets/${id}`,
};

/** What happened, newest first; and everything as it was at any past instant. */
function Timeline({ id }: { readonly id: string }) {
  const [at, setAt] = usePlaceChoice('at');
  const pages = usePages('GET /subscribers/{id}/timeline', { params: { id }, query: { limit: 50, at } });
  const state = pages.data?.pages[0]?.state;
  const { items, hasNextPage, fetchNextPage, isFetchingNextPage, isPending } = pages;
  return (
    <>
      <div className="actions">
        <TextField
          label="As it was at"
          type="datetime-local"
          value={at === undefined ? '' : at.slice(0, 16)}
          onChange={(text) => setAt(text === '' ? undefined : `${text}:00.000Z`)}
          hint="UTC"
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

function Details({ subscriber }: { readonly subscriber: Subscriber }) {
  const { id } = subscriber;
  const may = useMay();
  const navigate = useNavigate();
  const people = useRead('GET /subscribers/{id}/people', { params: { id } });
  const { notes, status, billingProfile } = subscriber;
  return (
    <div className="grid">
      <Section
        title="Details"
        actions={
          may('subscribers:write') && (
            <>
              <Act
                route="PATCH /subscribers/{id}"
                params={{ id }}
                label="Change"
                size="large"
                submit={words.save}
                initial={changeable(subscriber)}
                without={['note', 'status']}
              />
              <Command
                route="PATCH /subscribers/{id}"
                params={{ id }}
                body={{ status: status === 'active' ? 'closed' : 'active' }}
                label={status === 'active' ? 'Close' : 'Open again'}
                look={status === 'active' ? 'danger' : 'plain'}
                question={
                  <p>
                    {status === 'active'
                      ? 'A closed subscriber cannot be sold anything; it may have no service that goes on.'
                      : 'The subscriber can be sold services again.'}
                  </p>
                }
              />
            </>
          )
        }
      >
        <Facts
          facts={[
            ['Kind', subscriber.kind === 'contact' ? 'Person' : 'Organization'],
            ['Contact', subscriber.contactName],
            ['Language', subscriber.language],
            ['Time zone', subscriber.timeZone],
            ['Currency', subscriber.currency],
            ['Tax ID', subscriber.taxId],
            ['Purchase order', subscriber.purchaseOrderNumber],
            ['Category', subscriber.category],
            ['Tags', subscriber.tags.join(', ')],
            subscriber.parentId !== undefined && [
              'Belongs to',
              <Link key="parent" to={`/subscribers/${subscriber.parentId}`}>
                its parent
              </Link>,
            ],
            subscriber.origin !== undefined && [
              'Came from',
              <Link key="lead" to={`/leads/${subscriber.origin.leadId}`}>
                a lead ({subscriber.origin.source})
              </Link>,
            ],
          ]}
        />
      </Section>
      <Section title="How it is billed">
        <Facts
          facts={Object.entries(billingProfile).map(([name, value]) => [
            name.replaceAll(/([A-Z])/g, ' $1').toLowerCase(),
            typeof value === 'object' ? (
              <span key={name} className="code">
                {JSON.stringify(value)}
              </span>
            ) : (
              String(value)
            ),
          ])}
        />
      </Section>
      <Section
        title="People in the portal"
        actions={
          may('subscribers:write') && (
            <Act
              route="POST /subscribers/{id}/people"
              params={{ id }}
              label="Invite"
              title="Invite somebody to the portal"
            />
          )
        }
      >
        <Table
          label="People in the portal"
          rows={people.data?.items ?? []}
          keyOf={({ personId }) => personId}
          empty="Nobody can use this account in the portal yet."
          columns={[
            { id: 'email', label: 'E-mail', cell: ({ email }) => email },
            { id: 'role', label: 'Role', cell: ({ role }) => <Mark>{role}</Mark> },
            {
              id: 'remove',
              label: '',
              cell: ({ personId, email }) =>
                may('subscribers:write') && (
                  <Command
                    route="DELETE /subscribers/{id}/people/{personId}"
                    params={{ id, personId }}
                    label="Remove"
                    look="danger"
                    question={<p>{email} cannot open this account any more.</p>}
                  />
                ),
            },
          ]}
        />
      </Section>
      <Section title="Notes">
        <Notes notes={notes} />
      </Section>
      <p>
        <Button look="plain" onPress={() => void navigate({ to: '/tickets', search: { subscriberId: id } })}>
          Tickets of this subscriber
        </Button>
      </p>
    </div>
  );
}

/** Of what is known, what a change may name. */
function changeable({
  name,
  contactName,
  emails,
  phones,
  addresses,
  language,
  timeZone,
  taxId,
  purchaseOrderNumber,
  category,
  tags,
}: Subscriber) {
  const known = {
    name,
    contactName,
    emails,
    phones,
    addresses,
    language,
    timeZone,
    taxId,
    purchaseOrderNumber,
    category,
    tags,
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}
