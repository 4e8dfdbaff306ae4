import { useState } from 'react';
import { Refusal } from '../../shared/api.ts';
import { Button } from '../../shared/button.tsx';
import { Checkbox } from '../../shared/controls.tsx';
import { usePages, useWrite } from '../../shared/reading.tsx';
import type { AddOn, NewService, Plan, SelectedService, Subscriber } from '../../shared/routes.ts';
import { Fields } from '../field.tsx';
import { labelOf, type Place, whyOf } from '../form-place.ts';
import { locationOf } from '../map/location-field.tsx';
import { format, Section } from '../parts.tsx';
import type { Schemas } from '../schema.ts';
import { useUsualCurrency } from '../schemas.ts';
import { words } from '../words.ts';
import { SaleAccess } from './sale-access.tsx';
import type { Draft } from './sale-draft.ts';
import { technologies } from './service-words.ts';

/** What the address of the page already says. */
export interface Begun {
  readonly subscriber?: string;
  readonly plan?: string;
  /** Serial of an ONU that waits, the OLT that sees it and the OLT's site. */
  readonly onu?: string;
  readonly olt?: string;
  readonly site?: string;
  /** What was sold already, and the order that activates it. */
  readonly service?: string;
  readonly order?: string;
}

/** What is sold, where, and how it is connected: one form, sent as one. */
export function SaleOrder({
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
    about: {},
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
              .map((one) => (
                <Checkbox
                  key={one.id}
                  value={chosen.includes(one.id)}
                  onChange={(is) =>
                    setChosen(is ? [...chosen, one.id] : chosen.filter((other) => other !== one.id))
                  }
                >
                  {one.name} <span className="soft">{priceOf(one)}</span>
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
          <SaleAccess
            plan={plan}
            location={locationOf((rest['address'] as Draft | undefined)?.['location'])}
            access={access}
            onChange={setAccess}
            place={place}
          />
        </Section>
      )}
      {sell.isError && (
        <p role="alert" className="note bad">
          {problem === undefined ? words.reading.failed : whyOf(problem)}
          {[...errors].map(([pointer, message]) => (
            <span key={pointer} className="line">
              {labelOf(place.labels, pointer, pointer.split('/').at(-1) ?? '')}: {message}
            </span>
          ))}
        </p>
      )}
      <footer className="actions">
        {plan !== undefined && (
          <Costs plan={plan} addOns={addOns.items.filter(({ id }) => chosen.includes(id))} />
        )}
        <Button type="submit" look="main" isDisabled={!isReady} isPending={sell.isPending}>
          Sell
        </Button>
      </footer>
    </form>
  );
}

function priceOf({ price, period, accounting }: AddOn): string {
  if (accounting === 'recurring') return `${format.money(price)} a ${period}`;
  if (accounting === 'once') return `${format.money(price)} once`;
  return `${format.money(price)} in ${format.number(accounting.instalments)} instalments`;
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

function Costs({ plan, addOns }: { readonly plan: Plan; readonly addOns: readonly AddOn[] }) {
  const { price, period, setupFee, contract, trialDays } = plan.versions.at(-1)!;
  return (
    <span className="soft">
      {format.money(price)} a {period}
      {addOns.map((one) => `, ${one.name} ${priceOf(one)}`)}
      {setupFee !== undefined && `, ${format.money(setupFee.price)} to set up`}
      {contract !== undefined && `, for ${contract.months} months`}
      {trialDays > 0 && `, the first ${trialDays} days free`}. Charged from the moment the network proves it.
    </span>
  );
}
