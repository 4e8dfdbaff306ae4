import { useState } from 'react';
import { Button } from '../shared/button.tsx';
import { Overlay, TextField } from '../shared/controls.tsx';
import { useRead, useWrite } from '../shared/reading.tsx';
import type { Ticket } from '../shared/routes.ts';
import { useAll } from './all-pages.ts';
import { useAccountParams, useHere, useMyDraft } from './here.tsx';
import { Icon } from './icons.tsx';
import { Card, Choices, Done, Empty, Form, fieldError, Head, Shown, Sorry, To } from './parts.tsx';

/** Milliseconds between two looks at what the provider adds. */
const calm = 20_000;

export function Help() {
  const { words } = useHere();
  return (
    <div className="place">
      <Head title={words.help} />
      <div className="sides">
        <Tickets />
        <div className="stack">
          <Reach />
          <Outages />
        </div>
      </div>
    </div>
  );
}

export function TicketMark({ state }: { readonly state: Ticket['state'] }) {
  const { words } = useHere();
  const look = { waiting: 'warn', answered: 'good', closed: '' }[state];
  return <span className={`mark ${look}`}>{words.ticket.states[state]}</span>;
}

function Tickets() {
  const { words, format } = useHere();
  const params = useAccountParams();
  const tickets = useAll('GET /portal/accounts/{accountId}/tickets', { params }, calm);
  const [isAsking, ask] = useState(false);
  return (
    <Card title={words.tickets}>
      <Shown of={tickets} lines={5}>
        {(items) =>
          items.length === 0 ? (
            <Empty icon="help" title={words.noTickets} why={words.noTicketsWhy} />
          ) : (
            <ul className="rows">
              {items.map(({ id, subject, topic, state, updatedAt }) => (
                <li key={id}>
                  <To to="/help/$ticketId" params={{ ticketId: id }} className="row">
                    <span className="grow">
                      <strong>
                        <bdi>{subject}</bdi>
                      </strong>
                      <span className="soft">
                        {words.ticket.topics[topic]} · {format.instant(updatedAt)}
                      </span>
                    </span>
                    <TicketMark state={state} />
                    <span className="chevron" aria-hidden="true" />
                  </To>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      <Button look="main" onPress={() => ask(true)}>
        <Icon name="help" />
        {words.ask}
      </Button>
      {isAsking && <Ask onClose={() => ask(false)} />}
    </Card>
  );
}

const topics = ['billing', 'fault', 'other'] as const;

interface Question {
  readonly topic: (typeof topics)[number];
  readonly subject: string;
  readonly text: string;
}

function Ask({ onClose }: { readonly onClose: () => void }) {
  const { words } = useHere();
  const params = useAccountParams();
  const open = useWrite('POST /portal/accounts/{accountId}/tickets');
  const { typed, type, forget } = useMyDraft<Question>('question', { topic: 'other', subject: '', text: '' });
  const { topic, subject, text } = typed;
  return (
    <Overlay
      title={words.ask}
      closeLabel={words.close}
      onClose={onClose}
      isWrittenIn={!open.isSuccess && `${subject}${text}` !== ''}
    >
      {open.isSuccess ? (
        <Done words={words.ticket.sent} onClose={onClose} />
      ) : (
        <Form
          label={words.ticket.send}
          isPending={open.isPending}
          isDisabled={subject.trim() === '' || text.trim() === ''}
          onSend={() => open.mutate({ params, body: typed }, { onSuccess: forget })}
        >
          <Choices
            label={words.ticket.about}
            value={topic}
            onChange={(chosen) => type({ ...typed, topic: chosen })}
            of={topics.map((id) => ({ id, words: words.ticket.topics[id] }))}
          />
          <TextField
            label={words.ticket.subject}
            value={subject}
            onChange={(written) => type({ ...typed, subject: written })}
            isRequired
            maxLength={200}
            error={fieldError(open.error, '/subject', words)}
          />
          <TextField
            label={words.ticket.text}
            rows={5}
            value={text}
            onChange={(written) => type({ ...typed, text: written })}
            isRequired
            maxLength={2000}
            error={fieldError(open.error, '/text', words)}
          />
          <Sorry error={open.error} pointers={['/subject', '/text']} />
        </Form>
      )}
    </Overlay>
  );
}

function Reach() {
  const { words, brand } = useHere();
  const { phone, email, website } = brand;
  if ((phone ?? email ?? website) === undefined) return null;
  return (
    <Card title={words.reach}>
      <div className="reach">
        {phone !== undefined && (
          <a className="button" href={`tel:${phone}`}>
            <Icon name="phone" />
            <span className="grow">{words.call}</span>
            <bdi className="soft">{phone}</bdi>
          </a>
        )}
        {email !== undefined && (
          <a className="button" href={`mailto:${email}`}>
            <Icon name="mail" />
            <span className="grow">{words.mail}</span>
            <bdi className="soft">{email}</bdi>
          </a>
        )}
        {website !== undefined && (
          <a className="button" href={website} target="_blank" rel="noreferrer">
            <Icon name="globe" />
            <span className="grow">{words.website}</span>
            <bdi className="soft">{new URL(website).host}</bdi>
          </a>
        )}
      </div>
    </Card>
  );
}

function Outages() {
  const { words, format } = useHere();
  const params = useAccountParams();
  const outages = useRead('GET /portal/accounts/{accountId}/outages', { params }, { every: calm });
  return (
    <Card title={words.outages}>
      <Shown of={outages} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{words.noOutages}</p>
          ) : (
            <ul className="rows">
              {items.map(({ outageId, startedAt, endedAt }) => (
                <li key={outageId} className="row">
                  <span className="grow">
                    {endedAt === undefined
                      ? words.outageNow(format.instant(startedAt))
                      : words.outagePast(format.instant(startedAt), format.instant(endedAt))}
                  </span>
                  <span className={endedAt === undefined ? 'mark bad' : 'mark'}>
                    {endedAt === undefined ? words.ongoing : words.over}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </Card>
  );
}
