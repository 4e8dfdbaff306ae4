import { type NavigateOptions, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../shared/button.tsx';
import { Reading, useRead } from '../../shared/reading.tsx';
import type { SelectedService, Subscriber } from '../../shared/routes.ts';
import { ApiForm } from '../form.tsx';
import { Page, Section } from '../parts.tsx';
import { Picker } from '../pickers.tsx';
import { useSchemas } from '../schemas.ts';
import { words } from '../words.ts';
import { SaleActivation } from './sale-activation.tsx';
import { type Begun, SaleOrder } from './sale-order.tsx';
import { addressLine } from './service-words.ts';

/** From who buys to a line that the network has proved, without leaving the page. */
export default function Sale() {
  const begun = useSearch({ strict: false }) as Begun;
  const navigate = useNavigate();
  const [subscriberId, setSubscriberId] = useState(begun.subscriber);
  const [sold, setSold] = useState<SelectedService>();
  const subscriber = useRead(
    'GET /subscribers/{id}',
    { params: { id: subscriberId ?? '' } },
    { enabled: subscriberId !== undefined },
  );
  const schemas = useSchemas();
  const choose = (id: string | undefined) => {
    setSubscriberId(id);
    void navigate({ to: '/sell', search: { ...begun, subscriber: id }, replace: true } as NavigateOptions);
  };
  return (
    <Page
      title="Sell a service"
      trail={
        subscriberId === undefined
          ? [{ to: '/subscribers', label: 'Subscribers' }]
          : [{ to: `/subscribers/${subscriberId}`, label: subscriber.data?.name ?? 'Subscriber' }]
      }
    >
      {sold !== undefined ? (
        <SaleActivation service={sold} />
      ) : (
        <>
          <Who subscriberId={subscriberId} subscriber={subscriber.data} onChoose={choose} />
          {subscriber.data !== undefined && (
            <Reading of={schemas} words={words.reading}>
              {(known) => (
                <SaleOrder
                  key={subscriber.data.id}
                  begun={begun}
                  subscriber={subscriber.data}
                  schemas={known}
                  onSold={setSold}
                />
              )}
            </Reading>
          )}
        </>
      )}
    </Page>
  );
}

function Who({
  subscriberId,
  subscriber,
  onChoose,
}: {
  readonly subscriberId: string | undefined;
  readonly subscriber: Subscriber | undefined;
  readonly onChoose: (id: string | undefined) => void;
}) {
  const [isNew, setNew] = useState(false);
  return (
    <Section
      title="Who buys"
      actions={
        subscriberId === undefined && (
          <Button look="plain" onPress={() => setNew(!isNew)}>
            {isNew ? 'Somebody known' : 'Somebody new'}
          </Button>
        )
      }
    >
      {isNew && subscriberId === undefined ? (
        <ApiForm
          route="POST /subscribers"
          only={['kind', 'name', 'emails', 'phones', 'addresses']}
          initial={{ kind: 'contact' }}
          submit="Take in"
          onDone={({ id }) => onChoose(id)}
        />
      ) : subscriber === undefined ? (
        <Picker
          route="GET /subscribers"
          label="Subscriber"
          isRequired
          value={subscriberId}
          onChange={onChoose}
        />
      ) : (
        <div className="actions">
          <strong>
            <bdi>{subscriber.name}</bdi>
          </strong>
          <span className="soft figure">{subscriber.number}</span>
          {subscriber.addresses.service !== undefined && (
            <span className="soft">{addressLine(subscriber.addresses.service)}</span>
          )}
          <Button look="plain" onPress={() => onChoose(undefined)}>
            Somebody else
          </Button>
        </div>
      )}
    </Section>
  );
}
