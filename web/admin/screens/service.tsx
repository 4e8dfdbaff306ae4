import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../shared/button.tsx';
import { TextField } from '../../shared/controls.tsx';
import { Reading, usePages, useRead } from '../../shared/reading.tsx';
import type { Service, Session, SupposedCommand } from '../../shared/routes.ts';
import { Consequence } from '../consequence.tsx';
import { Act, Command } from '../form.tsx';
import { type Column, Listing, ofOne, Table } from '../listing.tsx';
import { OrderWatch } from '../order-watch.tsx';
import { Ago, Empty, Facts, format, Mark, Page, Section, Tabs } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { Again } from './order.tsx';
import { columns as orderColumns } from './orders.tsx';
import { ServiceMarks } from './service-card.tsx';
import {
  accessName,
  addressLine,
  entitlements,
  networkStates,
  orderKinds,
  serviceStates,
  technologies,
} from './service-words.ts';

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
      {state === 'active' && may('services:write') && (
        <Act
          route="POST /services/{id}/change"
          params={params}
          label="Change"
          title="Change the service"
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

function Now({ service }: { readonly service: Service }) {
  const {
    id,
    plan,
    access,
    address,
    entitlement,
    state,
    network,
    session,
    order,
    failure,
    pending,
    override,
    restriction,
    suspension,
  } = service;
  const may = useMay();
  const isOnline = session !== undefined && session.endedAt === undefined;
  return (
    <>
      {order !== undefined && (
        <Section title="Running now">
          <OrderWatch orderId={order.orderId} />
        </Section>
      )}
      {failure !== undefined && order === undefined && (
        <Section title={`${orderKinds[failure.kind]} failed`} note={format.exact(failure.at)}>
          <OrderWatch orderId={failure.orderId}>{(ended) => <Again order={ended} />}</OrderWatch>
        </Section>
      )}
      <div className="grid">
        <Section title="Must be" note={serviceStates[state].means}>
          <Facts
            facts={[
              [
                'State',
                <Mark key="state" tone={serviceStates[state].tone}>
                  {serviceStates[state].label}
                </Mark>,
              ],
              ['Gets', entitlements[entitlement].label],
              [
                'Speed',
                `${format.rate(plan.terms.network.downKbps)} down, ${format.rate(plan.terms.network.upKbps)} up`,
              ],
              ['Access', `${technologies[access.technology]} ${accessName(access)}`],
              ['Address on the network', access.framedIp],
              ['Revision', network.revision],
              restriction !== undefined && [
                'Taken by dunning',
                <span key="restriction" className="code">
                  {JSON.stringify(restriction)}
                </span>,
              ],
              override !== undefined && [
                'Set by hand',
                <span key="override" className="code">
                  {JSON.stringify(override)}
                </span>,
              ],
              suspension !== undefined && [
                'Suspended',
                `${suspension.reason} since ${format.instant(suspension.since)}${suspension.note === undefined ? '' : `: ${suspension.note}`}`,
              ],
            ]}
          />
        </Section>
        <Section
          title="The network holds"
          note={networkStates[network.status].means}
          actions={
            may('services:operate') &&
            (network.status === 'drifted' || network.held === true) && (
              <Command
                route="POST /services/{id}/mend"
                params={{ id }}
                label="Mend"
                look="main"
                question={
                  <p>What the devices hold is overwritten with what they must hold, and read back.</p>
                }
              />
            )
          }
        >
          <Facts
            facts={[
              [
                'State',
                <Mark key="network" tone={networkStates[network.status].tone}>
                  {networkStates[network.status].label}
                </Mark>,
              ],
              ['Revision', network.observedRevision],
              network.provenAt !== undefined && ['Proven', <Ago key="proven" at={network.provenAt} />],
              [
                'Session',
                isOnline ? (
                  <>
                    <Mark tone="good">Online</Mark> since <Ago at={session.startedAt} />
                  </>
                ) : (
                  'none'
                ),
              ],
              ['Address', session?.framedIp],
              isOnline && [
                'Has moved',
                `${format.volume(session.downloadOctets)} down, ${format.volume(session.uploadOctets)} up`,
              ],
              ['Detail', network.detail],
              network.outliving !== undefined && [
                'Should be offline',
                <Mark key="outliving" tone="bad">
                  {network.outliving.words}
                </Mark>,
              ],
              network.refusedLogin !== undefined && [
                'Last refused log-in',
                `${network.refusedLogin.means} (${format.instant(network.refusedLogin.at)})`,
              ],
              service.line !== undefined && [
                'Line',
                `port ${service.line.port}, ONU ${service.line.onuId ?? '?'}`,
              ],
            ]}
          />
          {network.differences !== undefined && network.differences.length > 0 && (
            <Table
              label="What differs"
              rows={network.differences}
              keyOf={({ nodeId, what }) => `${nodeId}${what}`}
              columns={[
                { id: 'what', label: 'What', cell: ({ what }) => what },
                {
                  id: 'desired',
                  label: 'Must be',
                  cell: ({ desired }) => <span className="code">{desired}</span>,
                },
                {
                  id: 'observed',
                  label: 'Is',
                  cell: ({ observed }) => <span className="code">{observed}</span>,
                },
              ]}
            />
          )}
          <Line id={id} />
        </Section>
        <Section title="What was sold">
          <Facts
            facts={[
              ['Plan', plan.name],
              ['Price', `${format.money(plan.terms.price)} a ${plan.terms.period}`],
              ['At', addressLine(address)],
              ['Sold', format.instant(service.selectedAt)],
              service.activatedAt !== undefined && ['Active since', format.instant(service.activatedAt)],
              [
                'Set-up fee',
                service.setupFeeWaived === undefined ? undefined : `waived: ${service.setupFeeWaived}`,
              ],
            ]}
          />
          {service.extras.length > 0 && (
            <Table
              label="Add-ons and equipment"
              rows={service.extras}
              keyOf={({ itemId }) => itemId}
              columns={[
                {
                  id: 'name',
                  label: 'Add-ons and equipment',
                  cell: ({ name, serial }) => `${name}${serial === undefined ? '' : ` (${serial})`}`,
                },
                {
                  id: 'price',
                  label: 'Price',
                  isNumber: true,
                  cell: ({ price }) => format.money(price.price),
                },
              ]}
            />
          )}
          {may('billing:write') && (
            <p className="actions">
              <Act
                route="POST /services/{id}/discounts"
                params={{ id }}
                label="Give a discount"
                look="plain"
              />
              <Act route="POST /services/{id}/coupons" params={{ id }} label="Redeem a coupon" look="plain" />
              <Act
                route="POST /services/{id}/outages"
                params={{ id }}
                label="Credit an outage"
                look="plain"
              />
            </p>
          )}
        </Section>
        {pending.length > 0 && (
          <Section title="Waits for its day">
            <Table
              label="Waits for its day"
              rows={pending}
              keyOf={({ actionId }) => actionId}
              columns={[
                { id: 'on', label: 'On', cell: ({ on }) => format.day(on) },
                {
                  id: 'what',
                  label: 'What',
                  cell: ({ kind, change }) =>
                    `${orderKinds[kind]}${change?.plan === undefined ? '' : ` to ${change.plan.name}`}`,
                },
                {
                  id: 'cancel',
                  label: '',
                  cell: ({ actionId }) =>
                    may('services:write') && (
                      <Command
                        route="DELETE /services/{id}/pending/{actionId}"
                        params={{ id, actionId }}
                        label="Call off"
                        look="plain"
                        question={<p>It does not happen. Nothing else changes.</p>}
                      />
                    ),
                },
              ]}
            />
          </Section>
        )}
      </div>
    </>
  );
}

/** The devices themselves, asked now. */
function Line({ id }: { readonly id: string }) {
  const [isAsked, ask] = useState(false);
  const line = useRead('GET /services/{id}/line', { params: { id } }, { enabled: isAsked });
  const may = useMay();
  if (!may('network:read')) return undefined;
  if (!isAsked) {
    return (
      <p>
        <Button onPress={() => ask(true)}>Ask the devices now</Button>
      </p>
    );
  }
  return (
    <Reading of={line} words={words.reading}>
      {({ seenAt, devices, sessions }) => (
        <div className="order">
          <p className="soft">
            As of {format.time(seenAt)}{' '}
            <Button look="plain" isPending={line.isFetching} onPress={() => void line.refetch()}>
              Ask again
            </Button>
          </p>
          {devices.map(({ nodeId, device, outcome, reason, onu, checks }) => (
            <div key={`${nodeId}${device}`}>
              <h3>
                {device}{' '}
                <Mark tone={outcome === 'as-desired' ? 'good' : outcome === 'different' ? 'bad' : 'warn'}>
                  {outcome.replace('-', ' ')}
                </Mark>
              </h3>
              {reason !== undefined && <p className="code">{reason}</p>}
              {onu !== undefined && (
                <Facts
                  facts={[
                    ['ONU', `${onu.serial} at ${onu.port}`],
                    ['State', onu.state],
                    [
                      'Receives',
                      onu.receivedDbm === undefined ? undefined : `${format.number(onu.receivedDbm)} dBm`,
                    ],
                    [
                      'OLT receives',
                      onu.oltReceivedDbm === undefined
                        ? undefined
                        : `${format.number(onu.oltReceivedDbm)} dBm`,
                    ],
                    [
                      'Distance',
                      onu.distanceMetres === undefined ? undefined : `${format.number(onu.distanceMetres)} m`,
                    ],
                    ['Last down', onu.lastDownCause],
                  ]}
                />
              )}
              <ol className="steps">
                {checks.map(({ check, ok, answer }) => (
                  <li key={check} className={ok ? 'step good' : 'step bad'}>
                    <span className="dot" aria-hidden="true" />
                    <div>
                      <strong>{check}</strong>
                      <p className="code">{answer}</p>
                    </div>
                  </li>
                ))}
              </ol>
            </div>
          ))}
          <p className="soft">
            {sessions.length === 0
              ? 'AAA on site knows no open session.'
              : `AAA on site knows: ${sessions.map(({ username, nasAddress, framedIp }) => `${username} on ${nasAddress} ${framedIp ?? ''}`).join('; ')}`}
          </p>
        </div>
      )}
    </Reading>
  );
}

const sessionColumns: readonly Column<Session & { readonly id: string }>[] = [
  {
    id: 'began',
    label: 'Began',
    cell: ({ startedAt }) => format.instant(startedAt),
    text: ({ startedAt }) => startedAt,
  },
  {
    id: 'ended',
    label: 'Ended',
    cell: ({ endedAt }) =>
      endedAt === undefined ? <Mark tone="good">Online</Mark> : format.instant(endedAt),
    text: ({ endedAt }) => endedAt ?? '',
  },
  {
    id: 'for',
    label: 'For',
    cell: ({ seconds }) => format.duration(seconds),
    text: ({ seconds }) => String(seconds),
    isWide: true,
  },
  {
    id: 'address',
    label: 'Address',
    cell: ({ framedIp }) => framedIp ?? '',
    text: ({ framedIp }) => framedIp ?? '',
    isWide: true,
  },
  {
    id: 'down',
    label: 'Down',
    isNumber: true,
    cell: ({ downloadOctets }) => format.volume(downloadOctets),
    text: ({ downloadOctets }) => String(downloadOctets),
  },
  {
    id: 'up',
    label: 'Up',
    isNumber: true,
    cell: ({ uploadOctets }) => format.volume(uploadOctets),
    text: ({ uploadOctets }) => String(uploadOctets),
    isWide: true,
  },
  {
    id: 'why',
    label: 'Why it ended',
    width: '2fr',
    cell: ({ endMeans }) => endMeans ?? '',
    text: ({ endMeans }) => endMeans ?? '',
    isWide: true,
  },
];

function Sessions({ id }: { readonly id: string }) {
  const pages = usePages('GET /services/{id}/sessions', { params: { id }, query: { limit: 100 } });
  const rows = {
    ...pages,
    items: pages.items.map((session) => ({ ...session, id: `${session.sessionId}${session.startedAt}` })),
  };
  return (
    <Listing
      label="Sessions"
      columns={sessionColumns}
      rows={rows}
      empty="It was never online."
      fileName={`sessions-${id}`}
    />
  );
}

function UsageOf({ service }: { readonly service: Service }) {
  const { id, quotaUse, plan } = service;
  const usage = useRead('GET /services/{id}/usage', { params: { id }, query: { by: 'day' } });
  const quota = plan.terms.quota?.steps[0];
  return (
    <>
      {quota !== undefined && (
        <Section title="Quota">
          <Facts
            facts={[
              ['Of', `${format.number(quota.gigabytes)} GB a ${plan.terms.quota!.per}`],
              quotaUse !== undefined && ['Used, as last told', format.volume(quotaUse.octets)],
              quotaUse !== undefined && ['Renews', format.day(quotaUse.renewsOn)],
            ]}
          />
        </Section>
      )}
      <Section
        title="Used per day"
        note="Download and upload as the network counted them, by the subscriber’s days."
      >
        <Reading of={usage} words={words.reading}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty>Nothing was used in this time.</Empty>
            ) : (
              <Table
                label="Used per day"
                rows={items.toReversed()}
                keyOf={({ from }) => from}
                columns={[
                  { id: 'day', label: 'Day', cell: ({ from }) => format.day(from) },
                  {
                    id: 'down',
                    label: 'Down',
                    isNumber: true,
                    cell: ({ downloadOctets }) => format.volume(downloadOctets),
                  },
                  {
                    id: 'up',
                    label: 'Up',
                    isNumber: true,
                    cell: ({ uploadOctets }) => format.volume(uploadOctets),
                  },
                ]}
              />
            )
          }
        </Reading>
      </Section>
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

/** Why a day was charged as it was, or why it was not. */
function Charges({ service }: { readonly service: Service }) {
  const [on, setOn] = useState(() => new Date().toISOString().slice(0, 10));
  const explained = useRead(
    'GET /services/{id}/charge-explanation',
    { params: { id: service.id }, query: { on } },
    { enabled: on !== '' },
  );
  return (
    <Section
      title="A day explained"
      actions={<TextField label="Day" isLabelHidden type="date" value={on} onChange={setOn} />}
    >
      <Reading of={explained} words={words.reading}>
        {({ state, items }) => (
          <>
            <p>
              On {format.day(on === '' ? new Date().toISOString().slice(0, 10) : on)} the service was{' '}
              <Mark>{state}</Mark>, as the network proved it.
            </p>
            <Table
              label="What was charged"
              rows={items}
              keyOf={({ itemId }) => itemId}
              empty="There was nothing that could be charged."
              columns={[
                { id: 'item', label: 'Item', cell: ({ item }) => item },
                {
                  id: 'charged',
                  label: 'Charged',
                  cell: ({ charged }) => (charged ? <Mark tone="good">yes</Mark> : <Mark>no</Mark>),
                },
                { id: 'why', label: 'Why', cell: ({ words: why }) => why },
                {
                  id: 'lines',
                  label: 'On',
                  cell: ({ lines }) =>
                    lines.map(({ invoiceId, lineId, number, amount }) => (
                      <span key={lineId} className="line">
                        <Link to={`/billing/invoices/${invoiceId}`}>{number}</Link> {format.money(amount)}
                      </span>
                    )),
                },
                {
                  id: 'events',
                  label: 'Rests on',
                  isWide: true,
                  cell: ({ events }) =>
                    events.map(({ eventId, type, at, proof }) => (
                      <span key={eventId} className="line hint">
                        {type}, {format.exact(at)}{' '}
                        {proof !== undefined && <Link to={`/orders/${proof.orderId}`}>proof</Link>}
                      </span>
                    )),
                },
              ]}
            />
          </>
        )}
      </Reading>
    </Section>
  );
}
