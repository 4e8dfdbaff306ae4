import { useNavigate, useParams } from '@tanstack/react-router';
import { Reading, usePages, useRead } from '../../shared/reading.tsx';
import type { Service, SupposedCommand } from '../../shared/routes.ts';
import { Consequence } from '../consequence.tsx';
import { Act, Command } from '../form.tsx';
import { Listing, ofOne } from '../listing.tsx';
import { Page, Tabs } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { columns as orderColumns } from './orders.tsx';
import { ServiceMarks } from './service-card.tsx';
import { Charges } from './service-charges.tsx';
import { Now } from './service-now.tsx';
import { Sessions } from './service-sessions.tsx';
import { UsageOf } from './service-usage.tsx';

const tabs = [
  ['', 'Now'],
  ['sessions', 'Sessions'],
  ['usage', 'Usage'],
  ['orders', 'Orders'],
  ['charges', 'Charges'],
] as const;

/** One service: what it must be beside what the network holds, and everything that can be done to it. */
export default function ServicePage() {
  const { id = '', tab = '' } = useParams({ strict: false }) as {
    readonly id?: string;
    readonly tab?: string;
  };
  const service = useRead('GET /services/{id}', { params: { id } });
  const { data } = service;
  const subscriber = useRead(
    'GET /subscribers/{id}',
    { params: { id: data?.subscriberId ?? '' } },
    { enabled: data !== undefined },
  );
  return (
    <Reading of={service} words={words.reading}>
      {(known) => (
        <Page
          title={known.plan.name}
          mark={<ServiceMarks service={known} />}
          trail={[
            { to: '/subscribers', label: 'Subscribers' },
            { to: `/subscribers/${known.subscriberId}`, label: subscriber.data?.name ?? known.subscriberId },
          ]}
          actions={<Actions service={known} />}
        >
          <Tabs
            label="Parts of the service"
            tabs={tabs.map(([path, label]) => ({
              to: path === '' ? `/services/${id}` : `/services/${id}/${path}`,
              label,
            }))}
          />
          <Part tab={tab} service={known} />
        </Page>
      )}
    </Reading>
  );
}

function Part({ tab, service }: { readonly tab: string; readonly service: Service }) {
  switch (tab) {
    case 'sessions':
      return <Sessions id={service.id} />;
    case 'usage':
      return <UsageOf service={service} />;
    case 'orders':
      return <Orders id={service.id} />;
    case 'charges':
      return <Charges service={service} />;
    default:
      return <Now service={service} />;
  }
}

/** Every action with its consequence before it is confirmed; what cannot be done in this state is not offered. */
function Actions({ service }: { readonly service: Service }) {
  const { id, state } = service;
  const may = useMay();
  const navigate = useNavigate();
  const params = { id };
  const watch = ({ orderId }: { readonly orderId?: string | undefined }) => {
    if (orderId !== undefined) void navigate({ to: `/orders/${orderId}` });
  };
  if (!may('services:operate') || service.order !== undefined) return undefined;
  const before = (kind: SupposedCommand['kind']) => (body: unknown) => (
    <Consequence serviceId={id} command={{ ...(body as object), kind } as SupposedCommand} />
  );
  return (
    <>
      {(state === 'selected' || state === 'failed') && (
        <Command
          route="POST /services/{id}/activate"
          params={params}
          label="Activate"
          look="main"
          question={before('activate')({})}
          onDone={watch}
        />
      )}
      {(state === 'active' || state === 'suspended') && may('services:write') && (
        <Act
          route="POST /services/{id}/change"
          params={params}
          label="Change"
          title="Change the service"
          only={state === 'suspended' ? ['access'] : undefined}
          consequence={before('change')}
          size="large"
          onDone={watch}
        />
      )}
      {state === 'active' && (
        <Act
          route="POST /services/{id}/suspend"
          params={params}
          label="Suspend"
          title="Suspend the service"
          consequence={before('suspend')}
          onDone={watch}
        />
      )}
      {state === 'suspended' && (
        <Act
          route="POST /services/{id}/resume"
          params={params}
          label="Resume"
          title="Resume the service"
          consequence={before('resume')}
          look="main"
          onDone={watch}
        />
      )}
      {state !== 'terminated' && state !== 'terminating' && may('services:write') && (
        <Act
          route="POST /services/{id}/terminate"
          params={params}
          label="Terminate"
          title="Terminate the service"
          consequence={before('terminate')}
          look="danger"
          isDanger
          onDone={watch}
        />
      )}
    </>
  );
}

function Orders({ id }: { readonly id: string }) {
  const rows = usePages('GET /orders', { query: { serviceId: id, limit: 100, order: 'newest' } });
  return (
    <Listing
      label="Orders"
      columns={ofOne(orderColumns)}
      rows={rows}
      to={(order) => `/orders/${order.id}`}
      empty="Nothing was ordered yet."
      fileName={`orders-${id}`}
    />
  );
}
