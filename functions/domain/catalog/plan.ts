import type { PlanVersion, Technology } from '../../contracts/catalog.ts';
import type { PlanCreated } from '../../contracts/events/plan-created.ts';
import type { PlanReinstated } from '../../contracts/events/plan-reinstated.ts';
import type { PlanRetired } from '../../contracts/events/plan-retired.ts';
import type { PlanVersionPublished } from '../../contracts/events/plan-version-published.ts';
import type { Day, Instant, Money } from '../../contracts/scalars.ts';
import type { Aggregate } from '../aggregate.ts';
import { done, type Result, refuse } from '../result.ts';

export type PlanEvent = PlanCreated | PlanVersionPublished | PlanRetired | PlanReinstated;

/** `offered` can be sold; `retired` cannot, and services that have it keep it. */
export type OfferStatus = 'offered' | 'retired';

/** What is sold: a name for terms that may change for later sales, version by version. */
export interface Plan {
  readonly name: string;
  readonly description?: string;
  readonly technologies: readonly Technology[];
  readonly status: OfferStatus;
  /** From version 1 on without gaps. */
  readonly versions: readonly PlanVersion[];
  readonly createdAt: Instant;
}

/** The plan's state as the fold of its events. */
export const planAggregate: Aggregate<Plan, PlanEvent> = {
  type: 'plan',
  evolve(state, event, at) {
    if (event.type === 'plan.created') {
      const { name, description, technologies, version } = event.data;
      return {
        name,
        ...(description === undefined ? {} : { description }),
        technologies,
        status: 'offered',
        versions: [version],
        createdAt: at,
      };
    }
    if (state === undefined) throw new Error(`${event.type} on a plan that does not exist`);
    switch (event.type) {
      case 'plan.version-published':
        return { ...state, versions: [...state.versions, event.data.version] };
      case 'plan.retired':
        return { ...state, status: 'retired' };
      case 'plan.reinstated':
        return { ...state, status: 'offered' };
    }
  },
};

/** Terms of a version, before it has its number. */
export type PlanTerms = Omit<PlanVersion, 'version'>;

export interface NewPlan {
  readonly name: string;
  readonly description?: string | undefined;
  readonly technologies: readonly Technology[];
  readonly terms: PlanTerms;
}

/** Puts a plan with its first version on offer. */
export function createPlan(wish: NewPlan): Result<readonly PlanEvent[]> {
  const bad = checkTerms(wish.terms);
  if (bad !== undefined) return bad;
  const technologies = [...new Set(wish.technologies)];
  const { name, description } = wish;
  const data = { name, technologies, version: { ...wish.terms, version: 1 } };
  return done([{ type: 'plan.created', data: description === undefined ? data : { ...data, description } }]);
}

/** Publishes new terms for later sales. A published version never changes. */
export function publishVersion(plan: Plan, terms: PlanTerms): Result<readonly PlanEvent[]> {
  const bad = checkTerms(terms);
  if (bad !== undefined) return bad;
  const currency = plan.versions[0]?.price.currency;
  if (currency !== undefined && terms.price.currency !== currency) {
    return refuse(
      'plan.currency-differs',
      `This plan is priced in ${currency}; make another plan for ${terms.price.currency}.`,
      '/price/currency',
    );
  }
  const { migratesOn, availableOn } = terms;
  if (migratesOn !== undefined && migratesOn < availableOn) {
    return refuse(
      'plan.migration-too-early',
      `Services cannot move on ${migratesOn} to what is sold from ${availableOn} on; name that day or a later one.`,
      '/migratesOn',
    );
  }
  const version = { ...terms, version: plan.versions.length + 1 };
  return done([{ type: 'plan.version-published', data: { version } }]);
}

/** Takes the plan off sale. */
export function retirePlan(plan: Plan): readonly PlanEvent[] {
  return plan.status === 'retired' ? [] : [{ type: 'plan.retired', data: {} }];
}

/** Puts a retired plan on sale again. */
export function reinstatePlan(plan: Plan): readonly PlanEvent[] {
  return plan.status === 'offered' ? [] : [{ type: 'plan.reinstated', data: {} }];
}

/**
 * The version that is sold on that day: of those available, the one whose `availableOn` is latest, and of several on
 * one day the last published. Undefined when none is available yet.
 */
export function currentVersion(plan: Plan, on: Day): PlanVersion | undefined {
  return plan.versions
    .filter((version) => version.availableOn <= on)
    .reduce<PlanVersion | undefined>(
      (best, version) => (best === undefined || version.availableOn >= best.availableOn ? version : best),
      undefined,
    );
}

/** The latest version to which services with an earlier one move by themselves. */
export function migrationFrom(plan: Plan, version: number): PlanVersion | undefined {
  return plan.versions.findLast((later) => later.version > version && later.migratesOn !== undefined);
}

function checkTerms({
  price,
  setupFee,
  contract,
  quota,
  topUps = [],
  usagePrices,
  timeBands = [],
}: PlanTerms) {
  if (topUps.length > 0 && quota === undefined) {
    return refuse(
      'plan.top-up-without-quota',
      'Nothing is topped up without a quota; give one, or leave the top-ups out.',
      '/topUps',
    );
  }
  const free = timeBands.findIndex(({ unmetered }) => unmetered === true);
  if (free !== -1 && quota === undefined) {
    return refuse(
      'plan.unmetered-without-quota',
      'Without a quota nothing is metered; give one, or leave `unmetered` out.',
      `/timeBands/${free}/unmetered`,
    );
  }
  const fees: { readonly money: Money; readonly pointer: string }[] = [];
  if (setupFee !== undefined) fees.push({ money: setupFee.price, pointer: '/setupFee/price' });
  const ending = contract?.earlyTermination;
  if (ending !== undefined && 'fee' in ending) {
    fees.push({ money: ending.fee, pointer: '/contract/earlyTermination/fee' });
  }
  for (const [i, offer] of topUps.entries()) {
    fees.push({ money: offer.price, pointer: `/topUps/${i}/price` });
  }
  for (const [i, { perGigabyte }] of (usagePrices?.tiers ?? []).entries()) {
    fees.push({ money: perGigabyte, pointer: `/usagePrices/tiers/${i}/perGigabyte` });
  }
  if (usagePrices?.most !== undefined) fees.push({ money: usagePrices.most, pointer: '/usagePrices/most' });
  for (const { money, pointer } of fees) {
    if (money.currency !== price.currency) {
      return refuse(
        'plan.currency-differs',
        `The plan is priced in ${price.currency}; give its fees in ${price.currency} too.`,
        `${pointer}/currency`,
      );
    }
    const negative = checkPrice(money.minor, `${pointer}/amount`);
    if (negative !== undefined) return negative;
  }
  return checkPrice(price.minor);
}

/** Prices are what a subscriber pays; a rebate is not a plan. */
export function checkPrice(minor: number, pointer = '/price/amount') {
  return minor < 0 ? refuse('catalog.price-negative', 'A price cannot be below zero.', pointer) : undefined;
}
