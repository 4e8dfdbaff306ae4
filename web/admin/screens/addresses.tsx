import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { Button } from '../../shared/button.tsx';
import { TextField } from '../../shared/controls.tsx';
import { Reading, useRead } from '../../shared/reading.tsx';
import type { AddressUse } from '../../shared/routes.ts';
import { NodeLink, SiteLink, SubscriberLink } from '../links.tsx';
import { Table } from '../listing.tsx';
import { Ago, format, Mark, Page, Section, usePlaceChoice } from '../parts.tsx';
import { words } from '../words.ts';

/** Whose an address is, or was at any instant: what somebody asks who got a complaint about it. */
export default function Addresses() {
  const [address, seek] = usePlaceChoice('address');
  const [at, choose] = usePlaceChoice('at');
  return (
    <Page title="Who has an address">
      <Question
        key={`${address} ${at}`}
        address={address}
        at={at}
        onAsk={(wanted, instant) => {
          seek(wanted);
          choose(instant);
        }}
      />
      {address !== undefined && <Answer address={address} at={at} />}
    </Page>
  );
}

/** An instant as the field for local time writes it, to the second. */
function localOf(at: string): string {
  const instant = new Date(at);
  return new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

function Question({
  address = '',
  at,
  onAsk,
}: {
  readonly address: string | undefined;
  readonly at: string | undefined;
  readonly onAsk: (address: string, at: string | undefined) => void;
}) {
  const [typed, type] = useState(address);
  const [local, setLocal] = useState(at === undefined ? '' : localOf(at));
  const ask = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== '') onAsk(typed.trim(), local === '' ? undefined : new Date(local).toISOString());
  };
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <form className="filters" onSubmit={ask}>
      <TextField label="IP address" placeholder="203.0.113.7" value={typed} onChange={type} />
      <TextField
        label={`At (${zone}; now if empty)`}
        type="datetime-local"
        step="1"
        value={local}
        onChange={setLocal}
      />
      <Button type="submit" look="main">
        Ask
      </Button>
    </form>
  );
}

function Answer({ address, at }: { readonly address: string; readonly at: string | undefined }) {
  const use = useRead('GET /network/addresses', { query: { address, at } });
  return (
    <Reading of={use} words={words.reading}>
      {(known) => <Known use={known} />}
    </Reading>
  );
}

type Held = AddressUse['assigned'][number] | AddressUse['sessions'][number];

const spanOf = ({ since, until }: Held) => (
  <>
    {since === undefined ? 'before it was kept' : format.exact(since)} –{' '}
    {until === undefined ? 'still' : format.exact(until)}
  </>
);

const whose = ({ subscriberId, serviceId }: Held) => (
  <>
    {subscriberId === undefined ? 'nobody’s service' : <SubscriberLink id={subscriberId} />}
    {serviceId !== undefined && (
      <>
        {' '}
        · <Link to={`/services/${serviceId}`}>Service</Link>
      </>
    )}
  </>
);

function Known({ use: { address, at, assigned, sessions, isWhole } }: { readonly use: AddressUse }) {
  return (
    <>
      <p>
        <strong className="code">{address}</strong> at <strong>{format.exact(at)}</strong>
        {assigned.length + sessions.length === 0 && isWhole && ': nobody is known to have had it.'}
      </p>
      <Section title="In a session" note="By what the NAS, routers and cores accounted for.">
        {!isWhole && (
          <p className="note bad">
            So many later sessions had it that the oldest were not looked through. Ask the accounting records
            of the site.
          </p>
        )}
        <Table
          label="In a session"
          rows={sessions}
          keyOf={({ siteId, sessionId, username }) => `${siteId}${sessionId}${username}`}
          empty="No session had it then."
          columns={[
            { id: 'whose', label: 'Whose', cell: whose },
            { id: 'user', label: 'User', cell: ({ username }) => <span className="code">{username}</span> },
            {
              id: 'value',
              label: 'Had',
              isWide: true,
              cell: ({ value }) => <span className="code">{value}</span>,
            },
            { id: 'span', label: 'From – until', cell: spanOf },
            {
              id: 'mac',
              label: 'Station',
              isWide: true,
              cell: ({ callingStationId = '' }) => <span className="code">{callingStationId}</span>,
            },
            {
              id: 'node',
              label: 'On',
              isWide: true,
              cell: ({ nodeId }) => nodeId !== undefined && <NodeLink id={nodeId} />,
            },
            { id: 'told', label: 'Told', isWide: true, cell: ({ toldAt }) => <Ago at={toldAt} /> },
          ]}
        />
      </Section>
      <Section
        title="Given to a service"
        note="Whether it was online or not: nobody else could have it there."
      >
        <Table
          label="Given to a service"
          rows={assigned}
          keyOf={({ siteId, serviceId }) => `${siteId}${serviceId}`}
          empty="It belonged to no service then."
          columns={[
            { id: 'whose', label: 'Whose', cell: whose },
            {
              id: 'value',
              label: 'Had',
              cell: ({ value }) => (
                <>
                  <span className="code">{value}</span> {value !== address && <Mark>prefix</Mark>}
                </>
              ),
            },
            { id: 'span', label: 'From – until', cell: spanOf },
            {
              id: 'site',
              label: 'Site',
              isWide: true,
              cell: ({ siteId }) => siteId !== undefined && <SiteLink id={siteId} />,
            },
          ]}
        />
      </Section>
    </>
  );
}
