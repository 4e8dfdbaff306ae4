import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../shared/button.tsx';
import { useWrite } from '../../shared/reading.tsx';
import type { SelectedService } from '../../shared/routes.ts';
import { OrderWatch } from '../order-watch.tsx';
import { Facts, Section } from '../parts.tsx';
import { words } from '../words.ts';
import { Again } from './order.tsx';

/** The activation, watched: it is asked for once, and each step is shown as the devices answer. */
export function SaleActivation({
  service,
  orderId,
  onOrder,
}: {
  readonly service: Omit<SelectedService, 'password'> & Pick<Partial<SelectedService>, 'password'>;
  /** The order that activates it, once there is one. */
  readonly orderId: string | undefined;
  readonly onOrder: (orderId: string) => void;
}) {
  const activate = useWrite('POST /services/{id}/activate');
  const navigate = useNavigate();
  const [isBegun, begin] = useState(service.state !== 'selected');
  const go = () => {
    begin(true);
    activate.mutate({ params: { id: service.id } }, { onSuccess: (order) => onOrder(order.orderId) });
  };
  return (
    <>
      <Section title={`${service.plan.name} is sold`}>
        <Facts
          facts={[
            [
              'Service',
              <span key="id" className="code">
                {service.id}
              </span>,
            ],
            service.password !== undefined && [
              'Password, shown this once',
              <strong key="password" className="code">
                {service.password}
              </strong>,
            ],
          ]}
        />
        {!isBegun && (
          <p className="actions">
            <Button look="main" onPress={go}>
              Activate now
            </Button>
            <Button onPress={() => void navigate({ to: `/services/${service.id}` })}>Later</Button>
          </p>
        )}
        {isBegun && orderId === undefined && activate.isIdle && (
          <p className="actions">
            <Button onPress={() => void navigate({ to: `/services/${service.id}` })}>Open the service</Button>
          </p>
        )}
        {activate.isError && (
          <p role="alert" className="note bad">
            {activate.error.message}{' '}
            <Button look="plain" onPress={go}>
              {words.reading.again}
            </Button>
          </p>
        )}
      </Section>
      {orderId !== undefined && (
        <Section title="Activation">
          <OrderWatch orderId={orderId}>
            {(order) =>
              order.endedAt !== undefined && (
                <p className="actions">
                  <Again order={order} />
                  <Button onPress={() => void navigate({ to: `/services/${service.id}` })}>
                    Open the service
                  </Button>
                </p>
              )
            }
          </OrderWatch>
        </Section>
      )}
    </>
  );
}
