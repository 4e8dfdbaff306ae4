import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Refusal } from '../../shared/api.ts';
import { Button } from '../../shared/button.tsx';
import { Overlay, Select } from '../../shared/controls.tsx';
import { Failure, useApi, usePages, useWrite } from '../../shared/reading.tsx';
import type { AccessRequest, OltOnus, Service } from '../../shared/routes.ts';
import { Consequence } from '../consequence.tsx';
import { SiteFilter } from '../filters.tsx';
import { SiteLink, SubscriberName } from '../links.tsx';
import { Table } from '../listing.tsx';
import { Ago, Empty, format, Mark, Page, Section, usePlaceChoice } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { serviceStates } from './service-words.ts';

type Onu = OltOnus['onus'][number];

/**
 * ONUs with light that no service has, at every OLT. Each look goes to the devices themselves, so it is made when it is
 * asked for, some OLTs at once, and says how old it is.
 */
export default function WaitingOnus() {
  const api = useApi();
  const [siteId] = usePlaceChoice('site');
  const looks = useInfiniteQuery({
    queryKey: ['waiting onus', siteId],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /network/onus', { query: { siteId, limit: 10, cursor: pageParam } }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchOnWindowFocus: false,
    staleTime: 60_000,
  });
  const olts = (looks.data?.pages ?? []).flatMap(({ items }) => items);
  const waiting = olts.reduce((sum, { onus }) => sum + onus.length, 0);
  return (
    <Page
      title="ONUs that wait"
      mark={looks.data !== undefined && <Mark>{format.number(waiting)}</Mark>}
      actions={
        <Button isPending={looks.isFetching} onPress={() => void looks.refetch()}>
          Look again
        </Button>
      }
    >
      <div className="filters">
        <SiteFilter />
      </div>
      {looks.isError && (
        <Failure error={looks.error} words={words.reading} retry={() => void looks.refetch()} />
      )}
      {looks.isPending && <p className="note">Asking the OLTs …</p>}
      {looks.data !== undefined && olts.length === 0 && <Empty>There is no OLT here.</Empty>}
      {olts.map((olt) => (
        <Olt key={olt.nodeId} olt={olt} />
      ))}
      {looks.hasNextPage && (
        <Button isPending={looks.isFetchingNextPage} onPress={() => void looks.fetchNextPage()}>
          Ask the next OLTs
        </Button>
      )}
    </Page>
  );
}

function Olt({ olt }: { readonly olt: OltOnus }) {
  const { nodeId, name, siteId, seenAt, problem, onus } = olt;
  const may = useMay();
  return (
    <Section
      title={name}
      actions={
        <span className="hint">
          <Link to={`/network/nodes/${nodeId}`}>Its page</Link> · <SiteLink id={siteId} />
          {seenAt !== undefined && (
            <>
              {' '}
              · looked <Ago at={seenAt} />
            </>
          )}
        </span>
      }
    >
      {problem !== undefined ? (
        <p className="note bad">{problem}</p>
      ) : (
        <Table<Onu>
          label={`ONUs that wait at ${name}`}
          rows={onus}
          keyOf={({ serial }) => serial}
          empty="None waits here."
          columns={[
            { id: 'serial', label: 'Serial', cell: ({ serial }) => <span className="code">{serial}</span> },
            { id: 'port', label: 'Port', cell: ({ port }) => port },
            {
              id: 'light',
              label: 'Light',
              isWide: true,
              cell: ({ receivedDbm }) =>
                receivedDbm === undefined ? '' : `${format.number(receivedDbm)} dBm`,
            },
            {
              id: 'since',
              label: 'Seen since',
              cell: ({ waitsSince }) => waitsSince !== undefined && <Ago at={waitsSince} />,
            },
            {
              id: 'whose',
              label: 'Whose',
              cell: ({ serial, service }) =>
                service === undefined ? (
                  <span className="actions">
                    {may('services:write') && (
                      <Link to={`/sell?onu=${encodeURIComponent(serial)}&olt=${nodeId}&site=${siteId}`}>
                        Sell to it
                      </Link>
                    )}
                    {may('services:operate') && may('services:write') && (
                      <Replacement olt={olt} serial={serial} />
                    )}
                  </span>
                ) : (
                  <>
                    <Link to={`/services/${service.serviceId}`}>
                      <SubscriberName id={service.subscriberId} />
                    </Link>{' '}
                    <Mark tone={serviceStates[service.state].tone}>{serviceStates[service.state].label}</Mark>
                  </>
                ),
            },
          ]}
        />
      )}
    </Section>
  );
}

