import type { Service } from '../../shared/routes.ts';
import { Command } from '../form.tsx';
import { Table } from '../listing.tsx';
import { OrderWatch } from '../order-watch.tsx';
import { Ago, Facts, format, Mark, Section } from '../parts.tsx';
import { ReplicaAge, SitesAway } from '../replica-age.tsx';
import { useMay } from '../who.ts';
import { Again } from './order.tsx';
import { Access } from './service-access.tsx';
import { Line } from './service-line.tsx';
import { Sold } from './service-sold.tsx';
import { accessName, networkStates, orderKinds, serviceStates, technologies } from './service-words.ts';

export function Now({ service }: { readonly service: Service }) {
  const { id, plan, access, state, network, session, order, failure, pending, suspension } = service;
  const may = useMay();
  const isOnline = session !== undefined && session.endedAt === undefined;
  return (
    <>
      {order !== undefined && (
        <Section title="Running now">
          <SitesAway siteId={access.siteId} />
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
              [
                'Speed',
                `${format.rate(plan.terms.network.downKbps)} down, ${format.rate(plan.terms.network.upKbps)} up`,
              ],
              ['Access', `${technologies[access.technology]} ${accessName(access)}`],
              ['Address on the network', access.framedIp],
              ['Revision', network.revision],
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
              may('network:read') && ['Agent', <ReplicaAge key="agent" siteId={access.siteId} />],
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
        <Access service={service} />
        <Sold service={service} />
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
