import { Link, useParams } from '@tanstack/react-router';
import { Reading, useRead } from '../../shared/reading.tsx';
import type { Ticket as TicketView } from '../../shared/routes.ts';
import { ApiForm, Command } from '../form.tsx';
import { Ago, Facts, format, Mark, Page, Section } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { ticketStates, ticketTopics } from './ticket-words.ts';

const trail = [{ to: '/tickets', label: 'Tickets' }];

/** What both sides wrote, and the answer. */
export default function Ticket() {
  const { id } = useParams({ strict: false }) as { id: string };
  const ticket = useRead('GET /tickets/{id}', { params: { id } });
  return (
    <Reading of={ticket} words={words.reading}>
      {(known) => <Loaded ticket={known} />}
    </Reading>
  );
}

function Loaded({ ticket }: { readonly ticket: TicketView }) {
  const { id, subject, state, topic, subscriberId, serviceId, move, replies, openedAt } = ticket;
  const may = useMay();
  const subscriber = useRead('GET /subscribers/{id}', { params: { id: subscriberId } });
  const name = subscriber.data?.name ?? 'Subscriber';
  const { label, tone } = ticketStates[state];
  return (
    <Page
      title={subject}
      mark={<Mark tone={tone}>{label}</Mark>}
      trail={trail}
      actions={
        may('subscribers:write') &&
        state !== 'closed' && (
          <Command
            route="POST /tickets/{id}/close"
            params={{ id }}
            label="Close"
            question={<p>It leaves the list. A reply of the subscriber opens it again.</p>}
          />
        )
      }
    >
      <Section title="About">
        <Facts
          facts={[
            [
              'Subscriber',
              <Link key="to" to={`/subscribers/${subscriberId}`}>
                <bdi>{name}</bdi>
              </Link>,
            ],
            serviceId !== undefined && [
              'Service',
              <Link key="to" to={`/services/${serviceId}`}>
                Show the service
              </Link>,
            ],
            ['Topic', ticketTopics[topic]],
            ['Opened', format.instant(openedAt)],
            move !== undefined && [
              'Moves to',
              <bdi key="to">
                {[move.address.line1, move.address.line2, move.address.postalCode, move.address.city]
                  .filter((part) => part !== undefined)
                  .join(', ')}
                {move.on === undefined ? '' : ` on ${format.day(move.on)}`}
              </bdi>,
            ],
          ]}
        />
      </Section>
      <Section title="Conversation">
        <ol className="talk">
          {replies.map(({ text, by, at }) => (
            <li key={at} className={by}>
              <header className="hint">
                <bdi>{by === 'provider' ? 'We' : name}</bdi> · <Ago at={at} />
              </header>
              <p dir="auto">{text}</p>
            </li>
          ))}
        </ol>
        {may('subscribers:write') && (
          <ApiForm
            route="POST /tickets/{id}/replies"
            params={{ id }}
            labels={{ text: 'Your answer' }}
            submit="Send the answer"
            isKept
            consequence={() => (
              <p className="hint">The subscriber reads it in the portal under the operator’s name.</p>
            )}
            onDone={() => undefined}
          />
        )}
      </Section>
    </Page>
  );
}
