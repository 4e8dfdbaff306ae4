import { edited } from '../../shared/revision.ts';
import type {
  CouponRedemption,
  NewDiscount,
  NewServiceOutage,
  PayOff,
  Service,
  ServiceDiscount,
  SupposedCharge,
} from '../../shared/routes.ts';
import { ChargeConsequence } from '../charge-consequence.tsx';
import { Act, Command } from '../form.tsx';
import { Table } from '../listing.tsx';
import { Facts, format, Section } from '../parts.tsx';
import { useMay } from '../who.ts';
import { words } from '../words.ts';
import { charged } from './priced-list.tsx';
import { addressLine } from './service-words.ts';

type Extra = Service['extras'][number];

/** What is charged for the service, and what may be done about that without touching the network. */
export function Sold({ service }: { readonly service: Service }) {
  const { id, state, plan, address, extras, discounts, costCentre } = service;
  const may = useMay();
  const params = { id };
  const isOver = state === 'terminating' || state === 'terminated';
  return (
    <Section title="What was sold">
      <Facts
        facts={[
          ['Plan', plan.name],
          ['Price', `${format.money(plan.terms.price)} a ${plan.terms.period}`],
          ['At', addressLine(address)],
          ['Sold', format.instant(service.selectedAt)],
          service.activatedAt !== undefined && ['Active since', format.instant(service.activatedAt)],
          service.setupFeeWaived !== undefined && ['Set-up fee', `waived: ${service.setupFeeWaived}`],
          ['Cost centre', costCentre],
        ]}
      />
      {extras.length > 0 && <Extras id={id} extras={extras} isOver={isOver} />}
      {discounts.length > 0 && <Discounts id={id} discounts={discounts} extras={extras} />}
      {!isOver && (
        <p className="actions">
          {may('billing:write') && (
            <Act
              route="POST /services/{id}/discounts"
              params={params}
              label="Give a discount"
              look="plain"
              consequence={(body) => <ChargeConsequence serviceId={id} charge={discountIn(body)} />}
            />
          )}
          {may('services:write') && (
            <Act
              route="POST /services/{id}/coupons"
              params={params}
              label="Redeem a coupon"
              look="plain"
              consequence={(body) => <ChargeConsequence serviceId={id} charge={couponIn(body)} />}
            />
          )}
          {may('billing:write') && (
            <Act
              route="POST /services/{id}/outages"
              params={params}
              label="Credit an outage"
              look="plain"
              consequence={(body) => <ChargeConsequence serviceId={id} charge={outageIn(body)} />}
            />
          )}
          {may('services:write') && (
            <Act
              route="PUT /services/{id}/cost-centre"
              params={params}
              label="Cost centre"
              submit={words.save}
              look="plain"
              of={edited('GET /services/{id}', { params }, (seen) => ({
                costCentre: seen.costCentre ?? null,
              }))}
            />
          )}
        </p>
      )}
    </Section>
  );
}

/** As much of a discount as can be reckoned with, whatever it will be called. */
function discountIn(body: unknown): SupposedCharge | undefined {
  const { name = '', off: less, ...rest } = body as Partial<NewDiscount>;
  const isSaid = less !== undefined && Number('percent' in less ? less.percent : less.amount?.amount) > 0;
  return isSaid ? { ...rest, kind: 'discount', off: less, name: name.trim() || 'Discount' } : undefined;
}

function couponIn(body: unknown): SupposedCharge | undefined {
  const { coupon = '', ...rest } = body as Partial<CouponRedemption>;
  return coupon === '' ? undefined : { ...rest, kind: 'coupon', coupon };
}

function outageIn(body: unknown): SupposedCharge | undefined {
  const { startedAt, endedAt } = body as Partial<NewServiceOutage>;
  return startedAt === undefined || endedAt === undefined
    ? undefined
    : { kind: 'outage', startedAt, endedAt };
}

function Extras({
  id,
  extras,
  isOver,
}: {
  readonly id: string;
  readonly extras: readonly Extra[];
  readonly isOver: boolean;
}) {
  const mayBill = useMay()('billing:write') && !isOver;
  return (
    <Table
      label="Add-ons and equipment"
      rows={extras}
      keyOf={({ itemId }) => itemId}
      columns={[
        {
          id: 'name',
          label: 'Add-ons and equipment',
          cell: ({ name, serial }) => `${name}${serial === undefined ? '' : ` (${serial})`}`,
        },
        { id: 'price', label: 'Price', isNumber: true, cell: ({ price }) => charged(price) },
        {
          id: 'pay-off',
          label: 'Actions',
          cell: ({ itemId, name, price }) =>
            mayBill &&
            typeof price.accounting === 'object' && (
              <Act
                route="POST /services/{id}/items/{itemId}/pay-off"
                params={{ id, itemId }}
                label="Pay off"
                title={`End the instalments of ${name}`}
                submit="End them"
                look="plain"
                initial={{ rest: 'bill' }}
                labels={{ rest: 'The rest' }}
                intro={
                  <p className="hint">
                    What is not charged yet of {format.money(price.price)} falls due at once, or is forgiven.
                  </p>
                }
                consequence={(body) => (
                  <ChargeConsequence
                    serviceId={id}
                    charge={{ ...(body as PayOff), kind: 'pay-off', itemId }}
                  />
                )}
              />
            ),
        },
      ]}
    />
  );
}

function Discounts({
  id,
  discounts,
  extras,
}: {
  readonly id: string;
  readonly discounts: readonly ServiceDiscount[];
  readonly extras: readonly Extra[];
}) {
  const mayEnd = useMay()('billing:write');
  return (
    <Table
      label="Discounts"
      rows={discounts}
      keyOf={({ discountId }) => discountId}
      columns={[
        { id: 'name', label: 'Discounts', cell: ({ name }) => <bdi>{name}</bdi> },
        { id: 'off', label: 'Off', cell: (discount) => off(discount, extras) },
        { id: 'lasts', label: 'Lasts', isWide: true, cell: lasts },
        {
          id: 'end',
          label: 'Actions',
          cell: (discount) =>
            mayEnd && (
              <Command
                route="DELETE /services/{id}/discounts/{discountId}"
                params={{ id, discountId: discount.discountId }}
                label="End"
                look="plain"
                question={
                  <>
                    <p>
                      {discount.name} is taken off up to today and no more; the rest of a period that is
                      charged already is charged anew.
                    </p>
                    <ChargeConsequence
                      serviceId={id}
                      charge={{ kind: 'discount-end', discountId: discount.discountId }}
                    />
                  </>
                }
              />
            ),
        },
      ]}
    />
  );
}

function off({ off: less, appliesTo }: ServiceDiscount, extras: readonly Extra[]): string {
  const much = 'percent' in less ? format.percent(less.percent / 100) : format.money(less.amount);
  const of =
    typeof appliesTo === 'object'
      ? (extras.find(({ itemId }) => itemId === appliesTo.itemId)?.name ?? 'an item')
      : appliesTo === 'plan'
        ? 'the plan'
        : 'everything that recurs';
  return `${much} of ${of}`;
}

function lasts({ lasts: span, from }: ServiceDiscount): string {
  const since = from === undefined ? '' : `from ${format.day(from)}, `;
  if (span === 'forever') return `${since}for good`;
  return 'periods' in span
    ? `${since}for ${span.periods} ${span.periods === 1 ? 'period' : 'periods'}`
    : `${since}until ${format.day(span.untilOn)}`;
}
