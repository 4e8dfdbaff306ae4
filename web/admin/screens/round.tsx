import { useParams } from '@tanstack/react-router';
import { Reading, useRead } from '../../shared/reading.tsx';
import type { RoundMessage, RoundWithSubscribers } from '../../shared/routes.ts';
import { Command } from '../form.tsx';
import { SubscriberLink } from '../links.tsx';
import { Table } from '../listing.tsx';
import { MailFrame } from '../mail-frame.tsx';
import { Facts, format, Mark, Page, Section } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { languageName } from './language-words.ts';
import { leftOutOfRound, roundName, roundStates } from './round-words.ts';

const underWay: readonly string[] = ['surveying', 'running'];

/** A message to many, or tags for many: for whom it is, what they get, and how far it is. */
export default function RoundPage() {
  const { id } = useParams({ strict: false }) as { readonly id: string };
  const round = useRead(
    'GET /rounds/{id}',
    { params: { id } },
    { every: (known) => (known === undefined || underWay.includes(known.state) ? 1_000 : false) },
  );
  return (
    <Reading of={round} words={words.reading}>
      {(known) => <Known round={known} />}
    </Reading>
  );
}

function Known({ round }: { readonly round: RoundWithSubscribers }) {
  const { state, survey, message, failures, found, reason } = round;
  const [label, tone] = roundStates[state];
  const reasons = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(
      ([code, count]) => [`Left out: ${leftOutOfRound(code)}`, format.number(count)] as const,
    );
  return (
    <Page
      title={roundName(round)}
      mark={<Mark tone={tone}>{label}</Mark>}
      trail={[{ to: '/rounds', label: 'Rounds' }]}
      actions={<Steering round={round} />}
    >
      {reason !== undefined && (
        <p role="alert" className="note bad">
          {reason}
        </p>
      )}
      {survey.complete && state !== 'surveyed' && <Progress round={round} reasons={reasons} />}
      <Section
        title="Who is reached"
        note="Those who were found are served, and nobody else; each is looked at once more."
      >
        <Facts
          facts={[
            ['Subscribers', format.number(survey.subscribers)],
            message !== undefined && ['By mail', format.number(survey.email)],
            message !== undefined && ['By text message', format.number(survey.sms)],
            ...reasons(survey.leftOut),
          ]}
        />
      </Section>
      {message !== undefined && survey.subscribers > 0 && (
        <Preview id={round.id} channels={message.channels} />
      )}
      {failures.length > 0 && (
        <Section title="Could not be reached">
          <Table
            label="Failures"
            rows={failures}
            keyOf={({ subscriberId }) => subscriberId}
            columns={[
              {
                id: 'who',
                label: 'Subscriber',
                cell: ({ subscriberId }) => <SubscriberLink id={subscriberId} />,
              },
              { id: 'why', label: 'Why', cell: ({ message: why }) => why },
            ]}
          />
        </Section>
      )}
      <Section
        title="Subscribers"
        note={
          found.length < survey.subscribers
            ? `The first ${format.number(found.length)} of ${format.number(survey.subscribers)}.`
            : undefined
        }
      >
        <Table
          label="Subscribers"
          rows={found.slice(0, shown)}
          keyOf={(subscriberId) => subscriberId}
          empty={survey.complete ? 'None.' : 'Still looking.'}
          columns={[
            { id: 'who', label: 'Subscriber', cell: (subscriberId) => <SubscriberLink id={subscriberId} /> },
          ]}
        />
      </Section>
    </Page>
  );
}

/** Each of them is asked for by name. */
const shown = 100;

function Preview({ id, channels }: { readonly id: string; readonly channels: RoundMessage['channels'] }) {
  const preview = useRead('GET /rounds/{id}/message', { params: { id }, query: {} });
  return (
    <Section title="As one of them gets it">
      <Reading of={preview} words={words.reading}>
        {({ subscriberId, language, subject, html, sms }) => (
          <>
            <p className="hint">
              <SubscriberLink id={subscriberId} />, in {languageName(language)}
            </p>
            {channels.includes('email') && (
              <>
                <p lang={language} dir="auto">
                  <strong>{subject}</strong>
                </p>
                <MailFrame title="The mail" html={html} />
              </>
            )}
            {channels.includes('sms') && (
              <>
                <h3>As a text message</h3>
                <p className="sms" lang={language} dir="auto">
                  {sms}
                </p>
              </>
            )}
          </>
        )}
      </Reading>
    </Section>
  );
}

function Progress({
  round: { counts, told, message },
  reasons,
}: {
  readonly round: RoundWithSubscribers;
  readonly reasons: (counts: Readonly<Record<string, number>>) => readonly (readonly [string, string])[];
}) {
  const all = counts.toDo + counts.done + counts.failed;
  return (
    <Section title="Progress">
      <progress
        className="bar"
        max={Math.max(1, all)}
        value={counts.done + counts.failed}
        aria-label="Subscribers served"
      />
      <p className="hint" role="status">
        {format.number(counts.done)} of {format.number(all)} done, {format.number(counts.failed)} failed
      </p>
      <Facts
        facts={[
          message !== undefined && ['Mails sent', format.number(told.email)],
          message !== undefined && ['Text messages sent', format.number(told.sms)],
          told.waiting > 0 && ['Wait for the end of quiet hours', format.number(told.waiting)],
          ...reasons(counts.leftOut),
        ]}
      />
    </Section>
  );
}

function Steering({ round }: { readonly round: RoundWithSubscribers }) {
  const { id, state, survey, message } = round;
  const mayWrite = useMay()('rounds:write');
  const params = { id };
  if (!mayWrite) return undefined;
  const isOpen = state === 'surveying' || state === 'running' || state === 'paused' || state === 'surveyed';
  return (
    <>
      {state === 'running' && <Command route="POST /rounds/{id}/pause" params={params} label="Pause" />}
      {isOpen && (
        <Command
          route="POST /rounds/{id}/cancel"
          params={params}
          label="Cancel the round"
          look="danger"
          question={<p>Nobody else is served. What was done stays.</p>}
        />
      )}
      {(state === 'paused' || state === 'failed') && (
        <Command route="POST /rounds/{id}/resume" params={params} label="Resume" look="main" />
      )}
      {state === 'surveyed' && (
        <Command
          route="POST /rounds/{id}/start"
          params={params}
          label={message === undefined ? 'Tag them' : 'Send it'}
          look="main"
          question={
            <p>
              {message === undefined
                ? `${format.number(survey.subscribers)} subscribers are tagged.`
                : `${format.number(survey.email)} mails and ${format.number(survey.sms)} text messages are sent. They cannot be called back.`}
            </p>
          }
        />
      )}
    </>
  );
}
