import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../shared/button.tsx';
import { Overlay, Select, TextField } from '../../shared/controls.tsx';
import { useApi } from '../../shared/reading.tsx';
import type { Event } from '../../shared/routes.ts';
import { type Actor, useActorNames } from '../actor.tsx';
import { ThingLink } from '../links.tsx';
import { type Column, Listing } from '../listing.tsx';
import { Ago, Facts, format, Page, usePlaceChoice, usePlaceText } from '../parts.tsx';
import { wordsOf } from '../schema.ts';
import { Told } from '../told.tsx';
import { words } from '../words.ts';

type Entry = Event & { readonly id: string };

const kinds = [
  { id: 'staff,machine', label: 'Staff and machines' },
  { id: 'staff', label: 'Staff' },
  { id: 'machine', label: 'Machines' },
  { id: 'subscriber', label: 'Subscribers' },
  { id: 'provider', label: 'Payment providers' },
  { id: 'system,agent', label: 'The platform itself' },
] as const;

/** `subscriber.created` as people say it. */
const deedOf = (type: string) => wordsOf(type.replace('.', ' '));

/** What was done, and all that is known of it one press away. */
function Deed({
  entry: { type, actor, aggregateType, aggregateId, at, data, position },
  nameOf,
}: {
  readonly entry: Entry;
  readonly nameOf: (actor: Actor) => string;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="plain" onPress={() => setOpen(true)}>
        {deedOf(type)}
      </Button>
      {isOpen && (
        <Overlay title={deedOf(type)} size="large" closeLabel={words.close} onClose={() => setOpen(false)}>
          <Facts
            facts={[
              ['Who', `${nameOf(actor)} (${actor.kind})`],
              ['When', format.exact(at)],
              [
                'On',
                <>
                  {wordsOf(aggregateType)} <ThingLink id={aggregateId} />
                </>,
              ],
              ['Event', <span key="event" className="code">{`${type} #${position}`}</span>],
            ]}
          />
          <h3>What it says</h3>
          {Object.keys(data).length === 0 ? <p className="soft">Nothing more.</p> : <Told data={data} />}
        </Overlay>
      )}
    </>
  );
}

const columnsFor = (nameOf: (actor: Actor) => string): readonly Column<Entry>[] => [
  {
    id: 'deed',
    label: 'What',
    width: '3fr',
    cell: (entry) => <Deed entry={entry} nameOf={nameOf} />,
    text: ({ type }) => type,
  },
  {
    id: 'who',
    label: 'Who',
    width: '2fr',
    cell: ({ actor }) => (
      <>
        {actor.kind !== 'staff' && <span className="soft">{actor.kind} </span>}
        <bdi>{nameOf(actor)}</bdi>
      </>
    ),
    text: ({ actor }) => `${actor.kind} ${nameOf(actor)}`,
  },
  {
    id: 'on',
    label: 'On',
    width: '3fr',
    isWide: true,
    cell: ({ aggregateType, aggregateId }) => (
      <>
        {wordsOf(aggregateType)} <ThingLink id={aggregateId} />
      </>
    ),
    text: ({ aggregateType, aggregateId }) => `${aggregateType} ${aggregateId}`,
  },
  { id: 'when', label: 'When', width: '6rem', cell: ({ at }) => <Ago at={at} />, text: ({ at }) => at },
];

/** An event's name as the API takes it; what is being typed is none yet. */
const eventName = /^[a-z-]{1,50}\.[a-z-]{1,50}$/;

/** Who did what, newest first, back to the beginning. */
export default function AuditLog() {
  const [by = kinds[0].id, setBy] = usePlaceChoice('by');
  const [who = ''] = usePlaceChoice('who');
  const [what = ''] = usePlaceChoice('what');
  const byWhom = usePlaceText('who');
  const ofWhat = usePlaceText('what');
  const api = useApi();
  const nameOf = useActorNames();
  const types = eventName.test(what.trim()) ? what.trim() : undefined;
  const query = { by, actorId: who.trim() === '' ? undefined : who.trim(), types, limit: 100 };
  const pages = useInfiniteQuery({
    queryKey: ['GET /audit-log', query],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /audit-log', { query: { ...query, before: pageParam } }, { signal }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ nextBefore }) => nextBefore,
  });
  const items = (pages.data?.pages ?? []).flatMap((page) =>
    page.items.map((event) => ({ ...event, id: String(event.position) })),
  );
  return (
    <Page
      title="Audit log"
      actions={
        <>
          <Select label="Done by" isLabelHidden value={by} onChange={setBy} choices={kinds} />
          <TextField
            label="Only what this one did"
            isLabelHidden
            type="search"
            placeholder="Exact name of who did it"
            value={byWhom.typed}
            onChange={byWhom.type}
            onBlur={byWhom.settle}
          />
          <TextField
            label="Only this event"
            isLabelHidden
            type="search"
            placeholder="Event, such as invoice.voided"
            value={ofWhat.typed}
            onChange={ofWhat.type}
            onBlur={ofWhat.settle}
          />
        </>
      }
    >
      <Listing
        label="Audit log"
        columns={columnsFor(nameOf)}
        rows={{ ...pages, items }}
        empty="Nothing of the kind was done yet."
        fileName="audit-log"
      />
    </Page>
  );
}
