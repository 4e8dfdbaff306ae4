import { type NavigateOptions, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Refusal } from '../../shared/api.ts';
import { Button } from '../../shared/button.tsx';
import { Checkbox, Select, TextField } from '../../shared/controls.tsx';
import { Reading, usePages, useRead, useWrite } from '../../shared/reading.tsx';
import type {
  AccessRequest,
  NewService,
  Plan,
  SelectedService,
  Subscriber,
  Technology,
} from '../../shared/routes.ts';
import { Fields } from '../field.tsx';
import { ApiForm } from '../form.tsx';
import type { Place } from '../form-place.ts';
import { OrderWatch } from '../order-watch.tsx';
import { Facts, format, Mark, Page, Section } from '../parts.tsx';
import { Picker } from '../pickers.tsx';
import type { Schemas } from '../schema.ts';
import { useSchemas, useUsualCurrency } from '../schemas.ts';
import { words } from '../words.ts';
import { Again } from './order.tsx';
import { addressLine, technologies } from './service-words.ts';

interface Begun {
  readonly subscriber?: string;
  readonly plan?: string;
  /** Serial of an ONU that waits, the OLT that sees it and the OLT's site. */
  readonly onu?: string;
  readonly olt?: string;
  readonly site?: string;
}

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
        <Activation service={sold} />
      ) : (
        <>
          <Who subscriberId={subscriberId} subscriber={subscriber.data} onChoose={choose} />
          {subscriber.data !== undefined && (
            <Reading of={schemas} words={words.reading}>
              {(known) => (
                <Order
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

type Draft = Readonly<Record<string, unknown>>;

function Order({
  begun,
  subscriber,
  schemas,
  onSold,
}: {
  readonly begun: Begun;
  readonly subscriber: Subscriber;
  readonly schemas: Schemas;
  readonly onSold: (service: SelectedService) => void;
}) {
  const plans = usePages('GET /plans', { query: { limit: 200 } });
  const addOns = usePages('GET /add-ons', { query: { limit: 200 } });
  const currency = useUsualCurrency();
  const [planId, setPlanId] = useState(
    begun.plan ?? subscriber.origin?.quote?.planId ?? subscriber.origin?.wantedPlanId,
  );
  const [chosen, setChosen] = useState<readonly string[]>(
    subscriber.origin?.quote?.addOns.map(({ addOnId }) => addOnId) ?? [],
  );
  const [rest, setRest] = useState<Draft>({
    ...(subscriber.addresses.service === undefined ? {} : { address: subscriber.addresses.service }),
  });
  const [access, setAccess] = useState<Draft>(
    begun.onu === undefined
      ? {}
      : {
          technology: 'gpon',
          onuSerial: begun.onu,
          ...(begun.site === undefined ? {} : { siteId: begun.site }),
          ...(begun.olt === undefined ? {} : { olt: { nodeId: begun.olt } }),
        },
  );
  const sell = useWrite('POST /subscribers/{id}/services');
  const problem = sell.error instanceof Refusal ? sell.error.problem : undefined;
  const errors = new Map(problem?.errors?.map(({ pointer, message }) => [pointer, message]));
  const place: Place = {
    schemas,
    labels: { coupon: 'Coupon code', waiveSetupFee: 'Why the set-up fee is waived' },
    errors,
    currency,
  };
  const offered = plans.items.filter(
    ({ status, versions }) => status === 'offered' && versions.at(-1)?.price.currency === subscriber.currency,
  );
  const plan = offered.find(({ id }) => id === planId);
  const isReady = plan !== undefined && access['technology'] !== undefined && access['siteId'] !== undefined;
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const body = { ...rest, planId, addOns: chosen, access } as unknown as NewService;
        sell.mutate({ params: { id: subscriber.id }, body }, { onSuccess: onSold });
      }}
    >
      <Section title="What">
        {offered.length === 0 && !plans.isPending && (
          <p className="note">No plan is offered in {subscriber.currency}. Make one in the catalogue.</p>
        )}
        <div className="plans" role="radiogroup" aria-label="Plan">
          {offered.map((one) => (
            <PlanChoice
              key={one.id}
              plan={one}
              isChosen={one.id === planId}
              onChoose={() => setPlanId(one.id)}
            />
          ))}
        </div>
        {errors.has('/planId') && <p className="field-error">{errors.get('/planId')}</p>}
        <fieldset className="group">
          <legend>Add-ons</legend>
          <div className="checks">
            {addOns.items
              .filter(({ status, price }) => status === 'offered' && price.currency === subscriber.currency)
              .map(({ id, name, price, period, accounting }) => (
                <Checkbox
                  key={id}
                  value={chosen.includes(id)}
                  onChange={(is) => setChosen(is ? [...chosen, id] : chosen.filter((other) => other !== id))}
                >
                  {name}{' '}
                  <span className="soft">
                    {format.money(price)} {accounting === 'recurring' ? `a ${period}` : 'once'}
                  </span>
                </Checkbox>
              ))}
          </div>
        </fieldset>
        <Fields
          place={place}
          schema={schemas.bodyOf('POST /subscribers/{id}/services')}
          value={rest}
          onChange={(value) => setRest(value as Draft)}
          pointer=""
          only={['equipment', 'coupon', 'waiveSetupFee']}
        />
      </Section>
      <Section title="Where">
        <Fields
          place={place}
          schema={schemas.bodyOf('POST /subscribers/{id}/services')}
          value={rest}
          onChange={(value) => setRest(value as Draft)}
          pointer=""
          only={['address']}
        />
      </Section>
      {plan !== undefined && (
        <Section title="How it is connected">
          <Access plan={plan} access={access} onChange={setAccess} place={place} />
        </Section>
      )}
      {sell.isError && (
        <p role="alert" className="note bad">
          {problem === undefined ? words.reading.failed : (problem.detail ?? problem.title)}
          {[...errors].map(([pointer, message]) => (
            <span key={pointer} className="line">
              {pointer.slice(1).replaceAll('/', ' → ')}: {message}
            </span>
          ))}
        </p>
      )}
      <footer className="actions">
        {plan !== undefined && <Costs plan={plan} />}
        <Button type="submit" look="main" isDisabled={!isReady} isPending={sell.isPending}>
          Sell
        </Button>
      </footer>
    </form>
  );
}

function PlanChoice({
  plan,
  isChosen,
  onChoose,
}: {
  readonly plan: Plan;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}) {
  const terms = plan.versions.at(-1)!;
  return (
    <label className={isChosen ? 'plan chosen' : 'plan'}>
      <input type="radio" name="plan" checked={isChosen} onChange={onChoose} />
      <strong>{plan.name}</strong>
      <span className="figure">
        {format.money(terms.price)} a {terms.period}
      </span>
      <span className="soft">
        {format.rate(terms.network.downKbps)} / {format.rate(terms.network.upKbps)}
        {terms.quota !== undefined &&
          `, ${format.number(terms.quota.steps[0]!.gigabytes)} GB a ${terms.quota.per}`}
      </span>
      <span className="soft">{plan.technologies.map((one) => technologies[one]).join(', ')}</span>
    </label>
  );
}

function Costs({ plan }: { readonly plan: Plan }) {
  const { price, period, setupFee, contract, trialDays } = plan.versions.at(-1)!;
  return (
    <span className="soft">
      {format.money(price)} a {period}
      {setupFee !== undefined && `, ${format.money(setupFee.price)} to set up`}
      {contract !== undefined && `, for ${contract.months} months`}
      {trialDays > 0 && `, the first ${trialDays} days free`}. Charged from the moment the network proves it.
    </span>
  );
}

/** How the line is bound to the network, with what the site has free at this moment. */
function Access({
  plan,
  access,
  onChange,
  place,
}: {
  readonly plan: Plan;
  readonly access: Draft;
  readonly onChange: (access: Draft) => void;
  readonly place: Place;
}) {
  const [isAll, showAll] = useState(false);
  const technology = access['technology'] as Technology | undefined;
  const siteId = access['siteId'] as string | undefined;
  const nodes = usePages(
    'GET /access-nodes',
    { query: { siteId: siteId ?? '', limit: 100 } },
    { enabled: siteId !== undefined },
  );
  const pools = usePages(
    'GET /address-pools',
    { query: { siteId: siteId ?? '', limit: 100 } },
    { enabled: siteId !== undefined },
  );
  const set = (part: Draft) => onChange({ ...access, ...part });
  const variant = place.schemas
    .resolve({ $ref: '#/components/schemas/AccessRequest' })
    .oneOf?.find(({ properties }) => properties?.['technology']?.const === technology);
  const asked: readonly string[] = {
    pppoe: ['username'],
    hotspot: ['username'],
    ipoe: ['mac'],
    gpon: ['username'],
    lte: [],
  }[technology ?? 'lte'];
  const gear = technology === 'gpon' ? 'olt' : technology === 'lte' ? 'lte-core' : undefined;
  const member = gear === 'olt' ? 'olt' : 'core';
  const node = (access[member] as { readonly nodeId?: string } | undefined)?.nodeId;
  const all = ['technology', 'siteId', 'olt', 'core', 'onuSerial', 'imsi', 'addressPoolId', ...asked];
  return (
    <div className="form">
      <div className="fields pair">
        <Select
          label="Technology"
          isRequired
          value={technology}
          error={place.errors.get('/access/technology')}
          onChange={(id) => onChange({ ...(siteId === undefined ? {} : { siteId }), technology: id })}
          choices={plan.technologies.map((id) => ({ id, label: technologies[id] }))}
          placeholder={words.choose}
        />
        <Picker
          route="GET /sites"
          label="Site"
          isRequired
          error={place.errors.get('/access/siteId')}
          value={siteId}
          onChange={(id) => onChange({ ...(technology === undefined ? {} : { technology }), siteId: id })}
        />
      </div>
      {technology !== undefined && siteId !== undefined && (
        <>
          {gear !== undefined && (
            <Select
              label={gear === 'olt' ? 'OLT' : 'LTE core'}
              isRequired
              isDisabled={nodes.isPending}
              value={node}
              error={place.errors.get(`/access/${member}/nodeId`) ?? place.errors.get(`/access/${member}`)}
              onChange={(id) => set({ [member]: { ...(access[member] as object | undefined), nodeId: id } })}
              choices={nodes.items
                .filter(({ kind }) => kind === gear)
                .map(({ id, name, driver }) => ({ id, label: name, detail: driver }))}
              placeholder={words.choose}
            />
          )}
          {technology === 'gpon' && <WaitingOnus nodeId={node} access={access} set={set} place={place} />}
          {technology === 'lte' && <SimStock access={access} set={set} place={place} />}
          <div className="fields pair">
            {variant !== undefined && asked.length > 0 && (
              <Fields
                place={place}
                schema={variant}
                value={access}
                onChange={(value) => onChange(value as Draft)}
                pointer="/access"
                only={asked}
              />
            )}
            <Select
              label="Address"
              value={access['addressPoolId'] as string | undefined}
              error={place.errors.get('/access/addressPoolId')}
              hint="A fixed one costs the network nothing and the subscriber keeps it."
              onChange={(id) => {
                const { addressPoolId: _, ...others } = access;
                onChange(id === '' ? others : { ...others, addressPoolId: id });
              }}
              choices={[
                { id: '', label: 'Another one with each session' },
                ...pools.items.flatMap((pool) =>
                  pool.kind === 'ipv4'
                    ? [
                        {
                          id: pool.id,
                          label: `The lowest free one of ${pool.name}`,
                          detail: `${pool.cidr}, ${format.number(pool.utilisation.free)} of ${format.number(pool.utilisation.capacity)} free`,
                        },
                      ]
                    : [],
                ),
              ]}
              placeholder="Another one with each session"
            />
          </div>
          <p>
            <Button look="plain" aria-expanded={isAll} onPress={() => showAll(!isAll)}>
              {isAll ? 'Fewer details' : 'More details'}
            </Button>
          </p>
          {isAll && variant !== undefined && (
            <Fields
              place={place}
              schema={variant}
              value={access}
              onChange={(value) => onChange(value as Draft)}
              pointer="/access"
              without={all}
            />
          )}
        </>
      )}
    </div>
  );
}

interface Part {
  readonly access: Draft;
  readonly set: (part: Draft) => void;
  readonly place: Place;
}

/** ONUs that the OLT sees and nobody has: found by their light, not by typing a serial number. */
function WaitingOnus({ nodeId, access, set, place }: Part & { readonly nodeId: string | undefined }) {
  const seen = useRead(
    'GET /access-nodes/{id}/onus',
    { params: { id: nodeId ?? '' }, query: { state: 'unconfigured' } },
    { enabled: nodeId !== undefined, every: 10_000 },
  );
  const olt = (access['olt'] ?? {}) as Draft;
  const waiting = seen.data?.items ?? [];
  return (
    <>
      {nodeId !== undefined && (
        <fieldset className="group">
          <legend>ONUs that wait on this OLT</legend>
          {seen.isError && <p className="field-error">{seen.error.message}</p>}
          {seen.isPending && <p className="soft">Asking the OLT …</p>}
          {seen.data !== undefined && waiting.length === 0 && (
            <p className="soft">
              None has light and is unknown at {format.time(seen.data.seenAt)}. Looked at again every ten
              seconds.
            </p>
          )}
          <div className="checks">
            {waiting.map(({ serial, port, receivedDbm }) => (
              <label key={serial} className="onu">
                <input
                  type="radio"
                  name="onu"
                  checked={access['onuSerial'] === serial}
                  onChange={() => set({ onuSerial: serial })}
                />{' '}
                <span className="code">{serial}</span> <span className="soft">at {port}</span>
                {receivedDbm !== undefined && <Mark>{format.number(receivedDbm)} dBm</Mark>}
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <div className="fields pair">
        <TextField
          label="ONU serial"
          isRequired
          value={(access['onuSerial'] ?? '') as string}
          error={place.errors.get('/access/onuSerial')}
          onChange={(onuSerial) => set({ onuSerial })}
        />
        <TextField
          label="Line profile"
          isRequired
          value={(olt['lineProfile'] ?? '') as string}
          error={place.errors.get('/access/olt/lineProfile')}
          onChange={(lineProfile) => set({ olt: { ...olt, lineProfile } })}
        />
        <TextField
          label="Service profile"
          isRequired
          value={(olt['serviceProfile'] ?? '') as string}
          error={place.errors.get('/access/olt/serviceProfile')}
          onChange={(serviceProfile) => set({ olt: { ...olt, serviceProfile } })}
        />
      </div>
    </>
  );
}

function SimStock({ access, set, place }: Part) {
  const stock = usePages('GET /sims', { query: { status: 'stock', limit: 100 } });
  const imsi = access['imsi'] as AccessRequest extends { readonly imsi: infer I } ? I : string | undefined;
  return (
    <Select
      label="SIM from stock"
      isRequired
      isDisabled={stock.isPending}
      value={imsi}
      error={place.errors.get('/access/imsi')}
      hint={stock.items.length === 0 && !stock.isPending ? 'The stock is empty.' : undefined}
      onChange={(id) => set({ imsi: id })}
      choices={stock.items.map(({ imsi: id, iccid, msisdn }) => ({
        id,
        label: id,
        detail: [`ICCID ${iccid}`, msisdn].filter((one) => one !== undefined).join(', '),
      }))}
      placeholder={words.choose}
    />
  );
}

/** The activation, watched: it is asked for once, and each step is shown as the devices answer. */
function Activation({ service }: { readonly service: SelectedService }) {
  const activate = useWrite('POST /services/{id}/activate');
  const navigate = useNavigate();
  const [orderId, setOrderId] = useState<string>();
  const [isBegun, begin] = useState(false);
  const go = () => {
    begin(true);
    activate.mutate({ params: { id: service.id } }, { onSuccess: (order) => setOrderId(order.orderId) });
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
