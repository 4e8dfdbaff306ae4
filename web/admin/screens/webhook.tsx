import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Overlay, Select, useNotice } from '../../shared/controls.tsx';
import { Reading, usePages, useRead } from '../../shared/reading.tsx';
import { edited } from '../../shared/revision.ts';
import type { WebhookDelivery, WebhookEndpoint } from '../../shared/routes.ts';
import { Act, Command } from '../form.tsx';
import { type Column, Listing } from '../listing.tsx';
import { Ago, Facts, format, Mark, Page, Section, usePlaceChoice } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { OnceShown } from './once-shown.tsx';
import { deliveryStates, endpointState, secretNote } from './webhook-words.ts';

type Delivery = WebhookDelivery & { readonly id: string };

const columns: readonly Column<Delivery>[] = [
  { id: 'type', label: 'Event', width: '2fr', cell: ({ type }) => type, text: ({ type }) => type },
  {
    id: 'status',
    label: 'State',
    width: '8rem',
    cell: ({ status }) => <Mark tone={deliveryStates[status].tone}>{deliveryStates[status].label}</Mark>,
    text: ({ status }) => status,
  },
  {
    id: 'outcome',
    label: 'Answer',
    width: '3fr',
    isWide: true,
    cell: ({ outcome }) => outcome ?? '',
    text: ({ outcome }) => outcome ?? '',
  },
  {
    id: 'attempts',
    label: 'Attempts',
    width: '6rem',
    isNumber: true,
    isWide: true,
    cell: ({ attempts }) => attempts,
    text: ({ attempts }) => String(attempts),
  },
  {
    id: 'queued',
    label: 'Queued',
    width: '8rem',
    isWide: true,
    cell: ({ queuedAt }) => <Ago at={queuedAt} />,
    text: ({ queuedAt }) => queuedAt,
  },
];

/** One program that is told of events, and what came of it. */
export default function Webhook() {
  const { id } = useParams({ strict: false }) as { id: string };
  const endpoint = useRead('GET /webhook-endpoints/{id}', { params: { id } });
  return (
    <Reading of={endpoint} words={words.reading}>
      {(known) => <Loaded endpoint={known} />}
    </Reading>
  );
}

function Loaded({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
  const { id, url, types, description, status, formerSecretUntil, createdAt } = endpoint;
  const [chosen, choose] = usePlaceChoice('status');
  const filter =
    chosen !== undefined && chosen in deliveryStates ? (chosen as Delivery['status']) : undefined;
  const deliveries = usePages('GET /webhook-endpoints/{id}/deliveries', {
    params: { id },
    query: { limit: 100, status: filter },
  });
  const [secret, setSecret] = useState<string>();
  const navigate = useNavigate();
  const notice = useNotice();
  const may = useMay();
  const { label, tone } = endpointState(endpoint);
  return (
    <Page
      title={url}
      mark={<Mark tone={tone}>{label}</Mark>}
      trail={[{ to: '/settings/webhooks', label: 'Webhooks' }]}
      actions={
        may('webhooks:write') && (
          <>
            <Act
              route="PATCH /webhook-endpoints/{id}"
              params={{ id }}
              of={edited('GET /webhook-endpoints/{id}', { params: { id } }, (known) => ({
                url: known.url,
                types: known.types,
                description: known.description,
              }))}
              only={['url', 'types', 'description']}
              labels={{ url: 'Address', types: 'Told of', description: 'Note' }}
              label="Change"
              size="large"
            />
            <Command
              route="PATCH /webhook-endpoints/{id}"
              params={{ id }}
              body={{ status: status === 'enabled' ? 'disabled' : 'enabled' }}
              label={status === 'enabled' ? 'Disable' : 'Enable'}
              question={
                status === 'enabled' ? (
                  <p>What happens while it is disabled is dropped; a replay can send it later.</p>
                ) : (
                  <p>It is told of what happens from now on. Replay to send what it missed.</p>
                )
              }
            />
            <Command
              route="POST /webhook-endpoints/{id}/replay"
              params={{ id }}
              label="Replay"
              question={<p>Everything that was given up or dropped is delivered again, in order.</p>}
              onDone={({ replayed, more }) =>
                notice.tell(`${replayed} queued again${more ? '; there may be more: replay once more' : ''}.`)
              }
            />
            <Command
              route="POST /webhook-endpoints/{id}/rotate-secret"
              params={{ id }}
              label="New secret"
              question={<p>Deliveries are signed with both secrets for a day; then the former one ends.</p>}
              onDone={({ secret: fresh }) => setSecret(fresh)}
            />
            <Command
              route="DELETE /webhook-endpoints/{id}"
              params={{ id }}
              label="Remove"
              look="danger"
              question={<p>The program is told nothing any more, and its deliveries are forgotten.</p>}
              onDone={() => void navigate({ to: '/settings/webhooks' })}
            />
          </>
        )
      }
    >
      {notice.view}
      <Section title="About">
        <Facts
          facts={[
            ['Told of', types.join(', ')],
            ['Note', <bdi key="note">{description}</bdi>],
            ['Since', format.instant(createdAt)],
            formerSecretUntil !== undefined && ['Former secret until', format.instant(formerSecretUntil)],
          ]}
        />
      </Section>
      <div className="actions">
        <Select
          label="Deliveries"
          value={filter ?? ''}
          onChange={(state) => choose(state === '' ? undefined : state)}
          choices={[
            { id: '', label: 'All of the last 30 days' },
            ...Object.entries(deliveryStates).map(([state, { label: name }]) => ({ id: state, label: name })),
          ]}
        />
      </div>
      <Listing
        label="Deliveries"
        columns={columns}
        rows={{ ...deliveries, items: deliveries.items.map((one) => ({ ...one, id: one.eventId })) }}
        empty="Nothing was sent yet."
        fileName="deliveries"
      />
      {secret !== undefined && (
        <Overlay title="New secret" closeLabel={words.close} onClose={() => setSecret(undefined)}>
          <OnceShown note={secretNote} texts={{ Secret: secret }} />
        </Overlay>
      )}
    </Page>
  );
}
