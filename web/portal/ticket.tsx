import { useParams } from '@tanstack/react-router';
import { Button } from '../shared/button.tsx';
import { TextField } from '../shared/controls.tsx';
import { useRead, useWrite } from '../shared/reading.tsx';
import type { Ticket } from '../shared/routes.ts';
import { TicketMark } from './help.tsx';
import { useAccountParams, useHere, useMyDraft } from './here.tsx';
import { Card, Form, fieldError, Head, Shown, Sorry } from './parts.tsx';

/** Milliseconds between two looks whether the other side has written. */
const calm = 10_000;

/** What both sides wrote, and a place to write on. */
export function Conversation() {
  const { words } = useHere();
  const { accountId } = useAccountParams();
  const { ticketId = '' } = useParams({ strict: false }) as { readonly ticketId?: string };
  const ticket = useRead(
    'GET /portal/accounts/{accountId}/tickets/{ticketId}',
    { params: { accountId, ticketId } },
    { every: calm },
  );
  return (
    <div className="place narrow" key={ticketId}>
      <Shown of={ticket} lines={6}>
        {(seen) => (
          <>
            <Head title={seen.subject} back={{ to: '/help', words: words.help }}>
              <p className="soft">
                {words.ticket.topics[seen.topic]} <TicketMark state={seen.state} />
              </p>
            </Head>
            <Written ticket={seen} />
            <Answer ticket={seen} />
          </>
        )}
      </Shown>
    </div>
  );
}

function Written({ ticket }: { readonly ticket: Ticket }) {
  const { words, format, brand } = useHere();
  const { move } = ticket;
  return (
    <ol className="talk">
      {move !== undefined && (
        <li className="mine">
          <p>
            {[
              move.address.line1,
              move.address.line2,
              move.address.postalCode,
              move.address.city,
              move.on === undefined ? undefined : format.day(move.on),
            ]
              .filter((part) => part !== undefined)
              .join(', ')}
          </p>
        </li>
      )}
      {ticket.replies.map(({ text, by, at }) => (
        <li key={`${at} ${text}`} className={by === 'subscriber' ? 'mine' : 'theirs'}>
          <p dir="auto">{text}</p>
          <span className="soft">
            <bdi>{by === 'subscriber' ? words.ticket.you : brand.name}</bdi> · {format.instant(at)}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Answer({ ticket }: { readonly ticket: Ticket }) {
  const { words } = useHere();
  const params = { ...useAccountParams(), ticketId: ticket.id };
  const reply = useWrite('POST /portal/accounts/{accountId}/tickets/{ticketId}/replies');
  const settle = useWrite('POST /portal/accounts/{accountId}/tickets/{ticketId}/close');
  const { typed: text, type, forget } = useMyDraft(`ticket ${ticket.id}`, '');
  return (
    <Card>
      <Form
        label={words.ticket.send}
        isPending={reply.isPending}
        isDisabled={text.trim() === ''}
        onSend={() => reply.mutate({ params, body: { text } }, { onSuccess: forget })}
      >
        <TextField
          label={words.ticket.reply}
          {...(ticket.state === 'closed' ? { hint: words.ticket.reopen } : {})}
          rows={3}
          value={text}
          onChange={type}
          maxLength={2000}
          error={fieldError(reply.error, '/text', words)}
        />
        <Sorry error={reply.error ?? settle.error} pointers={['/text']} />
      </Form>
      {ticket.state !== 'closed' && (
        <Button isPending={settle.isPending} onPress={() => settle.mutate({ params })}>
          {words.ticket.settle}
        </Button>
      )}
    </Card>
  );
}
