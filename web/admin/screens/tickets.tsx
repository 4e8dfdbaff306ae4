import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../shared/button.tsx';
import { Overlay, Select } from '../../shared/controls.tsx';
import { usePages } from '../../shared/reading.tsx';
import type { ListedTicket } from '../../shared/routes.ts';
import { ApiForm } from '../form.tsx';
import { type Column, Listing } from '../listing.tsx';
import { Ago, Mark, Page, usePlaceChoice } from '../parts.tsx';
import { Picker } from '../pickers.tsx';
import { useMay } from '../who.ts';
import { whose } from '../whose.tsx';
import { words } from '../words.ts';
import { ticketStates, ticketTopics } from './ticket-words.ts';

const everyState = 'all';

export const columns: readonly Column<ListedTicket>[] = [
  {
    id: 'subject',
    label: 'Subject',
    width: '3fr',
    cell: ({ subject }) => <bdi>{subject}</bdi>,
    text: ({ subject }) => subject,
  },
  ...whose<ListedTicket>({ width: '2fr', isBelow: true }),
  {
    id: 'state',
    label: 'State',
    width: '9rem',
    cell: ({ state }) => <Mark tone={ticketStates[state].tone}>{ticketStates[state].label}</Mark>,
    text: ({ state }) => state,
  },
  {
    id: 'topic',
    label: 'Topic',
    width: '9rem',
    isWide: true,
    cell: ({ topic }) => ticketTopics[topic],
    text: ({ topic }) => topic,
  },
  {
    id: 'said',
    label: 'Last word',
    width: '3fr',
    isWide: true,
    cell: ({ replies }) => <bdi className="soft">{replies.at(-1)?.text ?? ''}</bdi>,
    text: ({ replies }) => replies.at(-1)?.text ?? '',
  },
  {
    id: 'updated',
    label: 'Changed',
    width: '9rem',
    isWide: true,
    cell: ({ updatedAt }) => <Ago at={updatedAt} />,
    text: ({ updatedAt }) => updatedAt,
  },
];

/** What subscribers wait for, the longest wait first. */
export default function Tickets() {
  const [subscriberId] = usePlaceChoice('subscriberId');
  const [chosen = subscriberId === undefined ? 'waiting' : everyState, choose] = usePlaceChoice('state');
  const state = chosen in ticketStates ? (chosen as ListedTicket['state']) : undefined;
  // Who has waited longest comes first.
  const order = state === 'waiting' ? 'oldest' : 'newest';
  const rows = usePages('GET /tickets', { query: { limit: 100, state, subscriberId, order } });
  const may = useMay();
  return (
    <Page
      title="Tickets"
      actions={
        <>
          <Select
            label="State"
            isLabelHidden
            value={chosen}
            onChange={choose}
            choices={[
              ...Object.entries(ticketStates).map(([id, { label }]) => ({ id, label })),
              { id: everyState, label: 'All states' },
            ]}
          />
          {may('subscribers:write') && <OpenTicket />}
        </>
      }
    >
      <Listing
        label="Tickets"
        columns={columns}
        rows={rows}
        to={({ id }) => `/tickets/${id}`}
        empty={state === 'waiting' ? 'Nobody waits for an answer.' : 'No tickets in this state.'}
        fileName="tickets"
      />
    </Page>
  );
}

/** A ticket for somebody who called. */
function OpenTicket() {
  const [isOpen, setOpen] = useState(false);
  const [subscriberId, setSubscriber] = useState<string>();
  const navigate = useNavigate();
  const close = () => setOpen(false);
  return (
    <>
      <Button look="main" onPress={() => setOpen(true)}>
        New ticket
      </Button>
      {isOpen && (
        <Overlay title="New ticket" closeLabel={words.close} onClose={close}>
          <Picker
            label="Subscriber"
            hint="Who called: their name, phone, account or address."
            error={undefined}
            isRequired
            route="GET /subscribers"
            value={subscriberId}
            onChange={setSubscriber}
          />
          {subscriberId !== undefined && (
            <ApiForm
              key={subscriberId}
              route="POST /subscribers/{id}/tickets"
              params={{ id: subscriberId }}
              labels={{ text: 'What they say', serviceId: 'About which service' }}
              submit="Open the ticket"
              onCancel={close}
              onDone={({ id }) => void navigate({ to: `/tickets/${id}` })}
            />
          )}
        </Overlay>
      )}
    </>
  );
}
