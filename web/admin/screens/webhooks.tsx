import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Overlay } from '../../shared/controls.tsx';
import { usePages } from '../../shared/reading.tsx';
import type { WebhookEndpoint } from '../../shared/routes.ts';
import { Act } from '../form.tsx';
import { type Column, Listing } from '../listing.tsx';
import { Mark, Page } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { OnceShown } from './once-shown.tsx';
import { endpointState, secretWords } from './webhook-words.ts';

const columns: readonly Column<WebhookEndpoint>[] = [
  {
    id: 'url',
    label: 'Address',
    width: '3fr',
    cell: ({ url }) => <bdi>{url}</bdi>,
    text: ({ url }) => url,
  },
  {
    id: 'state',
    label: 'State',
    width: '10rem',
    cell: (endpoint) => {
      const { label, tone } = endpointState(endpoint);
      return <Mark tone={tone}>{label}</Mark>;
    },
    text: (endpoint) => endpointState(endpoint).label,
  },
  {
    id: 'types',
    label: 'Told of',
    width: '2fr',
    isWide: true,
    cell: ({ types }) => types.join(', '),
    text: ({ types }) => types.join(' '),
  },
  {
    id: 'description',
    label: 'Note',
    width: '2fr',
    isWide: true,
    cell: ({ description }) => <bdi>{description}</bdi>,
    text: ({ description }) => description,
  },
];

/** The programs that are told of events. */
export default function Webhooks() {
  const rows = usePages('GET /webhook-endpoints', { query: { limit: 100 } });
  const may = useMay();
  const navigate = useNavigate();
  const [made, setMade] = useState<{ readonly id: string; readonly secret: string }>();
  return (
    <Page
      title="Webhooks"
      actions={
        may('webhooks:write') && (
          <Act
            route="POST /webhook-endpoints"
            label="New webhook"
            look="main"
            size="large"
            labels={{ url: 'Address', types: 'Told of', description: 'Note' }}
            onDone={setMade}
          />
        )
      }
    >
      <Listing
        label="Webhooks"
        columns={columns}
        rows={rows}
        to={({ id }) => `/settings/webhooks/${id}`}
        empty="No program is told of events. Add one to have your own systems follow along."
        fileName="webhooks"
      />
      {made !== undefined && (
        <Overlay
          title="Secret of the webhook"
          closeLabel={words.close}
          onClose={() => void navigate({ to: `/settings/webhooks/${made.id}` })}
        >
          <OnceShown label="Secret" secret={made.secret}>
            {secretWords}
          </OnceShown>
        </Overlay>
      )}
    </Page>
  );
}
