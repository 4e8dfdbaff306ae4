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
  const [made, setMade] = useState<SelectedService>();
  // Whoever comes back to this page after the sale, by a reload say, goes on with it and does not sell once more.
  const kept = useRead(
    'GET /services/{id}',
    { params: { id: begun.service ?? '' } },
    { enabled: begun.service !== undefined && made === undefined },
  );
  const subscriber = useRead(
    'GET /subscribers/{id}',
    { params: { id: subscriberId ?? '' } },
    { enabled: subscriberId !== undefined },
  );
  const schemas = useSchemas();
  const keep = (part: { readonly [Name in keyof Begun]: string | undefined }) =>
    void navigate({ to: '/sell', search: { ...begun, ...part }, replace: true } as NavigateOptions);
  const choose = (id: string | undefined) => {
    setSubscriberId(id);
    keep({ subscriber: id });
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
      {made !== undefined ? (
        <SaleActivation service={made} orderId={begun.order} onOrder={(order) => keep({ order })} />
      ) : begun.service !== undefined ? (
        <Reading of={kept} words={words.reading}>
          {(service) => (
            <SaleActivation service={service} orderId={begun.order} onOrder={(order) => keep({ order })} />
          )}
        </Reading>
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
                  onSold={(service) => {
                    setMade(service);
                    keep({ service: service.id });
                  }}
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
