import type { ServiceDiscount } from '../../contracts/discount.ts';
import type { Day, Instant } from '../../contracts/scalars.ts';
import { done, type Result, refuse } from '../result.ts';
import type { Service, ServiceEvent } from './service.ts';

/** Facts about a service that change its charges and nothing on the network. */

/** A service carries no more discounts than this. */
export const discountsKept = 20;

const over = ['terminating', 'terminated'] as const satisfies readonly Service['state'][];

function refuseOver({ state }: Service): Result<never> | undefined {
  return over.some((ended) => ended === state)
    ? refuse(`service.${state}`, `This service is ${state}; nothing of its charges changes any more.`)
    : undefined;
}

/** Takes something off what the service costs. What it is taken off must recur. */
export function grantDiscount(
  service: Service,
  discount: ServiceDiscount,
  today: Day,
): Result<readonly ServiceEvent[]> {
  const bad = refuseOver(service) ?? refuseDiscount(service, discount, today);
  return bad ?? done([{ type: 'service.discount-granted', data: { discount } }]);
}

/** Refuses a discount that does not fit what is on the service. */
export function refuseDiscount(
  { plan, extras, discounts = [] }: Pick<Service, 'plan' | 'extras'> & Partial<Pick<Service, 'discounts'>>,
  { off, appliesTo, lasts, from = '' }: ServiceDiscount,
  today: Day,
): Result<never> | undefined {
  if (discounts.length >= discountsKept) {
    return refuse(
      'discount.too-many',
      `A service has ${discountsKept} discounts at most; end one of them first.`,
    );
  }
  const { currency } = plan.terms.price;
  if ('amount' in off && off.amount.currency !== currency) {
    return refuse(
      'discount.currency-differs',
      `This service is charged in ${currency}; give the amount in ${currency}, or a percentage.`,
      '/off/amount/currency',
    );
  }
  if ('amount' in off && off.amount.minor <= 0) {
    return refuse('discount.not-positive', 'Give what is taken off as an amount above zero.', '/off/amount');
  }
  if (typeof appliesTo === 'object') {
    const item = extras.find(({ itemId }) => itemId === appliesTo.itemId);
    if (item === undefined) {
      return refuse(
        'service.item-unknown',
        `The service has no item ${appliesTo.itemId}.`,
        '/appliesTo/itemId',
      );
    }
    if (item.price.accounting !== 'recurring') {
      return refuse(
        'discount.not-recurring',
        `${item.name} is paid once or in instalments; a discount is for what recurs. Correct its line by a credit note.`,
        '/appliesTo/itemId',
      );
    }
  }
  if (typeof lasts === 'object' && 'untilOn' in lasts && (lasts.untilOn <= today || lasts.untilOn <= from)) {
    return refuse(
      'discount.over-already',
      `A discount that lasts until ${lasts.untilOn} would be over before it counts; name a later day.`,
      '/lasts/untilOn',
    );
  }
  return undefined;
}

/** Ends a discount from today on. */
export function endDiscount(service: Service, discountId: string): Result<readonly ServiceEvent[]> {
  return (service.discounts ?? []).some((discount) => discount.discountId === discountId)
    ? done([{ type: 'service.discount-ended', data: { discountId } }])
    : refuse('discount.unknown', `The service has no discount ${discountId}.`);
}

/** Ends the instalments of an item: what is left of them falls due at once, or is forgiven. */
export function payOffItem(
  service: Service,
  itemId: string,
  rest: 'bill' | 'forgive',
): Result<readonly ServiceEvent[]> {
  const bad = refuseOver(service);
  if (bad !== undefined) return bad;
  const item = service.extras.find((extra) => extra.itemId === itemId);
  if (item === undefined) return refuse('service.item-unknown', `The service has no item ${itemId}.`);
  if (typeof item.price.accounting !== 'object') {
    return refuse(
      'service.item-not-in-instalments',
      `${item.name} is not paid in instalments, so there is nothing to pay off.`,
    );
  }
  if (service.paidOff?.includes(itemId)) {
    return refuse('service.item-paid-off', `The instalments of ${item.name} have ended already.`);
  }
  return done([{ type: 'service.item-paid-off', data: { itemId, rest } }]);
}

export interface OutageOfService {
  readonly outageId: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly note?: string | undefined;
}

/** Longer than this an outage is an end. */
const longestOutageDays = 92;

/** Refuses an outage that is not one: it must be over, and short enough to have been one. */
export function refuseOutage(
  { startedAt, endedAt }: Pick<OutageOfService, 'startedAt' | 'endedAt'>,
  now: Instant,
): Result<never> | undefined {
  if (endedAt <= startedAt || endedAt > now) {
    return refuse(
      'outage.not-over',
      'An outage is recorded when it is over: let it end after its start and not in the future.',
      '/endedAt',
    );
  }
  return Date.parse(endedAt) - Date.parse(startedAt) > longestOutageDays * 86_400_000
    ? refuse('outage.too-long', `Record at most ${longestOutageDays} days at once.`, '/startedAt')
    : undefined;
}

/** Whether it had been activated before that time was over, and had not ended before it began. */
export function wasServed(
  service: Service,
  { startedAt, endedAt }: Pick<OutageOfService, 'startedAt' | 'endedAt'>,
): boolean {
  if (!('activatedAt' in service) || service.activatedAt === undefined) return false;
  const hadEnded = service.state === 'terminated' && service.terminatedAt <= startedAt;
  return service.activatedAt < endedAt && !hadEnded;
}

/** Notes that the service could not be used. Whoever was not active in that time has nothing to get back. */
export function recordOutage(
  service: Service,
  { note, ...outage }: OutageOfService,
): Result<readonly ServiceEvent[]> {
  if (!('activatedAt' in service) || service.activatedAt === undefined) {
    return refuse('service.not-active', 'This service was never active, so that no outage was one of it.');
  }
  return done([
    { type: 'service.outage-recorded', data: { ...outage, ...(note === undefined ? {} : { note }) } },
  ]);
}

/** Names the cost centre of the service's invoice lines from now on. */
export function changeCostCentre(service: Service, costCentre: string | null): readonly ServiceEvent[] {
  return (service.costCentre ?? null) === costCentre
    ? []
    : [{ type: 'service.cost-centre-changed', data: { costCentre } }];
}
