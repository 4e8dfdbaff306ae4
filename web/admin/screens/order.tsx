import { Link, useParams } from '@tanstack/react-router';
import { Reading, useRead } from '../../shared/reading.tsx';
import type { Order } from '../../shared/routes.ts';
import { ActorName } from '../actor.tsx';
import { Command } from '../form.tsx';
import { OrderMark, OrderWatch } from '../order-watch.tsx';
import { Facts, format, Page, Section } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { orderKinds } from './service-words.ts';

/** One order: what was asked of the network by whom, and what it answered. */
export default function OrderPage() {
  const { id = '' } = useParams({ strict: false }) as { readonly id?: string };
  const order = useRead('GET /orders/{id}', { params: { id } });
  return (
    <Reading of={order} words={words.reading}>
      {(known) => (
        <Page
          title={orderKinds[known.kind]}
          mark={<OrderMark state={known.state} />}
          trail={[
            { to: '/orders', label: 'Orders' },
            { to: `/services/${known.serviceId}`, label: 'Service' },
          ]}
        >
          <Section title="What was asked">
            <Facts
              facts={[
                ['By', <ActorName key="by" actor={known.requestedBy} />],
                ['At', format.exact(known.requestedAt)],
                ['Ended', known.endedAt === undefined ? 'not yet' : format.exact(known.endedAt)],
                ['Desired state', known.revision === undefined ? undefined : `revision ${known.revision}`],
                [
                  'Service',
                  <Link key="service" to={`/services/${known.serviceId}`}>
                    {known.serviceId}
                  </Link>,
                ],
                [
                  'Order',
                  <span key="order" className="code">
                    {known.id}
                  </span>,
                ],
              ]}
            />
          </Section>
          <Section title="What the network answered">
            <OrderWatch orderId={id}>{(ended) => <Again order={ended} />}</OrderWatch>
          </Section>
        </Page>
      )}
    </Reading>
  );
}

/** The way on from an order that failed, when nothing has been ordered since. */
export function Again({ order }: { readonly order: Order }) {
  const may = useMay();
  const service = useRead(
    'GET /services/{id}',
    { params: { id: order.serviceId } },
    { enabled: order.state === 'failed' },
  );
  if (order.state !== 'failed' || service.data?.failure?.orderId !== order.id || !may('services:operate'))
    return undefined;
  const params = { id: order.serviceId };
  if (service.data.order !== undefined) {
    return (
      <p>
        <Link to={`/orders/${service.data.order.orderId}`}>Another order runs now</Link>
      </p>
    );
  }
  switch (order.kind) {
    case 'activate':
      return (
        <Command
          route="POST /services/{id}/activate"
          params={params}
          label="Try the activation again"
          look="main"
        />
      );
    case 'resume':
      return (
        <Command
          route="POST /services/{id}/resume"
          params={params}
          body={{}}
          label="Try to resume again"
          look="main"
        />
      );
    case 'suspend':
      return (
        <Command
          route="POST /services/{id}/suspend"
          params={params}
          body={{}}
          label="Try to suspend again"
          look="main"
        />
      );
    case 'terminate':
      return (
        <Command
          route="POST /services/{id}/terminate"
          params={params}
          body={{}}
          label="Try to terminate again"
          look="danger"
        />
      );
    case 'change':
      return <Link to={`/services/${order.serviceId}`}>Order the change again at the service</Link>;
  }
}