const hasOlt = (nodeId: string) => (service: Service) =>
  service.access.technology === 'gpon' && service.access.olt?.nodeId === nodeId;

/** The ONU in place of the one that a subscriber of this OLT has: for who got a new device. */
function Replacement({ olt, serial }: { readonly olt: OltOnus; readonly serial: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="plain" onPress={() => setOpen(true)}>
        Give it to a service
      </Button>
      {isOpen && (
        <Overlay
          title={`Give ${serial} to a service`}
          closeLabel={words.close}
          onClose={() => setOpen(false)}
        >
          <Choice olt={olt} serial={serial} />
        </Overlay>
      )}
    </>
  );
}

function Choice({ olt: { nodeId, siteId }, serial }: { readonly olt: OltOnus; readonly serial: string }) {
  const services = usePages('GET /services', {
    query: { siteId, state: 'active', limit: 200, order: 'newest' },
  });
  const [serviceId, choose] = useState<string>();
  const fitting = services.items.filter(hasOlt(nodeId));
  const chosen = fitting.find(({ id }) => id === serviceId);
  const named = ({ access }: Service) => ('onuSerial' in access ? access.onuSerial : '');
  return (
    <div className="form">
      <Select
        label="Service at this OLT"
        hint="Its ONU is taken away, and this one takes its place."
        value={serviceId}
        onChange={choose}
        placeholder={services.isPending ? words.reading.loading : words.choose}
        choices={fitting.map((service) => ({
          id: service.id,
          label: `${service.subscriberName} · ${service.plan.name}`,
          detail: `has ${named(service)}`,
        }))}
      />
      {services.hasNextPage && (
        <Button look="plain" isPending={services.isFetching} onPress={() => void services.fetchNextPage()}>
          {words.more}
        </Button>
      )}
      {chosen !== undefined && <Exchange key={chosen.id} service={chosen} serial={serial} />}
    </div>
  );
}

/** What it does is shown, and done when it is confirmed; then the order is watched. */
function Exchange({ service, serial }: { readonly service: Service; readonly serial: string }) {
  const navigate = useNavigate();
  const change = useWrite('POST /services/{id}/change');
  const access = withOnu(service.access, serial);
  const { error } = change;
  return (
    <>
      <Consequence serviceId={service.id} command={{ kind: 'change', access }} />
      {error !== null && (
        <p role="alert" className="note bad">
          {error instanceof Refusal ? error.message : words.reading.failed}
        </p>
      )}
      <footer className="actions">
        <Button
          look="main"
          isPending={change.isPending}
          onPress={() =>
            change.mutate(
              { params: { id: service.id }, body: { access } },
              {
                onSuccess: ({ orderId }) => void navigate({ to: `/orders/${orderId}` }),
              },
            )
          }
        >
          Change the ONU
        </Button>
      </footer>
    </>
  );
}

/** Where the new one hangs and which number it gets is found anew; all else is as the service has it. */
function withOnu(access: Service['access'], onuSerial: string): AccessRequest {
  if (access.technology !== 'gpon' || access.olt === undefined) return access as AccessRequest;
  const { port: _port, onuId: _onuId, servicePort: _servicePort, ...olt } = access.olt;
  return { ...access, onuSerial, olt } as AccessRequest;
}
