import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { TextField } from '../../shared/controls.tsx';
import { usePages } from '../../shared/reading.tsx';
import type { Subscriber, SubscriberStatus } from '../../shared/routes.ts';
import { BulkBar, useMayChoose } from '../bulk-bar.tsx';
import { Filter, Sought } from '../filters.tsx';
import { Act } from '../form.tsx';
import { type Column, Listing } from '../listing.tsx';
import { format, Mark, Page, usePlaceChoice, usePlaceText } from '../parts.tsx';
import { useSelection } from '../selection.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';

const columns: readonly Column<Subscriber>[] = [
  {
    id: 'name',
    label: 'Name',
    width: '2fr',
    cell: ({ name, status }) => (
      <>
        <bdi>{name}</bdi> {status === 'closed' && <Mark>closed</Mark>}
      </>
    ),
    text: ({ name }) => name,
  },
  {
    id: 'number',
    label: 'Account',
    width: '8rem',
    cell: ({ number }) => number,
    text: ({ number }) => number,
  },
  {
    id: 'kind',
    label: 'Kind',
    width: '8rem',
    isWide: true,
    cell: ({ kind }) => (kind === 'contact' ? 'Person' : 'Organization'),
    text: ({ kind }) => kind,
  },
  {
    id: 'contact',
    label: 'Contact',
    width: '2fr',
    isWide: true,
    cell: ({ emails, phones }) => <bdi>{emails[0] ?? phones[0] ?? ''}</bdi>,
    text: ({ emails, phones }) => emails[0] ?? phones[0] ?? '',
  },
  {
    id: 'tags',
    label: 'Tags',
    width: '1.5fr',
    isWide: true,
    cell: ({ tags }) => <bdi>{tags.join(', ')}</bdi>,
    text: ({ tags }) => tags.join(', '),
  },
  {
    id: 'since',
    label: 'Since',
    width: '8rem',
    isWide: true,
    cell: ({ createdAt }) => format.day(createdAt.slice(0, 10)),
    text: ({ createdAt }) => createdAt,
  },
];

/** The base, oldest first, as virtual rows over the API's cursor; or who is found by whatever a caller says. */
export default function Subscribers() {
  const { typed, type, settle } = usePlaceText('q');
  const sought = useDeferredValue(typed.trim());
  const [tag] = usePlaceChoice('tag');
  const [status] = usePlaceChoice('status');
  const filter = { tag, status: status as SubscriberStatus | undefined };
  const rows = usePages('GET /subscribers', {
    query: { limit: 100, q: sought === '' ? undefined : sought, ...filter },
  });
  const selection = useSelection(JSON.stringify([sought, filter]));
  const may = useMay();
  const mayChoose = useMayChoose();
  const navigate = useNavigate();
  return (
    <Page
      title="Subscribers"
      actions={
        <>
          <TextField
            label="Search subscribers"
            isLabelHidden
            type="search"
            placeholder={words.searchHint}
            maxLength={200}
            value={typed}
            onChange={type}
            onBlur={settle}
          />
          {may('subscribers:write') && (
            <Act
              begins
              route="POST /subscribers"
              label="New subscriber"
              look="main"
              size="large"
              onDone={({ id }) => void navigate({ to: `/subscribers/${id}` })}
            />
          )}
        </>
      }
    >
      <div className="filters">
        <Sought name="tag" label="Tag" placeholder="Any" />
        <Filter
          name="status"
          label="Status"
          all="Open and closed"
          choices={[
            { id: 'active', label: 'Open' },
            { id: 'closed', label: 'Closed' },
          ]}
        />
      </div>
      <BulkBar
        selection={selection}
        // What a search finds is chosen one by one: the index of the search knows no services.
        here={sought === '' ? rows.items.length : Number.POSITIVE_INFINITY}
        meant={(subscriberIds) =>
          subscriberIds !== undefined ? { subscriberIds } : status === 'closed' ? undefined : { tag }
        }
        reached={(subscriberIds) =>
          subscriberIds === undefined ? { tag, status: filter.status ?? 'active' } : { subscriberIds }
        }
      />
      <Listing
        label="Subscribers"
        {...(mayChoose ? { selection } : {})}
        nameOf={({ name }) => name}
        columns={columns}
        rows={rows}
        to={({ id }) => `/subscribers/${id}`}
        empty={
          sought !== ''
            ? words.noneFound(sought)
            : tag === undefined && status === undefined
              ? 'No subscribers yet.'
              : 'No subscriber is like that.'
        }
        fileName="subscribers"
      />
    </Page>
  );
}
