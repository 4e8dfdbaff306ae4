import { useRead } from '../shared/reading.tsx';
import type { PortalService } from '../shared/routes.ts';
import { isHeldUp, tell } from './condition.ts';
import { useAccountParams, useHere } from './here.tsx';
import { Icon } from './icons.tsx';
import { Card, Empty, Facts, Head, isMore, Meter, Rates, Shown, To } from './parts.tsx';
import { Credit, Pay, useDues } from './pay.tsx';

/** Milliseconds between two looks at what changes by itself, and while it is being changed. */
const calm = 20_000;
const quick = 2_000;

export function Home() {
  const { words, account } = useHere();
  const params = useAccountParams();
  const services = useRead(
    'GET /portal/accounts/{accountId}/services',
    { params, query: { limit: 100 } },
    { every: calm },
  );
  return (
    <div className="place home">
      <Head title={account.name}>
        <p className="soft">{words.accountNumber(account.number)}</p>
      </Head>
      <Outage />
      <div className="sides">
        <div className="stack">
          <Shown of={services} lines={6}>
            {({ items }) =>
              items.length === 0 ? (
                <Card>
                  <Empty icon="wifi" title={words.noServices} why={words.noServicesWhy} />
                </Card>
              ) : (
                items.map((service) => <ServiceCard key={service.serviceId} service={service} />)
              )
            }
          </Shown>
        </div>
        <Owed />
      </div>
    </div>
  );
}

function Outage() {
  const { words, format } = useHere();
  const params = useAccountParams();
  const outages = useRead('GET /portal/accounts/{accountId}/outages', { params }, { every: calm });
  const now = outages.data?.items.find(({ endedAt }) => endedAt === undefined);
  if (now === undefined) return null;
  return (
    <div className="notice warn" role="status">
      <Icon name="alert" />
      <div>
        <strong>{words.outage}</strong>
        <p>{words.outageWhy(format.instant(now.startedAt))}</p>
      </div>
    </div>
  );
}

function Owed() {
  const { words, format } = useHere();
  const dues = useDues(calm);
  return (
    <Card title={words.owe} className="owed">
      <Shown of={dues} lines={3}>
        {(seen) => {
          const [first] = seen.invoices;
          if (!isMore(seen.due)) {
            return (
              <>
                <Empty icon="check" title={words.oweNothing} why={words.oweNothingWhy} />
                <Credit dues={seen} />
              </>
            );
          }
          return (
            <>
              <p className="amount">{format.money(seen.due)}</p>
              {isMore(seen.overdue) ? (
                <p className="bad-ink">{words.overdueOf(format.money(seen.overdue))}</p>
              ) : (
                first !== undefined && <p className="soft">{words.dueOn(format.day(first.dueOn))}</p>
              )}
              <Pay dues={seen} />
            </>
          );
        }}
      </Shown>
    </Card>
  );
}

function ServiceCard({ service }: { readonly service: PortalService }) {
  const { words, format } = useHere();
  const { accountId } = useAccountParams();
  const { serviceId } = service;
  const detail = useRead(
    'GET /portal/accounts/{accountId}/services/{serviceId}',
    { params: { accountId, serviceId } },
    { every: service.isChanging ? quick : calm },
  );
  const dues = useDues();
  const seen = detail.data ?? service;
  const told = tell(seen, dues.data, words, format);
  const used = detail.data?.used;
  const { plan } = seen;
  return (
    <section className={`card service ${told.look}`} aria-labelledby={`${serviceId}-plan`}>
      <header>
        <h2 id={`${serviceId}-plan`}>
          <bdi>{plan.name}</bdi>
        </h2>
        <To to="/service/$serviceId" params={{ serviceId }} className="arrow">
          {words.details}
          <span className="chevron" aria-hidden="true" />
        </To>
      </header>
      <Condition {...told} isChanging={seen.isChanging} />
      <WayOn service={seen} />
      {used !== undefined && (
        <div className="used">
          <p>
            <strong>{words.usedOf(format.volume(used.octets), format.volume(used.includedOctets))}</strong>
            <span className="soft">{words.usedUntil(format.day(used.renewsOn))}</span>
          </p>
          <Meter
            label={words.usage}
            words={words.usedOf(format.volume(used.octets), format.volume(used.includedOctets))}
            value={used.octets}
            most={used.includedOctets}
          />
        </div>
      )}
      <Facts
        of={[
          [words.speed, <Rates key="rates" {...plan} />],
          [
            words.service.address,
            <bdi key="address">{[seen.address.line1, seen.address.city].join(', ')}</bdi>,
          ],
        ]}
      />
    </section>
  );
}

/** What whoever is cut off can do about it. */
export function WayOn({ service }: { readonly service: PortalService }) {
  const { words } = useHere();
  if (isHeldUp(service)) {
    return (
      <To to="/pay" className="button main">
        <Icon name="card" />
        {words.garden.title}
      </To>
    );
  }
  if (service.condition !== 'stopped') return null;
  return (
    <To to="/help" className="button">
      <Icon name="help" />
      {words.reach}
    </To>
  );
}

export function Condition({
  title,
  why,
  look,
  icon,
  isChanging,
}: ReturnType<typeof tell> & { readonly isChanging: boolean }) {
  const { words } = useHere();
  return (
    <div className={`condition ${look}`} role="status">
      <span className="disc">
        <Icon name={icon} />
      </span>
      <div>
        <strong>{title}</strong>
        <p>{isChanging ? words.changing : why}</p>
      </div>
    </div>
  );
}
