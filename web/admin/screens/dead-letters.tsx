import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../shared/button.tsx';
import { Overlay } from '../../shared/controls.tsx';
import { Failure, Reading, useApi } from '../../shared/reading.tsx';
import type { DeadLetter } from '../../shared/routes.ts';
import { Table } from '../listing.tsx';
import { Ago, Mark, Page, Section } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { placeOfId } from '../seek-places.ts';
import { useMay } from '../who.ts';
import { words } from '../words.ts';

/**
 * Messages that a consumer of events could not handle in all its tries: of what they are, why it failed, and the way to
 * give them to it again. A look takes each message in hand for a moment, so it is made when it is asked for.
 */
export default function DeadLetters() {
  const api = useApi();
  const letters = useQuery({
    queryKey: ['dead letters'],
    queryFn: ({ signal }) => api.call('GET /dead-letters', {}, { signal }),
    refetchOnWindowFocus: false,
  });
  return (
    <Page
      title="Failed messages"
      mark={letters.data !== undefined && <Mark>{letters.data.items.length}</Mark>}
      actions={
        <>
          {letters.dataUpdatedAt > 0 && (
            <span className="hint">
              Looked <Ago at={new Date(letters.dataUpdatedAt).toISOString()} />
            </span>
          )}
          <Button isPending={letters.isFetching} onPress={() => void letters.refetch()}>
            Look again
          </Button>
        </>
      }
    >
      <Reading of={letters} words={words.reading}>
        {({ items }) => (
          <>
            {items.length === 0 && <p className="empty">Every message was handled.</p>}
            {[...new Set(items.map(({ consumer }) => consumer))].map((consumer) => (
              <Letters
                key={consumer}
                consumer={consumer}
                letters={items.filter((letter) => letter.consumer === consumer)}
              />
            ))}
          </>
        )}
      </Reading>
    </Page>
  );
}

function Letters({
  consumer,
  letters,
}: {
  readonly consumer: string;
  readonly letters: readonly DeadLetter[];
}) {
  const may = useMay();
  const [shown, show] = useState<DeadLetter>();
  return (
    <Section
      title={wordsOf(consumer)}
      actions={may('operations:write') && <Replay consumer={consumer} count={letters.length} />}
    >
      <Table<DeadLetter>
        label={wordsOf(consumer)}
        rows={letters}
        keyOf={({ messageId }) => messageId}
        columns={[
          {
            id: 'what',
            label: 'What',
            cell: ({ event }) => (event === undefined ? 'No event in it' : <EventOf event={event} />),
          },
          {
            id: 'why',
            label: 'Why it failed',
            cell: ({ failure }) =>
              failure?.words ?? 'No reason is known; the log of the consumer may have it.',
          },
          {
            id: 'since',
            label: 'First seen',
            isWide: true,
            cell: ({ firstReceivedAt }) => <Ago at={firstReceivedAt} />,
          },
          {
            id: 'attempts',
            label: 'Handed out',
            isNumber: true,
            isWide: true,
            cell: ({ attempts }) => attempts,
          },
          {
            id: 'message',
            label: '',
            cell: (letter) => (
              <Button look="plain" onPress={() => show(letter)}>
                Message
              </Button>
            ),
          },
        ]}
      />
      {shown !== undefined && (
        <Overlay
          title="The message as the consumer got it"
          size="large"
          closeLabel={words.close}
          onClose={() => show(undefined)}
        >
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard (WCAG 2.1.1) */}
          <pre className="code" tabIndex={0}>
            {JSON.stringify(shown.body, undefined, 2)}
          </pre>
        </Overlay>
      )}
    </Section>
  );
}

function EventOf({ event: { type, aggregateId } }: { readonly event: NonNullable<DeadLetter['event']> }) {
  const place = placeOfId(aggregateId);
  return place === undefined ? (
    <>
      {type} <span className="code">{aggregateId}</span>
    </>
  ) : (
    <Link to={place}>{type}</Link>
  );
}

/** A call moves a part of what lies there: it goes on until nothing is left, and says how far it is. */
function Replay({ consumer, count }: { readonly consumer: string; readonly count: number }) {
  const api = useApi();
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [given, setGiven] = useState(0);
  const [state, setState] = useState<'asked' | 'going' | 'done'>('asked');
  const [error, setError] = useState<Error>();
  const go = async () => {
    setState('going');
    setError(undefined);
    let sum = 0;
    try {
      for (;;) {
        const { replayed } = await api.call('POST /dead-letters/{consumer}/replay', {
          params: { consumer },
        });
        sum += replayed;
        setGiven(sum);
        if (replayed === 0 || sum >= count) break;
      }
      setState('done');
    } catch (fault) {
      setError(fault instanceof Error ? fault : new Error(String(fault)));
      setState('asked');
    }
  };
  const close = () => {
    setOpen(false);
    setState('asked');
    setGiven(0);
    void client.invalidateQueries();
  };
  return (
    <>
      <Button onPress={() => setOpen(true)}>Give them to it again</Button>
      {isOpen && (
        <Overlay title="Give them to it again" closeLabel={words.close} onClose={close}>
          {state === 'asked' && <p>What it cannot handle this time either comes back here within minutes.</p>}
          {state !== 'asked' && (
            <p role="status">
              <progress max={Math.max(count, given)} value={given} aria-label="Given to it again" /> {given}{' '}
              of {Math.max(count, given)} given to it again.
              {state === 'done' && ' It works on them now; look again in a few minutes.'}
            </p>
          )}
          {error !== undefined && <Failure error={error} words={words.reading} />}
          <footer className="actions">
            <Button onPress={close}>{state === 'done' ? words.close : words.cancel}</Button>
            {state !== 'done' && (
              <Button look="main" isPending={state === 'going'} onPress={() => void go()}>
                {error === undefined ? 'Give them to it again' : words.reading.again}
              </Button>
            )}
          </footer>
        </Overlay>
      )}
    </>
  );
}
