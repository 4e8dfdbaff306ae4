import { Link } from '@tanstack/react-router';
import { useRead } from '../../shared/reading.tsx';
import type { Service } from '../../shared/routes.ts';
import { Ago, Facts, format, Mark } from '../parts.tsx';
import { ReplicaAge } from '../replica-age.tsx';
import { useMay } from '../who.ts';
import { Line } from './service-line.tsx';
import {
  accessName,
  addressLine,
  entitlements,
  networkStates,
  serviceStates,
  technologies,
} from './service-words.ts';

export function ServiceMarks({ service }: { readonly service: Service }) {
  const { state, entitlement, network } = service;
  const isOn = state === 'active' || state === 'suspended';
  return (
    <>
      <Mark tone={serviceStates[state].tone}>{serviceStates[state].label}</Mark>
      {isOn && entitlement !== 'full' && (
        <Mark tone={entitlements[entitlement].tone}>{entitlements[entitlement].label}</Mark>
      )}
      {network.status !== 'in-sync' && (isOn || state === 'failed') && (
        <Mark tone={networkStates[network.status].tone}>{networkStates[network.status].label}</Mark>
      )}
    </>
  );
}

/** A service as one looks at it in passing: what it is, whether it is online, since when that is proven. */
export function ServiceCard({ service: listed }: { readonly service: Service }) {
  // A list names services without their sessions.
  const read = useRead('GET /services/{id}', { params: { id: listed.id } });
  const service = read.data ?? listed;
  const { id, plan, extras, access, address, session, network, suspension, failure, pending } = service;
  const may = useMay();
  const isOnline = session !== undefined && session.endedAt === undefined;
  const isServed = service.state === 'active' || service.state === 'suspended';
  return (
    <section className="card" aria-label={plan.name}>
      <header>
        <h2>
          <Link to={`/services/${id}`}>{plan.name}</Link> <ServiceMarks service={service} />
        </h2>
        <span className="soft">
          {format.money(plan.terms.price)} a {plan.terms.period}
        </span>
      </header>
      <Facts
        facts={[
          [
            'Now',
            read.data === undefined ? (
              '…'
            ) : isOnline ? (
              <>
                <Mark tone="good">Online</Mark> {session.framedIp} since <Ago at={session.startedAt} />
              </>
            ) : session === undefined ? (
              'Never online'
            ) : (
              <>
                Offline since <Ago at={session.endedAt!} />
              </>
            ),
          ],
          network.refusedLogin !== undefined && [
            'Last refused log-in',
            `${network.refusedLogin.means} (${format.instant(network.refusedLogin.at)})`,
          ],
          ['Access', `${technologies[access.technology]} ${accessName(access)}`],
          network.provenAt !== undefined && ['Last proof', <Ago key="proof" at={network.provenAt} />],
          may('network:read') && ['Agent', <ReplicaAge key="agent" siteId={access.siteId} />],
          ['At', addressLine(address)],
          extras.length > 0 && ['With', extras.map(({ name }) => name).join(', ')],
          suspension !== undefined && [
            'Suspended',
            `${suspension.reason}${suspension.until === undefined ? '' : `, until ${format.day(suspension.until)}`}`,
          ],
          failure !== undefined && [
            'Why it failed',
            <Link key="failure" to={`/orders/${failure.orderId}`}>
              {failure.reason}
            </Link>,
          ],
          pending[0] !== undefined && ['Waits', `${pending[0].kind} on ${format.day(pending[0].on)}`],
        ]}
      />
      {isServed && <Line id={id} />}
    </section>
  );
}
